"""A sum of memory as a bar, or how much of a file has come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleValueChangeEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from ui.look import Look

HEIGHT = 6


class Bar(QProgressBar):
    """Shares of a whole, one beside the other. What exceeds the whole is in the colour of danger.

    A progress bar to screen readers, painted by itself.
    """

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._shares: tuple[float, ...] = ()
        self.setRange(0, 100)
        self.setTextVisible(False)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        look.changed.connect(self.update)

    def show_shares(self, shares: Sequence[float]) -> None:
        """Each from 0 to 1 of the whole, first to last."""
        if (shown := tuple(shares)) == self._shares:
            return
        self._shares = shown
        whole = min(100, round(100 * sum(shown)))
        if whole != self.value():
            self.setValue(whole)
            QAccessible.updateAccessibility(QAccessibleValueChangeEvent(self, whole))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, HEIGHT + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, HEIGHT + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(0, (self.height() - HEIGHT) / 2, self.width(), HEIGHT)
        painter.setBrush(QColor(theme.border))
        painter.drawRoundedRect(track, HEIGHT / 2, HEIGHT / 2)
        over = sum(self._shares) > 1.0
        colour = QColor(theme.danger if over else theme.accent)
        scale = 1.0 / max(1.0, sum(self._shares))
        at = 0.0
        for number, share in enumerate(self._shares):
            width = share * scale * track.width()
            shade = QColor(colour)
            shade.setAlphaF(1.0 - 0.3 * min(number, 2))
            painter.setBrush(shade)
            left = track.left() + at
            painter.setClipRect(QRectF(left, track.top(), width, HEIGHT))
            painter.drawRoundedRect(track.adjusted(0, 0, at + width - track.width(), 0), 3, 3)
            at += width
