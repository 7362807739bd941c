"""The engine's face on the main thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, SignalInstance, Slot

from app.engine_worker import EngineWorker
from app.local_engine import Engine, LocalEngine
from app.requests import Request
from engine.cancel import CancelToken
from engine.errors import Failure
from engine.types import Done, ModelInfo

log = logging.getLogger(__name__)

WAIT_MS = 5000


class EngineThread(QObject):
    """Asks the engine and hears from it; every signal arrives on the thread of this object.

    Requests and loads are done in the order they were asked for. `cancel` and a newer `load`
    reach work in progress through its `CancelToken`: a queued slot would wait for it to end.
    """

    model_loaded = Signal(object)  # ModelInfo
    load_progress = Signal(object)  # Stage
    load_failed = Signal(object, object, bool)  # Path, Failure, the model before it is kept
    stage_changed = Signal(int, object)  # request id, Stage
    saw = Signal(int, object)  # request id, Saw
    text_ready = Signal(int, str, str)  # request id, text, channel
    finished = Signal(int, object)  # request id, Done
    cancelled = Signal(int)
    failed = Signal(int, object)  # request id, Failure
    aside_ended = Signal(int, object)  # request id; Done, None if nothing came of it
    tested = Signal(object)  # SelfTest, Failure, or None if it was stopped
    counted = Signal(str, int)  # a text, and how many tokens it is for the loaded model
    rested = Signal()  # nothing is being answered any more
    memory_changed = Signal(object)  # MemoryUse
    speed_changed = Signal(float)  # tokens/s
    unloaded = Signal()  # the model gave its memory back; the next request loads it again
    woken = Signal()  # that is what happens now

    _load_requested = Signal(object, object, bool)
    _requested = Signal(object, object)
    _aside_requested = Signal(object, object)
    _test_requested = Signal(object)
    _count_requested = Signal(str)
    _keep_requested = Signal(object)
    _unload_requested = Signal(object)
    _leave_requested = Signal()

    def __init__(
        self, build: Callable[[], Engine] = LocalEngine, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._thread = QThread()
        self._thread.setObjectName("engine")
        self._worker = EngineWorker(build)
        self._worker.moveToThread(self._thread)
        self._requests: dict[int, CancelToken] = {}  # asked for and not ended
        self._begun: set[int] = set()  # the worker is at it
        self._held: dict[int, Request] = {}  # wait for the model that is on its way
        self._load = CancelToken()
        self._aside = CancelToken()
        self._keeping = CancelToken()
        self._asked: Path | None = None  # the model that was wanted last
        self._present: Path | None = None  # the one that is loaded
        self._resting: Path | None = None  # the one that was unloaded, and comes back when asked
        self._stopped = False
        self._connect()

    def _connect(self) -> None:
        worker = self._worker
        self._load_requested.connect(worker.load)
        self._requested.connect(worker.run)
        self._aside_requested.connect(worker.run_aside)
        self._test_requested.connect(worker.test)
        self._count_requested.connect(worker.count)
        self._keep_requested.connect(worker.keep)
        self._unload_requested.connect(worker.unload)
        self._leave_requested.connect(worker.leave)
        worker.model_loaded.connect(self._take_loaded)
        worker.load_progress.connect(self.load_progress)
        worker.load_failed.connect(self._take_failed_load)
        worker.stage_changed.connect(self.stage_changed)
        worker.saw.connect(self.saw)
        worker.text_ready.connect(self.text_ready)
        worker.begun.connect(self._begin)
        worker.finished.connect(self._finish)
        worker.cancelled.connect(self._cancel)
        worker.failed.connect(self._fail)
        worker.aside_ended.connect(self.aside_ended)
        worker.tested.connect(self.tested)
        worker.counted.connect(self.counted)
        worker.memory_changed.connect(self.memory_changed)
        worker.speed_changed.connect(self.speed_changed)

    @Slot(object)
    def load(self, path: Path) -> None:
        """Switch models: stops what is being answered or loaded first."""
        self._switch(path)

    @Slot(object)
    def load_if_it_fits(self, path: Path) -> None:
        """The same, but it fails with `OutOfMemory` rather than press other apps for memory."""
        self._switch(path, careful=True)

    def _switch(self, path: Path, *, careful: bool = False) -> None:
        if self._stopped:
            return
        for number in [each for each in self._requests if each not in self._held]:
            self.cancel_one(number)  # what only waits for a model waits for this one
        self._give_way()
        self._load.cancel()
        self._resting = None
        self._load_now(path, careful=careful)

    @Slot(object)
    def submit(self, request: Request) -> None:
        """Ask for an answer. While a model loads, it waits for the model; if that cannot be
        loaded, for the one that takes its place.

        A model that was resting is woken; nobody takes its place unasked: if it cannot be loaded
        again, the request fails.
        """
        if self._stopped:
            return
        self._give_way()
        self._requests[request.id] = token = CancelToken()
        if self._resting is not None:
            path, self._resting = self._resting, None
            self._load_now(path)
            self.woken.emit()
            self._requested.emit(request, token)
            return
        self._held[request.id] = request
        if not self.loading:
            self._release()

    def _release(self) -> None:
        """Everything that has waited for a model is asked."""
        held, self._held = self._held, {}
        if held and not self._stopped:
            self._start()
        for number, request in held.items():
            self._requested.emit(request, self._requests[number])

    @Slot()
    def unload(self) -> bool:
        """Give the model's memory back until the next request. False if it is in use, or gone."""
        if self._stopped or self.busy or self._present is None or self._present != self._asked:
            return False
        self._give_way()
        self._resting, self._present = self._present, None
        self._keeping = CancelToken()
        self._unload_requested.emit(self._keeping)
        self.unloaded.emit()
        return True

    @property
    def busy(self) -> bool:
        """Somebody waits for an answer."""
        return bool(self._requests)

    @property
    def loading(self) -> bool:
        """A model is on its way."""
        awaited = self._asked is not None and self._asked != self._present
        return awaited and self._resting is None and not self._stopped

    def ask_aside(self, request: Request) -> None:
        """Ask for something that nobody waits for: it gives way to the next question at once.

        It ends in `aside_ended`, and only there; the chats' prompt caches stay as they are.
        """
        if self._stopped or self.busy or not self._thread.isRunning():
            self.aside_ended.emit(request.id, None)
            return
        self._aside = CancelToken()
        self._aside_requested.emit(request, self._aside)

    @Slot()
    def keep(self) -> None:
        """Put on disk what was computed of chats, until somebody asks for something."""
        if self._stopped or self.busy or self._present is None or self._present != self._asked:
            return
        self._keeping.cancel()
        self._keeping = CancelToken()
        self._keep_requested.emit(self._keeping)

    @Slot(str)
    def count(self, text: str) -> None:
        """Ask how many tokens a text is: `counted` tells, once nothing else is being done."""
        if not self._stopped and self._present is not None:
            self._count_requested.emit(text)

    def test(self) -> bool:
        """Test the loaded model; ends in `tested`. A question stops it. False if it is in use."""
        if self._stopped or self.busy or self._present is None or self._present != self._asked:
            return False
        self._give_way()
        self._aside = CancelToken()
        self._test_requested.emit(self._aside)
        return True

    @Slot()
    def cancel(self) -> None:
        """Stop answering, now and what still waits. The model stays, and so does its cache."""
        for number in list(self._requests):
            self.cancel_one(number)

    @Slot(int)
    def cancel_one(self, number: int) -> None:
        """Stop this answer; others go on, or wait for their turn."""
        if (token := self._requests.get(number)) is None:
            return
        token.cancel()
        if number not in self._begun:  # the worker may be busy for a long time
            self._end(number, self.cancelled)

    def stop(self) -> bool:
        """End the thread for good. False if something in it does not end; never terminates."""
        if not self._stopped:
            self._stopped = True
            self.cancel()
            self._give_way()
            self._load.cancel()
            self._leave_requested.emit()
        if not self._thread.isRunning():
            return True
        ended = self._thread.wait(WAIT_MS)
        if not ended:
            log.error("the engine thread did not end within %s ms", WAIT_MS)
        return ended

    def _give_way(self) -> None:
        """What nobody waits for ends now."""
        self._aside.cancel()
        self._keeping.cancel()

    def _load_now(self, path: Path, *, careful: bool = False) -> None:
        self._load = CancelToken()
        self._asked = path
        self._start()
        self._load_requested.emit(path, self._load, careful)
        if not self.loading:  # back to the model that is there
            self._release()

    @Slot(object)
    def _take_loaded(self, info: ModelInfo) -> None:
        self._present = info.path
        self.model_loaded.emit(info)
        if not self.loading:
            self._release()

    @Slot(object, object, bool)
    def _take_failed_load(self, path: Path, failure: Failure, kept: bool) -> None:
        self._present = self._present if kept else None
        if path == self._asked:
            self._asked = self._present
        self.load_failed.emit(path, failure, kept)
        if not self.loading:  # nobody has taken its place
            self._release()

    @Slot(int)
    def _begin(self, number: int) -> None:
        self._begun.add(number)

    @Slot(int, object)
    def _finish(self, number: int, done: Done) -> None:
        self._end(number, self.finished, done)

    @Slot(int)
    def _cancel(self, number: int) -> None:
        self._end(number, self.cancelled)

    @Slot(int, object)
    def _fail(self, number: int, failure: Failure) -> None:
        self._end(number, self.failed, failure)

    def _end(self, number: int, signal: SignalInstance, *payload: object) -> None:
        """Every request ends once, whoever says so first."""
        self._begun.discard(number)
        self._held.pop(number, None)
        if self._requests.pop(number, None) is not None:
            signal.emit(number, *payload)
            if not self._requests and not self._stopped:
                self.rested.emit()

    def _start(self) -> None:
        if not self._thread.isRunning():
            self._thread.start()
