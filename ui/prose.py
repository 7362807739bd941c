"""Paragraphs, headings, lists and quotations in one selectable pane."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from operator import is_
from unicodedata import bidirectional

from PySide6.QtCore import QMimeData, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QWidget

from ui.language import translate
from ui.look import Look
from ui.markdown_blocks import Prose
from ui.markdown_runs import LINE_BREAK, Run
from ui.math_pane import MathPane
from ui.prose_pieces import Pieces, is_piece

INDENT = 26
QUOTE_INDENT = 18
MARKER_GAP = 8
BAR_WIDTH = 3
_SCALE = {0: 1.0, 1: 1.45, 2: 1.25, 3: 1.1, 4: 1.0, 5: 1.0, 6: 1.0}
_QUOTE = int(QTextFormat.Property.UserProperty) + 1
_RULE = int(QTextFormat.Property.UserProperty) + 2
_MARKER = int(QTextFormat.Property.UserProperty) + 3
_BULLETS = "•◦▪"


class ProseView(MathPane):
    """One text block in the document for each `Prose`; they can be replaced from the end.

    Only the last may be more than one, in `Pieces`, while it is being written.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, translate("ProseView", "Answer text"), parent)
        self._count = 0
        self._decorated = False
        self._pieces = Pieces(self.document())
        self._ends: list[int] | None = None  # of the last one's runs, if they are known
        self.document().setIndentWidth(indent_of(look))

    def append_prose(self, prose: Prose) -> None:
        self.join()
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        if self._count:
            cursor.insertBlock()
        self._dress_block(cursor, prose, first=self._count == 0)
        self._insert(cursor, prose, prose.runs)
        self._ends = None
        cursor.endEditBlock()
        self._count += 1

    def replace_last(self, before: Prose, prose: Prose) -> None:
        """Show `prose` in place of `before`, the last one; what they share is not touched."""
        alike = before == replace(prose, runs=before.runs)
        sided = bool(prose.quotes) or len(prose.marker) > 2  # its margin is on one side
        alike = alike and (not sided or _rightwards(before) == _rightwards(prose))
        same = _same_runs(before.runs, prose.runs) if alike else 0
        ends = _ends(before.runs) if self._ends is None else self._ends
        kept = ends[same - 1] if same else 0
        left = list(prose.runs[same:])
        if alike and same < len(before.runs) and left:
            shared = _same_text(before.runs[same], left[0])
            kept += _units(shared)
            left[0] = replace(left[0], text=left[0].text[len(shared) :])
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._pieces.position(kept))
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self._pieces.forget_after(kept)
        if not alike:
            self._dress_block(cursor, prose, first=self._count == 1)
        self._insert(cursor, prose, left)
        self._ends = ends[:same] + _ends(left, kept)
        cursor.endEditBlock()
        if not self.textCursor().hasSelection():
            self._pieces.cut()

    def truncate(self, count: int) -> None:
        """Keep the first `count`, at least one."""
        self.join()
        last = self.document().findBlockByNumber(count - 1)
        cursor = QTextCursor(last)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self._count, self._ends = count, None

    def join(self) -> None:
        """Whoever reads the document finds one text block for each `Prose`."""
        self._pieces.join()

    def _dress_block(self, cursor: QTextCursor, prose: Prose, *, first: bool) -> None:
        cursor.setBlockFormat(self._block_format(prose, first=first))
        cursor.setBlockCharFormat(self._base_format(prose))
        self._decorated |= bool(prose.quotes or prose.rule or prose.marker)

    def _insert(self, cursor: QTextCursor, prose: Prose, runs: Sequence[Run]) -> None:
        base = self._base_format(prose)
        for run in runs:
            insert_run(self, cursor, run, base)

    def _block_format(self, prose: Prose, *, first: bool) -> QTextBlockFormat:
        block = QTextBlockFormat()
        em = self.look.points("body")
        gap = 0.55 if prose.marker else 0.85
        if prose.level:
            gap = 1.7 if prose.level < 3 else 1.4
            block.setHeadingLevel(prose.level)
        block.setTopMargin(0 if first else gap * em)
        block.setLineHeight(138, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if prose.level in (1, 2):
            block.setLineHeight(118, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        block.setIndent(prose.depth)
        room = len(prose.quotes) * QUOTE_INDENT
        if prose.marker:
            block.setProperty(_MARKER, prose.marker)
            if len(prose.marker) > 2:  # "100." is wider than the indent
                wide = QFontMetrics(self.look.font("body")).horizontalAdvance(prose.marker)
                room += max(0, wide + MARKER_GAP - indent_of(self.look))
        if prose.quotes:
            block.setProperty(_QUOTE, list(prose.quotes))
        # Qt does so with the indent by itself.
        (block.setLeftMargin if _rightwards(prose) else block.setRightMargin)(room)
        if prose.rule:
            block.setProperty(_RULE, True)
        return block

    def _base_format(self, prose: Prose) -> QTextCharFormat:
        base = QTextCharFormat()
        font = self.look.font("body")
        font.setPointSizeF(font.pointSizeF() * (0.9 if prose.note else _SCALE[prose.level]))
        if prose.level:
            font.setWeight(QFont.Weight.DemiBold)
        base.setFont(font)
        theme = self.look.theme
        base.setForeground(QColor(theme.secondary if prose.quotes or prose.note else theme.text))
        return base

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802
        """The selected text, with the markers of list items that are selected from their start."""
        self.join()
        mime = QMimeData()  # the one that Qt makes fills itself in again when it is read
        mime.setHtml(_html_of(self))
        cursor = self.textCursor()
        block = self.document().findBlock(cursor.selectionStart())
        lines = self.selected_text().split("\n")
        text, follows_item = "", False
        for line in _whole_blocks(lines, block):
            marker, indent = _marker(block), block.blockFormat().indent()
            if text:
                text += "\n" if marker and follows_item else "\n\n"
            if marker and block.position() >= cursor.selectionStart():
                text += f"{'  ' * (indent - 1)}{marker} "
            text, follows_item = text + line, bool(marker)
            block = block.next()
        mime.setText(text)
        return mime

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.join()  # a triple click selects a text block
        super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self.join()  # its lines break elsewhere
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._decorated:
            return
        painter = QPainter(self.viewport())
        layout = self.document().documentLayout()
        block = self.cursorForPosition(event.rect().topLeft()).block().previous()
        if not block.isValid():
            block = self.document().begin()
        while block.isValid():
            area = layout.blockBoundingRect(block)
            if area.top() > event.rect().bottom():
                break
            if area.bottom() >= event.rect().top():
                self._decorate(painter, block, area)
            block = block.next()

    def _decorate(self, painter: QPainter, block: QTextBlock, area: QRectF) -> None:
        """Bars beside quotations, lines for rules, bullets and numbers before list items."""
        form, theme = block.blockFormat(), self.look.theme
        rightwards = block.textDirection() != Qt.LayoutDirection.RightToLeft
        width = self.viewport().width()
        bars = _bars(block)
        before = _bars(block.previous())
        above = self.document().documentLayout().blockBoundingRect(block.previous()).bottom()
        above -= BAR_WIDTH  # over its round end
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.border))
        for bar, depth in enumerate(bars):
            top = above if before[: bar + 1] == bars[: bar + 1] else area.top()
            height = QRectF(0, top, 0, area.bottom() - top)
            before_bar = depth * indent_of(self.look) + bar * QUOTE_INDENT
            draw_bar(painter, before_bar, height, mirrored=0 if rightwards else width)
        if form.boolProperty(_RULE):
            painter.drawRect(QRectF(0, area.center().y(), width, 1))
        marker = _marker(block)
        if marker and not is_piece(block):
            line = block.layout().lineAt(0)
            painter.setFont(block.charFormat().font())
            painter.setPen(QColor(theme.secondary))
            x = form.leftMargin() + form.indent() * indent_of(self.look) - MARKER_GAP
            x += area.left()
            if rightwards:
                x -= painter.fontMetrics().horizontalAdvance(marker)
            else:
                x = block.layout().position().x() + line.x() + line.width() + MARKER_GAP
                marker = marker[-1:] + marker[:-1]  # the dot stands behind the number
            painter.drawText(QPointF(x, area.top() + line.y() + line.ascent()), marker)


