"""How far the memory estimate is from what models of four families then take, at the most."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import mlx.core as mx

from engine.bench import Note, sample_picture
from engine.cancel import CancelToken
from engine.estimate import estimate_memory
from engine.loading import LoadedModel, load_model
from engine.random_families import SHAPES, Shape
from engine.random_model import write_random_model
from engine.session import Conversation
from engine.types import Done, GenerationParams, ImagePart, Message, TextPart

FAMILIES = ("Gemma 4 E2B", "Qwen3", "Qwen3-VL", "Qwen3.5")
_CONTEXT = 3072
_ANSWER = 24
_SENTENCE = "And then there was one more thing to be told of it. "
_ROOM = 320  # tokens left for the picture, the second question and both answers
_PARAMS = GenerationParams(max_tokens=_ANSWER, temperature=0, repetition_penalty=1)


def bench_memory(
    starter: Path, *, families: Sequence[str] = FAMILIES, note: Note = lambda _: None
) -> dict[str, Any]:
    """A long text, then a picture where there are eyes: the peak of both turns beside the estimate.

    Returns:
        `estimate_error_max`: the largest |estimate / peak - 1|, and under "models" each ratio.
    """
    with tempfile.TemporaryDirectory(prefix="parlance-bench-") as scratch:
        ratios = {}
        for number, name in enumerate(families):
            note(f"{name}: memory beside its estimate")
            ratios[name] = _ratio(Path(scratch) / str(number), starter, SHAPES[name])
    worst = max(abs(ratio - 1) for ratio in ratios.values())
    models = {name: round(ratio, 3) for name, ratio in ratios.items()}
    return {"estimate_error_max": round(worst, 3), "models": models}


def _ratio(folder: Path, starter: Path, shape: Shape) -> float:
    write_random_model(folder, starter, shape.config, processor=shape.processor)
    gc.collect()
    mx.clear_cache()
    base = mx.get_active_memory()
    mx.reset_peak_memory()
    # Answers run to their full length.
    model = replace(load_model(folder, context=_CONTEXT), stop_ids=frozenset())
    used = _fill(model)
    peak = mx.get_peak_memory() - base
    return estimate_memory(folder, context=used, recommended=1 << 60).total / peak


def _fill(model: LoadedModel) -> int:
    """Two turns that end near the context's limit; tokens that they took."""
    conversation = Conversation(model)
    messages = [Message.of("user", _text(model.tokenizer.encode, _CONTEXT - _ROOM))]
    first = _answer(conversation, messages)
    seen = (ImagePart(data=sample_picture(0)),) if "image" in model.info.senses else ()
    question = Message("user", (*seen, TextPart("What is left to tell?")))
    last = _answer(conversation, [*messages, Message.of("assistant", first.text or "."), question])
    return last.stats.context_used


def _text(encode: Callable[[str], list[int]], tokens: int) -> str:
    one = len(encode(_SENTENCE * 8)) / 8
    return _SENTENCE * int(tokens / one)


def _answer(conversation: Conversation, messages: Sequence[Message]) -> Done:
    *_, done = conversation.respond(messages, _PARAMS, CancelToken())
    assert isinstance(done, Done)
    return done
