"""The menu bar of an app without a window, which macOS shows at the top of the screen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenuBar

from ui.language import translate
from ui.menu_actions import Key, Role, add_action

_bars: list[QMenuBar] = []


def make_bare_menus(new_window: Callable[[], object], leave: Callable[[], object]) -> QMenuBar:
    """Made once. A menu bar without a parent stands wherever no window brings its own."""
    if not _bars:
        bar = QMenuBar()
        menu = bar.addMenu(translate("Menus", "&File"))
        words = translate("Menus", "New Window")
        add_action(bar, menu, words, new_window, "Ctrl+Shift+N")
        add_action(bar, menu, translate("Menus", "New Chat"), new_window, Key.New)
        words = translate("Menus", "Quit Parlance")
        add_action(bar, menu, words, leave, Key.Quit, Role.QuitRole)
        _bars.append(bar)
    return _bars[0]
