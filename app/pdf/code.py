"""Code on paper: in a tinted box, in the colours of its language, long lines broken."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextOption

from app.pdf.lines import Style, set_text
from app.pdf.paper import POINT, THEME, font, ink
from app.pdf.slices import Box, Slice, together
from ui.code_colours import inks
from ui.code_lexer import CodeLexer, Spans, lexer_of
from ui.markdown_blocks import Code

PAD = 8 * POINT
LINE = 1.32
MOST_LINES = 2000  # coloured; what is beyond is data


def set_code(code: Code, width: float, left: float) -> list[Slice]:
    """A slice for each line as it is broken, with the box behind them."""
    box = Box(left, width, ink("code"))
    slices = [Slice(PAD, keep=True)]
    if code.language:
        style = Style(font("small"), ink("secondary"), spacing=1.5)
        name = set_text(code.language, style, width - 2 * PAD, left + PAD)
        slices += [replace(one, keep=True) for one in name]
    lines: list[Slice] = []
    for text, spans in _coloured(code):
        lines += _set_line(text, spans, width - 2 * PAD, left + PAD)
    lines = together(lines)
    lines[-1] = replace(lines[-1], keep=True)  # with the end of the box
    slices += [*lines, Slice(PAD)]
    return [one.inside(box) for one in slices]


def _coloured(code: Code) -> list[tuple[str, Spans]]:
    lines = code.text.split("\n")
    spans: list[Spans] = [()] * len(lines)
    lexer = lexer_of(code.language) if code.language else None
    if lexer is not None:
        reader = CodeLexer(lexer)
        for row, line in enumerate(lines[:MOST_LINES]):
            read = reader.read(line, whole=True)
            for at, found in enumerate(read, row + 1 - len(read)):
                spans[at] = found
    return list(zip(lines, spans, strict=True))


def _set_line(text: str, spans: Spans, width: float, left: float) -> list[Slice]:
    layout = QTextLayout(text.expandtabs(4) if "\t" in text else text, font("mono"))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats([] if "\t" in text else [_mark(*span) for span in spans])
    layout.beginLayout()
    lines: list[Slice] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        height = line.height() * LINE
        lines.append(Slice(height, partial(_draw, layout, len(lines), left, height)))
    layout.endLayout()
    return lines


def _draw(layout: QTextLayout, at: int, left: float, height: float, painter: QPainter) -> None:
    line = layout.lineAt(at)
    painter.setPen(ink("text"))
    line.draw(painter, QPointF(left, (height - line.height()) / 2) - line.position())


def _mark(start: int, length: int, kind: str) -> QTextLayout.FormatRange:
    mark = QTextLayout.FormatRange()
    mark.start, mark.length, mark.format = start, length, _inks()[kind]  # type: ignore[attr-defined]
    return mark


@lru_cache(maxsize=1)
def _inks() -> dict[str, QTextCharFormat]:
    return inks(THEME)
