"""Tokens to text: whole characters, thinking apart, stop strings cut off."""

from __future__ import annotations

from typing import Any

import pytest

from engine.text_stream import TextStream
from tests.tiny_models import GEMMA4


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    from mlx_lm.utils import load_tokenizer

    return load_tokenizer(GEMMA4)


def stream(tokenizer: Any, text: str, **options: Any) -> list[tuple[str, str]]:
    """Every piece that comes out for `text`, joined by channel in order."""
    machine = TextStream(tokenizer, **options)
    pieces = [p for t in tokenizer.encode(text, add_special_tokens=False) for p in machine.add(t)]
    pieces += machine.finish()
    joined: list[tuple[str, str]] = []
    for channel, part in pieces:
        if joined and joined[-1][0] == channel:
            joined[-1] = (channel, joined[-1][1] + part)
        else:
            joined.append((channel, part))
    return joined


@pytest.mark.parametrize(
    "text", ["hello there", "naïve café", "你好，世界", "🦊 and 👩‍👩‍👧‍👦", "a\n\nb  c"]
)
def test_text_comes_out_as_it_went_in(tokenizer: Any, text: str) -> None:
    assert stream(tokenizer, text) == [("answer", text)]


def test_text_that_goes_on_keeps_its_first_space_and_line_break(tokenizer: Any) -> None:
    tail = tokenizer.encode("hello", add_special_tokens=False)
    assert stream(tokenizer, " there", tail=tail) == [("answer", " there")]
    assert stream(tokenizer, "\n\nthere", tail=tail) == [("answer", "\n\nthere")]


def test_no_half_character_is_shown(tokenizer: Any) -> None:
    machine = TextStream(tokenizer)
    for token in tokenizer.encode("🦊你", add_special_tokens=False):
        assert all("\ufffd" not in text for _, text in machine.add(token))


def test_thinking_is_apart_from_the_answer(tokenizer: Any) -> None:
    text = "<|channel>thought\nlet me see<channel|>\nIt is four."
    assert stream(tokenizer, text) == [("thinking", "let me see"), ("answer", "It is four.")]


def test_template_may_have_opened_the_thinking(tokenizer: Any) -> None:
    text = "let me see<channel|>four"
    assert stream(tokenizer, text, starts_thinking=True) == [
        ("thinking", "let me see"),
        ("answer", "four"),
    ]


def test_control_tokens_are_not_shown(tokenizer: Any) -> None:
    assert stream(tokenizer, "yes<turn|>") == [("answer", "yes")]


def test_stop_string_across_tokens_ends_the_text(tokenizer: Any) -> None:
    assert stream(tokenizer, "one two three four", stop=("o thr",)) == [("answer", "one tw")]


def test_text_that_only_began_like_a_stop_string_is_given_back(tokenizer: Any) -> None:
    assert stream(tokenizer, "one two th", stop=("three",)) == [("answer", "one two th")]
