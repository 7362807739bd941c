"""Messages that can be searched, whether they have a widget or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ui.look import Look
from ui.message import Message
from ui.walkable_list import WalkableList

if TYPE_CHECKING:
    from ui.find_bar import FindBar
    from ui.finder import Finder


class SearchableList(WalkableList):
    """A bar at the top right finds words; a search over all chats shows its hits here."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._finder: Finder | None = None
        self._find_bar: FindBar | None = None
        self._before_find: QWidget | None = None

    @property
    def finder(self) -> Finder:
        """Made for the first search."""
        if self._finder is None:
            from ui.finder import Finder

            self._finder = Finder(self._look, self)
        return self._finder

    @property
    def find_bar(self) -> FindBar:
        """Made for the first search."""
        if self._find_bar is None:
            from ui.find_bar import FindBar

            bar = self._find_bar = FindBar(self._look, self)
            bar.query_changed.connect(self.finder.search)
            bar.step_wanted.connect(self.finder.step)
            bar.closed.connect(self._end_find)
            self.finder.changed.connect(bar.show_place)
        return self._find_bar

    @Slot()
    def open_find(self) -> None:
        """Show the bar; the keyboard goes there."""
        if self.find_bar.isHidden():
            self._before_find = QApplication.focusWidget()
        self.find_bar.place_in(self.viewport().width())
        self.find_bar.open_bar()

    @Slot(int)
    def find_next(self, step: int = 1) -> None:
        """To the next match (1) or the one before (-1); opens the bar if there is no search."""
        if self._finder is None or not self._finder.total:
            self.open_find()
        else:
            self._finder.step(step)

    def scroll_to(self, message_id: int, marked: Sequence[tuple[int, int]] = ()) -> None:
        """Bring a message into view, and show ranges of its text, as a search found them.

        Raises:
            KeyError: there is no such message.
        """
        self.go_to(message_id)
        if marked:
            self.finder.mark_in(message_id, marked)

    def _end_find(self) -> None:
        self.finder.stop()
        before, self._before_find = self._before_find, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus()
        else:
            self.setFocus()

    def _search_again(self) -> None:
        if self._finder is not None:
            self._finder.restart()

    def _finished(self, message_id: int, item: Message) -> None:
        super()._finished(message_id, item)
        if self._finder is not None:
            self._finder.mark(message_id, item)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._find_bar is not None:
            self._find_bar.place_in(self.viewport().width())
