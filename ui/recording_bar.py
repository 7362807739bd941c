"""What the composer shows while the microphone is on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import wording
from ui.buttons import IconButton, label
from ui.language import translate
from ui.look import Look
from ui.meters import LevelMeter


class RecordingBar(QWidget):
    """Level, time, and two ways out.

    Signals:
        finish_requested: keep the sound.
        cancel_requested: throw it away.
    """

    finish_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.meter = LevelMeter(look, self)
        self.meter.setFixedHeight(30)
        self.elapsed = label("0:00", "small", self)
        self.elapsed.setAccessibleName(translate("RecordingBar", "Recorded time"))
        self.cancel = IconButton(
            look,
            "close",
            translate("RecordingBar", "Discard recording"),
            self,
            shortcut=translate("RecordingBar", "Esc"),
        )
        self.finish = IconButton(
            look,
            "check",
            translate("RecordingBar", "Attach recording"),
            self,
            kind="send",
            ink="on_accent",
            shortcut=translate("RecordingBar", "Return"),
        )
        self.finish.setFixedSize(34, 34)
        self.cancel.setFixedSize(34, 34)
        self.cancel.clicked.connect(self.cancel_requested)
        self.finish.clicked.connect(self.finish_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.cancel)
        row.addWidget(_Lamp(look, self))
        row.addWidget(self.elapsed)
        row.addWidget(self.meter, 1)
        row.addWidget(self.finish)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return keeps the sound also where the system's buttons only know Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.cancel.hasFocus():
            self.finish_requested.emit()
        else:
            super().keyPressEvent(event)

    def start(self) -> None:
        self.meter.clear()
        self.elapsed.setText("0:00")

    def show_level(self, level: float, seconds: float) -> None:
        self.meter.push(level)
        self.elapsed.setText(wording.clock(seconds))


class _Lamp(QWidget):
    """The red dot."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedSize(QSize(10, 10))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.theme.danger))
        painter.drawEllipse(QRectF(0, 0, 10, 10))
