"""Info.plist: what macOS asks of an app, and what this app promises."""

from __future__ import annotations

import os
import plistlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from assemble.targets import MAC
from verify.bundle import Bundle

REQUIRED: dict[str, type] = {
    "CFBundleDevelopmentRegion": str,
    "CFBundleDisplayName": str,
    "CFBundleDocumentTypes": list,
    "CFBundleExecutable": str,
    "CFBundleIconFile": str,
    "CFBundleIdentifier": str,
    "CFBundleInfoDictionaryVersion": str,
    "CFBundleName": str,
    "CFBundlePackageType": str,
    "CFBundleShortVersionString": str,
    "CFBundleURLTypes": list,
    "CFBundleVersion": str,
    "LSApplicationCategoryType": str,
    "LSMinimumSystemVersion": str,
    "LSRequiresNativeExecution": bool,
    "NSHighResolutionCapable": bool,
    "NSHumanReadableCopyright": str,
    "NSLocalNetworkUsageDescription": str,
    "NSMicrophoneUsageDescription": str,
    "NSPrincipalClass": str,
    "NSRequiresAquaSystemAppearance": bool,
}
EXACT: dict[str, object] = {
    "CFBundleInfoDictionaryVersion": "6.0",
    "CFBundlePackageType": "APPL",
    "LSMinimumSystemVersion": MAC.minimum,
    "LSRequiresNativeExecution": True,
    "NSHighResolutionCapable": True,
    "NSPrincipalClass": "NSApplication",
    "NSRequiresAquaSystemAppearance": False,
}
_VERSION = re.compile(r"\d+(\.\d+){0,2}")
_IDENTIFIER = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

Report = Callable[[Path, str, str], None]


def check_plists(bundle: Bundle) -> None:
    """Report what is wrong with Info.plist, PkgInfo and the sentences in each language."""
    report = bundle.report("plist")
    info = bundle.layout.info_plist
    plist = _load(info, report)
    if plist is not None:
        for what in _faults(plist):
            report(info, what, "mend packaging/assemble/plist.py")
        _check_named_files(bundle, plist, report)
    pkg_info = bundle.layout.pkg_info  # which no seal covers
    if not pkg_info.is_file() or pkg_info.read_bytes() != b"APPL????":
        report(pkg_info, "does not say APPL????", "mend packaging/assemble/plist.py")
    for language in _list(plist or {}, "CFBundleLocalizations"):
        _load(bundle.layout.resources / f"{language}.lproj" / "InfoPlist.strings", report)


def _load(path: Path, report: Report) -> dict[str, Any] | None:
    try:
        plist = plistlib.loads(path.read_bytes())
    except OSError:
        report(path, "is missing", "assemble the bundle again")
    except (plistlib.InvalidFileException, ExpatError, ValueError) as error:
        report(path, f"is no property list ({error})", "mend packaging/assemble/plist.py")
    else:
        if isinstance(plist, dict):
            return plist
        report(path, "holds no dictionary", "mend packaging/assemble/plist.py")
    return None


def _faults(plist: dict[str, Any]) -> list[str]:
    faults = []
    for key, kind in REQUIRED.items():
        if key not in plist:
            faults.append(f"lacks {key}")
        elif not isinstance(plist[key], kind) or plist[key] in ("", []):
            faults.append(f"{key} is not a {kind.__name__} that says something")
        elif key in EXACT and plist[key] != EXACT[key]:
            faults.append(f"{key} is {plist[key]!r} instead of {EXACT[key]!r}")
    for key in ("CFBundleShortVersionString", "CFBundleVersion"):
        if not _VERSION.fullmatch(str(plist.get(key, "0"))):
            faults.append(f"{key} is not one to three numbers: {plist[key]!r}")
    if not _IDENTIFIER.fullmatch(str(plist.get("CFBundleIdentifier", "a.b"))):
        faults.append(f"CFBundleIdentifier is no reversed domain: {plist['CFBundleIdentifier']!r}")
    for document in _list(plist, "CFBundleDocumentTypes"):
        if not isinstance(document, dict) or not document.get("LSItemContentTypes"):
            faults.append("a document type names no LSItemContentTypes")
        elif document.get("LSHandlerRank") != "Alternate":
            kinds = ", ".join(map(str, document["LSItemContentTypes"]))
            faults.append(f"{kinds} would be taken over: LSHandlerRank is not Alternate")
    schemes = [
        scheme
        for one in _list(plist, "CFBundleURLTypes")
        if isinstance(one, dict)
        for scheme in _list(one, "CFBundleURLSchemes")
    ]
    if "parlance" not in schemes:
        faults.append("parlance:// links are not claimed")
    return faults


def _check_named_files(bundle: Bundle, plist: dict[str, Any], report: Report) -> None:
    executable = bundle.layout.contents / "MacOS" / str(plist.get("CFBundleExecutable", ""))
    if executable != bundle.layout.executable:
        report(bundle.layout.info_plist, f"names {executable.name} as executable", "mend plist.py")
    elif not os.access(executable, os.X_OK) or not executable.is_file():
        report(executable, "is no file that may be executed", "assemble the bundle again")
    icon = str(plist.get("CFBundleIconFile", ""))
    if icon and not (bundle.layout.resources / icon).is_file():
        report(bundle.layout.resources / icon, "is missing, which Info.plist names", "draw it")


def _list(plist: dict[str, Any], key: str) -> list[Any]:
    value = plist.get(key)
    return value if isinstance(value, list) else []
