"""Runs the engine on the thread that owns MLX."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal, Slot

from app.local_engine import Engine
from app.requests import Request
from app.text_buffer import EVERY_S, TextBuffer
from engine.cancel import CancelToken
from engine.errors import Cancelled, EngineError, Failure
from engine.sentences import say
from engine.types import Delta, Done, Event, Saw, Stage

if TYPE_CHECKING:
    from engine.self_test import SelfTest

log = logging.getLogger(__name__)

MEMORY_EVERY_S = 0.25
UNLOAD_S = 5.0  # somebody may be waiting for the memory
LEAVE_S = 0.8  # nobody likes to wait for an app that they have left


def no_model() -> Failure:
    return Failure(
        "ModelNotFound",
        say("No model is loaded, so nothing can answer; choose one in the model picker."),
    )


class EngineWorker(QObject):
    """One request in flight. Listen to `EngineThread`, not to this: slots here run elsewhere.

    Errors leave as `Failure` values: an exception's traceback would hold the generator, and
    MLX arrays with it, on the other thread.
    """

    model_loaded = Signal(object)
    load_progress = Signal(object)
    load_failed = Signal(object, object, bool)
    begun = Signal(int)
    stage_changed = Signal(int, object)
    saw = Signal(int, object)
    text_ready = Signal(int, str, str)
    finished = Signal(int, object)
    cancelled = Signal(int)
    failed = Signal(int, object)
    aside_ended = Signal(int, object)
    tested = Signal(object)
    counted = Signal(str, int)
    memory_changed = Signal(object)
    speed_changed = Signal(float)

    def __init__(self, build: Callable[[], Engine]) -> None:
        super().__init__()
        self._build = build
        self._engine: Engine | None = None
        self._staged_at = 0.0
        self._measured_at = 0.0

    @Slot(object, object, bool)
    def load(self, path: Path, cancel: CancelToken, careful: bool = False) -> None:
        """Switch to the model in `path`; says nothing if a later wish overtook this one."""
        log.debug("load %s", path)
        try:
            cancel.check()
            if careful:
                from app.room import refuse_without_room

                refuse_without_room(path)
            self._engine = self._engine or self._build()
            info = self._engine.load(path, cancel, self._report_load)
            cancel.check()
        except Cancelled:
            pass
        except EngineError as error:
            self._report_failed_load(path, Failure.of(error))
        except Exception:  # a bug: without this the picker would spin forever
            log.exception("engine bug while loading %s", path)
            self._report_failed_load(path, Failure.bug())
        else:
            log.debug("loaded %s: %s, context %s", info.name, info.quantisation, info.context)
            self.model_loaded.emit(info)
        self._measure_now()

    @Slot(object, object)
    def run(self, request: Request, cancel: CancelToken) -> None:
        """Answer one request; ends in exactly one of `finished`, `cancelled`, `failed`."""
        buffer = TextBuffer(
            lambda text, channel: self.text_ready.emit(request.id, text, channel), monotonic
        )
        log.debug("answer %s: %s messages, %s", request.id, len(request.messages), request.params)
        done: Done | None = None
        failure: Failure | None = None
        try:
            cancel.check()
            self.begun.emit(request.id)
            if self._engine is None or not self._engine.loaded:
                failure = no_model()
            else:
                events = self._engine.respond(
                    request.messages, request.params, cancel, request.chat
                )
                with closing(events):
                    for event in events:
                        done = self._pass_on(request.id, event, buffer)
        except Cancelled:
            done = None
        except EngineError as error:
            failure = Failure.of(error)
        except Exception:  # a bug: without this the window waits forever
            log.exception("engine bug")
            failure = Failure.bug()
        buffer.flush()
        log.debug("answer %s: %s", request.id, done.stats if done is not None else failure)
        self._measure_now()
        if failure is not None:
            self.failed.emit(request.id, failure)
        elif done is not None:
            self.finished.emit(request.id, done)
        else:
            self.cancelled.emit(request.id)

    @Slot(object, object)
    def run_aside(self, request: Request, cancel: CancelToken) -> None:
        """Answer something that nobody waits for; ends in `aside_ended`, with nothing if it fails.

        The chats' prompt caches stay, and nothing of it is shown.
        """
        done: Done | None = None
        try:
            cancel.check()
            if self._engine is not None and self._engine.loaded:
                with closing(
                    self._engine.respond_aside(request.messages, request.params, cancel)
                ) as events:
                    for event in events:
                        done = event if isinstance(event, Done) else None
        except Cancelled:
            pass
        except EngineError as error:
            log.info("aside: %s", error)
        except Exception:  # a bug, but none that anybody has to hear of
            log.exception("engine bug in something that nobody waits for")
        self.aside_ended.emit(request.id, done)

    @Slot(object)
    def test(self, cancel: CancelToken) -> None:
        """Test the loaded model; ends in `tested`, with nothing if it was stopped."""
        result: SelfTest | Failure | None = None
        try:
            cancel.check()
            loaded = self._engine is not None and self._engine.loaded
            result = self._engine.self_test(cancel) if loaded and self._engine else no_model()
        except Cancelled:
            pass
        except EngineError as error:
            result = Failure.of(error)
        except Exception:  # a bug: without this the window waits forever
            log.exception("engine bug in a self-test")
            result = Failure.bug()
        self.tested.emit(result)
        self._measure_now()

    @Slot(str)
    def count(self, text: str) -> None:
        """Tell how many tokens a text is; says nothing without a model."""
        if self._engine is None or not self._engine.loaded:
            return
        try:
            self.counted.emit(text, self._engine.count_tokens(text))
        except Exception:  # a figure beside a field is worth no answer
            log.exception("tokens not counted")

    @Slot(object)
    def keep(self, cancel: CancelToken) -> None:
        """Put on disk what was computed, as long as nobody asks for anything."""
        self._keep(cancel)

    @Slot(object)
    def unload(self, cancel: CancelToken) -> None:
        """Give the model's memory back; the engine itself stays.

        What was computed goes to the disk first, unless `cancel` tells that it is wanted again.
        """
        log.debug("unload")
        if self._engine is not None:
            self._keep(cancel, whole=True, within_s=UNLOAD_S)
            try:
                self._engine.unload()
            except Exception:  # the model counts as gone: the next question loads it anew
                log.exception("engine bug while unloading")
            self._measure_now()

    @Slot()
    def leave(self) -> None:
        """Give the model back on the thread that made it, then end the thread."""
        if self._engine is not None:
            self._keep(CancelToken(), whole=True, within_s=LEAVE_S)
            try:
                self._engine.unload()
            except Exception:  # nothing is left to save, and the thread must end
                log.exception("engine bug while unloading")
            self._engine = None
        QThread.currentThread().quit()

    def _keep(
        self, cancel: CancelToken, *, whole: bool = False, within_s: float | None = None
    ) -> None:
        try:
            cancel.check()
            if self._engine is not None and self._engine.loaded:
                self._engine.keep(cancel, whole=whole, within_s=within_s)
        except Cancelled:
            pass
        except Exception:  # it can be computed again
            log.exception("what was computed is not kept")

    def _pass_on(self, number: int, event: Event, buffer: TextBuffer) -> Done | None:
        if isinstance(event, Delta):
            if buffer.add(event.text, event.channel):
                self.speed_changed.emit(event.generation_tps)
            self._measure()
        elif isinstance(event, Stage):
            self._report_stage(number, event)
            self._measure()
        elif isinstance(event, Saw):
            self.saw.emit(number, event)
        else:
            return event
        return None

    def _report_stage(self, number: int, stage: Stage) -> None:
        now = monotonic()
        if now - self._staged_at >= EVERY_S or stage.done >= stage.total or stage.done == 0:
            self._staged_at = now
            self.stage_changed.emit(number, stage)

    def _report_load(self, stage: Stage) -> None:
        now = monotonic()
        if now - self._staged_at >= EVERY_S or stage.done >= stage.total or stage.done == 0:
            self._staged_at = now
            self.load_progress.emit(stage)
        self._measure()

    def _report_failed_load(self, path: Path, failure: Failure) -> None:
        """Also tells whether the model from before is still there."""
        kept = self._engine is not None and self._engine.loaded
        self.load_failed.emit(path, failure, kept)

    def _measure(self) -> None:
        """Tell the memory in use, at most four times a second."""
        if monotonic() - self._measured_at >= MEMORY_EVERY_S:
            self._measure_now()

    def _measure_now(self) -> None:
        if self._engine is None:
            return
        self._measured_at = monotonic()
        try:
            self.memory_changed.emit(self._engine.memory())
        except Exception:  # figures are worth no answer
            log.exception("memory figures")
