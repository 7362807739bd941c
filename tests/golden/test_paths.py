"""However a prompt comes to be in the KV caches, the tokens are those of a fresh full forward.

Fresh means: no cache at all, one pass over everything.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import mlx.core as mx
import pytest

from engine.session import Conversation
from engine.trace import Request
from engine.types import AudioPart, ImagePart, Message
from tests.golden.running import (
    MEDIA,
    MODELS,
    ask,
    best,
    by_full_forward,
    cases_of,
    forgetful,
    golden_of,
    loaded,
    placed_prompt,
    request_of,
    senses_of,
    user,
)

TOKENS = 6
SCENE = ImagePart(path=MEDIA / "scene.png")
OTHER = ImagePart(path=MEDIA / "other.png")
TALL = ImagePart(path=MEDIA / "tall.png")
TONE = AudioPart(path=MEDIA / "tone.wav")
SWEEP = AudioPart(path=MEDIA / "sweep.wav")

# First the turn as it was, then what the user makes of it.
EDITS: dict[str, tuple[tuple[Any, ...], ...]] = {
    "text": (("What is this?",), ("What is that?",)),
    "picture exchanged": ((SCENE, "What is this?"), (OTHER, "What is this?")),
    "picture removed": ((SCENE, "What is this?"), ("What is this?",)),
    "picture kept": ((SCENE, "What is this?"), (SCENE, "What is that?")),
    "picture added": ((SCENE, "What is this?"), (SCENE, TALL, "What is this?")),
    "first of two removed": ((SCENE, TALL, "What is this?"), (TALL, "What is this?")),
    "sound exchanged": ((TONE, "What is this?"), (SWEEP, "What is this?")),
    "sound kept": ((TONE, "What is this?"), (TONE, "What is that?")),
    "picture for sound": ((TONE, "What is this?"), (SCENE, "What is this?")),
}


def edits_of(name: str) -> list[str]:
    """Those that this model can take."""
    senses = senses_of(name)

    def fits(turn: tuple[Any, ...]) -> bool:
        return all(
            isinstance(part, str) or ("image" if isinstance(part, ImagePart) else "audio") in senses
            for part in turn
        )

    return [edit for edit, turns in EDITS.items() if all(map(fits, turns))]


def conversation_about(turn: tuple[Any, ...]) -> Request:
    answer = Message.of("assistant", "A square and a disc.")
    return Request([user(*turn), answer, user("What colour is the disc?")])


def is_fresh(name: str, request: Request, tokens: tuple[int, ...]) -> bool:
    return _fresh(name, tuple(request.messages), request.thinking, tokens) == tokens


@cache
def _fresh(
    name: str, messages: tuple[Message, ...], thinking: bool, tokens: tuple[int, ...]
) -> tuple[int, ...]:
    model = loaded(name)
    prompt = placed_prompt(model, Request(list(messages), thinking))
    return tuple(by_full_forward(model, prompt.ids, tokens))


@pytest.mark.parametrize(("name", "edit"), [(n, e) for n in MODELS for e in edits_of(n)])
def test_an_edited_earlier_turn_gives_the_tokens_of_a_fresh_forward(name: str, edit: str) -> None:
    before, after = map(conversation_about, EDITS[edit])
    conversation = Conversation(loaded(name))
    first = ask(conversation, before, TOKENS).token_ids
    assert len(first) == TOKENS
    assert is_fresh(name, before, first)
    assert is_fresh(name, after, ask(conversation, after, TOKENS).token_ids)
    # And undone again.
    assert ask(conversation, before, TOKENS).token_ids == first


@pytest.mark.parametrize("name", MODELS)
def test_an_edited_later_turn_keeps_what_stands_before_it(name: str) -> None:
    """Also of a window that has wrapped, and without encoding the picture again."""
    model = loaded(name)
    first: tuple[Any, ...] = (
        (SCENE, "What is this?") if "image" in senses_of(name) else ("What is this? " * 4,)
    )
    before = conversation_about(first)
    after = replace(before, messages=[*before.messages[:-1], user("Is the disc blue?")])
    conversation = Conversation(forgetful(model))
    opening = replace(before, messages=before.messages[:1])
    ask(conversation, opening, TOKENS)
    ask(conversation, before, TOKENS)
    done = ask(conversation, after, TOKENS)
    assert is_fresh(name, after, done.token_ids)
    assert done.stats.cached_tokens >= placed_prompt(model, opening).boundary


@pytest.mark.parametrize(
    ("name", "case"), [(n, c) for n in MODELS for c in cases_of(n) if "second_turn" in c]
)
def test_a_restored_conversation_gives_the_references_tokens(
    name: str, case: str, tmp_path: Path
) -> None:
    request = request_of(name, case)
    opening = replace(request, messages=request.messages[:1])
    before = Conversation(loaded(name))
    ask(before, opening, TOKENS)
    assert before.save(tmp_path / "chat.safetensors")
    after = Conversation(forgetful(loaded(name)))
    assert after.restore(tmp_path / "chat.safetensors")
    done = ask(after, request)
    assert list(done.token_ids) == golden_of(name, case)["generated_ids"].reshape(-1).tolist()
    assert is_fresh(name, request, done.token_ids)
    assert done.stats.cached_tokens >= placed_prompt(loaded(name), opening).boundary > 0
    assert all(saw.cached for saw in done.saw), "what was seen before is encoded again"


@pytest.mark.parametrize(
    ("name", "case"),
    [
        (n, c)
        for n in MODELS
        for c in cases_of(n)
        if c in ("text_long", "image", "two_images", "image_and_audio")
    ],
)
def test_a_batch_of_two_gives_both_rows_their_own_tokens(name: str, case: str) -> None:
    model = loaded(name)
    prompt = placed_prompt(model, request_of(name, case))
    special = set(model.tokenizer.all_special_ids)
    inside = {i for span in prompt.spans for i in range(span.start, span.stop)}
    words = [i for i, t in enumerate(prompt.ids) if t not in special and i not in inside]
    other = list(prompt.ids)
    for i, j in zip(words, reversed(words), strict=True):
        other[i] = prompt.ids[j]
    rows = [prompt.ids, other]
    caches = model.make_caches()
    found: list[list[int]] = [[], []]
    inputs = mx.array(rows)
    for _ in range(TOKENS):
        tokens = best(model, model.model(inputs, cache=caches)[:, -1])
        for row, token in zip(found, tokens, strict=True):
            row.append(token)
        inputs = mx.array(tokens)[:, None]
    assert [by_full_forward(model, *row) for row in zip(rows, found, strict=True)] == found
    assert found[0] != found[1], "two rows that answer alike prove little"
