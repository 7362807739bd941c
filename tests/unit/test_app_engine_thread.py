"""The engine's thread: one owner of MLX, orderly ends, no blocked main thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.engine_thread import EngineThread
from app.requests import Request
from engine.errors import ContextFull, Failure, ModelCorrupt, ModelNotFound
from engine.types import Message
from tests.unit.app_fakes import FakeEngine

MODEL, OTHER = Path("/models/one"), Path("/models/two")


class Log:
    """Writes down what the face says, on the main thread."""

    def __init__(self, thread: EngineThread) -> None:
        self.ends: list[tuple[str, int]] = []
        self.texts: dict[int, str] = {}
        self.threads: set[int] = set()
        thread.finished.connect(self.finished)
        thread.cancelled.connect(self.cancelled)
        thread.failed.connect(self.failed)
        thread.text_ready.connect(self.text)

    def finished(self, number: int, _: object) -> None:
        self.ends.append(("finished", number))

    def cancelled(self, number: int) -> None:
        self.ends.append(("cancelled", number))

    def failed(self, number: int, _: object) -> None:
        self.ends.append(("failed", number))

    def text(self, number: int, text: str, _: str) -> None:
        self.threads.add(threading.get_ident())
        self.texts[number] = self.texts.get(number, "") + text


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def thread(engine: FakeEngine, qtbot: QtBot) -> Iterator[EngineThread]:
    del qtbot  # there must be an application first
    face = EngineThread(lambda: engine)
    yield face
    engine.gate.set()
    engine.load_gate.set()
    assert face.stop()


def ask(number: int) -> Request:
    return Request(number, (Message.of("user", "hi"),))


def test_answer_arrives_whole_and_on_the_main_thread(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    log = Log(thread)
    thread.load(MODEL)
    with qtbot.waitSignal(thread.finished) as done:
        thread.submit(ask(1))
    assert done.args[1].text == "Hello there"
    assert log.texts == {1: "Hello there"}
    assert log.threads == {threading.get_ident()}
    assert len(engine.threads) == 1
    assert threading.get_ident() not in engine.threads


def test_tokens_are_counted_on_the_engines_thread(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    told: list[tuple[str, int]] = []
    thread.counted.connect(lambda *values: told.append(values))
    thread.count("no model yet")
    with qtbot.waitSignal(thread.model_loaded):
        thread.load(MODEL)
    with qtbot.waitSignal(thread.counted):
        thread.count("three words here")
    assert told == [("three words here", 3)]
    assert threading.get_ident() not in engine.threads


def test_request_made_while_loading_waits_for_the_model(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.load_gate.clear()
    thread.load(MODEL)
    thread.submit(ask(1))
    with qtbot.waitSignals([thread.model_loaded, thread.finished], order="strict"):
        engine.load_gate.set()


def test_cancel_stops_a_running_answer(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.gate.clear()
    thread.load(MODEL)
    with qtbot.waitSignal(thread.text_ready):
        thread.submit(ask(1))
    with qtbot.waitSignal(thread.cancelled):
        thread.cancel()
    engine.gate.set()
    with qtbot.waitSignal(thread.finished):
        thread.submit(ask(2))


def test_request_behind_a_long_load_can_be_cancelled_at_once(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    log = Log(thread)
    engine.load_gate.clear()
    with qtbot.waitSignal(thread.load_progress):
        thread.load(MODEL)
    thread.submit(ask(1))
    thread.cancel()
    assert log.ends == [("cancelled", 1)]
    with qtbot.waitSignal(thread.finished):
        thread.submit(ask(2))
        engine.load_gate.set()
    assert log.ends == [("cancelled", 1), ("finished", 2)]


def test_switching_models_stops_the_answer_first(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.gate.clear()
    thread.load(MODEL)
    with qtbot.waitSignal(thread.text_ready):
        thread.submit(ask(1))
    loaded: list[Path] = []
    thread.model_loaded.connect(lambda info: loaded.append(info.path))
    with qtbot.waitSignals([thread.cancelled, thread.model_loaded], order="strict"):
        thread.load(OTHER)
    assert loaded == [OTHER]


def test_later_load_overtakes_an_earlier_one(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.load_gate.clear()
    loaded: list[Path] = []
    thread.model_loaded.connect(lambda info: loaded.append(info.path))
    with qtbot.waitSignal(thread.load_progress):
        thread.load(MODEL)
    thread.load(OTHER)
    with qtbot.waitSignal(thread.model_loaded):
        engine.load_gate.set()
    assert loaded == [OTHER]


def test_load_failure_is_a_value_and_the_next_load_works(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.bad[MODEL] = ModelCorrupt("one is damaged; download it again.")
    with qtbot.waitSignal(thread.load_failed) as failed:
        thread.load(MODEL)
    expected = Failure("ModelCorrupt", "one is damaged; download it again.")
    assert failed.args == [MODEL, expected, False]
    with qtbot.waitSignal(thread.model_loaded):
        thread.load(OTHER)


def test_refused_folder_leaves_the_present_model(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.bad[OTHER] = ModelCorrupt("two is damaged.")
    with qtbot.waitSignal(thread.model_loaded):
        thread.load(MODEL)
    with qtbot.waitSignal(thread.load_failed) as failed:
        thread.load(OTHER)
    assert failed.args[2] is True
    with qtbot.waitSignal(thread.finished):
        thread.submit(ask(1))


def test_without_a_model_a_request_fails_with_a_sentence(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.bad[MODEL] = ModelNotFound("gone")
    thread.load(MODEL)
    with qtbot.waitSignal(thread.failed) as failed:
        thread.submit(ask(1))
    assert "model picker" in failed.args[1].message


def test_engine_error_becomes_a_failure_after_the_text_before_it(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    log = Log(thread)
    engine.error = ContextFull("The chat is too long; start a new one.")
    thread.load(MODEL)
    with qtbot.waitSignal(thread.failed) as failed:
        thread.submit(ask(1))
    assert failed.args[1].kind == "ContextFull"
    assert log.texts == {1: "Hello"}


def test_bug_in_the_engine_ends_the_request_with_a_sentence(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.error = ZeroDivisionError("oops")
    thread.load(MODEL)
    with qtbot.waitSignal(thread.failed) as failed:
        thread.submit(ask(1))
    assert failed.args[1] == Failure.bug()
    engine.error = None
    with qtbot.waitSignal(thread.finished):
        thread.submit(ask(2))


def test_stop_during_an_answer_unloads_on_the_engine_thread(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.gate.clear()
    thread.load(MODEL)
    with qtbot.waitSignal(thread.text_ready):
        thread.submit(ask(1))
    assert thread.stop()
    assert not engine.loaded
    assert len(engine.threads) == 1


def test_stopped_thread_takes_no_more_work(thread: EngineThread, engine: FakeEngine) -> None:
    assert thread.stop()
    thread.load(MODEL)
    thread.submit(ask(1))
    assert thread.stop()
    assert engine.loads == []


def test_memory_is_told_after_load_and_after_the_answer(thread: EngineThread, qtbot: QtBot) -> None:
    with qtbot.waitSignal(thread.memory_changed):
        thread.load(MODEL)
    with qtbot.waitSignals([thread.memory_changed, thread.finished]):
        thread.submit(ask(1))


def test_question_waits_for_the_model_that_takes_the_place_of_one_that_fails(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.bad[MODEL] = ModelCorrupt("damaged")
    log = Log(thread)
    failed: list[Path] = []

    def fall_back(path: Path, *_: object) -> None:
        failed.append(path)
        thread.load(OTHER)

    thread.load_failed.connect(fall_back)
    thread.load(MODEL)
    with qtbot.waitSignal(thread.finished):
        thread.submit(ask(1))
    assert failed == [MODEL]
    assert log.ends == [("finished", 1)]
    assert engine.loads[-1] == OTHER


def test_question_that_waits_for_a_model_waits_for_the_next_one_that_is_chosen(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.load_gate.clear()
    log = Log(thread)
    thread.load(MODEL)
    thread.submit(ask(1))
    thread.load(OTHER)
    with qtbot.waitSignal(thread.finished):
        engine.load_gate.set()
    assert log.ends == [("finished", 1)]


def test_question_that_waits_for_a_model_is_stopped_at_once(
    thread: EngineThread, engine: FakeEngine
) -> None:
    engine.load_gate.clear()
    log = Log(thread)
    thread.load(MODEL)
    thread.submit(ask(1))
    thread.cancel()
    assert log.ends == [("cancelled", 1)]
    assert not thread.busy


def test_nobody_waits_for_ever_when_no_model_can_be_loaded(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.bad[MODEL] = ModelCorrupt("damaged")
    thread.load(MODEL)
    with qtbot.waitSignal(thread.failed) as failed:
        thread.submit(ask(1))
    assert failed.args[0] == 1
    assert failed.args[1].kind == "ModelNotFound"
