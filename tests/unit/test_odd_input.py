"""Prompts, templates, tokenizers and weights that nobody hopes for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from weakref import ref

import mlx.core as mx
import pytest

from engine.cancel import CancelToken
from engine.errors import ContextFull, NumericError, PromptError
from engine.loading import LoadedModel, load_model
from engine.session import Conversation
from engine.special_tokens import special_tokens
from engine.text_stream import TextStream
from engine.types import Done, GenerationParams, Message
from tests.tiny_models import GEMMA4, GOLDEN, copy_model, read_weights, rewrite_weights

QWEN3 = GOLDEN / "qwen3" / "model"
TOKENIZERS = {"byte fallback": GEMMA4, "bytes": QWEN3}


@cache
def loaded(folder: Path) -> LoadedModel:
    return load_model(folder)


def ask(model: LoadedModel, *messages: Message, **params: Any) -> Done:
    wanted = GenerationParams(**{"max_tokens": 3, "temperature": 0, **params})
    for event in Conversation(model).respond(messages, wanted, CancelToken()):
        if isinstance(event, Done):
            return event
    raise AssertionError("no Done")


def shown(tokenizer: Any, ids: list[int], **options: Any) -> dict[str, str]:
    stream = TextStream(tokenizer, **options)
    said = {"answer": "", "thinking": ""}
    for channel, text in [*(p for token in ids for p in stream.add(token)), *stream.finish()]:
        said[channel] += text
    return said


def encode(tokenizer: Any, text: str) -> list[int]:
    ids: list[int] = tokenizer.encode(text, add_special_tokens=False)
    return ids


# Text that breaks off


@pytest.mark.parametrize("folder", TOKENIZERS.values(), ids=TOKENIZERS)
def test_character_that_was_cut_in_the_middle_is_not_shown_as_rubbish(folder: Path) -> None:
    tokenizer = loaded(folder).tokenizer
    ids = encode(tokenizer, "ok 🦊")
    half = 0
    for length in range(1, len(ids)):
        text = shown(tokenizer, ids[:length])["answer"]
        assert "ok 🦊".startswith(text)
        half += "\ufffd" in tokenizer.decode(ids[:length])
    assert half, "no token ends within the character"
    assert shown(tokenizer, ids)["answer"] == "ok 🦊"


@pytest.mark.parametrize("folder", TOKENIZERS.values(), ids=TOKENIZERS)
def test_rows_of_the_table_that_no_text_belongs_to_say_nothing(folder: Path) -> None:
    tokenizer = loaded(folder).tokenizer
    beyond = [len(tokenizer), len(tokenizer) + 700]
    ids = encode(tokenizer, "one two")
    assert shown(tokenizer, [beyond[0], *ids, *beyond])["answer"] == "one two"


def test_thinking_that_is_never_closed_stays_thinking() -> None:
    tokenizer = loaded(GEMMA4).tokenizer
    ids = encode(tokenizer, "<|channel>thought\nlet me see, <chan")
    assert shown(tokenizer, ids) == {"answer": "", "thinking": "let me see, <chan"}


def test_thinking_that_is_closed_twice_is_closed() -> None:
    tokenizer = loaded(QWEN3).tokenizer
    said = shown(tokenizer, encode(tokenizer, "<think>\nhm\n</think>\n\nfour</think> five"))
    assert said["thinking"].strip() == "hm"
    assert said["answer"] == "four</think> five"


def test_call_of_a_tool_that_is_never_closed_is_text() -> None:
    tokenizer = loaded(QWEN3).tokenizer
    text = '<tool_call>\n{"name": "clock", "arguments": {'
    assert shown(tokenizer, encode(tokenizer, text))["answer"] == text


@pytest.mark.parametrize("cut", range(1, 6))
def test_stop_string_in_any_split_over_tokens_is_found(cut: int) -> None:
    tokenizer = loaded(QWEN3).tokenizer
    ids = [*encode(tokenizer, "one ENDING"[:-cut]), *encode(tokenizer, "ENDING"[-cut:] + " two")]
    assert shown(tokenizer, ids, stop=("ENDING",))["answer"] == "one "


# Prompts


@pytest.mark.parametrize("text", ["", " ", "\n\t  \n", "\u00a0\u3000"])
def test_prompt_of_nothing_visible_is_refused(text: str) -> None:
    with pytest.raises(PromptError, match="empty"):
        ask(loaded(QWEN3), Message.of("user", text))
    with pytest.raises(PromptError, match="nothing to answer"):
        ask(loaded(QWEN3))


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "🦊" * 25_000, "<|im_end|> " * 9_000, "\n" * 1 + "x " * 50_000]
)
def test_prompt_of_a_hundred_thousand_characters_is_refused_by_its_length(text: str) -> None:
    for folder in (QWEN3, GEMMA4):
        with pytest.raises(ContextFull, match=r"tokens long, but the model is loaded with room"):
            ask(loaded(folder), Message.of("user", text))


def test_prompt_that_fills_the_context_but_for_one_token_gets_one() -> None:
    model = loaded(QWEN3)
    text, room = "the " * 300, model.context
    used = ask(model, Message.of("user", text)).stats.prompt_tokens
    small = load_model(QWEN3, context=used + 1)
    done = ask(small, Message.of("user", text))
    assert (done.finish_reason, len(done.token_ids)) == ("context", 1)
    with pytest.raises(ContextFull):
        ask(load_model(QWEN3, context=used), Message.of("user", text))
    assert room > used + 1


# Templates


@pytest.mark.parametrize(
    "template",
    [
        "{{ raise_exception('Only one question, please') }}",
        "{{ messages[9].content.parts }}",
        "{{ 1 / 0 }}",
        "{{ messages + 3 }}",
        "{{ messages[0]['content'] | no_such_filter }}",
        "{% for message in messages %}",
    ],
)
def test_template_that_fails_is_told_and_not_called_a_bug(template: str, tmp_path: Path) -> None:
    folder = copy_model(QWEN3, tmp_path / "m")
    (folder / "chat_template.jinja").write_text(template)
    with pytest.raises(PromptError, match="chat template refuses this conversation"):
        ask(load_model(folder), Message.of("user", "hello"))


# Tokenizers


class OddTokenizer:
    def __init__(self, contents: Sequence[str]) -> None:
        self.added_tokens_decoder = {
            number: SimpleNamespace(content=content, special=True)
            for number, content in enumerate(contents)
        }


def with_special(*contents: str) -> OddTokenizer:
    return OddTokenizer(contents)


def test_odd_control_tokens_break_no_text() -> None:
    odd = special_tokens(with_special("", "\n", "<s>", "a.b", "<s><s>"))
    assert odd.ids == {0, 1, 2, 3, 4}
    assert odd.defused("plain\ntext, axb") == "plain\ntext, axb"
    assert "<s>" not in odd.defused("<s><s><s>")
    assert "a.b" not in odd.defused("a.b")
    none = special_tokens(with_special())
    assert (none.ids, none.defused("<s>")) == (frozenset(), "<s>")


def test_control_tokens_are_listed_once_and_forgotten_with_their_tokenizer() -> None:
    tokenizer = with_special("<s>")
    assert special_tokens(tokenizer) is special_tokens(tokenizer)
    gone = ref(tokenizer)
    del tokenizer
    assert gone() is None


# Weights


@pytest.mark.parametrize("bad", [mx.nan, mx.inf, -mx.inf], ids=["nan", "inf", "minus inf"])
@pytest.mark.parametrize(
    ("tensor", "place"),
    [
        ("embed_tokens.weight", "layers.0"),
        ("layers.0.self_attn.v_proj.weight", "layers.0"),
        ("layers.3.mlp.up_proj.weight", "layers.3"),
        ("norm.weight", "logits"),
    ],
)
def test_invalid_weight_is_blamed_by_its_layer(
    tensor: str, place: str, bad: float, tmp_path: Path
) -> None:
    folder = copy_model(QWEN3, tmp_path / "m")
    name = f"model.{tensor}"
    weight = read_weights(folder)[name]
    weight = mx.full(weight.shape, bad, weight.dtype) if weight.ndim == 1 else weight
    if weight.ndim == 2:
        weight[:, 3] = bad
    rewrite_weights(folder, **{name.replace(".", "__"): weight})
    with pytest.raises(NumericError, match=rf"first in {place}, so its answer was stopped"):
        ask(load_model(folder), Message.of("user", "What is a prime?"))


# Answers


@pytest.mark.parametrize("begun", ["", "\n", "  "])
def test_answer_that_was_cut_before_its_first_word_is_begun_again(begun: str) -> None:
    model, question = loaded(GEMMA4), Message.of("user", "What is a prime?")
    again = ask(model, question, Message.of("assistant", begun))
    assert again.token_ids == ask(model, question).token_ids
    with pytest.raises(PromptError, match="nothing to answer"):
        ask(model, Message.of("assistant", begun))
