"""Language, windows, writing."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import partial

from PySide6.QtWidgets import QWidget

from ui.language import translate
from ui.look import Look
from ui.settings.controls import Choice, Switch
from ui.settings.page import Group, Page
from ui.settings.values import Preferences


class GeneralPage(Page):
    def __init__(
        self, look: Look, languages: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        """`languages` by their tags, each named by those who read it."""
        super().__init__(look, parent)
        self._add_windows(self.group(), languages)
        self._add_writing(self.group(translate("GeneralSettings", "Writing")))
        self._add_reading(self.group(translate("GeneralSettings", "Screen readers")))
        self._add_updates(self.group(translate("GeneralSettings", "Updates")))
        self.end()
        self.language.chosen.connect(partial(self.changed.emit, "language"))
        self.reopen.flipped.connect(partial(self.changed.emit, "reopen_windows"))
        self.titles.flipped.connect(partial(self.changed.emit, "automatic_titles"))
        self.send.chosen.connect(partial(self.changed.emit, "send_key"))
        self.announce.flipped.connect(partial(self.changed.emit, "announce"))
        self.updates.flipped.connect(partial(self.changed.emit, "look_for_updates"))

    def _add_windows(self, group: Group, languages: Mapping[str, str]) -> None:
        look = self.look
        self.language = Choice(look, translate("GeneralSettings", "Language"))
        system = translate("GeneralSettings", "Like the system")
        self.language.offer([(system, ""), *((name, tag) for tag, name in languages.items())])
        group.add(
            translate("GeneralSettings", "Language"),
            self.language,
            help_text=translate("GeneralSettings", "Takes effect when Parlance is next opened."),
        )
        reopen = translate("GeneralSettings", "Reopen windows at the start")
        self.reopen = Switch(look, reopen)
        group.add(
            reopen,
            self.reopen,
            help_text=translate("GeneralSettings", "With the chats that they showed."),
        )

        titles = translate("GeneralSettings", "Let the model name chats")
        self.titles = Switch(look, titles)
        group.add(
            titles,
            self.titles,
            help_text=translate(
                "GeneralSettings", "After the first answers, while it is idle. Your names stay."
            ),
        )

    def _add_writing(self, group: Group) -> None:
        look = self.look
        send = translate("GeneralSettings", "Send messages with")
        self.send = Choice(look, send)
        mac = sys.platform == "darwin"
        command = "⌘ Return" if mac else translate("GeneralSettings", "Ctrl+Return")
        self.send.offer([(translate("GeneralSettings", "Return"), "return"), (command, "command")])
        self.send_row = group.add(send, self.send, help_text=" ")

    def _add_reading(self, group: Group) -> None:
        look = self.look
        announce = translate("GeneralSettings", "Say answers while they are written")
        self.announce = Switch(look, announce)
        group.add(
            announce,
            self.announce,
            help_text=translate(
                "GeneralSettings",
                "Sentence by sentence; without it, answers are only read on demand.",
            ),
        )

    def _add_updates(self, group: Group) -> None:
        look = self.look
        updates = translate("GeneralSettings", "Look for newer versions")
        self.updates = Switch(look, updates)
        self.updates_row = group.add(updates, self.updates, help_text=" ")
        self.offer_updates(True)

    def offer_updates(self, possible: bool) -> None:
        """Whether this build knows where to look."""
        self.updates.setEnabled(possible)
        if possible:
            said = translate(
                "GeneralSettings",
                "Once a day the project's page is asked which version is the newest; nothing else "
                "is sent, and nothing is installed by itself.",
            )
        else:
            said = translate(
                "GeneralSettings", "This Parlance does not know of a page with its releases."
            )
        self.updates_row.explain(said)
        self.updates.setAccessibleDescription(said)

    def show_preferences(self, preferences: Preferences) -> None:
        self.updates.show_value(preferences.look_for_updates)
        self.language.show_value(preferences.language)
        self.reopen.show_value(preferences.reopen_windows)
        self.titles.show_value(preferences.automatic_titles)
        self.send.show_value(preferences.send_key)
        self.announce.show_value(preferences.announce)
        if preferences.send_key == "return":
            line = translate("GeneralSettings", "Shift-Return starts a new line.")
        else:
            line = translate("GeneralSettings", "Return starts a new line.")
        self.send_row.explain(line)
