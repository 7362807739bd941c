"""Work that would hold up the window: disk, decoding, devices. No MLX here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QThread, Signal, Slot

from app.errors import UserError, failure_of
from engine.errors import EngineError, Failure

log = logging.getLogger(__name__)

T = TypeVar("T")
Job = Callable[[], Any]
WAIT_MS = 5000


class _Worker(QObject):
    done = Signal(int, object)
    failed = Signal(int, object)

    @Slot(int, object)
    def run(self, number: int, job: Job) -> None:
        try:
            result = job()
        except (UserError, EngineError) as error:
            self.failed.emit(number, failure_of(error))
        except Exception:  # a bug: without this the one who waits waits forever
            log.exception("bug in background work")
            self.failed.emit(number, Failure.bug())
        else:
            self.done.emit(number, result)

    @Slot()
    def leave(self) -> None:
        """Ends the thread after the jobs that were asked for before."""
        QThread.currentThread().quit()


class Background(QObject):
    """One thread that does jobs in the order they were given; answers arrive on this thread.

    The thread starts with the first job, so that an unused one costs nothing.
    """

    _asked = Signal(int, object)
    _leave = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = QThread()
        self._thread.setObjectName(name)
        self._worker = _Worker()
        self._worker.moveToThread(self._thread)
        self._asked.connect(self._worker.run)
        self._leave.connect(self._worker.leave)
        self._worker.done.connect(self._on_done)
        self._worker.failed.connect(self._on_failed)
        self._waiting: dict[int, tuple[Callable[[Any], None], Callable[[Failure], None]]] = {}
        self._count = 0
        self._closed = False

    @property
    def busy(self) -> bool:
        return bool(self._waiting)

    def run(
        self, job: Callable[[], T], then: Callable[[T], None], otherwise: Callable[[Failure], None]
    ) -> None:
        """Do `job` elsewhere, then call `then` with its result here, or `otherwise`."""
        if self._closed:
            return
        if not self._thread.isRunning():
            self._thread.start()
        self._count += 1
        self._waiting[self._count] = (then, otherwise)
        self._asked.emit(self._count, job)

    def stop(self) -> bool:
        """Let the jobs end, forget their results, end the thread. False if it hangs."""
        self._closed = True
        self._waiting.clear()
        if not self._thread.isRunning():
            return True
        self._leave.emit()
        return self._thread.wait(WAIT_MS)

    @Slot(int, object)
    def _on_done(self, number: int, result: Any) -> None:
        if waiting := self._waiting.pop(number, None):
            waiting[0](result)

    @Slot(int, object)
    def _on_failed(self, number: int, failure: Failure) -> None:
        if waiting := self._waiting.pop(number, None):
            waiting[1](failure)
