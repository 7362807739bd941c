"""Makes of a chat that came from a file one that can be kept, whatever stood in that file."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeGuard, get_args

from app.store.carried import CarriedChat, CarriedMedia, CarriedMessage
from app.store.database import whole_characters
from app.store.values import Json, MediaKind, State, TitleBy

_AHEAD_S = 24 * 3600.0  # so far in the future a clock elsewhere may be


def keepable(chat: CarriedChat) -> CarriedChat:
    """The same with values of the right kind; those that make no sense are as if not given."""
    return replace(
        chat,
        title=" ".join(_text(chat.title).split()),
        title_by=chat.title_by if chat.title_by in get_args(TitleBy) else "user",
        messages=tuple(map(_message, chat.messages)),
        leaf=chat.leaf if isinstance(chat.leaf, str) else None,
        folder=" ".join(_text(chat.folder).split()),
        pinned=bool(chat.pinned),
        archived=bool(chat.archived),
        created=_moment(chat.created),
        updated=_moment(chat.updated),
        system_prompt=_text(chat.system_prompt),
        sampling=_object(chat.sampling),
        model=_text(chat.model),
        draft=_text(chat.draft),
        draft_attachments=tuple(map(_media, chat.draft_attachments)),
    )


def _message(message: CarriedMessage) -> CarriedMessage:
    return replace(
        message,
        text=_text(message.text),
        created=_moment(message.created),
        chosen=message.chosen if isinstance(message.chosen, str) else None,
        attachments=tuple(map(_media, message.attachments)),
        state=message.state if message.state in get_args(State) else "interrupted",
        thinking=_text(message.thinking),
        thinking_s=_number(message.thinking_s),
        finish_reason=_text(message.finish_reason),
        error=_text(message.error),
        model=_text(message.model),
        stats=_figures(message.stats),
        saw=tuple(each for each in message.saw if _is_receipt(each)),
    )


def _media(media: CarriedMedia) -> CarriedMedia:
    at = media.at if isinstance(media.at, int) else 0
    return replace(
        media,
        name=_text(media.name),
        media=_text(media.media),
        at=max(0, min(at, 1 << 40)),
        detail=_text(media.detail),
        waveform=tuple(peak for each in media.waveform if (peak := _number(each)) is not None),
    )


def _text(value: Any) -> str:
    whole = whole_characters(value)
    return whole if isinstance(whole, str) else ""


def seconds_of(value: Any) -> float:
    """Seconds since 1970, of seconds, milliseconds or ISO 8601; 0 for anything else."""
    if isinstance(value, str):
        with suppress(ValueError, OverflowError, OSError):
            return datetime.fromisoformat(value).timestamp()
        with suppress(ValueError):
            value = float(value)
    number = _number(value / 1000 if _is_number(value) and value > 1e11 else value)
    return number or 0.0


def _moment(value: Any) -> float:
    """Seconds since 1970; 0 for what is none, or has not come yet."""
    seconds = _number(value) or 0.0
    return seconds if 0 < seconds < time.time() + _AHEAD_S else 0.0


def _number(value: Any) -> float | None:
    return float(value) if _is_number(value) and abs(value) < 1e12 else None


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _figures(value: Any) -> Json | None:
    """Numbers, and the sampling settings among them."""
    figures = _object(value) or {}
    return {
        name: each
        for name, each in figures.items()
        if (isinstance(each, dict) if name == "sampling" else _number(each) is not None)
    } or None


def _is_receipt(value: Any) -> bool:
    """What `engine.types.Saw.as_json` gives, as far as it is read again."""
    receipt = _object(value) or {}
    notes = receipt.get("notes", [])
    return (
        bool(receipt)
        and receipt.get("kind", "image") in get_args(MediaKind)
        and isinstance(receipt.get("name", ""), str)
        and _number(receipt.get("soft_tokens", 0)) is not None
        and isinstance(notes, list)
        and all(isinstance(note, str) for note in notes)
    )


def _object(value: Any) -> Json | None:
    return value if isinstance(value, dict) else None
