"""Why a model is slow or wrong: what is told of it, from what is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app import why
from app.model_notes import note_check
from app.self_tests import keep_result
from app.why import Finding, explain
from engine.deep import KnownAnswer
from engine.doctor import examine
from engine.self_test import SelfTest
from tests.tiny_models import GEMMA4, copy_model


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))


def texts(findings: list[Finding], good: bool | None) -> str:
    return "\n".join(finding.text for finding in findings if finding.good is good)


def test_healthy_model_that_was_not_tested_says_so() -> None:
    found = explain(GEMMA4)
    assert texts(found, good=False) == ""
    assert texts(found, good=None) == "It was not tested yet: use it, then choose Test It."
    assert "belong together" in texts(found, good=True)


def test_wrong_answer_and_damaged_file_come_first_and_right_ones_after(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "model")
    note_check(folder, {"model.safetensors": "it is damaged"})
    answers = (
        KnownAnswer("Two and two?", ("4",), "fish\nfish"),
        KnownAnswer("Which colour?", ("red",), "red", "image"),
    )
    keep_result(folder, SelfTest("f", (), answers, 0.1, 300.0, 12.5, 3.0))
    found = explain(folder)
    assert [finding.good for finding in found] == sorted(f.good is True for f in found)
    wrong = texts(found, good=False)
    assert "To “Two and two?” it said “fish fish”, which is wrong." in wrong
    assert "Damaged or missing: model.safetensors." in wrong
    assert "To “Which colour?” it said “red”, which is right." in texts(found, good=True)
    assert "It read 300 tokens/s and wrote 12.5 tokens/s" in texts(found, good=True)


def test_faults_of_the_doctor_are_told(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "model")
    (folder / "model.safetensors").unlink()
    assert "safetensors" in texts(explain(folder), good=False)


def test_model_that_takes_nearly_all_or_is_not_quantised_is_told_to_be_slow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report = examine(GEMMA4)
    large = tuple(
        replace(need, weights=16_000_000_000, recommended=17_000_000_000) for need in report.memory
    )
    heavy = replace(report, memory=large, parameters=8_000_000_000)
    monkeypatch.setattr("engine.doctor.examine", lambda _: heavy)
    wrong = texts(why.explain(GEMMA4), good=False)
    assert "Close some, or choose a shorter context." in wrong
    assert "not quantised: 16 GB are read for every token" in wrong
