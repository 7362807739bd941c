"""What was just done, and a button that takes it back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.buttons import IconButton, TextButton
from ui.elided import Elided
from ui.language import translate
from ui.look import Look

STAYS_MS = 10_000


class UndoBar(QWidget):
    """One sentence at a time. It goes by itself, but not from under the pointer or the focus.

    Signals:
        undone: the button was pressed.
    """

    undone = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        look.widened.connect(self._take_width)
        card = QFrame(self)
        card.setProperty("kind", "undo")
        self.words = Elided("", "small")
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.undo = TextButton(look, translate("UndoBar", "Undo"), kind="link")
        self.close_button = IconButton(look, "close", translate("UndoBar", "Dismiss"), size=16)
        self.close_button.setFixedSize(26, 26)
        row = QHBoxLayout(card)
        row.setContentsMargins(14, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        row.addWidget(self.undo)
        row.addWidget(self.close_button)
        self._column = QVBoxLayout(self)
        self._column.addWidget(card)
        self.clock = QTimer(self, singleShot=True, interval=STAYS_MS)
        self.clock.timeout.connect(self.leave)
        self.undo.clicked.connect(self.take_back)
        self.close_button.clicked.connect(self.hide)
        self.hide()

    def offer(self, sentence: str) -> None:
        self.words.setText(sentence)
        self.words.setToolTip(sentence)
        self.setAccessibleName(sentence)
        self.show()
        self.clock.start()
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        spoken = translate("UndoBar", "{sentence} Undo?").format(sentence=sentence)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, spoken))

    def take_back(self) -> None:
        """Nothing if it is gone: what it offered is no longer the last thing done."""
        if self.isHidden():
            return
        self.hide()
        self.undone.emit()

    def leave(self) -> None:
        """Later, if somebody is about to press the button."""
        if self.underMouse() or self.undo.hasFocus() or self.close_button.hasFocus():
            self.clock.start()
        else:
            self.hide()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.clock.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self.isVisible():
            self.clock.start()

    def _take_width(self) -> None:
        side = self._look.beside(self.width())
        self._column.setContentsMargins(side, 4, side, 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._take_width()
        super().resizeEvent(event)
