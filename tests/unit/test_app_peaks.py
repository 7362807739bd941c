"""What a model took beyond the sum is counted the next time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.background import Background
from app.engine_thread import EngineThread
from app.paths import starter_model
from app.peaks import Peaks, as_measured, learn
from app.room import refuse_without_room
from engine.errors import OutOfMemory
from engine.estimate import estimate_memory
from engine.types import Done, MemoryEstimate
from tests.unit.app_fakes import FakeEngine, make_done, make_info

STARTER = starter_model()


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path))
    return tmp_path


def reckoned(tokens: int = 100) -> MemoryEstimate:
    return estimate_memory(STARTER, context=tokens, recommended=10**10)


def test_sum_is_as_reckoned_until_more_was_measured() -> None:
    need = reckoned()
    learn(STARTER, need.total // 2, 100)
    assert as_measured(STARTER, need) == need
    learn(STARTER, need.total * 3 // 2, 100)
    assert as_measured(STARTER, need).total == pytest.approx(need.total * 1.5, rel=0.01)
    learn(STARTER, need.total, 100)
    assert as_measured(STARTER, need).total > need.total, "the larger of both"
    other = replace(need, context=1)
    assert as_measured(Path("/other"), other) == other


def test_absurd_peak_does_not_hide_a_model_for_ever() -> None:
    need = reckoned()
    learn(STARTER, need.total * 1000, 100)
    assert as_measured(STARTER, need).total == pytest.approx(3 * need.total, rel=0.01)


@pytest.mark.parametrize("text", ["", "[]", '{"x": "y", "z": NaN}'])
def test_damaged_file_is_as_none(data: Path, text: str) -> None:
    (data / "peaks.json").write_text(text)
    assert as_measured(STARTER, reckoned()) == reckoned()


def test_start_counts_what_was_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    room = reckoned(2048).total * 5 // 4
    monkeypatch.setattr("engine.system_memory.available_bytes", lambda: room)
    refuse_without_room(STARTER)
    learn(STARTER, reckoned().total * 2, 100)
    with pytest.raises(OutOfMemory):
        refuse_without_room(STARTER)


@pytest.fixture
def engine(qtbot: QtBot) -> Iterator[EngineThread]:
    del qtbot
    made = EngineThread(FakeEngine)
    yield made
    assert made.stop()


@pytest.fixture
def disk() -> Iterator[Background]:
    made = Background("disk")
    yield made
    assert made.stop()


def taking(factor: float) -> Done:
    done = make_done("a")
    peak = round(reckoned(11).total * factor)
    return replace(done, stats=replace(done.stats, peak_memory_bytes=peak))


def test_only_the_first_answer_after_a_load_is_measured(
    engine: EngineThread, disk: Background, data: Path
) -> None:
    peaks = Peaks(engine, disk)
    engine.model_loaded.emit(make_info(STARTER))
    engine.finished.emit(1, taking(1.25))
    engine.finished.emit(2, taking(2.0))  # by now other chats are kept beside it
    engine.model_loaded.emit(make_info(STARTER))
    engine.tested.emit(None)
    engine.finished.emit(3, taking(2.0))
    assert disk.stop()
    assert json.loads((data / "peaks.json").read_text()) == {str(STARTER): 1.25}
    del peaks
