"""The strip at the top: the sidebar, which model, and a fresh page."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.buttons import IconButton
from ui.language import translate
from ui.look import Look
from ui.model_picker import ModelPicker


class Header(QWidget):
    """Attributes:
    marks: room for what is said about the chat as a whole.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.picker = ModelPicker(look, self)
        self.new_chat = IconButton(look, "new-chat", translate("Header", "New chat"), self, size=20)
        self.new_chat.setFixedSize(36, 36)
        self.toggle = IconButton(
            look, "sidebar", translate("Header", "Show sidebar"), self, size=20
        )
        self.toggle.setFixedSize(36, 36)
        self.toggle.hide()  # until there are chats to show
        self.settings = SettingsButton(look, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 12, 6)
        row.addWidget(self.toggle)
        row.addWidget(self.picker)
        row.addStretch(1)
        self.marks = QHBoxLayout()
        row.addLayout(self.marks)
        row.addWidget(self.settings)
        row.addWidget(self.new_chat)


class SettingsButton(IconButton):
    """Opens the chat's settings; a dot says that they are not those of new chats."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "sliders", translate("Header", "Chat settings"), parent, size=20)
        self._marked = False
        self.setFixedSize(36, 36)

    @property
    def marked(self) -> bool:
        return self._marked

    def mark(self, marked: bool, keys: str = "") -> None:
        self._marked = marked
        name = translate("Header", "Chat settings")
        if marked:
            name = translate("Header", "Chat settings: not those of new chats")
        self.show_as("sliders", name, keys)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._marked:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._look.theme.accent))
            painter.drawEllipse(QPointF(self.width() - 8, 8), 3, 3)
