"""Info.plist: what macOS is told about the app."""

from __future__ import annotations

import plistlib
from pathlib import Path
from typing import Any

from assemble.layout import IDENTIFIER, NAME, Layout
from assemble.targets import MAC

COPYRIGHT = "Apache-2.0. Nothing you write leaves this Mac."
SCHEME = "parlance"

# What a person reads, in both languages; the keys are macOS's.
SENTENCES = {
    "en": {
        "NSMicrophoneUsageDescription": (
            "Parlance records what you say for the model on this Mac. Nothing is sent anywhere."
        ),
        "NSDesktopFolderUsageDescription": "To open the files that you attach or name.",
        "NSDocumentsFolderUsageDescription": "To open the files that you attach or name.",
        "NSDownloadsFolderUsageDescription": "To open the files that you attach or name.",
        "NSRemovableVolumesUsageDescription": "To open files and models on other disks.",
        "NSNetworkVolumesUsageDescription": "To open files and models on network disks.",
        "NSLocalNetworkUsageDescription": "To fetch models through a mirror or a proxy near you.",
    },
    "zh-Hans": {
        "NSMicrophoneUsageDescription": (
            "Parlance 会录下你说的话，交给这台 Mac 上的模型。录音不会发送到任何地方。"
        ),
        "NSDesktopFolderUsageDescription": "用于打开你附加或指定的文件。",
        "NSDocumentsFolderUsageDescription": "用于打开你附加或指定的文件。",
        "NSDownloadsFolderUsageDescription": "用于打开你附加或指定的文件。",
        "NSRemovableVolumesUsageDescription": "用于打开其他磁盘上的文件和模型。",
        "NSNetworkVolumesUsageDescription": "用于打开网络磁盘上的文件和模型。",
        "NSLocalNetworkUsageDescription": "用于通过你附近的镜像或代理获取模型。",
    },
}


def info(version: str) -> dict[str, Any]:
    """The entries of Info.plist.

    Args:
        version: three numbers, e.g. "0.1.0".
    """
    return {
        "CFBundleDevelopmentRegion": "en",
        "CFBundleDisplayName": NAME,
        "CFBundleDocumentTypes": [
            _document("Picture", "public.image"),
            _document("Sound", "public.audio"),
            _document("Text", "public.text"),
            _document("PDF", "com.adobe.pdf"),
        ],
        "CFBundleExecutable": NAME,
        "CFBundleIconFile": f"{NAME}.icns",
        "CFBundleIdentifier": IDENTIFIER,
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleLocalizations": list(SENTENCES),
        "CFBundleName": NAME,
        "CFBundlePackageType": "APPL",
        "CFBundleShortVersionString": version,
        "CFBundleSignature": "????",
        "CFBundleSupportedPlatforms": ["MacOSX"],
        "CFBundleURLTypes": [
            {
                "CFBundleTypeRole": "Viewer",
                "CFBundleURLName": IDENTIFIER,
                "CFBundleURLSchemes": [SCHEME],
            }
        ],
        "CFBundleVersion": version,
        "LSApplicationCategoryType": "public.app-category.productivity",
        "LSArchitecturePriority": [MAC.machine],
        "LSMinimumSystemVersion": MAC.minimum,
        "LSRequiresNativeExecution": True,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": COPYRIGHT,
        "NSPrincipalClass": "NSApplication",
        "NSRequiresAquaSystemAppearance": False,  # dark when the system is
        "NSSupportsAutomaticGraphicsSwitching": True,
        **SENTENCES["en"],
    }


def _document(name: str, content_type: str) -> dict[str, Any]:
    """Alternate: the Finder offers Parlance under Open With and never takes it by itself."""
    return {
        "CFBundleTypeName": name,
        "CFBundleTypeRole": "Viewer",
        "LSHandlerRank": "Alternate",
        "LSItemContentTypes": [content_type],
    }


def write(layout: Layout, version: str) -> None:
    """Write Info.plist, PkgInfo, and the sentences in each language."""
    _write(layout.info_plist, info(version))
    layout.pkg_info.write_bytes(b"APPL????")
    for language, sentences in SENTENCES.items():
        _write(layout.resources / f"{language}.lproj" / "InfoPlist.strings", sentences)


def _write(file: Path, content: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(plistlib.dumps(content, sort_keys=True))
