"""Searches the messages of a chat, also those that have no widget, without holding it up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from ui import find_marks
from ui.look import Look
from ui.message import Message
from ui.reading_column import ReadingColumn

SLICE_MS = 6
UNDER_BAR = 64  # points at the top of the view, where the bar may cover a match


class Finder(QObject):
    """What is searched for, how often it is there, and which match is the current one.

    It begins with what the reader sees, goes on to the end and then from the beginning; the first
    match in that order becomes the current one.

    Signals:
        changed: number of the current match from 1 (0 for none), how many there are, and whether
            it still searches.
    """

    changed = Signal(int, int, bool)

    def __init__(self, look: Look, column: ReadingColumn) -> None:
        super().__init__(column)
        self._look = look
        self._column = column
        self._query = ""
        self.pattern: re.Pattern[str] | None = None
        self._counts: dict[int, int] = {}  # matches by message
        self._current: tuple[int, int] | None = None  # a message, and the number of its match
        self._only: int | None = None  # matches are shown in this message alone
        self._left: list[int] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._slice)
        look.changed.connect(self._mark_all)

    @property
    def total(self) -> int:
        return sum(self._counts.values())

    @property
    def searching(self) -> bool:
        return bool(self._left)

    @property
    def current(self) -> tuple[int, int] | None:
        """A message, and which of its matches, counted from 0."""
        return self._current

    def search(self, query: str) -> None:
        """Begin anew. Nothing is searched, or marked, for an empty query."""
        self._query, self._only, self._current = query, None, None
        self.pattern = find_marks.pattern_of(query)
        self.restart()
        self._mark_all()

    def restart(self) -> None:
        """The same search over messages that have changed."""
        self._counts, self._left = {}, []
        ids = [row.view.id for row in self._column.rows]
        if self._query and self.pattern is not None and ids:
            seen = self._column.in_view()
            self._left = list(chain(ids[seen.start :], ids[: seen.start]))
            self._left.reverse()
            self._timer.start(0)
        else:
            self._timer.stop()
        self._tell()

    def stop(self) -> None:
        """No more marks."""
        self.search("")

    def step(self, steps: int) -> None:
        """To the next match or the one before, around the ends."""
        found = [row.view.id for row in self._column.rows if self._counts.get(row.view.id)]
        if not found:
            return
        if self._current is None or self._current[0] not in found:
            self._go(found[0], 0)
            return
        message_id, number = self._current
        number += 1 if steps > 0 else -1
        if 0 <= number < self._counts[message_id]:
            self._go(message_id, number)
            return
        at = found.index(message_id) + (1 if steps > 0 else -1)
        message_id = found[at % len(found)]
        self._go(message_id, 0 if steps > 0 else self._counts[message_id] - 1)

    def mark_in(self, message_id: int, pieces: Iterable[tuple[int, int]]) -> None:
        """Show ranges of one message's text, and go to the first."""
        item = self._column.item(message_id)
        self.stop()
        self._only = message_id
        self.pattern = find_marks.pattern_of_pieces(item.text(), pieces)
        if self.pattern is not None:
            self._go(message_id, 0)

    def mark(self, message_id: int, item: Message) -> None:
        """A message has got a widget, or another text."""
        wanted = self.pattern if self._only in (None, message_id) else None
        lit = self._current[1] if self._current and self._current[0] == message_id else None
        find_marks.mark(item, wanted, lit, self._look.theme)

    def _go(self, message_id: int, number: int) -> None:
        self._current = (message_id, number)
        self._column.come_near(message_id)
        item = self._column.item(message_id)
        self._mark_all()
        assert self.pattern is not None
        box = find_marks.place_of(self.pattern, item, number)
        if box is not None:
            self._column.show_piece(message_id, box.top(), box.height(), UNDER_BAR)
        self._tell()

    def _slice(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        assert self.pattern is not None
        while self._left and clock.elapsed() < SLICE_MS:
            message_id = self._left.pop()
            if message_id not in self._column.rows:
                continue
            view = self._column.rows.row(message_id).view
            lines = find_marks.lines_of(view, self._query)
            if number := find_marks.count(self.pattern, lines):
                self._counts[message_id] = number
            if self._current is None and self._counts.get(message_id):
                self._go(message_id, 0)
        if not self._left:
            self._timer.stop()
        self._tell()

    def _mark_all(self) -> None:
        for message_id, item in self._column.items():
            self.mark(message_id, item)

    def _tell(self) -> None:
        place = 0
        if self._current is not None and self._current[0] in self._column.rows:
            last = self._column.rows.index(self._current[0])
            before = (self._column.rows[at].view.id for at in range(last))
            place = sum(self._counts.get(one, 0) for one in before) + self._current[1] + 1
        self.changed.emit(place, self.total, self.searching)
