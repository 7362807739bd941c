"""Where each message stands in the column: heights, guessed until they are measured."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil

from ui.message_values import MessageView

_FENCE = 40  # points that a code block's head and edges take
_PICTURE, _SOUND = 188, 54  # attachments of a question, the gap included


@dataclass(frozen=True)
class Measures:
    """What a guess goes by, in points: the column's width, and the body font."""

    width: int
    letter: float
    line: float


@dataclass
class Row:
    """A message and the room that it takes.

    Attributes:
        height: in points, the gap below it not included.
        measured: a widget was that high at the present width.
        unfolded: its thinking was last seen unfolded.
    """

    view: MessageView
    height: int = 0
    measured: bool = False
    unfolded: bool = False

    def guess(self, measures: Measures) -> int:
        """From the text's length alone: parsing thousands of messages would take seconds."""
        view, letter, line = self.view, measures.letter, measures.line
        text = view.text
        # East Asian letters are about twice as wide, and take three bytes where others take one.
        letters = len(text)
        if not text.isascii():
            letters += (len(text.encode("utf-8", "surrogatepass")) - letters) // 2
        ends = text.count("\n") + 1
        if view.role == "user":
            lines = letters / max(8.0, measures.width * 0.78 / letter) + ends
            height = 44 + lines * line * 1.3
            for item in view.attachments:
                height += _PICTURE if item.kind == "image" else _SOUND
        else:
            # The last line of a paragraph is half empty on average.
            lines = letters / max(8.0, measures.width / letter) + ends * 0.6
            height = 54 + lines * line * 1.4 + 24 * len(view.saw)
            if ends > 1:
                height += text.count("```") // 2 * _FENCE
            if view.thinking:
                height += 34
        return ceil(height)


class Rows:
    """All messages in order. Positions are known without a widget for any of them."""

    def __init__(self, gap: int, margin: int) -> None:
        self._gap, self._margin = gap, margin
        self.end = margin  # below the last of them
        self._rows: list[Row] = []
        self._index: dict[int, int] = {}
        self._tops: list[int] = []  # right up to `_known`, the rest is to be counted anew
        self._known = 0
        self._measures = Measures(600, 7.0, 16.0)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __getitem__(self, index: int) -> Row:
        return self._rows[index]

    def __contains__(self, message_id: object) -> bool:
        return message_id in self._index

    def index(self, message_id: int) -> int:
        """Raises KeyError if there is no such message."""
        return self._index[message_id]

    def row(self, message_id: int) -> Row:
        """Raises KeyError if there is no such message."""
        return self._rows[self._index[message_id]]

    def replace(self, views: Iterable[MessageView]) -> None:
        """Other messages; those that stay as they were keep their heights."""
        before = {row.view.id: row for row in self._rows}
        self._rows = []
        for view in views:
            old = before.get(view.id)
            if old is not None and old.view == view:
                self._rows.append(old)
            else:
                row = Row(view, unfolded=old is not None and old.unfolded)
                row.height = row.guess(self._measures)
                self._rows.append(row)
        self._index = {row.view.id: at for at, row in enumerate(self._rows)}
        self._tops, self._known = [0] * len(self._rows), 0

    def append(self, view: MessageView) -> None:
        row = Row(view)
        row.height = row.guess(self._measures)
        self._index[view.id] = len(self._rows)
        self._rows.append(row)
        self._tops.append(0)

    def set_view(self, view: MessageView) -> None:
        """Raises KeyError if there is no message with its id."""
        self.row(view.id).view = view

    def set_measures(self, measures: Measures) -> None:
        """Another width or font: all heights are guesses again."""
        self._measures = measures
        for row in self._rows:
            row.height, row.measured = row.guess(measures), False
        self._known = 0

    def set_height(self, index: int, height: int, *, measured: bool = True) -> bool:
        """A height from a widget. True if it differs from what was assumed."""
        row = self._rows[index]
        row.measured = measured
        if row.height == height:
            return False
        row.height = height
        self._known = min(self._known, index + 1)
        return True

    def top(self, index: int) -> int:
        """Points from the top of the column; `len(rows)` gives the end of the last."""
        if index == len(self._rows):
            return self._bottom(index - 1) + self._gap if index else self._margin
        self._count(index)
        return self._tops[index]

    @property
    def total(self) -> int:
        """The height of all, margins included."""
        last = len(self._rows) - 1
        return self._bottom(last) + self.end if self._rows else 2 * self._margin

    def at(self, y: int) -> int:
        """The row that stands at `y`, or the nearest. Raises IndexError without rows."""
        if not self._rows:
            raise IndexError("no messages")
        self._count(len(self._rows) - 1)
        return max(0, bisect_right(self._tops, y) - 1)

    def _bottom(self, index: int) -> int:
        return self.top(index) + self._rows[index].height

    def _count(self, index: int) -> None:
        """Make `_tops` right up to and with `index`."""
        if index < self._known:
            return
        at = self._known
        top = self._tops[at - 1] + self._rows[at - 1].height + self._gap if at else self._margin
        for at in range(self._known, index + 1):
            self._tops[at] = top
            top += self._rows[at].height + self._gap
        self._known = index + 1
