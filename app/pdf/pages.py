"""Slices put on pages, one page after the other; only one is held at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from app.pdf.paper import POINT, Paper, font, ink
from app.pdf.slices import Box, Slice

_AIR = 5 * POINT
_FOOT = 12 * POINT  # from the end of the text to the line of the footer


class Pages:
    """Attributes:
    count: pages begun so far.
    """

    def __init__(
        self, painter: QPainter, paper: Paper, title: str, turn: Callable[[], object]
    ) -> None:
        """`turn` gives a new page to the painter."""
        self._painter = painter
        self._paper = paper
        self._title = title
        self._turn = turn
        self._page: list[tuple[Slice, float]] = []  # with its top
        self._y = 0.0
        self._group: list[Slice] = []
        self._cut: set[Box] = set()  # boxes that began on the page before
        self.count = 1

    def put(self, slices: Iterable[Slice]) -> None:
        for one in slices:
            self._group.append(one)
            if not one.keep:
                self._place()

    def finish(self) -> None:
        """Draw what is left."""
        if self._group:
            self._place()
        self._draw_page(None)

    def _place(self) -> None:
        """Put slices that stand together on this page, or on the next if that has the room."""
        group, self._group = self._group, []
        height = sum(one.height for one in group)
        if self._y + height > self._paper.depth and height <= self._paper.depth:
            self._next(group[0])
        for one in group:
            if self._y + one.height > self._paper.depth:
                self._next(one)
            if one.space and not self._page:
                continue
            self._page.append((one, self._y))
            self._y += one.height

    def _next(self, first: Slice) -> None:
        if not self._page:
            return
        self._draw_page(first)
        self._turn()
        self.count += 1
        for one in first.header:
            self._page.append((one, self._y))
            self._y += one.height

    def _draw_page(self, follow: Slice | None) -> None:
        painter, paper = self._painter, self._paper
        painter.save()
        painter.translate(paper.left, paper.top)
        self._draw_boxes(follow.boxes if follow is not None else ())
        for one, y in self._page:
            painter.save()
            painter.translate(0, y)
            one.draw(painter)
            painter.restore()
        self._draw_foot()
        painter.restore()
        self._page, self._y = [], 0.0

    def _draw_boxes(self, onward: tuple[Box, ...]) -> None:
        """Outer ones first, each around all that it holds of this page."""
        deepest = max((len(one.boxes) for one, _ in self._page), default=0)
        for depth in range(deepest):
            for box, held in groupby(self._page, partial(_box, depth)):
                if box is None:
                    continue
                put = list(held)
                (_, top), (last, below) = put[0], put[-1]
                area = QRectF(box.left, top, box.width, below + last.height - top)
                air = (box in self._cut) * -_AIR, (box in onward) * _AIR  # where it is cut
                area.adjust(0, air[0], 0, air[1])
                self._painter.setPen(Qt.PenStyle.NoPen)
                self._painter.setBrush(box.colour)
                self._painter.drawRoundedRect(area, box.radius, box.radius)
        self._cut = set(onward)

    def _draw_foot(self) -> None:
        """The title at the left, the page's number at the right."""
        painter, paper = self._painter, self._paper
        face = font("small")
        metrics = QFontMetricsF(face)
        base = paper.depth + _FOOT + metrics.ascent()
        number = str(self.count)
        room = paper.width - metrics.horizontalAdvance(number) - 20 * POINT
        painter.setFont(face)
        painter.setPen(ink("secondary"))
        if self.count > 1:  # above the first page's text it stands large
            title = metrics.elidedText(self._title, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(0, base), title)
        x = paper.width - metrics.horizontalAdvance(number)
        painter.drawText(QPointF(x, base), number)


def _box(depth: int, put: tuple[Slice, float]) -> Box | None:
    boxes = put[0].boxes
    return boxes[depth] if depth < len(boxes) else None
