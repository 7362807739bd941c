"""What the model thought before it answered, folded away."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from ui import wording
from ui.language import translate
from ui.look import Look
from ui.text_pane import TextPane


class ThinkingView(QWidget):
    """A button that unfolds plain text. Nothing is laid out while it is folded."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.text = ""
        self._written = 0
        self._toggle = QToolButton(self)
        self._toggle.setProperty("kind", "fold")
        self._toggle.setCheckable(True)
        self._toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._toggle.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._toggle.toggled.connect(self._unfold)
        self._body = QFrame(self)
        self._body.setProperty("kind", "thought")
        self._pane = TextPane(look, translate("ThinkingView", "Thinking"), self._body)
        inner = QVBoxLayout(self._body)
        inner.setContentsMargins(12, 0, 0, 0)
        inner.addWidget(self._pane)
        self._body.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._body)
        self.set_thinking(True)
        look.tell(self._restyle)

    @property
    def unfolded(self) -> bool:
        return self._toggle.isChecked()

    def set_unfolded(self, unfolded: bool) -> None:
        self._toggle.setChecked(unfolded)

    def append(self, text: str) -> None:
        self.text += text
        if self.unfolded:
            self._write()

    def set_thinking(self, thinking: bool, seconds: float | None = None) -> None:
        """Still at it, or done after some `seconds` where that is known."""
        after = (
            translate("ThinkingView", "Thoughts")
            if seconds is None
            else wording.thought_for(seconds)
        )
        words = translate("ThinkingView", "Thinking…") if thinking else after
        self._toggle.setText(words)
        self._toggle.setAccessibleName(words)
        self._toggle.setAccessibleDescription(
            translate("ThinkingView", "Show the model's thinking")
        )
        self._dress_toggle()

    def _unfold(self, unfolded: bool) -> None:
        self._body.setVisible(unfolded)
        self._dress_toggle()
        if unfolded:
            self._write()

    def _write(self) -> None:
        cursor = QTextCursor(self._pane.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        ink = QTextCharFormat()
        ink.setFont(self._look.font("secondary"))
        ink.setForeground(QColor(self._look.theme.secondary))
        cursor.insertText(self.text[self._written :], ink)
        self._written = len(self.text)

    def _dress_toggle(self) -> None:
        size = self._look.icon_size(14)
        self._toggle.setIconSize(QSize(size, size))
        self._toggle.setIcon(self._look.icon("chevron-down" if self.unfolded else "chevron-right"))

    def _restyle(self) -> None:
        self._pane.clear()
        self._pane.dress()
        self._written = 0
        self._dress_toggle()
        if self.unfolded:
            self._write()
