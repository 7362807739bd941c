"""What stands for a message that passes by too fast to be made."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

PITCH = 26  # from one line to the next
THICK = 9
_ENDS = (0.97, 0.92, 0.99, 0.88, 0.95)  # shares of the width, so that it looks like text


def draw_placeholder(painter: QPainter, box: QRectF, ink: QColor, *, question: bool) -> None:
    """A bubble at the right for a question, lines of text for an answer."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    if question:
        width = box.width() * 0.6
        bubble = QRectF(box.right() - width, box.top(), width, max(20.0, box.height() - 30))
        painter.drawRoundedRect(bubble, 16, 16)
        return
    for line in range(max(1, int((box.height() - 40) / PITCH))):
        width = box.width() * _ENDS[line % len(_ENDS)]
        top = box.top() + line * PITCH + 6
        painter.drawRoundedRect(QRectF(box.left(), top, width, THICK), THICK / 2, THICK / 2)
