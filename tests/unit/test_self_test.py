"""The self-test tells a model that works from one that does not."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from engine import self_test as subject
from engine.cancel import CancelToken
from engine.errors import Cancelled
from engine.loading import LoadedModel, load_model
from engine.self_test import run_self_test
from engine.session import Conversation
from engine.types import AudioPart, ImagePart, Message
from tests.tiny_models import GEMMA4, GOLDEN

SEVEN = Path(__file__).resolve().parents[2] / "resources" / "samples" / "seven.wav"


@pytest.fixture(scope="module")
def gemma() -> LoadedModel:
    return load_model(GEMMA4)


@pytest.fixture(autouse=True)
def short_task(monkeypatch: pytest.MonkeyPatch) -> None:
    """How fast it is does not matter here."""
    monkeypatch.setattr(subject, "_LONGEST_TASK", 100)


def answers(monkeypatch: pytest.MonkeyPatch, **told: str) -> list[Message]:
    """Let questions be answered by sense: "text", "image", "audio"."""
    heard: list[Message] = []

    def ask(_model: LoadedModel, message: Message, _cancel: CancelToken) -> str:
        heard.append(message)
        kinds = {ImagePart: "image", AudioPart: "audio"}
        return told[next((kinds[type(p)] for p in message.parts if type(p) in kinds), "text")]

    monkeypatch.setattr(subject, "ask", ask)
    return heard


def test_the_starter_is_asked_what_it_knows(starter: Path) -> None:
    result = run_self_test(load_model(starter), SEVEN, CancelToken(), seconds=0.5)
    assert result.good
    assert [each.sense for each in result.answers] == ["text", "image", "audio"]
    assert result.generation_tps is not None
    assert result.generation_tps > 0


def test_each_sense_has_a_question_of_its_own(
    gemma: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = answers(monkeypatch, text="It is 4.", image="A red square.", audio="Seven!")
    result = run_self_test(gemma, SEVEN, CancelToken(), seconds=0.1)
    assert [each.sense for each in result.answers] == ["text", "image", "audio"]
    assert len(heard) == 3
    assert result.wrong == ()


@pytest.mark.parametrize(
    ("sense", "told"),
    [("text", "five"), ("image", "A blue square."), ("audio", "I hear two.")],
)
def test_a_wrong_answer_names_its_sense(
    gemma: LoadedModel, monkeypatch: pytest.MonkeyPatch, sense: str, told: str
) -> None:
    right = {"text": "four", "image": "red square", "audio": "7"}
    answers(monkeypatch, **{**right, sense: told})
    result = run_self_test(gemma, SEVEN, CancelToken(), seconds=0.1)
    assert result.wrong == (sense,)
    assert not result.good


def test_a_model_without_eyes_is_shown_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, text="four")
    model = load_model(GOLDEN / "qwen3" / "model")
    result = run_self_test(model, SEVEN, CancelToken(), seconds=0.1)
    assert [each.sense for each in result.answers] == ["text"]


def test_another_model_has_another_fingerprint(
    gemma: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, text="four", image="red square", audio="7")
    one = run_self_test(gemma, SEVEN, CancelToken(), seconds=0.1)
    again = run_self_test(gemma, SEVEN, CancelToken(), seconds=0.1)
    other = run_self_test(load_model(GOLDEN / "qwen3" / "model"), SEVEN, CancelToken(), 0.1)
    assert one.fingerprint == again.fingerprint != other.fingerprint


def test_a_stop_is_heard(gemma: LoadedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, text="four", image="red square", audio="7")
    cancel = CancelToken()
    respond = Conversation.respond

    def slow(self: Conversation, *arguments: Any) -> Generator[Any, None, None]:
        for event in respond(self, *arguments):
            cancel.cancel()
            yield event

    monkeypatch.setattr(Conversation, "respond", slow)
    with pytest.raises(Cancelled):
        run_self_test(gemma, SEVEN, cancel, seconds=60)


def test_a_run_that_ends_by_itself_is_measured_whole(
    gemma: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "_MOST_TOKENS", 20)
    first, reading, writing = subject._speed(gemma, CancelToken(), 60)
    assert first is not None
    assert reading is not None
    assert writing is not None


def test_the_command_line_says_what_was_right(
    starter: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "SECONDS", 0.2)
    assert main(["models", "test", str(starter), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["good"] is True
    assert {each["right"] for each in told["answers"]} == {True}
