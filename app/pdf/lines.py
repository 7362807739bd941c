"""Words set in lines of a given width, with formulas among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)

from app.pdf.formulas import formula
from app.pdf.paper import LINE, font, ink
from app.pdf.slices import Slice
from ui.formulas import Shape
from ui.markdown_runs import Run
from ui.plain_text import written

_HOLE = "\u00a0"  # a letter as wide as a formula: lines break before it and behind it


@dataclass(frozen=True)
class Style:
    """How a paragraph is set."""

    font: QFont
    colour: QColor
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    spacing: float = LINE


@dataclass(frozen=True)
class _Hole:
    """A formula in the text. `at`: its place, as Qt counts."""

    at: int
    shape: Shape
    scale: float
    colour: QColor


def set_text(text: str, style: Style, width: float, left: float = 0.0) -> list[Slice]:
    """One slice for each line of plain text."""
    lines: list[Slice] = []
    for line in text.split("\n"):
        lines += set_runs([Run(line)], style, width, left)
    return lines


def set_runs(runs: Sequence[Run], style: Style, width: float, left: float = 0.0) -> list[Slice]:
    """One slice for each line, `left` of the edge of the text."""
    paragraph = _Paragraph(style)
    for run in runs:
        paragraph.add(run)
    return paragraph.lines(width, left)


def widths(runs: Sequence[Run], style: Style) -> tuple[float, float]:
    """Of the longest word, and of all of it in one line."""
    paragraph = _Paragraph(style)
    for run in runs:
        paragraph.add(run)
    return paragraph.widths()


class _Paragraph:
    def __init__(self, style: Style) -> None:
        self._style = style
        self._text: list[str] = []
        self._length = 0  # as Qt counts
        self._formats: list[QTextLayout.FormatRange] = []
        self._holes: list[_Hole] = []

    def add(self, run: Run) -> None:
        form, face = _format(run, self._style)
        text = written(run)
        if run.kind == "formula":
            shape = formula(run.text, display=False)
            if shape is None:
                face = font("mono", face.pixelSize() / font("body").pixelSize())
                form.setFont(face)
            else:
                text = self._make_hole(shape, face, form)
        elif run.kind == "note":
            text = run.text
        length = len(text.encode("utf-16-le", "surrogatepass")) // 2
        mark = QTextLayout.FormatRange()
        mark.start, mark.length, mark.format = self._length, length, form  # type: ignore[attr-defined]
        self._formats.append(mark)
        self._text.append(text)
        self._length += length

    def lines(self, width: float, left: float) -> list[Slice]:
        layout = self._laid_out(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere, width)
        return [self._slice(layout, at, left) for at in range(layout.lineCount())]

    def widths(self) -> tuple[float, float]:
        layout = self._laid_out(QTextOption.WrapMode.WordWrap, 1e6)
        return layout.minimumWidth(), layout.maximumWidth()

    def _make_hole(self, shape: Shape, face: QFont, form: QTextCharFormat) -> str:
        scale = QFontMetricsF(face).height() / 1.12 / 100
        wide = QFont(face)
        advance = QFontMetricsF(face).horizontalAdvance(_HOLE)
        wide.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, shape.width * scale - advance + 12)
        form.setFont(wide)
        form.clearBackground()
        self._holes.append(_Hole(self._length, shape, scale, form.foreground().color()))
        return _HOLE

    def _laid_out(self, wrap: QTextOption.WrapMode, width: float) -> QTextLayout:
        layout = QTextLayout("".join(self._text), self._style.font)
        option = QTextOption(self._style.align)
        option.setWrapMode(wrap)
        layout.setTextOption(option)
        layout.setFormats(self._formats)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
        layout.endLayout()
        return layout

    def _slice(self, layout: QTextLayout, at: int, left: float) -> Slice:
        line = layout.lineAt(at)
        start, end = line.textStart(), line.textStart() + line.textLength()
        holes = [hole for hole in self._holes if start <= hole.at < end]
        above = max([line.ascent(), *(hole.shape.ascent * hole.scale for hole in holes)])
        below = max([line.descent(), *(hole.shape.descent * hole.scale for hole in holes)])
        lead = line.height() * (self._style.spacing - 1) / 2
        base = above + lead
        return Slice(above + below + 2 * lead, partial(_draw, layout, at, holes, left, base))


def _draw(
    layout: QTextLayout,
    at: int,
    holes: Sequence[_Hole],
    left: float,
    base: float,
    painter: QPainter,
) -> None:
    line = layout.lineAt(at)
    line.draw(painter, QPointF(left, base - line.ascent()) - line.position())
    for hole in holes:
        x = line.cursorToX(hole.at)[0]  # type: ignore[index]
        painter.save()
        painter.translate(left + x + 6, base)
        painter.scale(hole.scale, hole.scale)
        painter.fillPath(hole.shape.path, hole.colour)
        painter.restore()


def _format(run: Run, style: Style) -> tuple[QTextCharFormat, QFont]:
    form, face = QTextCharFormat(), QFont(style.font)
    form.setForeground(style.colour)
    if run.code:
        face = font("mono", face.pixelSize() / font("body").pixelSize() * 1.08)
        form.setBackground(ink("code"))
    if run.bold:
        face.setWeight(QFont.Weight.Bold)
    face.setItalic(run.italic or run.kind == "picture")
    face.setStrikeOut(run.strike)
    if run.kind == "note":
        form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
    if run.link:
        form.setAnchor(True)
        form.setAnchorHref(run.link)
        form.setForeground(ink("accent"))
        face.setUnderline(True)
    form.setFont(face)
    return form, face
