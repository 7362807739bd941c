"""Keys and values in 8 bits: near what they were, half as large, and nothing else changes."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest

from engine.cancel import CancelToken
from engine.eight_bit_cache import EightBitKVCache
from engine.eight_bits import why_not
from engine.errors import OutOfMemory
from engine.estimate import (
    PREFILL_STEP,
    estimate_memory,
    kv_cache_bytes,
    refuse_what_does_not_fit,
    working_bytes,
)
from engine.loading import LoadedModel, load_model
from engine.session import Conversation
from engine.types import Done, GenerationParams, Message
from tests.golden.running import Array, model_folder

STARTER = Path(__file__).parents[2] / "resources" / "models" / "starter"
QWEN = ("qwen3", "qwen3_moe", "qwen3_5", "qwen3_vl", "qwen3_vl_moe")
GEMMA = ("gemma4_31b", "gemma4_e2b", "gemma4_moe", "gemma4_unified")
IDS = [i % 90 + 3 for i in range(70)]
GREEDY = GenerationParams(max_tokens=8, temperature=0)


@cache
def loaded(folder: Path, kv_bits: int) -> LoadedModel:
    return load_model(folder, dtype="float32", kv_bits=kv_bits)


def logits(model: LoadedModel, *edges: int) -> Array:
    """Of the last chunk, (tokens, vocabulary)."""
    caches = model.make_caches()
    model.family.place(model.model, ())
    for start, stop in pairwise(edges):
        found = np.array(model.model(mx.array([IDS[start:stop]]), cache=caches)[0])
    return found


def ask(conversation: Conversation, *said: str) -> Done:
    roles = ("user", "assistant", "user")
    messages = [Message.of(role, text) for role, text in zip(roles, said, strict=False)]  # type: ignore[arg-type]
    for event in conversation.respond(messages, GREEDY, CancelToken()):
        if isinstance(event, Done):
            return event
    raise AssertionError("no Done")


@pytest.mark.parametrize("name", QWEN)
def test_logits_stay_near_those_of_the_model_itself(name: str) -> None:
    """A number kept in 8 bits is off by at most half a step, 1/510 of its group's range.

    These models have random weights, through which errors grow: four layers make a tenth of the
    logits' spread of it. Where experts are chosen a small error now and then chooses another, so
    that only most tokens can be asked to stay.
    """
    plain = logits(loaded(model_folder(name), 0), 0, 40, 70)
    eight = logits(loaded(model_folder(name), 8), 0, 40, 70)
    off = np.abs(plain - eight) / plain.std()
    assert off.max() > 0, "nothing was kept in 8 bits"
    assert np.median(off) < 0.05
    if "moe" not in name:
        assert off.max() < 0.2
    assert (plain.argmax(axis=-1) == eight.argmax(axis=-1)).mean() >= 0.85


def test_answer_of_the_starter_is_the_same_since_its_layers_share_their_context() -> None:
    assert "Gemma" in why_not(loaded(STARTER, 8).config)
    assert loaded(STARTER, 8).kv_bits == 0
    for question in ("What can you do?", "What is two plus two?", "Who made you?"):
        plain = ask(Conversation(loaded(STARTER, 0)), question)
        assert ask(Conversation(loaded(STARTER, 8)), question).token_ids == plain.token_ids


@pytest.mark.parametrize("name", GEMMA)
def test_models_that_would_gain_nothing_stay_as_they_are(name: str) -> None:
    model = loaded(model_folder(name), 8)
    assert model.kv_bits == 0
    assert not any(isinstance(cache, EightBitKVCache) for cache in model.make_caches())


@pytest.mark.parametrize("name", QWEN)
def test_estimate_is_what_the_caches_hold(name: str) -> None:
    model = load_model(model_folder(name), kv_bits=8)
    caches = model.make_caches()
    assert any(isinstance(cache, EightBitKVCache) for cache in caches)
    model.family.place(model.model, ())
    for _ in range(0, 256, PREFILL_STEP):
        model.model(mx.zeros((1, PREFILL_STEP), mx.int32), cache=caches)
        mx.eval([cache.state for cache in caches])
    held = sum(cache.nbytes for cache in caches)
    reckoned = kv_cache_bytes(model.config, 256, 8)
    if "moe" in name and mx.default_device() == mx.cpu:
        assert reckoned <= held < 1.2 * reckoned  # scales are in float32 there, as all is
    else:
        assert reckoned == held
    assert reckoned < kv_cache_bytes(model.config, 256)


def test_second_turn_goes_on_from_the_first_and_from_the_disk(tmp_path: Path) -> None:
    model = loaded(model_folder("qwen3"), 8)
    conversation = Conversation(model)
    first = ask(conversation, "tell me all that you know of this and of that")
    turns = ("tell me all that you know of this and of that", first.text, "and then?")
    assert conversation.save(tmp_path / "chat")
    warm = ask(conversation, *turns)
    assert warm.stats.cached_tokens > 10
    restored = Conversation(model)
    assert restored.restore(tmp_path / "chat")
    again = ask(restored, *turns)
    assert again.stats.cached_tokens == warm.stats.cached_tokens
    assert again.token_ids == warm.token_ids
    plain = Conversation(loaded(model_folder("qwen3"), 0))
    assert not plain.restore(tmp_path / "chat"), "other kinds of cache"


def test_what_does_not_fit_as_it_is_may_fit_in_8_bits() -> None:
    folder = model_folder("qwen3")
    config = loaded(folder, 0).config
    context = 200_000
    need = estimate_memory(folder, context=context, recommended=1 << 60)
    assert need.in_8_bits < need.total
    assert not need.fits_in_8_bits, "it fits anyway"
    between = (need.in_8_bits + need.total) // 2
    tight = estimate_memory(folder, context=context, recommended=between)
    assert tight.fits_in_8_bits
    assert estimate_memory(folder, context=context, recommended=between, kv_bits=8).fits
    with pytest.raises(OutOfMemory, match="fits with its context in 8 bits"):
        refuse_what_does_not_fit(folder, tight)
    assert working_bytes(config, context, 8) > working_bytes(config, context)