def indent_of(look: Look) -> int:
    """Of an item of a list: room for its bullet or number."""
    return round(INDENT * max(look.scale, 1.0))


def draw_bar(painter: QPainter, x: float, height: QRectF, mirrored: float = 0) -> None:
    """The bar beside a quotation. `mirrored`: the width in which it stands on the other side."""
    if mirrored:
        x = mirrored - x - BAR_WIDTH
    box = QRectF(x, height.top(), BAR_WIDTH, height.height())
    painter.drawRoundedRect(box, BAR_WIDTH / 2, BAR_WIDTH / 2)


def _html_of(pane: ProseView) -> str:
    from ui.selected_markdown import selected_markdown
    from ui.written_html import html_of

    return html_of(selected_markdown([pane])) if pane.textCursor().hasSelection() else ""


def _same_runs(before: Sequence[Run], runs: Sequence[Run]) -> int:
    """How many they begin with in common. Most are the very same: that is told fast."""
    alike = list(map(is_, before, runs))
    same = alike.index(False) if False in alike else len(alike)
    while same < len(alike) and before[same] == runs[same]:
        same += 1
    return same


def _same_text(before: Run, run: Run) -> str:
    """What two runs begin with in common, where they are in one style."""
    if before.kind or replace(before, text=run.text) != run:
        return ""
    if run.text.startswith(before.text):
        return before.text
    low, high = 0, min(len(before.text), len(run.text))
    while low < high:
        middle = (low + high + 1) // 2
        if run.text.startswith(before.text[:middle]):
            low = middle
        else:
            high = middle - 1
    return run.text[:low]


