"""A table that scrolls sideways when it is wider than the page."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import pairwise
from typing import cast

from PySide6.QtCore import QMimeData, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QMouseEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTable,
    QTextTableCell,
    QTextTableCellFormat,
    QTextTableFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from ui.language import translate
from ui.look import Look
from ui.markdown_blocks import Table
from ui.markdown_runs import Run
from ui.math_pane import MathPane
from ui.plain_text import table_text
from ui.prose import insert_run
from ui.text_pane import TextPane

_SIDES = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


FIRST = 24  # rows after which the columns are as wide as they will be, until the table is whole
PAGE = 12  # rows that are laid out together after these
SAID = 12  # rows that a description has
ROOM_LETTERS = 4  # more than the longest word so far, for what comes


class TableBlock(MathPane):
    """Shows a `Table`; while it grows, only cells that differ are written."""

    def __init__(self, look: Look, table: Table, parent: QWidget | None = None) -> None:
        super().__init__(look, translate("TableBlock", "Table"), parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setWordWrapMode(QTextOption.WrapMode.WordWrap)
        self.table = replace(table, rows=())
        self._pages: list[QTextTable] = []  # more than one only while it is being written
        self._starts: list[int] = []  # the first row of each
        self._cramped = False  # words of later ones need more room than their columns have
        self._start_over()
        self.horizontalScrollBar().rangeChanged.connect(self._refit)
        self.grow(table)
        self.moveCursor(QTextCursor.MoveOperation.Start)  # else it is scrolled into view

    @property
    def _shown(self) -> QTextTable:
        """The table, or the beginning of it."""
        return self._pages[0]

    def grow(self, table: Table) -> None:
        """Show a table with the same columns.

        Qt lays a table out whole for every letter in it: one that grows long goes on in another,
        whose columns are as wide as they have become by then. See `join`.
        """
        shown = len(self.table.rows)
        if len(table.rows) <= self._starts[-1]:
            self._start_over()
            shown = 0
        full = self._pages[-1].rows() >= (PAGE if self._starts[-1] else FIRST)
        widths = self._widths() if shown >= FIRST and full else None
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        if widths and len(table.rows) > self._starts[-1] + self._pages[-1].rows():
            self._add_page(widths)
        missing = len(table.rows) - self._starts[-1] - self._pages[-1].rows()
        if missing > 0:
            self._pages[-1].appendRows(missing)
        elif missing < 0:
            self._pages[-1].removeRows(len(table.rows) - self._starts[-1], -missing)
        for row, cells in enumerate(table.rows):
            before = self.table.rows[row] if row < len(self.table.rows) else None
            if before is cells:
                continue
            for column, runs in enumerate(cells):
                if before is None or before[column] != runs:
                    self._write(row, column, runs)
        cursor.endEditBlock()
        self.table = table
        self.describe()

    def describe(self) -> None:
        """Screen readers are told its size, and its beginning row by row."""
        rows, columns = self.table.rows, len(self.table.aligned)
        words = translate("TableBlock", "Table, {columns} columns, {rows} rows")
        self.setAccessibleName(words.format(columns=columns, rows=len(rows)))
        if len(rows) <= SAID or not self.accessibleDescription():
            said = table_text(rows[:SAID]).replace("\t", ", ").replace("\n", "; ")
            self.setAccessibleDescription(said)

    def finish(self) -> None:
        """Nothing more is about to come: make one table of it, if it would look otherwise then.

        Most look the same, and of a long one it takes the time of several frames.
        """
        self._cramped = self._cramped or self._is_cramped(self._pages[-1])
        if self._cramped:
            self.join()

    def join(self) -> None:
        """Make one table of it, where nothing is selected."""
        if len(self._pages) > 1 and not self.textCursor().hasSelection():
            whole = self.table
            self._start_over()
            self.grow(whole)

    def _start_over(self) -> None:
        self.table = replace(self.table, rows=())
        self.document().clear()
        cursor = QTextCursor(self.document())
        self._pages = [cursor.insertTable(1, len(self.table.aligned), self._table_format())]
        self._starts = [0]
        self._cramped = False
        self._bare_ends()

    def _add_page(self, widths: list[float]) -> None:
        form = self._table_format()
        fixed = QTextLength.Type.FixedLength
        form.setColumnWidthConstraints([QTextLength(fixed, width) for width in widths])
        if len(self._pages) == 1:
            self._shown.setFormat(form)
        form.setHeaderRowCount(0)
        self._cramped = self._cramped or self._is_cramped(self._pages[-1])
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        self._starts.append(self._starts[-1] + self._pages[-1].rows())
        self._pages.append(cursor.insertTable(1, len(widths), form))
        self._bare_ends()

    def _is_cramped(self, page: QTextTable) -> bool:
        """A word is wider than its column, or lines break while there is room beside the table."""
        if page is self._shown:
            return False  # its columns are as wide as they need be
        layout = self.document().documentLayout()
        right = layout.frameBoundingRect(page).right()
        if right > layout.frameBoundingRect(self._shown).right() + 1:
            return True
        room = right + 2 < self.viewport().width()
        block = page.firstCursorPosition().block()
        while block.isValid() and block.position() <= page.lastPosition():
            if room and block.layout().lineCount() > 1:
                return True
            block = block.next()
        return False

    def _widths(self) -> list[float]:
        """Of the columns, in points, with some room for longer words if there is any."""
        layout, table = self.document().documentLayout(), self._shown
        edges = [
            layout.blockBoundingRect(table.cellAt(0, column).firstCursorPosition().block()).left()
            - _left_padding(column)
            for column in range(table.columns())
        ]
        edges.append(layout.frameBoundingRect(table).right())
        room = 0.0
        if len(self._pages) == 1:
            most = (self.viewport().width() - edges[-1]) / table.columns()
            room = max(0.0, min(most, ROOM_LETTERS * self.fontMetrics().averageCharWidth()))
        return [right - left + room for left, right in pairwise(edges)]

    def _cell(self, row: int, column: int) -> QTextTableCell:
        page = bisect_right(self._starts, row) - 1
        return self._pages[page].cellAt(row - self._starts[page], column)

    def extra_height(self) -> int:
        bar = self.horizontalScrollBar()
        return bar.sizeHint().height() if bar.maximum() > bar.minimum() else 0

    def _refit(self) -> None:
        self._fit(QSizeF(self.document().size()))

    def _bare_ends(self) -> None:
        """The empty paragraphs around a table take no room.

        Only what is not so yet is touched: for a change in the first all is laid out again.
        """
        fixed = QTextBlockFormat.LineHeightTypes.FixedHeight.value
        for block in (self.document().firstBlock(), self.document().lastBlock()):
            if block.blockFormat().lineHeightType() == fixed:
                continue
            form = QTextBlockFormat()
            form.setLineHeight(1, fixed)
            QTextCursor(block).setBlockFormat(form)

    def _table_format(self) -> QTextTableFormat:
        form = QTextTableFormat()
        form.setBorder(0)
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
        form.setCellSpacing(0)
        form.setCellPadding(0)
        form.setHeaderRowCount(1)
        form.setWidth(QTextLength(QTextLength.Type.VariableLength, 0))
        return form

    def _write(self, row: int, column: int, runs: tuple[Run, ...]) -> None:
        theme = self.look.theme
        cell = self._cell(row, column)
        frame = QTextTableCellFormat()
        frame.setTopPadding(6)
        frame.setBottomPadding(6)
        frame.setLeftPadding(_left_padding(column))
        frame.setRightPadding(16)
        frame.setBottomBorder(1)
        frame.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        frame.setBottomBorderBrush(QBrush(QColor(theme.secondary if row == 0 else theme.border)))
        cell.setFormat(frame)
        base = QTextCharFormat()
        font = self.look.font("body")
        if row == 0:
            font.setWeight(QFont.Weight.DemiBold)
        base.setFont(font)
        base.setForeground(QColor(theme.text))
        cursor = cell.firstCursorPosition()
        cursor.setPosition(cell.lastPosition(), QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        block = QTextBlockFormat()
        side = self.table.aligned[column]
        block.setAlignment(_SIDES.get(side, Qt.AlignmentFlag.AlignLeft))
        cursor.setBlockFormat(block)
        for run in runs:
            insert_run(self, cursor, run, base)

    def selected(self) -> Table:
        """The cells that are selected, or of which something is."""
        cursor, table = self.textCursor(), self.table
        # Typed as in C++, where they are filled in: first row, rows, first column, columns.
        top, height, left, width = cast(tuple[int, int, int, int], cursor.selectedTableCells())
        if top >= 0:
            at = zip(self._starts, self._pages, strict=True)
            top += next(row for row, page in at if page.lastPosition() >= cursor.selectionEnd())
            columns = slice(left, left + width)
            rows = tuple(cells[columns] for cells in table.rows[top : top + height])
            return replace(table, rows=rows, aligned=table.aligned[columns])
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        found = []
        for row, cells in enumerate(table.rows):
            places = (self._cell(row, column) for column in range(len(cells)))
            chosen = tuple(
                runs
                for runs, cell in zip(cells, places, strict=True)
                if cell.firstPosition() < end and cell.lastPosition() >= start
            )
            found += [chosen] if chosen else []
        return replace(table, rows=tuple(found))

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802
        """Of one cell what is selected in it; of several all that is in them, parted by tabs."""
        mime = super().createMimeDataFromSelection()
        rows = self.selected().rows
        if sum(map(len, rows)) < 2:
            return mime
        made = QMimeData()  # the one that Qt makes fills itself in again when it is read
        made.setHtml(mime.html())
        made.setText(table_text(rows))
        return made

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.join()  # cells are selected in one table
        super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.join()  # columns that give way must do so in all of it

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        if abs(delta.x()) > abs(delta.y()):
            super(TextPane, self).wheelEvent(event)
        else:
            event.ignore()


def _left_padding(column: int) -> int:
    return 0 if column == 0 else 10
