"""The Window menu: this window's size and place, and the way to the others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from ui.language import translate
from ui.menu_actions import add_action

if TYPE_CHECKING:
    from ui.main_window import MainWindow

MINIMISE_KEYS = "Ctrl+M" if sys.platform == "darwin" else None


class WindowMenu:
    """Attributes:
    windows: an item for each open window, in the order in which they were opened.
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.menu = window.menuBar().addMenu(translate("WindowMenu", "&Window"))
        self._add(translate("WindowMenu", "Minimise"), window.showMinimized, MINIMISE_KEYS)
        self._add(translate("WindowMenu", "Zoom"), self._zoom)
        self.menu.addSeparator()
        words = translate("WindowMenu", "Bring All to Front")
        self._add(words, window.raise_all_requested.emit)
        self._before = self.menu.addSeparator()
        self.windows: list[QAction] = []

    def show_windows(self, titles: Sequence[str], current: int) -> None:
        """All open windows by their titles; a tick at this one, which is number `current`."""
        for old in self.windows:
            self.menu.removeAction(old)
            old.deleteLater()
        self.windows = []
        for index, title in enumerate(titles):
            action = self._add(
                title.replace("&", "&&"), partial(self._window.window_chosen.emit, index)
            )
            action.setCheckable(True)
            action.setChecked(index == current)
            action.triggered.connect(partial(action.setChecked, index == current))
            self.windows.append(action)

    def _add(self, text: str, do: Callable[[], object], keys: str | None = None) -> QAction:
        return add_action(self._window, self.menu, text, do, keys)

    def _zoom(self) -> None:
        """As large as the screen, or as it was before."""
        window = self._window
        if window.isMaximized():
            window.showNormal()
        else:
            window.showMaximized()
