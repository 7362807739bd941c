"""The store's face on the main thread: wishes go in, values come out as signals and callbacks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from app.paths import data_folder
from app.store.backups import back_up_if_due
from app.store.ids import Ids
from app.store.opening import NAME, Opened, open_anyway
from app.store.store import ChatStore
from app.store.writer import Listener, StoreWriter
from engine.errors import Failure
from engine.types import Channel

T = TypeVar("T")
WAIT_S = 10.0


class StoreThread(QObject):
    """Everything returns at once; results arrive on this object's thread, in order.

    A wish is a closure that gets the `ChatStore`. One that writes is a transaction: all of it
    happens or nothing, and while the disk is full it waits and is tried again.
    """

    opened = Signal(object)  # Opened: look at its notices, interrupted answers and `store.kept`
    saving_stopped = Signal(str)  # one sentence, once, when changes have to wait in memory
    saving_resumed = Signal()  # all of them are written

    _came = Signal(object)  # Callable[[], None]

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder or data_folder()
        self._ids = Ids()
        self._came.connect(self._call)
        self._writer = StoreWriter(
            partial(open_anyway, self._folder, self._ids),
            Listener(
                opened=lambda opened: self._came.emit(partial(self.opened.emit, opened)),
                call=self._came.emit,
                waiting=lambda sentence: self._came.emit(partial(self._tell_waiting, sentence)),
            ),
        )
        self._backup: threading.Thread | None = None
        self._stopped = False

    def start(self) -> None:
        """Open the store. What is asked for before is done then."""
        self._writer.start()

    def new_id(self) -> int:
        """An id for a new chat, folder or message. Waits only if the store is not open yet."""
        return self._ids.take()

    def read(
        self,
        work: Callable[[ChatStore], T],
        done: Callable[[T], None],
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        self._writer.read(work, done, failed)

    def write(
        self,
        work: Callable[[ChatStore], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        self._writer.write(work, done, failed)

    def append(self, message: int, text: str, channel: Channel = "answer") -> None:
        """Streamed text; durable 250 ms later at most."""
        self._writer.append(message, text, channel)

    def retry(self) -> None:
        """Try at once what waits (it is tried every two seconds anyway)."""
        self._writer.retry()

    def back_up(self) -> None:
        """The daily backup, if it is due: call this when the app has been idle for a while."""
        if self._backup is None or not self._backup.is_alive():
            self._backup = threading.Thread(
                target=back_up_if_due, args=(self._folder / NAME,), name="backup"
            )
            self._backup.start()

    @property
    def unsaved(self) -> int:
        """Changes that were lost because the disk stayed full, known after `stop`."""
        return self._writer.unsaved

    def stop(self) -> bool:
        """Write everything and end. Results that are still on their way are dropped.

        Returns:
            False if the thread hangs.
        """
        self._stopped = True
        ended = self._writer.finish(WAIT_S)
        if self._backup is not None:
            self._backup.join(WAIT_S)
            ended = ended and not self._backup.is_alive()
        return ended

    @Slot(object)
    def _call(self, callback: Callable[[], None]) -> None:
        if not self._stopped:
            callback()

    def _tell_waiting(self, sentence: str) -> None:
        if sentence:
            self.saving_stopped.emit(sentence)
        else:
            self.saving_resumed.emit()


__all__ = ["Opened", "StoreThread"]
