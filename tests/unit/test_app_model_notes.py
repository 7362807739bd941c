"""What is remembered of models from one start to the next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import model_notes
from app.model_notes import Note, load_notes, note_check, note_move, note_use

A, B = Path("/models/a"), Path("/models/b")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path))
    monkeypatch.setattr(model_notes, "time", lambda: 1000.0)
    return tmp_path


def test_use_and_check_of_a_model_are_kept_beside_each_other() -> None:
    note_use(A)
    note_check(A, {"model.safetensors": "it is damaged"})
    note_use(B)
    assert load_notes() == {
        A: Note(1000.0, 1000.0, {"model.safetensors": "it is damaged"}),
        B: Note(1000.0),
    }
    note_check(A, {})
    assert load_notes()[A] == Note(1000.0, 1000.0)


def test_what_is_known_of_a_model_goes_with_it_to_another_place() -> None:
    note_use(A)
    note_move(A, B)
    note_move(Path("/models/unknown"), A)
    assert load_notes() == {B: Note(1000.0)}


@pytest.mark.parametrize("text", ["", "[]", '{"/models/a": 3}', "nonsense"])
def test_damaged_notes_are_as_good_as_none(data: Path, text: str) -> None:
    (data / "models.json").write_text(text)
    assert load_notes() == {}


def test_values_of_the_wrong_kind_count_for_nothing(data: Path) -> None:
    odd = {"used": "now", "checked": -1, "damaged": ["x"]}
    (data / "models.json").write_text(json.dumps({str(A): odd}))
    assert load_notes() == {A: Note()}


def test_disk_that_takes_nothing_is_no_reason_to_stop(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (data / "models.json").mkdir()
    note_use(A)
    assert "not kept" in caplog.text
