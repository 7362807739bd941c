"""Switches, choices and buttons as settings have them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from ui.look import Look

TRACK = QSize(38, 22)
_EDGE = 3  # room for the focus ring


class Switch(QCheckBox):
    """On or off, at once.

    Signals:
        flipped: by the person, not by `show_value`.
    """

    flipped = Signal(bool)

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.clicked.connect(self.flipped)
        look.changed.connect(self.update)

    def show_value(self, on: bool) -> None:
        self.setChecked(on)

    def sizeHint(self) -> QSize:
        return TRACK + QSize(2 * _EDGE, 2 * _EDGE)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:  # noqa: N802
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(_EDGE, (self.height() - TRACK.height()) / 2, TRACK.width(), TRACK.height())
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = track.adjusted(-2, -2, 2, 2)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
        on = self.isChecked()
        painter.setOpacity(1.0 if self.isEnabled() else 0.45)
        painter.setPen(Qt.PenStyle.NoPen if on else QPen(QColor(theme.secondary), 1))
        painter.setBrush(QColor(theme.accent if on else theme.raised))
        inside = track if on else track.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(inside, inside.height() / 2, inside.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.on_accent if on else theme.secondary))
        radius = TRACK.height() / 2 - 4
        middle = track.right() - 4 - radius if on else track.left() + 4 + radius
        painter.drawEllipse(QPointF(middle, track.center().y()), radius, radius)


class Choice(QComboBox):
    """One of a few values. The wheel turns it only when it has the focus.

    Signals:
        chosen: the value, by the person.
    """

    chosen = Signal(object)

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(6)
        self.view().setAccessibleName(name)
        self.activated.connect(self._choose)

    def offer(self, choices: Sequence[tuple[str, object]]) -> None:
        """Words and values, in this order."""
        before = self.currentData()
        self.blockSignals(True)
        self.clear()
        for words, value in choices:
            self.addItem(words, value)
        self.blockSignals(False)
        self.show_value(before)

    def show_value(self, value: object, otherwise: str = "") -> None:
        """A value that is not offered is added, in the words of `otherwise`."""
        at = next((at for at in range(self.count()) if self.itemData(at) == value), -1)
        if at < 0 and otherwise:
            self.addItem(otherwise, value)
            at = self.count() - 1
        self.setCurrentIndex(max(at, 0))

    def _choose(self, at: int) -> None:
        self.chosen.emit(self.itemData(at))

    def minimumSizeHint(self) -> QSize:
        """Gives way where there is no room: its words then end in "…"."""
        return QSize(min(90, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.width() - 34
        option.currentText = self.fontMetrics().elidedText(  # type: ignore[attr-defined]
            self.currentText(), Qt.TextElideMode.ElideRight, room
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        arrow = self._look.pixmap("chevron-down", "secondary", 14, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - 20, (self.height() - 14) // 2, arrow)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
