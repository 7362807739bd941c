"""Where models come from, how fast they may come, and what opens gated ones."""

from __future__ import annotations

from functools import partial
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from ui.language import translate
from ui.look import Look
from ui.settings.controls import Choice
from ui.settings.page import Group, button
from ui.settings.values import Preferences

LIMITS = (0, 1, 2, 5, 10, 20, 50)
TokenPlace = Literal["nowhere", "keychain", "environment", "tools"]


class DownloadsGroup(Group):
    """Signals:
    changed: name of a field of `Preferences`, and its new value; by the person.
    token_given: to be kept in the keychain; empty removes the one that is there.
    """

    changed = Signal(str, object)
    token_given = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(translate("ModelSettings", "Downloads"))
        hub = translate("ModelSettings", "Address of the hub")
        self.hub = _field(hub, "https://hub.example")
        self.add(
            hub,
            self.hub,
            help_text=translate("ModelSettings", "That of a mirror; empty for the usual one."),
        )
        proxy = translate("ModelSettings", "Proxy")
        self.proxy = _field(proxy, "http://name:8080")
        self.add(
            proxy,
            self.proxy,
            help_text=translate("ModelSettings", "HTTP or SOCKS5; empty for what the system says."),
        )
        limit = translate("ModelSettings", "Fastest download")
        self.limit = Choice(look, limit)
        self.limit.offer([(_rate(count), count) for count in LIMITS])
        self.add(
            limit,
            self.limit,
            help_text=translate("ModelSettings", "Holds for downloads that begin or go on later."),
        )
        token = translate("ModelSettings", "Access token")
        self.token = _field(token, "hf_…", 150)
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.keep = button(
            look,
            translate("ModelSettings", "Keep"),
            translate("ModelSettings", "Keep the access token"),
        )
        self.remove = button(
            look,
            translate("ModelSettings", "Remove"),
            translate("ModelSettings", "Remove the access token"),
        )
        self.token_row = self.add(token, self.token, self.keep, self.remove, help_text=" ")
        self.hub.editingFinished.connect(partial(self._tell, "hub", self.hub))
        self.proxy.editingFinished.connect(partial(self._tell, "proxy", self.proxy))
        self.limit.chosen.connect(partial(self.changed.emit, "download_limit"))
        self.token.textChanged.connect(self._offer_keep)
        self.token.returnPressed.connect(self._give)
        self.keep.clicked.connect(self._give)
        self.remove.clicked.connect(lambda: self.token_given.emit(""))
        self._offer_keep()
        self.show_token("nowhere", keychain=True)

    def show_preferences(self, preferences: Preferences) -> None:
        self._known = {"hub": preferences.hub, "proxy": preferences.proxy}
        for name, field in (("hub", self.hub), ("proxy", self.proxy)):
            if not field.hasFocus():
                field.setText(self._known[name])
        limit = preferences.download_limit
        self.limit.show_value(limit, _rate(limit))

    def show_token(self, place: TokenPlace, *, keychain: bool) -> None:
        """Where the present token was found, and whether this system can keep one."""
        self.token_row.explain(_token_words(place, keychain))
        self.token.setVisible(keychain)
        self.keep.setVisible(keychain)
        self.remove.setVisible(keychain and place == "keychain")

    def _tell(self, name: str, field: QLineEdit) -> None:
        text = field.text().strip()
        if text != self._known.get(name, ""):
            self._known[name] = text
            self.changed.emit(name, text)

    def _offer_keep(self) -> None:
        self.keep.setEnabled(bool(self.token.text().strip()))

    def _give(self) -> None:
        if text := self.token.text().strip():
            self.token.clear()
            self.token_given.emit(text)


def _field(name: str, example: str, width: int = 200) -> QLineEdit:
    made = QLineEdit()
    made.setProperty("kind", "field")
    made.setAccessibleName(name)
    made.setPlaceholderText(example)
    made.setFixedWidth(width)
    return made


def _rate(count: int) -> str:
    if count == 0:
        return translate("ModelSettings", "As fast as it comes")
    return translate("ModelSettings", "{count} MB a second").format(count=count)


def _token_words(place: TokenPlace, keychain: bool) -> str:
    if place == "environment":
        return translate("ModelSettings", "The one in HF_TOKEN is used, for gated models.")
    if place == "keychain":
        return translate("ModelSettings", "One is in the keychain, for gated models.")
    if place == "tools":
        return translate(
            "ModelSettings", "The one of your Hugging Face tools is used, for gated models."
        )
    if keychain:
        return translate(
            "ModelSettings", "For gated models. It is kept in the keychain and nowhere else."
        )
    return translate(
        "ModelSettings",
        "For gated models. This system has no keychain that Parlance can use; "
        "set the environment variable HF_TOKEN instead.",
    )
