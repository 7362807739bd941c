"""For when something does not work."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from ui.chat_settings_presets import Question
from ui.language import translate
from ui.look import Look
from ui.settings.controls import Choice
from ui.settings.page import Page, button
from ui.settings.values import Preferences


class AdvancedPage(Page):
    """Wishes: "reveal_log", "reveal_crashes", "reset"."""

    def __init__(self, look: Look, log_file: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        group = self.group(translate("AdvancedSettings", "Log"))
        self.reveal = button(
            look,
            translate("AdvancedSettings", "Show"),
            translate("AdvancedSettings", "Show the log file"),
        )
        group.add(translate("AdvancedSettings", "Log file"), self.reveal, help_text=log_file)
        detail = translate("AdvancedSettings", "Level")
        self.detail = Choice(look, detail)
        self.detail.offer(
            [
                (translate("AdvancedSettings", "Normal"), "normal"),
                (translate("AdvancedSettings", "Detailed"), "detailed"),
            ]
        )
        group.add(
            detail,
            self.detail,
            help_text=translate(
                "AdvancedSettings",
                "In detail, every load and answer is there with its times, but never what is said.",
            ),
        )

        self.crashes = button(
            look,
            translate("AdvancedSettings", "Show"),
            translate("AdvancedSettings", "Show the crash reports"),
        )
        group.add(
            translate("AdvancedSettings", "Crash reports"),
            self.crashes,
            help_text=translate(
                "AdvancedSettings", "They stay on this machine, and nothing of a chat is in them."
            ),
        )

        group = self.group()
        self.reset = button(
            look, translate("AdvancedSettings", "Reset All Settings…"), kind="danger"
        )
        group.add(
            translate("AdvancedSettings", "Settings"),
            self.reset,
            help_text=translate("AdvancedSettings", "Chats and presets stay as they are."),
        )
        self.ask = Question(look)
        group.add_asking(self.ask)
        self.end()
        self.reveal.clicked.connect(lambda: self.wished.emit("reveal_log"))
        self.crashes.clicked.connect(lambda: self.wished.emit("reveal_crashes"))
        self.detail.chosen.connect(partial(self.changed.emit, "log_detail"))
        self.reset.clicked.connect(self._ask)

    def show_preferences(self, preferences: Preferences) -> None:
        self.detail.show_value(preferences.log_detail)

    def _ask(self) -> None:
        self.ask.ask(
            translate("AdvancedSettings", "Set everything in this window back as it was at first?"),
            translate("AdvancedSettings", "Reset"),
            lambda: self.wished.emit("reset"),
        )
