"""What all windows have in common, made once and ended last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from app import __version__
from app.arenas import share_arenas
from app.background import Background
from app.chat_lists import ChatLists
from app.engine_thread import EngineThread
from app.garbage import Garbage
from app.keeping import GB, Keeping
from app.lazy_store import LazyStore
from app.local_engine import Engine, LocalEngine
from app.paths import cache_folder, starter_model
from app.queues import Queue
from app.settings_store import SettingsStore
from app.shelf import Shelf
from app.titles import Titles
from app.window_memory import ReadingPlaces
from engine.cache_folder import CacheFolder


@dataclass(frozen=True)
class Shared:
    """Attributes:
    engine: one thread; requests of all windows wait there for their turn.
    disk: the thread for models and settings.
    store: the settings.
    chats: the chats' store, on a thread of its own.
    lists: what the sidebars show of it.
    places: where the reader of each chat was.
    titles: names chats.
    queues: messages that wait, by chat.
    garbage: collects it.
    keeping: what was computed of chats, on disk.
    """

    engine: EngineThread
    disk: Background
    store: SettingsStore
    shelf: Shelf
    chats: LazyStore
    lists: ChatLists
    titles: Titles
    garbage: Garbage
    keeping: Keeping
    places: ReadingPlaces = field(default_factory=ReadingPlaces)
    queues: dict[int, Queue] = field(default_factory=dict)

    def close(self) -> bool:
        """End all threads. False if one hangs; its process can then only be left."""
        self.garbage.stop()
        return all([self.engine.stop(), self.disk.stop(), self.chats.stop()])


def make_shared(
    build_engine: Callable[[], Engine] | None = None, chats_folder: Path | None = None
) -> Shared:
    """No thread runs yet. `chats_folder` keeps the chats; by default the user's data folder."""
    share_arenas()
    disk = Background("disk")
    store = SettingsStore(disk)
    chats = LazyStore(chats_folder)
    caches = cache_folder() if chats_folder is None else chats_folder / "caches"
    folder = CacheFolder(caches / "chats", lambda: store.value.keep_computed * GB, __version__)
    build = partial(
        LocalEngine,
        lambda: store.value.context,
        lambda: 8 if store.value.eight_bit_context else 0,
        folder,
    )
    engine = EngineThread(build_engine or build)
    shelf = Shelf(store, disk)
    lists = ChatLists(chats)
    return Shared(
        engine=engine,
        disk=disk,
        store=store,
        shelf=shelf,
        chats=chats,
        lists=lists,
        titles=Titles(engine, chats, partial(_titles_wanted, store, shelf)),
        garbage=Garbage(lambda: engine.busy or engine.loading),
        keeping=Keeping(folder, engine, chats, lists, store, disk),
    )


def _titles_wanted(store: SettingsStore, shelf: Shelf) -> bool:
    """The starter knows its own topics and nothing of titles."""
    current = shelf.current
    named = current is not None and current.path != starter_model()
    return named and store.value.automatic_titles
