"""What was computed of chats is on disk when it is needed again, and gone when it should be."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot

from app.background import Background
from app.chat_lists import ChatLists
from app.engine_thread import EngineThread
from app.lazy_store import LazyStore
from app.requests import chat_name
from app.settings import Settings
from app.settings_store import SettingsStore
from engine.cache_folder import CacheFolder
from engine.errors import Failure

if TYPE_CHECKING:
    from app.store.store import ChatReader

log = logging.getLogger(__name__)

REST_MS = 5000  # so long nobody asks anything, before it is written
GB = 1_000_000_000


class Keeping(QObject):
    """Has it written while the engine rests, and deletes it with its chat.

    A chat in the trash has nothing on disk but what the store has of it: whoever deletes a chat
    wants less of it to be there. The first answer after its return computes it again.
    """

    def __init__(
        self,
        folder: CacheFolder,
        engine: EngineThread,
        chats: LazyStore,
        lists: ChatLists,
        settings: SettingsStore,
        disk: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._folder, self._chats, self._disk = folder, chats, disk
        self._limit = settings.value.keep_computed
        self.rest = QTimer(self, singleShot=True, interval=REST_MS)
        self.rest.timeout.connect(engine.keep)
        engine.rested.connect(self.rest.start)
        chats.opened.connect(self.sweep)
        lists.deleting.connect(self.forget)
        settings.changed.connect(self._follow)

    @property
    def folder(self) -> CacheFolder:
        return self._folder

    @Slot()
    def sweep(self) -> None:
        """Delete what belongs to no chat any more, as after a crash or from a restored backup."""
        self._chats.read(
            present, lambda chats: self._run(partial(self._folder.keep_only, names(chats)))
        )

    @Slot(object)
    def forget(self, chats: Iterable[int]) -> None:
        """These are deleted, or something that was said in them is."""
        self._run(partial(self._folder.forget, names(chats)))

    def clear(self, then: Callable[[], None] = lambda: None) -> None:
        """Delete everything; then call `then`."""
        self._run(self._folder.clear, then)

    @Slot(object)
    def _follow(self, settings: Settings) -> None:
        before, self._limit = self._limit, settings.keep_computed
        if self._limit < before:
            self._run(self._folder.fit)

    def _run(self, job: Callable[[], Any], then: Callable[[], None] = lambda: None) -> None:
        self._disk.run(job, lambda _: then(), _log_failure)


def present(store: ChatReader) -> list[int]:
    """The chats that are not in the trash."""
    return list(store.database.column("SELECT id FROM chat WHERE trashed_at IS NULL"))


def names(chats: Iterable[int]) -> list[str]:
    return [chat_name(chat) for chat in chats]


def _log_failure(failure: Failure) -> None:
    log.warning("%s", failure.message)