def _ends(runs: Sequence[Run], start: int = 0) -> list[int]:
    """Where each of them ends in the document, the first beginning at `start`."""
    lengths = (1 if run.kind == "formula" else _units(run.text) for run in runs)
    return list(accumulate(lengths, initial=start))[1:]


def _units(text: str) -> int:
    """Its length as Qt counts: characters beyond the basic plane take two places."""
    return len(text.encode("utf-16-le")) // 2


def _rightwards(prose: Prose) -> bool:
    """Not in Arabic or Hebrew: the first letter decides."""
    for run in prose.runs:
        for letter in run.text:
            if (kind := bidirectional(letter)) in ("L", "R", "AL"):
                return kind == "L"
    return True


def _bars(block: QTextBlock) -> list[int]:
    """Of the quotations it stands in, how many lists each stands in."""
    found = block.blockFormat().property(_QUOTE) if block.isValid() else None
    return found if isinstance(found, list) else []


def _marker(block: QTextBlock) -> str:
    """What stands before a list item: a number, or a bullet for its depth."""
    form = block.blockFormat()
    marker = form.stringProperty(_MARKER)
    return _BULLETS[min(form.indent(), len(_BULLETS)) - 1] if marker == "•" else marker


def prose_of(block: QTextBlock) -> Prose:
    """What a text block was made of, without its words."""
    form = block.blockFormat()
    marker = form.stringProperty(_MARKER)
    return Prose(
        (),
        level=form.headingLevel(),
        depth=form.indent(),
        marker=marker,
        quotes=tuple(_bars(block)),
        rule=form.boolProperty(_RULE),
        note=marker[-1:].isalnum(),  # items have "1." or a bullet
    )


def _whole_blocks(lines: list[str], block: QTextBlock) -> Iterator[str]:
    """Plain text by text blocks: breaks inside a block stay inside its line."""
    at = 0
    while at < len(lines):
        breaks = block.text().count(LINE_BREAK) if block.isValid() else 0
        yield "\n".join(lines[at : at + breaks + 1])
        at += breaks + 1
        block = block.next()


def insert_run(pane: MathPane, cursor: QTextCursor, run: Run, base: QTextCharFormat) -> None:
    """Write a run into a pane."""
    form = char_format(pane.look, run, base)
    if run.kind == "formula":
        pane.insert_formula(cursor, run.text, form)
    else:
        cursor.insertText(run.text, form)


def char_format(look: Look, run: Run, base: QTextCharFormat) -> QTextCharFormat:
    """The style of a run on top of its block's."""
    form = QTextCharFormat(base)
    font = base.font()
    if run.code:
        size = font.pointSizeF() * 0.92
        font = look.font("mono")
        font.setPointSizeF(size)
        form.setBackground(QColor(look.theme.raised))
    if run.bold:
        font.setWeight(QFont.Weight.DemiBold)
    font.setItalic(run.italic)
    font.setStrikeOut(run.strike)
    form.setFont(font)
    if run.kind == "note":
        form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        form.setForeground(QColor(look.theme.accent))
    if run.link:
        form.setAnchor(True)
        form.setAnchorHref(run.link)
        form.setForeground(QColor(look.theme.accent))
        form.setFontUnderline(True)
    if run.kind == "picture":
        form.setForeground(QColor(look.theme.secondary))
        form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
    return form
