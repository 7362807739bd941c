"""Markdown on paper: blocks as slices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from app.pdf.code import set_code
from app.pdf.formulas import formula
from app.pdf.lines import Style, set_runs, set_text
from app.pdf.paper import POINT, font, ink
from app.pdf.slices import Slice, bar, space, together
from app.pdf.tables import set_table
from ui.formulas import Shape
from ui.markdown_blocks import Block, Code, Formula, Prose, Table
from ui.markdown_stream import MarkdownStream

INDENT = 20 * POINT
QUOTE_INDENT = 13 * POINT
_BULLETS = "•◦▪"
_HEADS = {1: 1.5, 2: 1.28, 3: 1.12, 4: 1.0, 5: 1.0, 6: 1.0}


def set_markdown(text: str, width: float, left: float = 0.0, *, quiet: bool = False) -> list[Slice]:
    """An answer. `quiet`: thoughts, in a fainter and smaller voice."""
    stream = MarkdownStream()
    stream.set_text(text)
    return set_blocks(stream.blocks, width, left, quiet=quiet)


def set_blocks(
    blocks: Iterable[Block], width: float, left: float = 0.0, *, quiet: bool = False
) -> list[Slice]:
    """Each with the air above it that it wants; the first without."""
    slices: list[Slice] = []
    before: Block | None = None
    for block in blocks:
        inset = block.depth * INDENT + len(block.quotes) * QUOTE_INDENT
        made = _set_block(block, width - inset, left + inset, quiet)
        if before is not None:
            kept = bool(slices and isinstance(before, Prose) and before.level)
            shared = _shared(before.quotes, block.quotes)
            slices.append(_barred(space(_gap(before, block), keep=kept), shared, left))
        slices += [_barred(one, block.quotes, left) for one in made]
        before = block
    return slices


def _set_block(block: Block, width: float, left: float, quiet: bool) -> list[Slice]:
    match block:
        case Prose():
            return _set_prose(block, width, left, quiet)
        case Code():
            return set_code(block, width, left)
        case Table():
            return set_table(block, width, left)
        case Formula():
            return _set_formula(block, width, left)


def _set_prose(prose: Prose, width: float, left: float, quiet: bool) -> list[Slice]:
    if prose.rule:
        line = partial(_draw_rule, QRectF(left, 0, width, 8))
        return [Slice(8, line)]
    scale = 0.92 if quiet or prose.note else _HEADS.get(prose.level, 1.0)
    faint = quiet or prose.note or bool(prose.quotes)
    style = Style(
        font("body", scale, bold=bool(prose.level)),
        ink("secondary" if faint else "text"),
        spacing=1.2 if prose.level else 1.42,
    )
    lines = set_runs(prose.runs, style, width, left)
    if prose.marker:
        mark = prose.marker
        if mark == "•":
            mark = _BULLETS[min(prose.depth, len(_BULLETS)) - 1]
        lines[0] = lines[0].under(partial(_draw_marker, mark, style.font, left, lines[0].height))
    if prose.level:
        return [replace(line, keep=True) for line in lines]
    return together(lines)


def _set_formula(block: Formula, width: float, left: float) -> list[Slice]:
    shape = formula(block.source, display=True)
    if shape is None:
        return together(set_text(block.source, Style(font("mono"), ink("secondary")), width, left))
    scale = font("body").pixelSize() * 1.1 / 100
    scale = min(scale, width / max(shape.width, 1))
    height = (shape.ascent + shape.descent) * scale
    x = left + (width - shape.width * scale) / 2
    return [Slice(height + 40, partial(_draw_shape, shape, scale, x, 20))]


def _draw_shape(shape: Shape, scale: float, x: float, top: float, painter: QPainter) -> None:
    painter.save()
    painter.translate(x, top + shape.ascent * scale)
    painter.scale(scale, scale)
    painter.fillPath(shape.path, ink("text"))
    painter.restore()


def _draw_rule(area: QRectF, painter: QPainter) -> None:
    painter.fillRect(area, ink("border"))


def _draw_marker(marker: str, face: QFont, left: float, height: float, painter: QPainter) -> None:
    """Before a list item, on the line of its first words."""
    metrics = QFontMetricsF(face)
    lead = (height - metrics.height()) / 2
    painter.setFont(face)
    painter.setPen(ink("secondary"))
    x = left - metrics.horizontalAdvance(marker) - 6 * POINT
    painter.drawText(QPointF(x, lead + metrics.ascent()), marker)


def _barred(one: Slice, quotes: tuple[int, ...], left: float) -> Slice:
    """With the bars of the quotations that it stands in."""
    for at, depth in enumerate(quotes):
        x = left + depth * INDENT + at * QUOTE_INDENT
        one = one.under(bar(x, one.height, ink("border")))
    return one


def _shared(before: tuple[int, ...], after: tuple[int, ...]) -> tuple[int, ...]:
    """The quotations that go on from one block to the next."""
    count = 0
    while before[: count + 1] == after[: count + 1] and count < min(len(before), len(after)):
        count += 1
    return after[:count]


def _gap(before: Block, after: Block) -> float:
    if isinstance(after, Prose):
        if after.level:
            return (15 if after.level < 3 else 12) * POINT
        if isinstance(before, Prose) and before.level:
            return 4 * POINT
        if after.marker and before.depth:
            return 3.5 * POINT
    return 7 * POINT
