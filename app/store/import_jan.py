"""Jan's threads: a folder each, with `thread.json` and `messages.jsonl`. They have no branches."""

from __future__ import annotations

import base64
import binascii
import json
import re
from functools import partial
from typing import Any

from app.store.archives import Archive
from app.store.carried import CarriedChat, CarriedMedia, CarriedMessage, Found
from app.store.import_values import seconds_of
from app.store.values import State
from engine.sentences import say

THREAD = "thread.json"
MESSAGES = "messages.jsonl"
_DATA_URL = re.compile(r"data:(image|audio)/([\w.+-]+);base64,(.*)", re.DOTALL)
_THINK = re.compile(r"\s*<think>(.*?)(?:</think>|\Z)\s*", re.DOTALL)


def read_jan(thread: Any, lines: str) -> Found:
    """Raises KeyError, TypeError, ValueError, AttributeError: it is not what it seemed."""
    said = [json.loads(line) for line in lines.splitlines() if line.strip()]
    times = [seconds_of(message.get("created_at")) for message in said]
    if all(times):  # some versions write them newest first, some write no times
        said = [message for _, message in sorted(zip(times, said, strict=True), key=_first)]
    messages: list[CarriedMessage] = []
    instructions = ""
    for message in said:
        if message.get("role") == "system":
            instructions = instructions or _content(message)[0]
        if message.get("role") in ("user", "assistant"):
            key = str(len(messages))
            parent = messages[-1].key if messages else None
            messages.append(_message(message, key, parent))
    assistant = next((a for a in thread.get("assistants") or [] if isinstance(a, dict)), {})
    model = (thread.get("model") or assistant.get("model") or {}).get("id")
    return CarriedChat(
        title=_title(thread),
        messages=tuple(messages),
        leaf=messages[-1].key if messages else None,
        created=seconds_of(thread.get("created")),
        updated=seconds_of(thread.get("updated")),
        pinned=bool(thread.get("isFavorite") or (thread.get("metadata") or {}).get("is_favorite")),
        system_prompt=str(assistant.get("instructions") or instructions or ""),
        model=str(model or ""),
    )


def read_thread(archive: Archive, name: str) -> Found:
    """The thread whose `thread.json` has that name in the archive."""
    thread = json.loads(archive.read(name) or b"")
    lines = archive.read(name.removesuffix(THREAD) + MESSAGES) or b""
    return read_jan(thread, lines.decode("utf-8"))


def _message(message: Any, key: str, parent: str | None) -> CarriedMessage:
    text, thinking, attachments = _content(message)
    state: State = "stopped" if message.get("status") == "stopped" else "whole"
    if message["role"] == "assistant" and (thought := _THINK.match(text)):
        thinking = thinking or thought.group(1).strip()
        text = text[thought.end() :]
    model = (message.get("metadata") or {}).get("model") or {}
    return CarriedMessage(
        key=key,
        parent=parent,
        role=message["role"],
        text=text,
        created=seconds_of(message.get("created_at")),
        attachments=attachments,
        thinking=thinking,
        state=state,
        model=str(model.get("id") or "") if isinstance(model, dict) else str(model),
    )


def _content(message: Any) -> tuple[str, str, tuple[CarriedMedia, ...]]:
    """Text, thinking and attachments."""
    content = message.get("content")
    if isinstance(content, str):
        return content, "", ()
    texts: list[str] = []
    thoughts: list[str] = []
    attachments: list[CarriedMedia] = []
    for part in content or []:
        kind = part.get("type")
        value = part.get("text") or {}
        words = value.get("value") or "" if isinstance(value, dict) else str(value)
        if kind == "reasoning":
            thoughts.append(words)
        elif kind == "image_url":
            url = str((part.get("image_url") or {}).get("url") or "")
            attachments.append(_media(url, len(attachments) + 1))
        elif words:
            texts.append(words)
    return "\n\n".join(texts), "\n\n".join(thoughts), tuple(attachments)


def _media(url: str, number: int) -> CarriedMedia:
    match = _DATA_URL.match(url)
    if match is None:  # a link: nothing is fetched from anywhere
        return CarriedMedia(say("Picture {number}", number=number), "image", media=url)
    kind, subtype, data = match.groups()
    extension = {"jpeg": "jpg", "svg+xml": "svg", "mpeg": "mp3"}.get(subtype, subtype)
    stem = (
        say("Picture {number}", number=number)
        if kind == "image"
        else say("Sound {number}", number=number)
    )
    name = f"{stem}.{extension}"
    return CarriedMedia(
        name, "image" if kind == "image" else "audio", partial(_decoded, data), media=name
    )


def _decoded(data: str) -> bytes | None:
    try:
        return base64.b64decode(data)
    except (binascii.Error, ValueError):
        return None


def _title(thread: Any) -> str:
    title = thread.get("title") or (thread.get("metadata") or {}).get("title")
    return " ".join(str(title or thread.get("summary") or "").split())


def _first(pair: tuple[float, Any]) -> float:
    return pair[0]
