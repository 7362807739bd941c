"""A block of an answer in its place: as far in as the lists and quotations that it stands in."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.look import Look
from ui.prose import BAR_WIDTH, QUOTE_INDENT, draw_bar, indent_of
from ui.still import keep_painted, resized


class Indented(QWidget):
    """Holds the block, with the bars of quotations beside it."""

    def __init__(
        self, look: Look, block: QWidget, depth: int, quotes: tuple[int, ...], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._quotes = quotes
        keep_painted(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(depth * indent_of(look) + len(quotes) * QUOTE_INDENT, 2, 0, 2)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetMinimumSize)
        row.addWidget(block)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        resized(self, event, BAR_WIDTH if self._quotes else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._quotes:
            return
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.theme.border))
        for bar, depth in enumerate(self._quotes):
            x = depth * indent_of(self._look) + bar * QUOTE_INDENT
            draw_bar(painter, x, QRectF(self.rect()))
