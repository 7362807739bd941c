"""Switching models in this process: what is lost when the next one is no good."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import mlx.core as mx
import pytest
from mlx_lm.generate import generation_stream

from app.local_engine import LocalEngine
from app.paths import starter_model
from engine.cache_folder import CacheFolder
from engine.cancel import CancelToken
from engine.errors import ModelCorrupt
from engine.types import Done, GenerationParams, Message
from tests.tiny_models import GEMMA4, GEMMA4_MOE, copy_model, rewrite_weights

STARTER = starter_model()


@contextmanager
def collections() -> Iterator[list[str]]:
    """The garbage collections meanwhile: one of the engine's thread may destroy a widget."""
    seen: list[str] = []

    def note(phase: str, _info: dict[str, int]) -> None:
        seen.append(phase)

    gc.callbacks.append(note)
    try:
        yield seen
    finally:
        gc.callbacks.remove(note)


def answer(engine: LocalEngine) -> str:
    events = engine.respond(
        [Message.of("user", "What?")], GenerationParams(max_tokens=2), CancelToken()
    )
    return next(event.text for event in events if isinstance(event, Done))


def active(engine: LocalEngine) -> int:
    """Bytes in use, once the step is over that runs ahead of the last token."""
    mx.synchronize(generation_stream)
    return engine.memory().active


def test_a_model_that_cannot_be_loaded_leaves_the_present_one_answering(tmp_path: Path) -> None:
    engine = LocalEngine()
    engine.load(GEMMA4, CancelToken(), lambda _: None)
    broken = copy_model(GEMMA4_MOE, tmp_path / "broken")
    rewrite_weights(broken, model__language_model__norm__weight=None)
    with pytest.raises(ModelCorrupt, match=r"norm\.weight"):
        engine.load(broken, CancelToken(), lambda _: None)
    assert engine.loaded
    answer(engine)


def test_the_next_model_takes_the_place_of_the_present_one() -> None:
    engine = LocalEngine()
    assert engine.load(GEMMA4, CancelToken(), lambda _: None).senses == ("text", "image", "audio")
    assert engine.load(GEMMA4_MOE, CancelToken(), lambda _: None).senses == ("text", "image")
    answer(engine)


def test_unloading_gives_the_memory_back_and_forgets_the_peak() -> None:
    engine = LocalEngine()
    engine.load(STARTER, CancelToken(), lambda _: None)
    answer(engine)
    before = engine.memory()
    engine.unload()
    after = engine.memory()
    weights = (STARTER / "model.safetensors").stat().st_size
    assert before.active - after.active > 0.9 * weights
    assert after.cache == 0
    assert before.peak - after.peak > 0.9 * weights


def test_a_model_whose_modules_hold_each_other_is_given_back_too() -> None:
    engine = LocalEngine()
    before = engine.memory().active
    engine.load(GEMMA4, CancelToken(), lambda _: None)
    assert engine._conversation is not None
    model = engine._conversation.model.model
    object.__setattr__(model.layers[0], "around", model)
    del model
    answer(engine)
    list(
        engine.respond_aside(
            [Message.of("user", "What?")], GenerationParams(max_tokens=2), CancelToken()
        )
    )
    with collections() as seen:
        engine.unload()
    assert engine.memory().active - before < 10_000
    assert not seen


def test_what_was_answered_aside_does_not_wait_for_a_collection() -> None:
    engine = LocalEngine()
    engine.load(GEMMA4, CancelToken(), lambda _: None)
    answer(engine)
    before = active(engine)
    for _ in range(3):
        list(
            engine.respond_aside(
                [Message.of("user", "What else?")], GenerationParams(max_tokens=2), CancelToken()
            )
        )
    assert active(engine) - before < 2_000


def test_a_chat_is_not_read_again_after_its_model_was_unloaded_or_another_took_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.kept_caches.FEWEST", 32)
    engine = LocalEngine(folder=CacheFolder(tmp_path, lambda: 1 << 30))

    def cached(question: str) -> int:
        said.append(Message.of("user", question))
        params = GenerationParams(max_tokens=2)
        *_, done = engine.respond(said, params, CancelToken(), "chat")
        assert isinstance(done, Done)
        said.append(Message.of("assistant", done.text))
        return done.stats.cached_tokens

    said: list[Message] = []
    engine.load(GEMMA4, CancelToken(), lambda _: None)
    assert cached("Tell me of the sea and of those who sail on it. " * 4) == 0
    engine.keep(CancelToken(), whole=True)
    engine.unload()
    engine.load(GEMMA4, CancelToken(), lambda _: None)
    assert cached("And then?") > 64
    engine.load(GEMMA4_MOE, CancelToken(), lambda _: None)  # keeps what the first one computed
    engine.load(GEMMA4, CancelToken(), lambda _: None)
    assert cached("And what came after that?") > 80
