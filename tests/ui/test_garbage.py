"""Python's garbage is collected on the main thread only: elsewhere it might destroy a widget."""

from __future__ import annotations

import gc
import itertools
import threading
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.garbage import MOST_YOUNG, SHARE, THAW_S, YOUNG, Garbage
from app.hands import press, type_text
from app.parts import Parts
from app.window import make_window
from engine.cancel import CancelToken
from engine.types import Event, GenerationParams, Message
from tests.unit.app_fakes import FakeEngine


class Passes:
    """Which generation was collected, and on which thread."""

    def __init__(self) -> None:
        self.generations: list[int] = []
        self.threads: set[int] = set()

    def note(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self.generations.append(info["generation"])
            self.threads.add(threading.get_ident())


@pytest.fixture
def passes() -> Iterator[Passes]:
    made = Passes()
    gc.collect()
    gc.callbacks.append(made.note)
    yield made
    gc.callbacks.remove(made.note)


def litter(count: int) -> None:
    for _ in range(count):
        circle: list[object] = []
        circle.append(circle)


class LitteringEngine(FakeEngine):
    """Leaves circles behind, hundreds a word."""

    def respond(
        self,
        messages: Sequence[Message],
        params: GenerationParams,
        cancel: CancelToken,
        chat: str = "",
    ) -> Generator[Event, None, None]:
        for event in super().respond(messages, params, cancel, chat):
            litter(2 * YOUNG)
            yield event


@pytest.fixture
def engine() -> FakeEngine:
    return LitteringEngine()


@pytest.fixture
def parts(
    engine: FakeEngine, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Parts]:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    gc.enable()  # as Python starts
    parts = make_window(lambda: engine)
    qtbot.addWidget(parts.window)
    parts.window.show()
    with qtbot.waitSignals([parts.shelf.model_changed, parts.chats.opened]):
        parts.shelf.start()
        parts.chats.start()
    yield parts
    engine.gate.set()
    assert parts.close()
    gc.disable()


def test_while_an_answer_streams_the_main_thread_alone_collects(
    parts: Parts,
    engine: FakeEngine,
    passes: Passes,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.garbage.MOST_YOUNG", 10**6)  # the first answer imports a good deal
    engine.gate.clear()
    parts.shared.garbage.timer.start(10)
    with qtbot.waitSignal(parts.engine.finished):
        type_text(parts.window.composer.edit, "Hello")
        press(parts.window.composer.edit, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(passes.generations))
        engine.gate.set()
    assert passes.threads == {threading.get_ident()}
    assert threading.get_ident() not in engine.threads  # which did litter elsewhere


def test_a_loaded_model_is_left_out_of_every_pass(parts: Parts, qtbot: QtBot) -> None:
    gc.unfreeze()
    with qtbot.waitSignal(parts.engine.model_loaded):
        parts.engine.load(Path("/models/other"))
    assert gc.get_freeze_count() > 0
    assert not parts.engine.loading


@pytest.fixture
def busy() -> list[bool]:
    return [False]


@pytest.fixture
def garbage(qapp: QApplication, busy: list[bool]) -> Iterator[Garbage]:
    del qapp  # it is there
    made = Garbage(lambda: busy[0])
    made.timer.stop()
    yield made
    gc.unfreeze()


def test_little_is_left_for_later(garbage: Garbage, passes: Passes) -> None:
    garbage.look()
    assert passes.generations == []


def test_passes_over_everything_take_a_small_share_of_the_time(
    garbage: Garbage, passes: Passes, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = itertools.count(1000.0, 0.1)  # a pass takes as long as from one look at it to the next
    monkeypatch.setattr("app.garbage.monotonic", lambda: next(clock))
    for _ in range(SHARE):
        litter(2 * YOUNG)
        garbage.look()
    assert set(passes.generations) == {1, 2}
    assert passes.generations.count(2) == 2


def test_while_an_answer_streams_old_things_wait(
    garbage: Garbage, passes: Passes, busy: list[bool]
) -> None:
    busy[0] = True
    for _ in range(20):
        litter(2 * YOUNG)
        garbage.look()
    assert set(passes.generations) == {0}


def test_a_pass_that_would_hold_up_a_frame_waits_for_the_end_of_the_answer(
    garbage: Garbage, passes: Passes, busy: list[bool]
) -> None:
    busy[0] = True
    litter(2 * MOST_YOUNG)
    garbage.look()
    assert passes.generations == []
    busy[0] = False
    garbage.look()
    assert len(passes.generations) == 1


def test_what_was_left_out_is_looked_at_in_the_background(
    garbage: Garbage, passes: Passes, busy: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    litter(YOUNG // 2)
    kept: list[object] = []
    kept.append(kept)
    garbage.keep()
    del kept
    later = garbage._thawed_at + THAW_S + 1
    monkeypatch.setattr("app.garbage.monotonic", lambda: later)
    monkeypatch.setattr(garbage, "_hidden", lambda: True)
    busy[0] = True
    garbage.look()
    assert passes.generations == []
    busy[0] = False
    garbage.look()
    assert passes.generations == [2]
    assert gc.get_freeze_count() > 0
    garbage.look()
    assert passes.generations == [2]  # once in a while
