"""The thread that owns the store. Whoever asks never waits for the disk."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

from app.errors import UserError, failure_of
from app.store.errors import is_damage, waiting_sentence, why_not
from engine.errors import EngineError, Failure
from engine.sentences import say
from engine.types import Channel

if TYPE_CHECKING:  # the window imports this; the rest comes on the thread
    from app.store.opening import Opened
    from app.store.store import ChatStore

log = logging.getLogger(__name__)

FLUSH_S = 0.15  # with the commit, and a busy machine, this stays under the 250 ms that we promise
RETRY_S = 2.0
AGAIN_MS = 50  # whoever reads meanwhile should not wait for a file that others keep locked

Work = Callable[["ChatStore"], Any]
Steps = Generator[None, None, Any]


@dataclass
class _Job:
    """Attributes:
    steps: what is left of work that is done bit by bit.
    """

    work: Work
    writes: bool
    done: Callable[[Any], None] | None = None
    failed: Callable[[Failure], None] | None = None
    steps: Steps | None = None


@dataclass
class _Text:
    """Streamed text that waits a moment for more of its kind."""

    message: int
    channel: Channel
    due: float
    pieces: list[str] = field(default_factory=list)

    def write(self, store: ChatStore) -> None:
        store.answers.append(self.message, "".join(self.pieces), self.channel)


@dataclass(frozen=True)
class Listener:
    """Whom the thread tells. All are called on the thread, and must return at once.

    Attributes:
        opened: first of all, once.
        call: with a callback that belongs to the one who asked.
        waiting: a sentence when writing has to wait, once; empty when all is written.
    """

    opened: Callable[[Opened], None]
    call: Callable[[Callable[[], None]], None]
    waiting: Callable[[str], None]


class StoreWriter(threading.Thread):
    """Does jobs in the order they were given.

    If the disk is full or the file is locked, what should be written is kept in memory, in its
    order, and tried again; jobs that only read are served meanwhile.

    Work that writes may be a generator: what it does up to each `yield` is a transaction of its
    own, and what others have asked for comes in between, so that streamed text never waits long.
    If it has to be tried again, it begins anew.
    """

    def __init__(self, open_store: Callable[[], Opened], listener: Listener) -> None:
        super().__init__(name="chats")
        self._open_store = open_store
        self._listener = listener
        self._queue: deque[_Job | _Text] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._stuck: _Job | _Text | None = None
        self._retry_at = 0.0
        self._told = False
        self.unsaved = 0  # what could not be written at the end

    def read(
        self,
        work: Work,
        done: Callable[[Any], None],
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        self._put(_Job(work, False, done, failed))

    def write(
        self,
        work: Work,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Failure], None] | None = None,
    ) -> None:
        self._put(_Job(work, True, done, failed))

    def append(self, message: int, text: str, channel: Channel = "answer") -> None:
        """Streamed text: in the database at most 250 ms later."""
        with self._changed:
            last = self._queue[-1] if self._queue else None
            if isinstance(last, _Text) and (last.message, last.channel) == (message, channel):
                last.pieces.append(text)
                return
            self._queue.append(_Text(message, channel, monotonic() + FLUSH_S, [text]))
            self._changed.notify()

    @property
    def waiting(self) -> int:
        """How much has been asked for and not begun."""
        return len(self._queue)

    def retry(self) -> None:
        """Try at once what is waiting."""
        with self._changed:
            self._retry_at = 0.0
            self._changed.notify()

    def finish(self, timeout_s: float) -> bool:
        """Write all that was given, close the store, end the thread. False if it hangs."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if not self.is_alive():
            return True
        self.join(timeout_s)
        return not self.is_alive()

    def run(self) -> None:
        opened = self._open_store()
        self._listener.opened(opened)
        while (item := self._next()) is not None:
            self._do(opened.store, item)
            self._tell_when_all_is_written()
        with self._changed:
            self.unsaved = len(self._queue) + (self._stuck is not None)
        if self.unsaved:
            log.error("%d changes of chats could not be written", self.unsaved)
        try:
            opened.store.close()
        except sqlite3.Error as error:
            log.warning("chats not closed well: %s", error)

    def _put(self, job: _Job) -> None:
        with self._changed:
            self._queue.append(job)
            self._changed.notify()

    def _next(self) -> _Job | _Text | None:
        """What to do now; waits for it. `None` at the end."""
        with self._changed:
            while True:
                if self._stuck is not None:
                    if (item := self._next_while_stuck()) is not None:
                        return item
                    if self._closing:
                        return None
                    wait = max(0.0, self._retry_at - monotonic())
                elif self._queue:
                    head = self._queue[0]
                    wait = 0.0
                    if isinstance(head, _Text) and len(self._queue) == 1 and not self._closing:
                        wait = head.due - monotonic()
                    if wait <= 0:
                        return self._queue.popleft()
                elif self._closing:
                    return None
                else:
                    wait = -1.0
                self._changed.wait(None if wait < 0 else wait)

    def _next_while_stuck(self) -> _Job | _Text | None:
        for item in self._queue:
            if isinstance(item, _Job) and not item.writes:
                self._queue.remove(item)
                return item
        if monotonic() >= self._retry_at or (self._closing and self._retry_at < float("inf")):
            if self._closing:
                self._retry_at = float("inf")  # one last time
            return self._stuck
        return None

    def _do(self, store: ChatStore, item: _Job | _Text) -> None:
        again = item is self._stuck
        if again:
            store.database.set_patience(AGAIN_MS)
            with suppress(sqlite3.Error):  # the log may be what fills the disk
                store.database.run("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        try:
            self._attempt(store, item)
        finally:
            if again:
                store.database.set_patience()

    def _attempt(self, store: ChatStore, item: _Job | _Text) -> None:
        failure: Failure | None = None
        result: Any = None
        try:
            try:
                result = _carry_out(store, item)
            except sqlite3.Error:
                if not store.mend():
                    raise
                if isinstance(item, _Job):
                    item.steps = None
                result = _carry_out(store, item)
        except Exception as error:  # a bug too: without this the one who waits waits forever
            if isinstance(item, _Job):
                item.steps = None
            if isinstance(error, sqlite3.Error) and is_damage(error):
                store.suspect()
            sentence = waiting_sentence(error)
            if sentence and (isinstance(item, _Text) or item.writes):
                self._wait_for_better(item, sentence, error)
                return
            failure = failure_of_any(error)
        self._stuck = None if item is self._stuck else self._stuck
        if isinstance(item, _Job):
            if item.steps is not None and failure is None:
                self._put(item)  # behind what was asked for meanwhile
            else:
                self._answer(item, result, failure)
            if item.writes:
                self._settle(store)

    def _settle(self, store: ChatStore) -> None:
        try:
            store.settle()
        except (sqlite3.Error, OSError) as error:  # the change itself is kept
            log.warning("after a change of chats: %s", error)

    def _answer(self, job: _Job, result: Any, failure: Failure | None) -> None:
        if failure is not None:
            if (failed := job.failed) is not None:
                self._listener.call(lambda: failed(failure))
            else:
                log.error("a change of chats failed: %s", failure.message)
        elif (done := job.done) is not None:
            self._listener.call(lambda: done(result))

    def _wait_for_better(self, item: _Job | _Text, sentence: str, error: Exception) -> None:
        with self._changed:
            self._stuck = item
            if self._retry_at != float("inf"):
                self._retry_at = monotonic() + RETRY_S
        if not self._told:
            self._told = True
            log.warning("chats wait to be written: %s", error)
            self._listener.waiting(sentence)

    def _tell_when_all_is_written(self) -> None:
        with self._changed:
            if not self._told or self._stuck is not None or self._queue:
                return
            self._told = False
        self._listener.waiting("")


def _carry_out(store: ChatStore, item: _Job | _Text) -> Any:
    if isinstance(item, _Text):
        item.write(store)
        return None
    if not item.writes:
        return item.work(store)
    with store.database.transaction():  # whole, or it would be half done twice when tried again
        result = item.work(store) if item.steps is None else item.steps
        if not isinstance(result, Generator):
            return result
        item.steps = result
        try:
            next(result)
        except StopIteration as end:
            item.steps = None
            return end.value
        return None


def failure_of_any(error: Exception) -> Failure:
    """What to tell the one who asked; in an `except` block, for the log."""
    if isinstance(error, (UserError, EngineError)):
        return failure_of(error)
    log.exception("chats")
    if isinstance(error, (sqlite3.Error, OSError)):
        return Failure(
            "StoreError",
            waiting_sentence(error)
            or say(
                "That could not be done with your chats, because {why}; what was there stays as it "
                "was. Try again.",
                why=why_not(error),
            ),
        )
    return Failure.bug()
