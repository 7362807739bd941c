"""One forward pass with everything written down, to hold against a reference implementation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import mlx.core as mx

from engine.cancel import CancelToken
from engine.diagnose import LayerRow, describe, recorded
from engine.errors import EngineError, NumericError, PromptError
from engine.loading import LoadedModel, load_model
from engine.media.audio import PreparedAudio
from engine.media.image import PreparedImage
from engine.prompt import build_prompt
from engine.session import Conversation
from engine.types import (
    AudioPart,
    Done,
    GenerationParams,
    ImagePart,
    Message,
    Part,
    Role,
    TextPart,
)

DTYPES = ("float32", "bfloat16", "float16")


def trace(
    folder: Path,
    messages_file: Path,
    out: Path,
    *,
    dtype: str = "float32",
    generate: int = 0,
) -> list[LayerRow]:
    """Run the messages once and write a safetensors file.

    Writes `input_ids` (L,), `logits` (L, V), `generated_ids` (generate,) by greedy decoding past
    any end token, and where there are media what the reference's processor hands its model
    (`pixel_values`, `input_features`, ...), `vision_features` and `audio_features`
    (soft tokens, D), and `deepstack_features.K` where the family has them.

    Returns:
        One row a layer, in the order in which they ran.

    Raises:
        EngineError: a sentence; NumericError where a layer put out NaN or infinity.
    """
    if dtype not in DTYPES:
        raise PromptError(f"{dtype} is not a dtype for trace. Choose {', '.join(DTYPES)}.")
    request = read_request(messages_file)
    model = load_model(folder, dtype=dtype)
    tensors, rows = _forward(model, request)
    bad = next((row for row in rows if row.nan or row.inf), None)
    if bad is not None:
        raise NumericError(
            f"{model.info.name} put out invalid numbers (NaN or infinity), first in {bad.layer}. "
            "Its weights are probably damaged: download the model again."
        )
    if generate:
        tensors["generated_ids"] = mx.array(_greedy(model, request, generate))
    try:
        mx.save_safetensors(str(out), tensors)
    except (OSError, RuntimeError) as error:
        raise EngineError(
            f"{out} could not be written ({error}). Choose another place, or free some space."
        ) from error
    return rows


@dataclass(frozen=True)
class Request:
    """What is asked: the history, and whether the model is to think first."""

    messages: list[Message]
    thinking: bool = False


def read_request(file: Path) -> Request:
    """OpenAI-style messages: `[{"role", "content": text or [{"type": "text"|"image"|"audio"}]}]`.

    They may also stand in `{"thinking": true, "messages": [...]}`. Paths are relative to the file.

    Raises:
        PromptError: the file is missing or not of this form.
    """
    try:
        entries = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise PromptError(f"{file} cannot be read: {error.strerror}. Check the path.") from error
    except ValueError as error:
        raise PromptError(f"{file} is not valid JSON ({error}). Mend it and try again.") from error
    try:
        thinking = isinstance(entries, dict) and bool(entries.get("thinking"))
        entries = entries["messages"] if isinstance(entries, dict) else entries
        return Request([_message(entry, file.parent) for entry in entries], thinking)
    except (KeyError, TypeError, AttributeError) as error:
        raise PromptError(
            f"{file.name} is not a list of messages with role and content. "
            'Write [{"role": "user", "content": "..."}].'
        ) from error


def _message(entry: dict[str, Any], folder: Path) -> Message:
    role = entry["role"]
    if role not in get_args(Role):
        raise PromptError(f"“{role}” is not a role. Use system, user or assistant.")
    content = entry["content"]
    if isinstance(content, str):
        return Message.of(role, content)
    return Message(role, tuple(_part(part, folder) for part in content))


def _part(part: dict[str, Any], folder: Path) -> Part:
    match part["type"]:
        case "text":
            return TextPart(part["text"])
        case "image":
            return ImagePart(path=folder / part["path"])
        case "audio":
            return AudioPart(path=folder / part["path"])
        case other:
            raise PromptError(f"“{other}” is not a kind of content. Use text, image or audio.")


def _forward(model: LoadedModel, request: Request) -> tuple[dict[str, mx.array], list[LayerRow]]:
    parts = [p for m in request.messages for p in m.parts if not isinstance(p, TextPart)]
    attachments = [model.media.look(part) for part in parts]
    prompt = build_prompt(
        model.tokenizer,
        model.family,
        request.messages,
        [a.medium for a in attachments],
        thinking=request.thinking,
    )
    tensors = {"input_ids": mx.array(prompt.ids)}
    tensors |= _media_inputs(model, [a.prepared for a in attachments])
    rows: list[LayerRow] = []
    spans = []
    for attachment, span in zip(attachments, prompt.spans, strict=True):
        with recorded(model.watch) as layers:
            soft = model.media.encode(attachment, lambda: None)
        name = f"{span.kind} features of {attachment.saw.name}"
        rows += [*layers, describe(name, soft.features)]
        spans.append(replace(span, soft=soft))
    for kind, name in (("image", "vision_features"), ("audio", "audio_features")):
        soft = [span.soft for span in spans if span.kind == kind]
        if soft:
            tensors[name] = mx.concatenate([s.features for s in soft])
            for k in range(len(soft[0].deepstack)):
                tensors[f"deepstack_features.{k}"] = mx.concatenate([s.deepstack[k] for s in soft])
    model.family.place(model.model, spans)
    with recorded(model.watch) as layers:
        logits = model.model(mx.array(prompt.ids)[None])[0]
        tensors["logits"] = logits.astype(mx.float32)
    return tensors, [*rows, *layers, describe("logits", logits)]


def _media_inputs(
    model: LoadedModel, prepared: Sequence[PreparedImage | PreparedAudio | None]
) -> dict[str, mx.array]:
    images = [p for p in prepared if isinstance(p, PreparedImage)]
    sounds = [p for p in prepared if isinstance(p, PreparedAudio)]
    inputs = model.family.reference_inputs(images, sounds)
    return {name: mx.array(values) for name, values in inputs.items()}


def _greedy(model: LoadedModel, request: Request, tokens: int) -> list[int]:
    """By the path that answers take: cached, in chunks."""
    params = GenerationParams(
        max_tokens=tokens, temperature=0, repetition_penalty=1, thinking=request.thinking
    )
    endless = replace(model, stop_ids=frozenset())
    for event in Conversation(endless).respond(request.messages, params, CancelToken()):
        if isinstance(event, Done):
            return list(event.token_ids)
    raise AssertionError("a generation ends with Done")
