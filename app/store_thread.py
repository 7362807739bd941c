"""The store's face on the main thread: wishes go in, values come out as signals and callbacks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from app.paths import data_folder
from app.store.ids import TEMPORARY, Ids
from app.store.writer import Listener, StoreWriter, failure_of_any
from engine.errors import Failure
from engine.types import Channel

if TYPE_CHECKING:  # what the window does not need to start comes on the threads
    from app.store.carried import CarriedChat
    from app.store.opening import Opened
    from app.store.store import ChatReader, ChatStore

log = logging.getLogger(__name__)

T = TypeVar("T")
_Done = Callable[[Any], None]
_Failed = Callable[[Failure], None]
WAIT_S = 10.0
LOCKED_S = 60.0  # so long another program may have the file before the chats are only read
AGAIN_S = 0.3


@dataclass(frozen=True)
class ImportReport:
    """Attributes:
    chats: ids of the chats that were added.
    refused: a sentence for each thing that was not.
    """

    chats: tuple[int, ...]
    refused: tuple[str, ...]


class StoreThread(QObject):
    """Everything returns at once; results arrive on this object's thread, in order.

    Whom to call with them stays here too: a thread that held it last would end a closed window.

    A wish is a closure that gets the `ChatStore`. One that writes is a transaction: all of it
    happens or nothing, and while the disk is full it waits and is tried again.
    """

    opened = Signal(object)  # Opened: look at its notices, interrupted answers and `store.kept`
    saving_stopped = Signal(str)  # one sentence, once, when changes have to wait in memory
    saving_resumed = Signal()  # all of them are written

    _came = Signal(object)  # Callable[[], None]

    def __init__(
        self,
        folder: Path | None = None,
        parent: QObject | None = None,
        *,
        temporary: bool = False,
    ) -> None:
        """`temporary`: in memory, for chats that are never written anywhere."""
        super().__init__(parent)
        self._folder = folder or data_folder()
        self._ids = Ids()
        self._came.connect(self._call)
        self._writer = StoreWriter(
            partial(_open, None if temporary else self._folder, self._ids, self._wait),
            Listener(
                opened=lambda opened: self._came.emit(partial(self.opened.emit, opened)),
                call=self._came.emit,
                waiting=lambda sentence: self._came.emit(partial(self._tell_waiting, sentence)),
            ),
        )
        self._waiting: dict[int, tuple[_Done | None, _Failed | None]] = {}
        self._count = 0
        self._aside: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._stopped = False
        self._leaving = threading.Event()
        self._locked_until = 0.0
        self._kept = False
        self._ready = False
        self.opened.connect(self._remember)

    def start(self) -> None:
        """Open the store. What is asked for before is done then."""
        self._writer.start()

    @property
    def ready(self) -> bool:
        """The store is open: ids are there, and nothing that is asked for is kept waiting."""
        return self._ready

    def new_id(self) -> int:
        """An id for a new chat, folder or message.

        Waits only where the store is not `ready` yet; migrating a large one takes seconds.
        """
        return self._ids.take()

    def read(
        self,
        work: Callable[[ChatStore], T],
        done: Callable[[T], None],
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        self._writer.read(work, *self._keep(done, failed))

    def write(
        self,
        work: Callable[[ChatStore], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        if done is None and failed is None:
            self._writer.write(work)
        else:
            self._writer.write(work, *self._keep(done, failed))

    def append(self, message: int, text: str, channel: Channel = "answer") -> None:
        """Streamed text; durable 250 ms later at most."""
        self._writer.append(message, text, channel)

    def retry(self) -> None:
        """Try at once what waits (it is tried every two seconds anyway)."""
        self._writer.retry()

    def aside(
        self,
        work: Callable[[ChatReader], T],
        done: Callable[[T], None],
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        """A read that takes long (an export), on a thread and a connection of its own.

        It sees what is written when it starts; streamed text goes on being written meanwhile.
        """
        if not self._kept:  # in memory, or a copy: there is only the one connection
            self.read(work, done, failed)
            return
        came, went_wrong = self._keep(done, failed)

        def run() -> None:
            from app.store.opening import reading

            try:
                with reading(self._folder) as store:
                    result = work(store)
            except Exception as error:  # a bug too: without this the one who waits waits forever
                self._came.emit(partial(went_wrong, failure_of_any(error)))
            else:
                self._came.emit(partial(came, result))

        # In its turn: what was asked for before is written then.
        self._writer.read(lambda _: self._start_aside(run, "export"), lambda _: None)

    def bring_in(self, path: Path, done: Callable[[ImportReport], None]) -> None:
        """Import the chats in `path`: other apps' or our own, a file, an archive or a folder.

        Each chat is a write of its own, and the next one is asked for when it is done: streamed
        text and other wishes come in between.
        """
        chats: list[int] = []
        refused: list[str] = []
        turn = threading.Event()
        over, _ = self._keep(done, None)

        def add(found: CarriedChat) -> bool:
            """Asks for it and waits until it is done; False if the app ends meanwhile."""
            turn.clear()
            self._writer.write(
                partial(_put_in, found, turn),
                chats.append,
                lambda failure: refused.append(failure.message),
            )
            while not turn.wait(0.5):
                if self._stopped:  # it may be that nobody writes any more
                    return False
            return not self._stopped

        def run() -> None:
            from app.store.carried import Refused
            from app.store.importing import read_chats

            try:
                for found in read_chats(path):
                    if isinstance(found, Refused):
                        refused.append(found.sentence)
                    elif not add(found):
                        return
            except Exception:  # a bug: without this the one who waits waits forever
                log.exception("import")
                refused.append(f"{path.name}: {Failure.bug().message}")
            self._writer.write(
                lambda _: None, lambda _: over(ImportReport(tuple(chats), tuple(refused)))
            )

        self._start_aside(run, "import")

    def back_up(self) -> None:
        """The daily backup, if it is due: call this when the app has been idle for a while."""
        if self._kept and not any(t.name == "backup" and t.is_alive() for t in self._aside):
            self._start_aside(partial(_back_up, self._folder), "backup")

    def _start_aside(self, run: Callable[[], object], name: str) -> None:
        thread = threading.Thread(target=run, name=name)
        thread.start()
        with self._lock:
            self._aside = [*(other for other in self._aside if other.is_alive()), thread]

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
        self._leaving.set()
        ended = self._writer.finish(WAIT_S)
        for thread in self._aside:
            thread.join(WAIT_S)
        return ended and not any(thread.is_alive() for thread in self._aside)

    def _keep(self, done: _Done | None, failed: _Failed | None) -> tuple[_Done, _Failed]:
        """What a thread may hold in place of them."""
        self._count += 1
        self._waiting[self._count] = done, failed
        return partial(self._succeed, self._count), partial(self._fail, self._count)

    def _succeed(self, number: int, result: Any) -> None:
        done, _ = self._waiting.pop(number)
        if done is not None:
            done(result)

    def _fail(self, number: int, failure: Failure) -> None:
        _, failed = self._waiting.pop(number)
        if failed is not None:
            failed(failure)
        else:
            log.error("a change of chats failed: %s", failure.message)

    @Slot(object)
    def _remember(self, opened: Opened) -> None:
        self._ready = True
        self._kept = opened.store.kept
        if self._locked_until and self._kept:
            self.saving_resumed.emit()

    @Slot(object)
    def _call(self, callback: Callable[[], None]) -> None:
        if not self._stopped:
            callback()

    def _wait(self, why: str) -> bool:
        """On the store's thread: another program has the file. False if that takes too long."""
        if not self._locked_until:
            self._locked_until = monotonic() + LOCKED_S
            if LOCKED_S:
                self._came.emit(partial(self.saving_stopped.emit, why))
        return monotonic() < self._locked_until and not self._leaving.wait(AGAIN_S)

    def _tell_waiting(self, sentence: str) -> None:
        if sentence:
            self.saving_stopped.emit(sentence)
        else:
            self.saving_resumed.emit()


def _open(folder: Path | None, ids: Ids, wait: Callable[[str], bool]) -> Opened:
    from app.store.opening import Opened, open_anyway
    from app.store.store import ChatStore

    if folder is None:
        return Opened(ChatStore.in_memory(ids, TEMPORARY))
    return open_anyway(folder, ids, wait)


def _put_in(
    carried: CarriedChat, turn: threading.Event, store: ChatStore
) -> Generator[None, None, int]:
    from app.store.carrying import putting_in

    try:
        return (yield from putting_in(store, carried))
    finally:
        turn.set()


def _back_up(folder: Path) -> None:
    from app.store.backups import back_up_if_due
    from app.store.opening import NAME

    back_up_if_due(folder / NAME)
