"""A line of text that knows of input methods, and has Escape for itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit


class ComposingLine(QLineEdit):
    """While text is being composed, Return, Escape and the arrows belong to the input method.

    Escape never goes on to the window, where it would stop an answer.

    Attributes:
        composing: an input method holds text that is not decided yet.
    """

    composing = False

    def event(self, event: QEvent) -> bool:
        return takes_escape(event) or super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self.composing = bool(event.preeditString())


def takes_escape(event: QEvent) -> bool:
    """Whether Qt asks who wants Escape; if so, the widget whose event this is has claimed it."""
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
        return False
    if event.key() != Qt.Key.Key_Escape:
        return False
    event.accept()
    return True
