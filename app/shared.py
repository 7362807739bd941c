"""What all windows have in common, made once and ended last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.background import Background
from app.chat_lists import ChatLists
from app.engine_thread import EngineThread
from app.lazy_store import LazyStore
from app.local_engine import Engine, LocalEngine
from app.settings_store import SettingsStore
from app.shelf import Shelf


@dataclass(frozen=True)
class Shared:
    """Attributes:
    engine: one thread; requests of all windows wait there for their turn.
    disk: the thread for models and settings.
    store: the settings.
    chats: the chats' store, on a thread of its own.
    lists: what the sidebars show of it.
    """

    engine: EngineThread
    disk: Background
    store: SettingsStore
    shelf: Shelf
    chats: LazyStore
    lists: ChatLists

    def close(self) -> bool:
        """End all threads. False if one hangs; its process can then only be left."""
        return all([self.engine.stop(), self.disk.stop(), self.chats.stop()])


def make_shared(
    build_engine: Callable[[], Engine] = LocalEngine, chats_folder: Path | None = None
) -> Shared:
    """No thread runs yet. `chats_folder` keeps the chats; by default the user's data folder."""
    disk = Background("disk")
    store = SettingsStore(disk)
    chats = LazyStore(chats_folder)
    return Shared(
        engine=EngineThread(build_engine),
        disk=disk,
        store=store,
        shelf=Shelf(store, disk),
        chats=chats,
        lists=ChatLists(chats),
    )
