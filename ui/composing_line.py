"""A line of text that knows of input methods."""

from __future__ import annotations

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QLineEdit


class ComposingLine(QLineEdit):
    """While text is being composed, Return, Escape and the arrows belong to the input method.

    Attributes:
        composing: an input method holds text that is not decided yet.
    """

    composing = False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self.composing = bool(event.preeditString())
