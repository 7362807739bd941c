"""The app behind its first window: made in steps, once that window stands."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.application import Application
from ui.language import translate

if TYPE_CHECKING:
    from app.doorbell import Doorbell
    from app.one_copy import FirstPlace
    from app.open_files import OpenFiles
    from app.parts import Parts
    from app.slices import Slices
    from app.stop_signals import Leaving
    from app.windows import Windows
    from ui.main_window import MainWindow

# What is imported for the rest, one by one: each after all that it imports itself, so that no step
# takes longer than a frame. A module that is missing here comes with the first that wants it.
MODULES = (
    "engine.errors", "engine.types", "ui.announcer", "ui.message_values", "ui.panes",
    "ui.selection", "ui.copy_button", "ui.message_actions", "ui.message_footer",
    "ui.sound_state", "ui.accessible_list", "ui.message", "ui.message_rows", "ui.placeholders",
    "ui.virtual_column", "ui.reading_column", "ui.message_list", "ui.walkable_list",
    "ui.searchable_list", "ui.values", "ui.transcript", "ui.chips", "app.store.ids",
    "app.lazy_store",
    "ui.chat_settings_values", "app.open_chat", "app.requests", "app.running", "app.background",
    "app.senses", "app.sniff", "app.tray", "app.answering", "app.chat", "app.chat_edits",
    "app.drafts", "engine.cancel", "app.local_engine", "app.text_buffer", "app.engine_worker",
    "app.engine_thread", "app.exchange", "app.chat_lists", "app.undo_words", "app.library",
    "app.player", "app.queues", "app.portaudio", "app.wav", "app.recorder", "app.whole_file",
    "app.sampling", "ui.settings.values", "app.settings", "app.settings_store", "app.shelf",
    "app.titles", "app.window_memory", "ctypes", "app.arenas", "app.garbage",
    "engine.cache_folder", "app.keeping", "app.shared",
    "app.temporary", "app.thumbnails", "app.parts", "app.resting", "app.settings_panel",
    "app.settings_desk", "app.wiring_chat", "app.badge", "app.hub.access", "app.downloads",
    "ui.models_window.values",
    "app.model_desk", "app.wiring", "app.updates", "app.crash_desk", "app.windows",
    "app.reopening", "app.links", "app.open_files", "datetime", "sqlite3.dbapi2", "sqlite3",
    "app.store.errors", "app.store.writer", "app.store_thread",
)  # fmt: skip


class Start:
    """Brings up everything but the window, and ends it."""

    def __init__(
        self,
        application: QApplication,
        window: MainWindow,
        files: Sequence[str] = (),
        place: FirstPlace | None = None,
        *,
        beside: bool = False,
    ) -> None:
        """`files`, `place`, `beside`: see `app.window.open_window`."""
        self.error: Exception | None = None  # in a step: there is no app then
        self._application = application
        self.window = window
        self._files = list(files)
        self._place = place
        self._beside = beside
        self.slices: Slices | None = None
        self._leaving: Leaving | None = None
        self.windows: Windows | None = None
        self._opening: OpenFiles | None = None
        self._bell: Doorbell | None = None
        if isinstance(application, Application):
            application.file_opened.connect(self.offer)
            application.leaving.connect(self.leave)

    @property
    def code(self) -> int:
        """For the shell, if a signal ended the app."""
        return self._leaving.code if self._leaving is not None else 0

    def begin(self) -> None:
        """The first window is there to be seen and written in."""
        from app.slices import Slices
        from app.stop_signals import Leaving

        self._leaving = Leaving(self._application)
        self.slices = Slices(self.steps(), self.window, self.window.composer.edit)
        self.slices.done.connect(self._begun)
        self.slices.start()

    def _begun(self) -> None:
        if self.slices is not None and self.slices.error is not None:
            self.error = self.slices.error
            self._application.exit(1)

    def offer(self, path: str) -> None:
        """A file that the system wants opened."""
        if self._opening is None:
            self._files.append(path)
        else:
            self._opening.offer_one(path)

    def leave(self) -> None:
        """All windows are about to be closed, because the app ends."""
        if self.windows is not None:
            self.windows.prepare_to_leave()

    def steps(self) -> Iterator[None]:
        """Each takes a few milliseconds."""
        yield from _classes()
        for name in MODULES:
            import_module(name)
            yield
        yield from self._open()

    def _open(self) -> Iterator[None]:
        from app.assets import load_all_icons
        from app.open_files import OpenFiles
        from app.reopening import Reopening
        from app.shared import make_shared
        from app.windows import Windows

        window = self.window
        window.make_transcript()
        yield
        load_all_icons()
        yield
        shared = make_shared()
        yield
        windows = self.windows = Windows(shared)
        QApplication.setQuitOnLastWindowClosed(not windows.stays)
        windows.memory = Reopening(windows)
        yield
        parts = windows.memory.first(shared.store.value.reopen_windows, window)
        if window.composer.text:  # somebody types fast
            window.draft_changed.emit(window.composer.edit.toPlainText())
        yield
        opening = self._opening = OpenFiles(windows)
        opening.offer(self._files)  # kept until the windows are back
        windows.memory.done.connect(opening.go_on)
        self._listen_to_system(windows)
        yield
        parts.chats.start()
        yield
        shared.garbage.keep()  # before its thread imports a good deal
        parts.shelf.start()
        yield
        windows.models.start()
        windows.updates.start()
        windows.crashes.start()
        yield
        self._open_door(opening)
        if self._beside:
            parts.window.show_notice(
                translate(
                    "Windows",
                    "Another Parlance is open and does not answer, so this one opened beside it; "
                    "chats may be changed by both.",
                )
            )

    def hide(self) -> None:
        if self._opening is None:  # else it is among the windows, or was closed
            self.window.hide()
        for each in self.windows.all if self.windows is not None else ():
            each.window.hide()

    def close(self) -> bool:
        """End every thread. False if one hangs."""
        return self.windows is None or self.windows.close()

    def leave_place(self) -> None:
        if self._leaving is not None:
            self._leaving.close()
        if self._bell is not None:
            self._bell.close()
        if self._place is not None:
            self._place.leave()

    def _open_door(self, opening: OpenFiles) -> None:
        if self._place is not None:
            from app.doorbell import Doorbell

            self._bell = Doorbell(self._place)
            self._bell.rang.connect(opening.offer)
            self._bell.start()

    def _listen_to_system(self, windows: Windows) -> None:
        if windows.stays:
            self._application.applicationStateChanged.connect(partial(_come_back, windows))
            windows.closed.connect(partial(_keep_menus, windows))


def _come_back(windows: Windows, state: Qt.ApplicationState) -> None:
    """A click on the Dock icon also tells an active app that it is active."""
    if state == Qt.ApplicationState.ApplicationActive:
        windows.front_or_new()


def _keep_menus(windows: Windows, _: Parts) -> None:
    """Without a window there would be no menus at all."""
    from ui.bare_menus import make_bare_menus

    make_bare_menus(windows.open, windows.quit)


def _classes() -> Iterator[None]:
    """Let PySide make Qt's widget classes one by one; the first viewport() would make them all."""
    widgets = sys.modules["PySide6.QtWidgets"]
    for name in dir(widgets):
        getattr(widgets, name)
        yield
