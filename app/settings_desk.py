"""Carries settings between their window, their file, and whoever follows them."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, QUrl, Slot

from app.logs import set_detail
from app.parts import Parts
from app.paths import crash_folder, log_file
from app.resting import Resting
from app.settings import Settings
from app.settings_panel import ChatPanel
from engine.errors import Failure
from ui.chat_settings_values import ChatSettings, Preset
from ui.language import translate

if TYPE_CHECKING:
    from app.presets import Presets
    from app.windows import Windows
    from ui.settings.window import SettingsWindow
    from ui.values import Appearance

log = logging.getLogger(__name__)

TRASH_MS = 3_600_000  # between two looks at what has been in the trash for too long


class SettingsDesk(QObject):
    """One for the app. What a setting changes, it changes here, in every window and at once."""

    def __init__(self, windows: Windows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._windows, self._shared = windows, windows.shared
        self._store = self._shared.store
        self._known = self._store.value
        self._window: SettingsWindow | None = None
        self._panels: dict[int, ChatPanel] = {}
        self.resting = Resting(self._shared.engine, self._store, self)
        self.resting.changed.connect(self._show_rest)
        self._trash = QTimer(self, interval=TRASH_MS)
        self._trash.timeout.connect(self.clean_trash)
        self._shared.chats.opened.connect(self.clean_trash)
        self._store.changed.connect(self._follow)
        windows.opened.connect(self._take_window)
        windows.closed.connect(self._forget)
        set_detail(self._known.log_detail)
        if "@" in self._known.proxy:  # an earlier version wrote its password into the settings
            self._keep_proxy(self._known.proxy)

    @cached_property
    def presets(self) -> Presets:
        from app.presets import Presets

        made = Presets(self._shared.disk, self)
        made.notice.connect(self._windows.show_notice)
        return made

    @property
    def window(self) -> SettingsWindow:
        """The settings window, made when it is first opened."""
        if self._window is None:
            self._window = self._make_window()
        return self._window

    @Slot()
    def open_window(self) -> None:
        self.window.show_preferences(self._store.value)
        self.window.show_up()
        self._measure()
        self._look_for_token()

    def panel(self, parts: Parts) -> ChatPanel:
        return self._panels[id(parts)]

    def update_preset(
        self, id: str, settings: ChatSettings, then: Callable[[Preset], None]
    ) -> None:
        """New chats follow the preset that they start with; chats that are there do not."""
        new = self._store.value.new_chats
        follows = new.preset is not None and new.preset.id == id and not new.changed

        def done(preset: Preset) -> None:
            if follows:
                self._store.change("new_chats", preset.copy())
            then(preset)

        self.presets.update(id, settings, done)

    @Slot()
    def clean_trash(self) -> None:
        """Delete what has been in the trash for too long, if that is wanted."""
        from app.store.erasing import delete_old_trash

        days = self._store.value.trash_days
        if days and self._shared.chats.ready:
            self._trash.start()
            self._shared.chats.write(partial(delete_old_trash, days=days), self._tell_deleted)
        elif not days:
            self._trash.stop()

    # The windows

    @Slot(object)
    def _take_window(self, parts: Parts) -> None:
        window, chat = parts.window, parts.chat
        chat.fresh = lambda: self._store.value.new_chats
        window.settings_requested.connect(self.open_window)
        window.look.changed.connect(partial(self._keep_size, parts))
        self._panels[id(parts)] = ChatPanel(self, parts)
        self._dress(parts, self._store.value)
        if self._store.value.show_thinking:
            window.show_thinking(True)
        window.show_resting(self.resting.resting)

    @Slot(object)
    def _forget(self, parts: Parts) -> None:
        self._panels.pop(id(parts), None)

    def _dress(self, parts: Parts, settings: Settings) -> None:
        window = parts.window
        wanted: Appearance = "system"
        match settings.appearance:
            case "light" | "dark" as wanted:
                pass
        if window.look.appearance != wanted:
            window.set_appearance(wanted)
        window.look.set_scale(settings.text_size)
        window.look.set_wide(settings.wide_text)
        window.look.set_wrap_code(settings.wrap_code)
        window.composer.set_send_key(settings.send_key)
        window.transcript.set_announced(settings.announce)

    def _keep_size(self, parts: Parts) -> None:
        """The menu changes the size of the text, too."""
        if parts.window.look.scale != self._store.value.text_size:
            self._store.change("text_size", parts.window.look.scale)

    @Slot(bool)
    def _show_rest(self, resting: bool) -> None:
        for parts in self._windows.all:
            parts.window.show_resting(resting)
        self._show_model()

    # What follows from a change

    @Slot(object)
    def _follow(self, new: Settings) -> None:
        old, self._known = self._known, new
        for parts in self._windows.all:
            self._dress(parts, new)
            if new.show_thinking != old.show_thinking:
                parts.window.show_thinking(new.show_thinking)
            if new.new_chats != old.new_chats:
                parts.chat.refresh_settings()
        if old.models_folder and not new.models_folder:  # choosing one searches by itself
            self._shared.shelf.search()
        if new.unload_minutes != old.unload_minutes:
            self.resting.count()
        if new.trash_days != old.trash_days:
            self.clean_trash()
        if new.keep_computed < old.keep_computed and self._window is not None:
            self._measure()
        set_detail(new.log_detail)
        if self._window is not None:
            self._window.show_preferences(new)

    # The settings window

    def _make_window(self) -> SettingsWindow:
        from app.assets import load_assets
        from app.language import LANGUAGES
        from ui.settings.window import SettingsWindow

        made = SettingsWindow(load_assets(), LANGUAGES, str(log_file()))
        settings, shelf = self._store.value, self._shared.shelf
        made.show_preferences(settings)
        made.restore(settings.settings_geometry, settings.settings_page)
        made.set_models(shelf.models)
        made.general.offer_updates(self._windows.updates.possible)
        made.changed.connect(self._change)
        made.wished.connect(self._grant)
        made.models.downloads.token_given.connect(self._keep_token)
        made.left.connect(self._store.remember_settings_window)
        made.look.changed.connect(self._keep_window_size)
        shelf.models_changed.connect(lambda models, _: made.set_models(models))
        shelf.model_changed.connect(self._show_model)
        form = made.generation.form
        self.presets.changed.connect(made.set_presets)
        self.presets.start()
        made.set_presets(self.presets.all)
        form.preset_saved.connect(
            lambda name, given: self.presets.add(name, given, partial(self._adopt, given))
        )
        form.preset_updated.connect(
            lambda id, given: self.update_preset(id, given, partial(self._adopt, given))
        )
        form.preset_renamed.connect(self.presets.rename)
        form.preset_deleted.connect(self.presets.delete)
        QCoreApplication.instance().aboutToQuit.connect(made.close)  # type: ignore[union-attr]
        self._window = made
        self._show_model()
        return made

    def _adopt(self, given: ChatSettings, preset: Preset) -> None:
        if self._store.value.new_chats.values == given.values:
            self._store.change("new_chats", given.replace(preset=preset))

    @Slot()
    def _show_model(self) -> None:
        if self._window is not None:
            current = self._shared.shelf.current
            self._window.show_model(current, resting=self.resting.resting)

    @Slot()
    def _keep_window_size(self) -> None:
        assert self._window is not None
        if self._window.look.scale != self._store.value.text_size:
            self._store.change("text_size", self._window.look.scale)

    @Slot(str, object)
    def _change(self, name: str, value: object) -> None:
        if name == "models_folder" and value:
            self._shared.shelf.choose_folder(str(value))
        elif name == "proxy":
            self._keep_proxy(str(value))
        else:
            self._store.change(name, value)

    @Slot(str)
    def _grant(self, wish: str) -> None:
        match wish:
            case "reveal_chats":
                reveal(self._shared.chats.folder / "chats.sqlite3")
            case "reveal_models":
                reveal(Path(self._store.value.models_folder))
            case "reveal_log":
                reveal(log_file())
            case "reveal_crashes":
                open_folder(crash_folder())
            case "unload":
                self._shared.engine.unload()
            case "reset":
                self._store.set_back()
            case "clear_computed":
                self._shared.keeping.clear(self._measure)
            case "delete_chats":
                self._delete_chats()

    @Slot(str)
    def _keep_token(self, token: str) -> None:
        """In the keychain; it is neither a setting nor written in the log."""
        from app.hub.token import keep_token

        self._shared.disk.run(
            partial(keep_token, token),
            lambda _: self._look_for_token(),
            lambda failure: self._windows.show_notice(failure.message),
        )

    def _keep_proxy(self, address: str) -> None:
        """Its password goes into the keychain; the settings have the rest."""
        from app.hub import proxy

        plain, password = proxy.split(address)
        self._store.change("proxy", plain)
        if password or not plain:
            self._shared.disk.run(
                partial(proxy.keep, password),
                self._tell_proxy,
                lambda failure: self._windows.show_notice(failure.message),
            )

    def _tell_proxy(self, kept: str) -> None:
        if self._window is not None:  # the field shows no password from now on
            self._window.show_preferences(self._store.value)
        if kept == "run":
            words = translate(
                "SettingsDesk",
                "This system has no keychain that Parlance can use: the password of the proxy is "
                "known until Parlance ends, and is in no file.",
            )
            self._windows.show_notice(words)

    def _look_for_token(self) -> None:
        from app.hub.token import has_keychain, token_place

        downloads = self.window.models.downloads
        show = partial(downloads.show_token, keychain=has_keychain())
        self._shared.disk.run(token_place, show, _log_failure)

    def _measure(self) -> None:
        """How much there is, counted elsewhere."""
        from app.store.erasing import count_chats, kept_bytes
        from ui.settings.privacy import Usage

        folder, computed = self._shared.chats.folder, self._shared.keeping.folder
        window = self.window
        usage = Usage(str(folder))

        def weigh(chats: int) -> None:
            self._shared.disk.run(
                lambda: usage.replace(
                    chats=chats, nbytes=kept_bytes(folder), computed=computed.nbytes()
                ),
                window.show_usage,
                _log_failure,
            )

        window.show_usage(usage)
        self._shared.chats.read(count_chats, weigh)

    def _delete_chats(self) -> None:
        """No window shows them any more, and what is being written in them is stopped."""
        from app.store.erasing import clear_up, erase_all

        lists, chats = self._shared.lists, self._shared.chats
        shown = {parts.chat.id for parts in self._windows.all if parts.chat.id is not None}
        self._shared.queues.clear()
        lists.deleting.emit(lists.answering() | shown)
        for parts in self._windows.all:
            parts.chat.unsent = None
        self._shared.keeping.clear()
        chats.write(erase_all)
        chats.read(clear_up, lambda _: self._tell_deleted(1))

    def _tell_deleted(self, chats: int) -> None:
        if chats:
            self._shared.lists.renew()
            if self._window is not None and self._window.isVisible():
                self._measure()


def reveal(path: Path) -> None:
    """Show it in the Finder; elsewhere open the folder that it is in."""
    while not path.exists() and path != path.parent:
        path = path.parent
    if sys.platform == "darwin":
        import subprocess

        subprocess.Popen(["/usr/bin/open", "-R", str(path)])
        return
    from PySide6.QtGui import QDesktopServices

    folder = path if path.is_dir() else path.parent
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def open_folder(path: Path) -> None:
    """Show what is in it; it is made if nothing ever was."""
    from PySide6.QtGui import QDesktopServices

    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        log.info("no folder %s: %s", path, error)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _log_failure(failure: Failure) -> None:
    log.warning("%s", failure.message)
