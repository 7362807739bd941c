"""Everything that one window needs, made and ended together."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray

from app.background import Background
from app.chat import Chat
from app.chat_edits import ChatEdits
from app.drafts import Drafts
from app.engine_thread import EngineThread
from app.exchange import Exchange
from app.lazy_store import LazyStore
from app.library import Library
from app.local_engine import Engine, LocalEngine
from app.recorder import MicrophoneStream, OpenStream, Recorder
from app.settings_store import SettingsStore
from app.shelf import Shelf
from app.thumbnails import Thumbnails
from app.tray import Tray
from ui.main_window import MainWindow

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parts:
    """Attributes:
    disk: the thread for models and settings.
    store: the settings.
    chats: the chats' store, on a thread of its own.
    """

    window: MainWindow
    engine: EngineThread
    disk: Background
    store: SettingsStore
    shelf: Shelf
    tray: Tray
    chats: LazyStore
    chat: Chat
    edits: ChatEdits
    drafts: Drafts
    library: Library
    thumbnails: Thumbnails
    exchange: Exchange
    recorder: Recorder

    def close(self) -> bool:
        """End all threads. False if one hangs; its process can then only be left."""
        self.chat.leave()
        geometry = bytes(self.window.saveGeometry().toBase64().data()).decode("ascii")
        ended = [self.recorder.stop(), self.tray.stop(), self.engine.stop(), self.disk.stop()]
        ended.append(self.chats.stop())
        self.store.close(geometry)
        return all(ended)


def make_parts(
    window: MainWindow,
    build_engine: Callable[[], Engine] = LocalEngine,
    open_stream: OpenStream = MicrophoneStream,
    chats_folder: Path | None = None,
) -> Parts:
    """Parts that do not know of each other yet; see `app.wiring`."""
    disk = Background("disk")
    store = SettingsStore(disk)
    tray = Tray()
    chats = LazyStore(chats_folder)
    chat = Chat(tray, chats)
    if store.value.geometry:
        packed = QByteArray.fromBase64(store.value.geometry.encode())
        window.restoreGeometry(packed)
    if (place := store.value.sidebar_place) is not None:
        window.restore_sidebar(*place)
    match store.value.appearance:
        case "light" | "dark" as appearance:
            window.set_appearance(appearance)
    return Parts(
        window=window,
        engine=EngineThread(build_engine),
        disk=disk,
        store=store,
        shelf=Shelf(store, disk),
        tray=tray,
        chats=chats,
        chat=chat,
        edits=ChatEdits(chat, chats),
        drafts=Drafts(chat, tray, chats),
        library=Library(chats, chat),
        thumbnails=Thumbnails(chats),
        exchange=Exchange(chats),
        recorder=Recorder(open_stream),
    )
