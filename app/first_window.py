"""The first window: as it stood at the end, made from no more than can be seen of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.assets import load_assets
from app.paths import data_folder
from ui.main_window import MainWindow


class FirstLook:
    """What the stored settings say of the first window, read without everything they know.

    `app.settings` and `app.window_memory` read the same files whole, a moment later.

    Attributes:
        language, appearance, text_size: as in `Settings`.
        geometry: the window's place and size, as Qt packs them, in base64.
        sidebar: whether it is shown, and how wide; None if nobody knows.
    """

    def __init__(self, settings: dict[str, Any], windows: dict[str, Any]) -> None:
        def text(stored: dict[str, Any], name: str) -> str:
            value = stored.get(name)
            return value if isinstance(value, str) else ""

        self.language = text(settings, "language")
        self.appearance = text(settings, "appearance")
        size = settings.get("text_size")
        self.text_size = 1.0
        if isinstance(size, float | int) and 0.5 <= size <= 3:
            self.text_size = float(size)
        self.geometry = text(settings, "geometry")
        self.sidebar = _sidebar(text(settings, "sidebar"))
        front = _front(windows)
        if front and settings.get("reopen_windows") is not False:
            self.geometry = text(front, "geometry") or self.geometry
            width = front.get("sidebar_width")
            if isinstance(width, int) and width > 0:
                self.sidebar = (bool(front.get("sidebar", True)), width)


def load_first_look(folder: Path | None = None) -> FirstLook:
    """From the data folder; the defaults for whatever is missing or not understood."""
    folder = folder or data_folder()
    return FirstLook(_read(folder / "settings.json"), _read(folder / "windows.json"))


def make_first_window(look: FirstLook) -> MainWindow:
    """Not shown yet."""
    window = MainWindow(load_assets())
    if look.appearance == "light" or look.appearance == "dark":
        window.set_appearance(look.appearance)
    window.look.set_scale(look.text_size)
    if look.geometry:
        from PySide6.QtCore import QByteArray

        window.restoreGeometry(QByteArray.fromBase64(look.geometry.encode()))
    if look.sidebar is not None:
        window.restore_sidebar(*look.sidebar)
    return window


def _read(file: Path) -> dict[str, Any]:
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}


def _front(windows: dict[str, Any]) -> dict[str, Any]:
    stored = windows.get("windows")
    first = stored[0] if isinstance(stored, list) and stored else None
    return first if isinstance(first, dict) else {}


def _sidebar(stored: str) -> tuple[bool, int] | None:
    match stored.split():
        case ["shown" | "hidden" as shown, width] if width.isdecimal():
            return shown == "shown", int(width)
    return None
