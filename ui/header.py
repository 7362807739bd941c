"""The strip at the top: the sidebar, which model, and a fresh page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.buttons import IconButton
from ui.language import translate
from ui.look import Look
from ui.model_picker import ModelPicker


class Header(QWidget):
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
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 12, 6)
        row.addWidget(self.toggle)
        row.addWidget(self.picker)
        row.addStretch(1)
        row.addWidget(self.new_chat)
