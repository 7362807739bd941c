"""Stored messages as the engine wants them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any

from app.store.values import Attachment, Json, Message
from engine import types
from engine.types import AudioPart, GenerationParams, ImagePart, Part, TextPart


def engine_message(message: Message, read: Callable[[str], bytes | None]) -> types.Message:
    """Text and attachments in their order. A missing attachment is left out.

    Args:
        read: `Media.read`, for contents that lie in memory only.
    """
    parts: list[Part] = []
    done = 0
    for attachment in message.attachments:
        if words := message.text[done : attachment.at]:
            parts.append(TextPart(words))
        done = max(done, attachment.at)
        if (part := _part(attachment, read)) is not None:
            parts.append(part)
    if words := message.text[done:]:
        parts.append(TextPart(words))
    return types.Message(message.role, tuple(parts))


def sampling_of(params: GenerationParams) -> Json:
    """The snapshot that is kept with a chat."""
    return asdict(params)


def params_of(sampling: Json | None) -> GenerationParams:
    """The settings of a snapshot; defaults for whatever it does not know."""
    known: dict[str, Any] = {
        field.name: sampling[field.name]
        for field in fields(GenerationParams)
        if sampling is not None and field.name in sampling
    }
    if "stop" in known:
        known["stop"] = tuple(known["stop"])
    return GenerationParams(**known)


def _part(attachment: Attachment, read: Callable[[str], bytes | None]) -> Part | None:
    if attachment.missing:
        return None
    data = None if attachment.path is not None else read(attachment.media)
    kind = ImagePart if attachment.kind == "image" else AudioPart
    return kind(path=attachment.path, data=data, name=attachment.name)
