"""How new chats are answered."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.buttons import label
from ui.chat_settings_form import ChatSettingsForm
from ui.language import translate
from ui.look import Look
from ui.settings.page import Page
from ui.settings.values import Preferences


class GenerationPage(Page):
    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        group = self.group(translate("GenerationSettings", "New chats"))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 12, 0, 12)
        column.setSpacing(14)
        note = label(
            translate(
                "GenerationSettings",
                "New chats start with these. Each chat then keeps its own, which its settings "
                "show; nothing that is changed here changes a chat that is there.",
            ),
            "secondary",
        )
        note.setWordWrap(True)
        self.form = ChatSettingsForm(look)
        column.addWidget(note)
        column.addWidget(self.form)
        group.add_wide(inside)
        self.end()
        self.form.changed.connect(partial(self.changed.emit, "new_chats"))

    def show_preferences(self, preferences: Preferences) -> None:
        self.form.show_settings(preferences.new_chats)
