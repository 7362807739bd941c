"""Where chats are kept, for how long, and how to be rid of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.buttons import label
from ui.chat_settings_presets import Question
from ui.language import translate
from ui.look import Look
from ui.record import Record
from ui.settings.controls import Choice
from ui.settings.page import Page, button
from ui.settings.values import Preferences
from ui.wording import size


class Usage(Record):
    """Attributes:
    folder: where the chats are.
    chats: how many, those in the archive and the trash among them.
    nbytes: all that is kept of them, in bytes; None as long as nobody has counted.
    computed: bytes of what models have computed of them.
    """

    folder: str
    chats: int = 0
    nbytes: int | None = None
    computed: int = 0


class PrivacyPage(Page):
    """Wishes: "reveal_chats", "clear_computed", "delete_chats"."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        group = self.group()
        said = label(
            translate(
                "PrivacySettings",
                "Chats, attachments and settings are files on this machine, and Parlance sends "
                "none of them anywhere. There is no account and no telemetry, and what an answer "
                "links to is never loaded by itself.",
            ),
            "setting",
        )
        said.setWordWrap(True)
        group.add_wide(_padded(said))

        group = self.group(translate("PrivacySettings", "Chats"))
        self.reveal = button(
            look,
            translate("PrivacySettings", "Show"),
            translate("PrivacySettings", "Show the folder of the chats"),
        )
        self.place = group.add(translate("PrivacySettings", "Kept in"), self.reveal, help_text=" ")
        trash = translate("PrivacySettings", "Empty the trash automatically")
        self.trash = Choice(look, trash)
        self.trash.offer([(_days(count), count) for count in (0, 1, 7, 30, 90, 365)])
        group.add(
            trash,
            self.trash,
            help_text=translate("PrivacySettings", "Other chats are kept until you delete them."),
        )

        computed = translate("PrivacySettings", "Keep what was computed")
        self.computed = Choice(look, computed)
        self.computed.offer([(_room(count), count) for count in (0, 1, 2, 4, 8, 16, 32)])
        self.clear = button(
            look,
            translate("PrivacySettings", "Clear"),
            translate("PrivacySettings", "Delete what was computed of chats"),
        )
        self.computed_row = group.add(computed, self.computed, self.clear, help_text=" ")

        group = self.group()
        self.delete = button(look, translate("PrivacySettings", "Delete All Chats…"), kind="danger")
        group.add(
            translate("PrivacySettings", "All chats"),
            self.delete,
            help_text=translate(
                "PrivacySettings", "Those in folders, in the archive and in the trash among them."
            ),
        )
        self.ask = Question(look)
        group.add_asking(self.ask)
        self.end()
        self.reveal.clicked.connect(lambda: self.wished.emit("reveal_chats"))
        self.delete.clicked.connect(self._ask)
        self.trash.chosen.connect(partial(self.changed.emit, "trash_days"))
        self.computed.chosen.connect(partial(self.changed.emit, "keep_computed"))
        self.clear.clicked.connect(lambda: self.wished.emit("clear_computed"))
        self.show_usage(Usage(""))

    def show_preferences(self, preferences: Preferences) -> None:
        self.trash.show_value(preferences.trash_days, _days(preferences.trash_days))
        self.computed.show_value(preferences.keep_computed, _room(preferences.keep_computed))

    def show_usage(self, usage: Usage) -> None:
        self._usage = usage
        if usage.nbytes is None:
            self.place.explain(usage.folder or translate("PrivacySettings", "Counting…"))
        else:
            chats = translate("PrivacySettings", "%Ln chat(s)", "", usage.chats)
            self.place.explain(f"{usage.folder}\n{chats} · {size(usage.nbytes)}")
        self.delete.setEnabled(usage.chats > 0)
        why = translate(
            "PrivacySettings",
            "A long chat goes on at once after a restart. It takes {size} now, and never more than "
            "a twentieth of the free disk. What was said can be worked out from it: it is deleted "
            "with the chat, and temporary chats leave none.",
        )
        self.computed_row.explain(why.format(size=size(usage.computed)))
        self.clear.setEnabled(usage.computed > 0)

    def _ask(self) -> None:
        said = translate(
            "PrivacySettings",
            "Delete %Ln chat(s) with all their attachments? This cannot be undone.",
            "",
            self._usage.chats,
        )
        delete = translate("PrivacySettings", "Delete All")
        self.ask.ask(said, delete, lambda: self.wished.emit("delete_chats"))


def _padded(widget: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 11, 0, 11)
    column.addWidget(widget)
    return made


def _room(gigabytes: int) -> str:
    if gigabytes == 0:
        return translate("PrivacySettings", "Nothing")
    return translate("PrivacySettings", "Up to {size}").format(size=size(gigabytes * 1_000_000_000))


def _days(count: int) -> str:
    if count == 0:
        return translate("PrivacySettings", "Never")
    return translate("PrivacySettings", "After %n day(s)", "", count)
