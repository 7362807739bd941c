"""A sound's waveform as a slider: what was heard is filled, and a click goes anywhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from ui.look import Look
from ui.meters import BAR, GAP, bars_of

STEP_S = 5.0
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -3,
    Qt.Key.Key_PageUp: 3,
}
_ENDS = {Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: 1.0}


class SeekWave(QAbstractSlider):
    """Screen readers know it as a slider with the percent of the sound as its value.

    Signals:
        sought: a place from 0 to 1 that the person wants to hear.
        toggled: Space or Return.
    """

    sought = Signal(float)
    toggled = Signal()

    def __init__(
        self, look: Look, peaks: Sequence[float], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._peaks = peaks
        self._place = 0.0
        self.total_s = 0.0
        self.setAccessibleName(name)
        self.setRange(0, 100)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.valueChanged.connect(self._take_value)
        look.tell(self.update)

    @property
    def place(self) -> float:
        return self._place

    def set_place(self, place: float) -> None:
        """From 0 to 1."""
        self._place = min(max(place, 0.0), 1.0)
        self.blockSignals(True)
        self.setValue(round(self._place * 100))
        self.blockSignals(False)
        self.update()

    def _take_value(self, value: int) -> None:
        """A screen reader moved it."""
        self._seek(value / 100)

    def _seek(self, place: float) -> None:
        self.set_place(place)
        self.sought.emit(self._place)

    def _seek_at(self, event: QMouseEvent) -> None:
        self._seek(event.position().x() / max(1, self.width()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._seek_at(event)
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek_at(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        step = STEP_S / self.total_s if self.total_s > 0 else 0.1
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif key in _STEPS:
            self._seek(self._place + _STEPS[key] * min(step, 0.1))
        elif key in _ENDS:
            self._seek(_ENDS[key])
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggled.emit()
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._look.theme
        heard = self._place * self.width()
        area = QRectF(self.rect()).adjusted(0, 3, 0, -3)
        painter.setPen(Qt.PenStyle.NoPen)
        faint = QColor(theme.secondary)
        faint.setAlphaF(0.55)
        for at, peak in enumerate(bars_of(self._peaks, self.width())):
            height = max(BAR, min(peak, 1.0) * area.height())
            left = at * (BAR + GAP)
            painter.setBrush(QColor(theme.accent) if left + BAR / 2 <= heard else faint)
            middle = area.center().y() - height / 2
            painter.drawRoundedRect(QRectF(left, middle, BAR, height), 1, 1)
        if self._place > 0:
            painter.setBrush(QColor(theme.accent))
            x = min(max(heard, 1.0), self.width() - 1.0)
            painter.drawRoundedRect(QRectF(x - 1, 0, 2, self.height()), 1, 1)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)

    def sizeHint(self) -> QSize:
        return QSize(120, 34)
