"""Running the golden models: by conversation, and by forward passes that remember nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
from safetensors.numpy import load_file

from engine.cancel import CancelToken
from engine.loading import LoadedModel, load_model
from engine.model_info import inspect_model
from engine.prompt import Prompt, build_prompt
from engine.session import Conversation
from engine.trace import Request, read_request
from engine.types import Done, GenerationParams, Message, TextPart

DATA = Path(__file__).parent / "data"
MEDIA = DATA / "media"
MODELS = tuple(sorted(f.parent.name for f in DATA.glob("*/cases") if (f.parent / "model").is_dir()))
NEW_TOKENS = 16

Array = np.ndarray[Any, Any]


def model_folder(name: str) -> Path:
    return DATA / name / "model"


def cases_of(name: str) -> list[str]:
    return sorted(file.stem for file in (DATA / name / "cases").glob("*.json"))


def request_of(name: str, case: str) -> Request:
    return read_request(DATA / name / "cases" / f"{case}.json")


def golden_of(name: str, case: str) -> dict[str, Array]:
    return load_file(DATA / name / "cases" / f"{case}.safetensors")


def senses_of(name: str) -> tuple[str, ...]:
    return inspect_model(model_folder(name)).senses


@cache
def loaded(name: str) -> LoadedModel:
    """In float32, and never done answering: every answer has all its tokens."""
    return endless(load_model(model_folder(name), dtype="float32"))


def endless(model: LoadedModel) -> LoadedModel:
    return replace(model, stop_ids=frozenset())


def forgetful(model: LoadedModel) -> LoadedModel:
    """The same weights without any remembered picture."""
    return replace(model, media=model.media.emptied())


def ask(conversation: Conversation, request: Request, tokens: int = NEW_TOKENS) -> Done:
    params = GenerationParams(max_tokens=tokens, temperature=0, thinking=request.thinking)
    for event in conversation.respond(request.messages, params, CancelToken()):
        if isinstance(event, Done):
            return event
    raise AssertionError("no Done")


def placed_prompt(model: LoadedModel, request: Request) -> Prompt:
    """The prompt, with its soft tokens put where the model's next pass looks for them."""
    parts = [p for m in request.messages for p in m.parts if not isinstance(p, TextPart)]
    attachments = [model.media.look(part) for part in parts]
    prompt = build_prompt(
        model.tokenizer,
        model.family,
        request.messages,
        [a.medium for a in attachments],
        thinking=request.thinking,
    )
    spans = [
        replace(span, soft=model.media.encode(attachment, lambda: None))
        for attachment, span in zip(attachments, prompt.spans, strict=True)
    ]
    model.family.place(model.model, spans)
    return prompt


def best(model: LoadedModel, logits: mx.array) -> list[int]:
    """The likeliest token of each row (B, V) that may be generated at all."""
    if model.family.suppressed:
        logits[:, mx.array(model.family.suppressed)] = -mx.inf
    found: Any = mx.argmax(logits, axis=-1).tolist()
    return list(found)


def by_full_forward(model: LoadedModel, ids: Sequence[int], given: Sequence[int]) -> list[int]:
    """The likeliest token after `ids` and after each of `given`, by one pass without any cache.

    These are `given` only if they are the greedy tokens: what comes later changes nothing before.
    """
    logits = model.model(mx.array([*ids, *given[:-1]])[None])[0]
    return best(model, logits[len(ids) - 1 :])


def full_logits(model: LoadedModel, request: Request) -> Array:
    """(L, V) of one pass over the whole prompt."""
    prompt = placed_prompt(model, request)
    logits = model.model(mx.array(prompt.ids)[None])[0]
    return np.array(logits.astype(mx.float32))


def richest_case(name: str) -> str:
    there = cases_of(name)
    return next(c for c in ("image_and_audio", "two_images", "text_long") if c in there)


@cache
def richest_logits(name: str) -> Array:
    """Of the model as it is, in its richest case."""
    return full_logits(loaded(name), request_of(name, richest_case(name)))


def relative(got: Array, wanted: Array) -> float:
    """Largest difference, in units of the largest wanted number."""
    assert got.shape == wanted.shape, f"{got.shape} instead of {wanted.shape}"
    return float(np.abs(got - wanted).max() / np.abs(wanted).max())


def user(*parts: Any) -> Message:
    return Message("user", tuple(TextPart(p) if isinstance(p, str) else p for p in parts))
