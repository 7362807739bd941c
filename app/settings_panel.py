"""The panel of a window's chat, and the mark at the button that opens it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.parts import Parts
from ui.chat_settings_values import ChatSettings, Preset
from ui.language import translate

if TYPE_CHECKING:
    from app.settings_desk import SettingsDesk
    from ui.chat_settings import ChatSettingsPanel, ChatSettingsPlace


class ChatPanel(QObject):
    """One for each window; the panel is made when it is first opened."""

    def __init__(self, desk: SettingsDesk, parts: Parts) -> None:
        super().__init__(parts.window)
        self._desk, self._parts = desk, parts
        self._place: ChatSettingsPlace | None = None
        parts.window.chat_settings_requested.connect(self.toggle)
        parts.chat.settings_shown.connect(self._show)
        self._mark()

    @property
    def place(self) -> ChatSettingsPlace:
        if self._place is None:
            from ui.chat_settings import ChatSettingsPlace

            window, chat, desk = self._parts.window, self._parts.chat, self._desk
            self._place = ChatSettingsPlace(window.look, window, window.splitter)
            panel = self._place.panel
            engine = self._parts.engine
            panel.form.count_wanted.connect(engine.count)
            engine.counted.connect(panel.form.show_count)
            panel.form.set_model(self._parts.shelf.current)
            panel.form.show_settings(chat.settings)
            panel.form.changed.connect(chat.change_settings)
            chat.leaving.connect(panel.form.flush)
            chat.asking.connect(panel.form.flush)
            self._parts.shelf.model_changed.connect(panel.form.set_model)
            desk.presets.changed.connect(panel.form.set_presets)
            desk.presets.start()
            panel.form.set_presets(desk.presets.all)
            self._connect_presets(panel)
        return self._place

    @Slot()
    def toggle(self) -> None:
        self.place.toggle()

    @Slot()
    def refresh(self) -> None:
        """New chats are answered in another way."""
        self._parts.chat.refresh_settings()

    def _connect_presets(self, panel: ChatSettingsPanel) -> None:
        form, presets = panel.form, self._desk.presets
        form.preset_saved.connect(
            lambda name, settings: presets.add(name, settings, partial(self._adopt, settings))
        )
        form.preset_updated.connect(
            lambda id, settings: self._desk.update_preset(
                id, settings, partial(self._adopt, settings)
            )
        )
        form.preset_renamed.connect(presets.rename)
        form.preset_deleted.connect(presets.delete)
        panel.defaults_wanted.connect(self._use_for_new)

    def _adopt(self, settings: ChatSettings, preset: Preset) -> None:
        """They are that preset's now, if the chat still has them."""
        chat = self._parts.chat
        if chat.settings.values == settings.values:
            chat.change_settings(settings.replace(preset=preset))

    def _use_for_new(self, settings: ChatSettings) -> None:
        self._parts.store.change("new_chats", settings)
        self._parts.window.show_notice(
            translate("ChatSettingsPanel", "New chats now start with the settings of this one.")
        )

    @Slot(object)
    def _show(self, settings: ChatSettings) -> None:
        self._mark()
        if self._place is not None:
            self._place.panel.form.show_settings(settings)

    def _mark(self) -> None:
        fresh = self._parts.store.value.new_chats.values
        self._parts.window.mark_settings(self._parts.chat.settings.values != fresh)
