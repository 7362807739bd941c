"""Qt: a window could open, and everything that it shows could be drawn."""

from __future__ import annotations

import os
import sys
from typing import Any

from app.display import why_no_display
from app.machine_check import Finding
from app.paths import resource

FORMATS = ("png", "jpeg", "gif", "webp", "svg")
_PLATFORM = {"darwin": "cocoa"}


def qt() -> Finding:
    """Platform, styles, formats of pictures, words in Chinese, letters."""
    if reason := why_no_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtCore import QLibraryInfo, qVersion
    from PySide6.QtGui import QFontDatabase, QImageReader
    from PySide6.QtWidgets import QApplication, QStyleFactory

    application = QApplication(["Parlance"])
    formats = {bytes(each.data()).decode() for each in QImageReader.supportedImageFormats()}
    facts: dict[str, Any] = {
        "qt": qVersion(),
        "platform": application.platformName(),
        "screen": reason or "there",
        "styles": QStyleFactory.keys(),
        "style": application.style().name(),
        "formats": sorted(formats),
        "fonts": len(QFontDatabase.families()),
        "plugins": QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath),
    }
    wrong = [f"pictures in {each} cannot be read" for each in FORMATS if each not in formats]
    wanted = _PLATFORM.get(sys.platform)
    if wanted and not os.environ.get("QT_QPA_PLATFORM") and facts["platform"] != wanted:
        wrong.append(f"the platform is {facts['platform']}, not {wanted}")
    if sys.platform == "darwin" and "macos" not in {each.lower() for each in facts["styles"]}:
        wrong.append("the Mac's own style is missing")
    if not facts["fonts"]:
        wrong.append("there are no fonts")
    wrong += _undrawn()
    wrong += _untranslated()
    facts["chinese_fonts"] = len(
        QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    )
    if wrong:
        return Finding("no", "; ".join(wrong), facts)
    where = facts["platform"] + (f" ({reason.lower()})" if reason else "")
    return Finding(
        "ok", f"{qVersion()} on {where}, style {facts['style']}, {_told(formats)}", facts
    )


def _told(formats: set[str]) -> str:
    return ", ".join(sorted(formats & {*FORMATS, "heic", "heif", "icns", "tiff"}))


def _undrawn() -> list[str]:
    """Icons that stay blank."""
    from ui.icons import draw_svg

    blank = []
    for path in (resource("icon.svg"), resource("icons/send.svg")):
        image = draw_svg(path.read_bytes().replace(b"currentColor", b"#000000"), 32).toImage()
        inked = any(image.pixelColor(x, y).alpha() > 128 for x in range(32) for y in range(32))
        if not inked:
            blank.append(f"{path.name} stays blank")
    return blank


def _untranslated() -> list[str]:
    """Our words, and those that Qt brings along."""
    from PySide6.QtCore import QCoreApplication

    from app.language import choose_language

    look_up = QCoreApplication.translate
    choose_language("zh_CN")
    ours, theirs = look_up("Composer", "Send"), look_up("QPlatformTheme", "Cancel")
    choose_language("en")
    told = [] if ours != "Send" else ["our words in Chinese are missing"]
    return told + ([] if theirs != "Cancel" else ["Qt's words in Chinese are missing"])
