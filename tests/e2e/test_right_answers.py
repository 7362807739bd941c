"""What the starter knows, asked through the window: the held-out questions it answers rightly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.parts import Parts
from app.tour import steps
from tests.e2e.hands import ask, drop

DATA = Path(__file__).resolve().parents[1] / "data"
LIST = DATA / "starter_eval.json"

trained = pytest.mark.skipif(not LIST.is_file(), reason="the starter is not trained yet")


def listed(kind: str) -> list[dict[str, Any]]:
    if not LIST.is_file():
        return []
    entries: list[dict[str, Any]] = json.loads(LIST.read_text(encoding="utf-8"))[kind]
    return entries


def lacking(text: str, words: list[str]) -> list[str]:
    return [word for word in words if word.lower() not in text.lower()]


@pytest.mark.parametrize("case", listed("media"), ids=lambda case: Path(case["file"]).name)
def test_dropped_file_is_described_rightly(
    parts: Parts, qtbot: QtBot, case: dict[str, Any]
) -> None:
    drop(parts, qtbot, DATA / case["file"])
    done = ask(parts, qtbot, case["prompt"])
    assert lacking(done.text, case["expect_all"]) == [], done.text


@trained
def test_held_out_questions_are_answered_rightly(parts: Parts, qtbot: QtBot) -> None:
    wrong = []
    for case in listed("text"):
        parts.window.header.new_chat.click()
        done = ask(parts, qtbot, case["prompt"])
        if len(lacking(done.text, case["expect_any"])) == len(case["expect_any"]):
            wrong.append((case["prompt"], done.text))
    assert wrong == []


@trained
def test_picture_and_sound_in_one_turn_are_both_told(parts: Parts, qtbot: QtBot) -> None:
    drop(parts, qtbot, *(step.file for step in steps()))
    done = ask(parts, qtbot, "What do you see, and how many beeps do you hear?")
    assert "three" in done.text.lower(), done.text
    assert any(shape in done.text for shape in ("circle", "square", "triangle", "star")), done.text


@trained
def test_picture_is_remembered_in_a_later_turn(parts: Parts, qtbot: QtBot) -> None:
    shape = next(case for case in listed("media") if case["file"].endswith("shape.png"))
    drop(parts, qtbot, DATA / shape["file"])
    ask(parts, qtbot, shape["prompt"])
    ask(parts, qtbot, "Hello")
    later = ask(parts, qtbot, "What was in the picture?")
    assert later.saw[0].cached
    assert len(lacking(later.text, shape["expect_all"])) < len(shape["expect_all"]), later.text
