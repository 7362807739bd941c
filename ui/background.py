"""Work for the window that the main thread should not wait for, such as laying out formulas."""

from __future__ import annotations

import _thread
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

T = TypeVar("T")
_Job = tuple[Callable[[], object], int]


class Background(QObject):
    """One thread while there are jobs; what a job gives comes back on the main thread.

    Whom to tell stays there: if the thread held a widget last, that would end on it.
    """

    _finished = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: deque[_Job] = deque()
        self._waiting: dict[int, Callable[[object], None]] = {}
        self._count = 0
        self._lock = threading.Lock()
        self._running = False
        self._finished.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)

    def start(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Do `work`, which must not raise, then call `done` with its result."""
        with self._lock:
            self._count += 1
            self._waiting[self._count] = done  # type: ignore[assignment]
            self._jobs.append((work, self._count))
            idle, self._running = not self._running, True
        if idle:
            # Not `threading.Thread`, whose start waits until the thread has begun: milliseconds.
            _thread.start_new_thread(self._run, ())

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._jobs:
                    self._running = False
                    return
                work, number = self._jobs.popleft()
            result = work()
            with suppress(RuntimeError):  # the application has ended meanwhile
                self._finished.emit(number, result)

    @Slot(int, object)
    def _hand_over(self, number: int, result: object) -> None:
        self._waiting.pop(number)(result)


_shared: list[Background] = []


def background() -> Background:
    """The one that all widgets share."""
    if not _shared:
        made = Background()
        _shared.append(made)
        app = QCoreApplication.instance()
        if app is not None:
            made.moveToThread(app.thread())
    return _shared[0]
