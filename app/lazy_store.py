"""The chats' store for the window: not loaded, and without a thread, until it is started."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.paths import data_folder
from app.store.ids import TEMPORARY
from engine.errors import Failure
from engine.types import Channel
from ui.language import translate

if TYPE_CHECKING:
    from app.store.opening import Opened
    from app.store.store import ChatReader, ChatStore
    from app.store_thread import ImportReport, StoreThread

log = logging.getLogger(__name__)

T = TypeVar("T")
QUIET_MS = 60_000  # after the start nobody should wait for a backup
HOUR_MS = 3_600_000
DAY_H = 24


class LazyStore(QObject):
    """As `StoreThread`, which it makes when it is first needed.

    Signals:
        opened: the chats are there; `ready` is true from now on.
        notice: a sentence for the user.
    """

    opened = Signal()
    notice = Signal(str)

    def __init__(
        self,
        folder: Path | None = None,
        parent: QObject | None = None,
        *,
        temporary: bool = False,
    ) -> None:
        """`folder` holds the chats; by default the user's data folder.

        `temporary`: in memory, for chats that are never written anywhere.
        """
        super().__init__(parent)
        self._folder = folder
        self._in_memory = temporary
        self._temporary: LazyStore | None = None
        self._thread: StoreThread | None = None
        self._stopped = False
        self.ready = False
        self._hours = 0  # since unused attachments were looked for
        self.held = 0  # counts the times that something could not be saved; 0 while all is
        self._times_held = 0
        self.backups = QTimer(self, interval=QUIET_MS)
        self.backups.timeout.connect(self._back_up)

    @property
    def folder(self) -> Path:
        """Where the chats are kept."""
        return self._folder or data_folder()

    @property
    def temporary(self) -> LazyStore:
        """The store for chats that are not kept; made when it is first asked for."""
        if self._temporary is None:
            self._temporary = LazyStore(self._folder, self, temporary=True)
            self._temporary.notice.connect(self.notice)
        return self._temporary

    def of(self, id: int) -> LazyStore:
        """Where the chat or message with that id is: in this store, or among the temporary ones."""
        return self.temporary if id >= TEMPORARY else self

    @Slot()
    def start(self) -> None:
        """Open the store. Nothing happens the second time."""
        self._started()

    def new_id(self) -> int:
        """An id for a new chat or message. Waits if the store is not open yet: see `ready`."""
        return self._started().new_id()

    def read(
        self,
        work: Callable[[ChatStore], T],
        done: Callable[[T], None],
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        self._started().read(work, done, failed or self._tell)

    def write(
        self,
        work: Callable[[ChatStore], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        self._started().write(work, done, failed or self._tell)

    def append(self, message: int, text: str, channel: Channel) -> None:
        self._started().append(message, text, channel)

    def aside(self, work: Callable[[ChatReader], T], done: Callable[[T], None]) -> None:
        """A read that takes long, beside all others."""
        self._started().aside(work, done, self._tell)

    def bring_in(self, path: Path, done: Callable[[ImportReport], None]) -> None:
        self._started().bring_in(path, done)

    def stop(self) -> bool:
        """Write what was given, and end. False if the thread hangs."""
        self._stopped = True
        self.backups.stop()
        ended = self._thread is None or self._thread.stop()
        return (self._temporary is None or self._temporary.stop()) and ended

    def _started(self) -> StoreThread:
        if self._thread is None:
            from app.store_thread import StoreThread

            thread = self._thread = StoreThread(self._folder, temporary=self._in_memory)
            thread.opened.connect(self._open)
            thread.saving_stopped.connect(self._hold)
            thread.saving_resumed.connect(self._go_on)
            if not self._stopped:
                thread.start()
        return self._thread

    @Slot(str)
    def _hold(self, why: str) -> None:
        self._times_held += 1
        self.held = self._times_held
        self.notice.emit(why)

    @Slot()
    def _go_on(self) -> None:
        self.held = 0
        self.notice.emit(translate("LazyStore", "Your chats are saved again."))

    @Slot(object)
    def _open(self, opened: Opened) -> None:
        self.ready = True
        if not self._in_memory:
            self.backups.start()
        for sentence in opened.notices:
            self.notice.emit(sentence)
        self.opened.emit()

    @Slot()
    def _back_up(self) -> None:
        """Once a day, as the store knows; asked for now and then."""
        first = self.backups.interval() != HOUR_MS
        self.backups.setInterval(HOUR_MS)
        self._started().back_up()
        if first or self._hours >= DAY_H:
            self._hours = 0
            self.write(lambda store: store.collect())
        self._hours += 1

    def _tell(self, failure: Failure) -> None:
        self.notice.emit(failure.message)
