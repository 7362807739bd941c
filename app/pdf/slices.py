"""Horizontal slices: what is never cut by the end of a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

Draw = Callable[[QPainter], None]


def blank(_: QPainter) -> None:
    """Nothing to draw."""


@dataclass(frozen=True, eq=False)
class Box:
    """A tinted area behind slices, drawn once for each page that it is on.

    Attributes:
        left, width: of the area; in units, from the left edge of the text.
    """

    left: float
    width: float
    colour: QColor
    radius: float = 50.0


@dataclass(frozen=True)
class Slice:
    """Attributes:
    height: in units.
    draw: with the painter at its top, at the left edge of the text.
    keep: it stands on one page with the next one.
    space: it is air, and left out where a page begins.
    boxes: areas behind it, the outermost first.
    header: what stands above it where it is the first on a page: a table's head.
    """

    height: float
    draw: Draw = field(default=blank, repr=False)
    keep: bool = False
    space: bool = False
    boxes: tuple[Box, ...] = ()
    header: tuple[Slice, ...] = field(default=(), repr=False)

    def inside(self, box: Box) -> Slice:
        """The same, in front of an area."""
        return replace(
            self, boxes=(box, *self.boxes), header=tuple(one.inside(box) for one in self.header)
        )

    def under(self, draw: Draw) -> Slice:
        """The same, with something drawn before it."""
        before = self.draw

        def both(painter: QPainter) -> None:
            draw(painter)
            before(painter)

        return replace(self, draw=both)


def space(height: float, *, keep: bool = False) -> Slice:
    return Slice(height, keep=keep, space=True)


def bar(x: float, height: float, colour: QColor, width: float = 20.0) -> Draw:
    """A line beside a quotation; it reaches a little into the next slice, so that none is seen."""

    def draw(painter: QPainter) -> None:
        painter.fillRect(QRectF(x, 0, width, height + 3), colour)

    return draw


def together(slices: list[Slice], first: int = 2, last: int = 2) -> list[Slice]:
    """Lines of which neither the first nor the last few stand alone on a page."""
    kept = []
    for at, one in enumerate(slices):
        near = at < first - 1 or at >= len(slices) - last
        kept.append(replace(one, keep=near) if at < len(slices) - 1 else one)
    return kept
