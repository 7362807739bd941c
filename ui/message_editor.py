"""A message being changed, where it stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.buttons import TextButton, label
from ui.composing_line import takes_escape
from ui.language import translate
from ui.look import Look
from ui.message_edit import MessageEdit


class MessageEditor(QFrame):
    """Return is done, Shift-Return starts a line, Escape leaves all as it was.

    Signals:
        accepted: the new text, which is neither empty nor the old one.
        cancelled: nothing is to be changed.
    """

    accepted = Signal(str)
    cancelled = Signal()

    def __init__(
        self, look: Look, text: str, *, answer: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._before = text
        self.setProperty("kind", "composer")
        self.setProperty("active", "true")
        self.setAccessibleName(translate("MessageEditor", "Edit this message"))
        self.edit = _Edit(look, self)
        self.edit.setAccessibleName(
            translate("MessageEditor", "Edited answer")
            if answer
            else translate("MessageEditor", "Edited message")
        )
        self.edit.setPlaceholderText("")
        self.edit.setPlainText(text)
        self.edit.moveCursor(QTextCursor.MoveOperation.End)
        self.edit.send_pressed.connect(self.accept)
        self.edit.escaped.connect(self.cancelled)
        hint = (
            translate("MessageEditor", "Changes what the model is told it said.")
            if answer
            else translate("MessageEditor", "Starts a new branch here.")
        )
        self.cancel = TextButton(look, translate("MessageEditor", "Cancel"), self)
        self.cancel.clicked.connect(self.cancelled)
        self.send = TextButton(
            look,
            translate("MessageEditor", "Save") if answer else translate("MessageEditor", "Send"),
            self,
            kind="default",
        )
        self.send.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(label(hint, "secondary"), 1)
        row.addWidget(self.cancel)
        row.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.edit)
        column.addLayout(row)
        self.edit.textChanged.connect(self._weigh)
        self._weigh()

    def accept(self) -> None:
        text = self.edit.toPlainText().strip()
        if text == self._before.strip():
            self.cancelled.emit()
        elif text:
            self.accepted.emit(text)

    def _weigh(self) -> None:
        self.send.setEnabled(bool(self.edit.toPlainText().strip()))


class _Edit(MessageEdit):
    """Signals:
    escaped: Escape, while no input method composes.
    """

    escaped = Signal()

    def event(self, event: QEvent) -> bool:
        return takes_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if not self.composing:
                self.escaped.emit()
            return
        super().keyPressEvent(event)
