"""Messages of the store as the window shows them; what runs on the store's thread for that."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

from PySide6.QtGui import QImage

from app.sampling import unpacked
from app.store.store import ChatReader
from app.store.values import Attachment, Json, Message
from engine.types import Saw, Stats
from ui.language import translate
from ui.message_values import MessageState, MessageView
from ui.values import AttachmentView

# What is not known is 0, or 0.0: Qt writes them in different ways.
_NO_FIGURES: dict[str, int | float] = {
    field.name: 0.0 if field.type == "float" else 0
    for field in fields(Stats)
    if field.name != "sampling"
}


def view_of(message: Message, *, last: bool) -> MessageView:
    """Pictures are asked for when they come into view. `last`: nothing follows it."""
    sibling, siblings = message.branch
    state: MessageState = message.state
    note, stats = "", None
    if message.state == "failed":
        note = message.error
    elif message.state == "streaming":  # ours are shown as they run; see `Chat`
        state, note = "interrupted", translate("MessageViews", "Being written in another Parlance")
    elif message.stats is not None:
        stats = stats_of(message)
    return MessageView(
        id=message.id,
        role=message.role,
        text=message.text,
        thinking=message.thinking,
        thinking_s=message.thinking_s,
        attachments=tuple(
            _attachment_view(number, each) for number, each in enumerate(message.attachments)
        ),
        state=state,
        note=note,
        stats=stats,
        finish_reason="" if stats is None else message.finish_reason,
        saw=tuple(map(_saw, message.saw)),
        sibling=sibling,
        siblings=siblings,
        can_continue=last and message.role == "assistant" and bool(message.text) and _cut(message),
    )


def _cut(message: Message) -> bool:
    """It was not the model that ended it."""
    ended = message.state in ("stopped", "interrupted", "failed")
    return ended or message.finish_reason in ("length", "context")


def _attachment_view(number: int, stored: Attachment) -> AttachmentView:
    return AttachmentView(
        id=number,
        kind=stored.kind,
        name=stored.name,
        detail=translate("MessageViews", "missing") if stored.missing else stored.detail,
        waveform=stored.waveform,
    )


def thumbnail_of(store: ChatReader, message: int, number: int) -> QImage | None:
    """Of the message's attachment with that number; None if there is none, or no longer."""
    found = store.messages.get(message)
    if found is None or number >= len(found.attachments):
        return None
    return thumbnail(store, found.attachments[number])


def thumbnail(store: ChatReader, stored: Attachment) -> QImage | None:
    if stored.kind != "image" or not (packed := store.media.thumbnail(stored.media)):
        return None
    image = QImage.fromData(packed)
    return None if image.isNull() else image


def stats_of(message: Message) -> Stats:
    """Figures of another version, or another app, may lack some, have more, or be no numbers."""
    stored = message.stats or {}
    figures: dict[str, Any] = {
        name: _figure(stored.get(name), none) for name, none in _NO_FIGURES.items()
    }
    sampling = stored.get("sampling")
    params = unpacked("", sampling).params if isinstance(sampling, dict) else None
    return Stats(**figures, sampling=params)


def _figure(value: object, none: int | float) -> int | float:
    """Of the kind of `none`, which stands for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return none
    return type(none)(value) if math.isfinite(value) and abs(value) < 1e15 else none


def _saw(stored: Json) -> Saw:
    values: dict[str, Any] = dict(stored)
    return Saw(
        kind=values.pop("kind", "image"),
        name=values.pop("name", ""),
        soft_tokens=values.pop("soft_tokens", 0),
        notes=tuple(values.pop("notes", ())),
        cached=values.pop("cached", False),
        detail=values,
    )
