"""Tables on paper: columns share the width, rows stay whole, the head comes again on each page."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.pdf.lines import Style, set_runs, widths
from app.pdf.paper import POINT, font, ink
from app.pdf.slices import Slice
from ui.markdown_blocks import Table
from ui.markdown_runs import Run

BETWEEN = 14 * POINT  # columns
PAD = 3.5 * POINT
_SIDES = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


def set_table(table: Table, width: float, left: float) -> list[Slice]:
    styles = [
        Style(font("body", 0.95, bold=row == 0), ink("text"), spacing=1.25)
        for row in range(len(table.rows))
    ]
    columns = _columns(table, styles, width)
    used = sum(columns) + BETWEEN * (len(columns) - 1)
    head: tuple[Slice, ...] = ()
    slices: list[Slice] = []
    for at, row in enumerate(table.rows):
        made = _set_row(row, table.aligned, columns, styles[at], left)
        edge = QRectF(left, 0, used, 10 if at == 0 else 6)
        made.append(Slice(10, partial(_draw_edge, edge, ink("secondary" if at == 0 else "border"))))
        if at == 0:
            head = tuple(made)
            slices += [replace(one, keep=True) for one in made]  # never alone
        else:
            slices += [replace(one, header=head) for one in made]
    return slices


def _set_row(
    cells: tuple[tuple[Run, ...], ...],
    aligned: tuple[str, ...],
    columns: list[float],
    style: Style,
    left: float,
) -> list[Slice]:
    """The first lines of all cells, then the second: so a row higher than a page can be cut."""
    x, stacks = left, []
    for runs, side, column in zip(cells, aligned, columns, strict=True):
        one = replace(style, align=_SIDES.get(side, Qt.AlignmentFlag.AlignLeft))
        stacks.append(set_runs(runs, one, column, x))
        x += column + BETWEEN
    bands = [Slice(PAD, keep=True)]
    for at in range(max(map(len, stacks))):
        parts = [stack[at] for stack in stacks if at < len(stack)]
        height = max(part.height for part in parts)
        bands.append(Slice(height, partial(_draw_all, parts), keep=True))
    return [*bands, Slice(PAD, keep=True)]


def _columns(table: Table, styles: list[Style], width: float) -> list[float]:
    """As wide as their contents if there is room; else what is missing is taken from the wide.

    Where even the longest words have no room, they are broken.
    """
    room = width - BETWEEN * (len(table.aligned) - 1)
    least, most = [0.0] * len(table.aligned), [0.0] * len(table.aligned)
    for row, style in zip(table.rows, styles, strict=True):
        for at, runs in enumerate(row):
            word, line = widths(runs, style)
            least[at], most[at] = max(least[at], word), max(most[at], line)
    most = [one + 2 for one in most]  # what is rounded in a width must not break a line
    if sum(most) <= room:
        return most
    if sum(least) >= room:
        fair = room / len(least)
        small = sum(one for one in least if one <= fair)
        large = sum(one for one in least if one > fair)
        return [one if one <= fair else one * (room - small) / large for one in least]
    spare = (room - sum(least)) / max(1.0, sum(most) - sum(least))
    return [low + (high - low) * spare for low, high in zip(least, most, strict=True)]


def _draw_all(parts: list[Slice], painter: QPainter) -> None:
    for part in parts:
        part.draw(painter)


def _draw_edge(area: QRectF, colour: QColor, painter: QPainter) -> None:
    painter.fillRect(area, colour)
