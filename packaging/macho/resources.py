"""The seal of a bundle: `_CodeSignature/CodeResources`, a hash of every file in it.

Two tables: `files` (SHA-1, what lies in Resources) for old systems, and `files2` (SHA-256, the
whole bundle, symbolic links and nested code too), which is the one that is checked since
OS X 10.9. Which file falls under which rule is decided by the heaviest matching pattern.
"""

from __future__ import annotations

import hashlib
import os
import plistlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from macho.codesign import cdhash
from macho.errors import MachOError
from macho.fat import is_macho

SEAL = Path("_CodeSignature", "CodeResources")

# The rules that codesign writes when it is given none.
RULES: dict[str, Any] = {
    "^Resources/": True,
    "^Resources/.*\\.lproj/": {"optional": True, "weight": 1000.0},
    "^Resources/.*\\.lproj/locversion.plist$": {"omit": True, "weight": 1100.0},
    "^Resources/Base\\.lproj/": {"weight": 1010.0},
    "^version.plist$": True,
}
RULES2: dict[str, Any] = {
    ".*\\.dSYM($|/)": {"weight": 11.0},
    "^(.*/)?\\.DS_Store$": {"omit": True, "weight": 2000.0},
    "^(Frameworks|SharedFrameworks|PlugIns|Plug-ins|XPCServices|Helpers|MacOS"
    "|Library/(Automator|Spotlight|LoginItems))/": {"nested": True, "weight": 10.0},
    "^.*": True,
    "^Info\\.plist$": {"omit": True, "weight": 20.0},
    "^PkgInfo$": {"omit": True, "weight": 20.0},
    "^Resources/": {"weight": 20.0},
    "^Resources/.*\\.lproj/": {"optional": True, "weight": 1000.0},
    "^Resources/.*\\.lproj/locversion.plist$": {"omit": True, "weight": 1100.0},
    "^Resources/Base\\.lproj/": {"weight": 1010.0},
    "^[^/]+$": {"nested": True, "weight": 10.0},
    "^embedded\\.provisionprofile$": {"weight": 20.0},
    "^version\\.plist$": {"weight": 20.0},
}


@dataclass(frozen=True)
class Fault:
    """A file (relative to Contents) that is not as it was sealed."""

    file: str
    what: str


@dataclass(frozen=True)
class _Rule:
    pattern: re.Pattern[str]
    weight: float
    omit: bool
    optional: bool
    nested: bool


def code_resources(contents: Path, executable: Path) -> bytes:
    """The seal of everything in `contents` but its main executable, as a property list.

    Raises:
        MachOError: code that must be signed by itself is not.
    """
    rules, rules2 = _compile(RULES), _compile(RULES2)
    files: dict[str, Any] = {}
    files2: dict[str, Any] = {}
    for path, name in _walk(contents, executable):
        rule = _rule(rules2, name)
        if rule is not None and not rule.omit:
            files2[name] = _entry(path, name, rule)
        rule = _rule(rules, name)
        if rule is not None and not rule.omit and not path.is_symlink():
            digest = _digest(path, "sha1")
            files[name] = {"hash": digest, "optional": True} if rule.optional else digest
    seal = {"files": files, "files2": files2, "rules": RULES, "rules2": RULES2}
    return plistlib.dumps(seal, sort_keys=True)


def seal_faults(contents: Path, executable: Path) -> tuple[list[Fault], int]:
    """What differs from the seal, and how many files and links are sealed.

    Raises:
        MachOError: there is no seal, or it cannot be read.
    """
    sealed, rules = _read(contents)
    faults = []
    seen = set()
    for path, name in _walk(contents, executable):
        rule = _rule(rules, name)
        if rule is None or rule.omit:
            continue
        seen.add(name)
        if name not in sealed:
            faults.append(Fault(name, "was added after the bundle was sealed"))
            continue
        fault = _difference(path, sealed[name])
        if fault:
            faults.append(Fault(name, fault))
    for name in sorted(sealed.keys() - seen):
        entry = sealed[name]
        if not (isinstance(entry, dict) and entry.get("optional")):
            faults.append(Fault(name, "is sealed, but missing"))
    return faults, len(sealed)


def _read(contents: Path) -> tuple[dict[str, Any], list[_Rule]]:
    try:
        seal = plistlib.loads((contents / SEAL).read_bytes())
    except FileNotFoundError:
        raise MachOError("the bundle is not sealed") from None
    except (plistlib.InvalidFileException, ExpatError, ValueError) as error:
        raise MachOError(f"the seal cannot be read ({error})") from error
    if not isinstance(seal, dict) or not isinstance(seal.get("files2"), dict):
        raise MachOError("the seal holds no table of files")
    if seal.get("rules2") != RULES2:
        raise MachOError("the seal follows other rules than codesign's own")
    return seal["files2"], _compile(RULES2)


def _walk(contents: Path, executable: Path) -> Iterator[tuple[Path, str]]:
    """Every file and link below `contents` but the main executable and the signature itself."""
    for folder, folders, names in os.walk(contents):
        here = Path(folder)
        if here == contents and "_CodeSignature" in folders:
            folders.remove("_CodeSignature")
        folders.sort()
        links = [name for name in folders if (here / name).is_symlink()]
        for name in sorted(names + links):
            path = here / name
            if path == executable or path == contents / "CodeResources":  # a stapled ticket
                continue
            yield path, path.relative_to(contents).as_posix()


def _entry(path: Path, name: str, rule: _Rule) -> dict[str, Any]:
    if path.is_symlink():
        return {"symlink": os.readlink(path)}
    if rule.nested:
        if not is_macho(path):
            raise MachOError(f"{name} lies where only code may lie; move it to Resources")
        code = cdhash(path)
        return {"cdhash": bytes.fromhex(code), "requirement": f'cdhash H"{code}"'}
    entry: dict[str, Any] = {"hash2": _digest(path, "sha256")}
    if rule.optional:
        entry["optional"] = True
    return entry


def _difference(path: Path, entry: object) -> str:
    """How the file differs from its entry; nothing if it does not."""
    if not isinstance(entry, dict):
        return "is sealed in a way that is not known here"
    if "symlink" in entry:
        if not path.is_symlink():
            return f"was sealed as a link to {entry['symlink']}, and is none"
        return "" if os.readlink(path) == entry["symlink"] else "leads elsewhere than sealed"
    if path.is_symlink():
        return "was sealed as a file, and is a link"
    if "cdhash" in entry:
        try:
            same = cdhash(path) == bytes(entry["cdhash"]).hex()
        except MachOError as error:
            return f"was sealed as code, and {error}"
        return "" if same else "is other code than was sealed"
    if "hash2" not in entry:
        return "is sealed without a SHA-256"
    return "" if _digest(path, "sha256") == entry["hash2"] else "was changed after sealing"


def _digest(path: Path, algorithm: str) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, algorithm).digest()


def _compile(rules: dict[str, Any]) -> list[_Rule]:
    """The rules, heaviest first."""
    compiled = []
    for pattern, value in rules.items():
        options = value if isinstance(value, dict) else {}
        compiled.append(
            _Rule(
                pattern=re.compile(pattern),
                weight=float(options.get("weight", 1)),
                omit=bool(options.get("omit")),
                optional=bool(options.get("optional")),
                nested=bool(options.get("nested")),
            )
        )
    return sorted(compiled, key=lambda rule: -rule.weight)


def _rule(rules: list[_Rule], name: str) -> _Rule | None:
    """What decides about a file; a rule of weight 0 does not exist here."""
    return next((rule for rule in rules if rule.pattern.search(name)), None)
