"""ChatGPT's export: `conversations.json`, alone, in its folder or in the zip that is mailed.

The format is not documented by its maker. Read here: a list of conversations (or an object with
"conversations"), each a `mapping` of nodes with `parent`, `children` and `message`; `current_node`
is the last message of the path that was shown. Parts of a message are strings, or objects that
point to files ("file-service://file-ID" or "sediment://file_ID") whose names in the archive begin
with that id; since 2026 they may end in ".dat", and a list tells what they were called.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from app.store.archives import Archive
from app.store.carried import CarriedChat, CarriedMedia, CarriedMessage, Found, Refused
from app.store.import_values import seconds_of
from app.store.values import MediaKind, Speaker, State
from engine.sentences import say

NAMES = "conversation_asset_file_names.json"
_ID = re.compile(r"file[-_][A-Za-z0-9]+")
_CITATION = re.compile("\ue200[^\ue201]*\ue201|【\\d+†[^】]*】")
_FINISH = {"stop": "stop", "max_tokens": "length"}


def is_chatgpt(document: Any) -> bool:
    if isinstance(document, dict) and "mapping" not in document:
        document = document.get("conversations")
    if isinstance(document, dict):
        document = [document]
    return (
        isinstance(document, list)
        and bool(document)
        and any(isinstance(chat, dict) and "mapping" in chat for chat in document)
    )


def read_chatgpt(document: Any, archive: Archive, name: str) -> Iterator[Found]:
    if isinstance(document, dict):
        document = [document] if "mapping" in document else document["conversations"]
    files = _files(archive)
    for number, conversation in enumerate(document, start=1):
        try:
            yield _chat(conversation, files)
        except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
            yield Refused(
                say(
                    "Conversation {number} of {name} could not be understood, so it was left out.",
                    number=number,
                    name=name,
                )
            )


@dataclass(frozen=True)
class _Files:
    """What came along.

    Attributes:
        by_id: names in the archive by the file id that they begin with.
        names: what the files were called, by their name in the archive.
    """

    archive: Archive
    by_id: dict[str, str]
    names: dict[str, str]


def _files(archive: Archive) -> _Files:
    by_id: dict[str, str] = {}
    names: dict[str, str] = {}
    for name in archive.names:
        file = PurePosixPath(name).name
        if match := _ID.match(file):
            by_id.setdefault(match.group(), name)
        if file == NAMES:
            given = _json(archive.read(name))
            names.update((k, v) for k, v in given.items() if isinstance(v, str))
    return _Files(archive, by_id, names)


def _json(data: bytes | None) -> dict[str, Any]:
    try:
        given = json.loads(data or b"{}")
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


@dataclass
class _Tree:
    """What has been read so far.

    Attributes:
        place: for each node, the message that it became a part of, or that it follows.
        thinking: by node: what was thought before the answer that comes next.
    """

    messages: dict[str, CarriedMessage] = field(default_factory=dict)
    place: dict[str, str | None] = field(default_factory=dict)
    thinking: dict[str, str] = field(default_factory=dict)
    followed: set[str] = field(default_factory=set)
    system: str = ""


def _chat(conversation: Any, files: _Files) -> CarriedChat:
    mapping: dict[str, Any] = conversation["mapping"]
    tree = _Tree()
    for key in _order(mapping):
        _add(tree, key, mapping[key], files)
    models = [message.model for message in tree.messages.values() if message.model]
    return CarriedChat(
        title=" ".join(str(conversation.get("title") or "").split()),
        messages=tuple(tree.messages.values()),
        leaf=tree.place.get(conversation.get("current_node") or ""),
        created=seconds_of(conversation.get("create_time")),
        updated=seconds_of(conversation.get("update_time")),
        archived=bool(conversation.get("is_archived")),
        pinned=bool(conversation.get("is_starred") or conversation.get("pinned_time")),
        system_prompt=tree.system,
        model=models[-1] if models else str(conversation.get("default_model_slug") or ""),
    )


def _order(mapping: dict[str, Any]) -> list[str]:
    """All nodes, parents first. Not recursive: chats can be long.

    By `parent` alone: newer exports leave `children` out.
    """
    below: dict[str, list[str]] = {}
    for key, node in mapping.items():
        parent = node.get("parent")
        below.setdefault(parent if parent in mapping else "", []).append(key)
    waiting = list(reversed(below.get("", [])))
    ordered: dict[str, None] = {}
    left = iter(mapping)  # nodes that follow each other in a circle begin anywhere
    while waiting or (waiting := [key for key in left if key not in ordered][:1]):
        key = waiting.pop()
        if key not in ordered:
            ordered[key] = None
            waiting += reversed(below.get(key, []))
    return list(ordered)


def _add(tree: _Tree, key: str, node: Any, files: _Files) -> None:
    parent = node.get("parent") or ""
    above = tree.place.get(parent)
    tree.place[key] = above  # unless it becomes a message
    tree.thinking[key] = tree.thinking.get(parent, "")
    message = node.get("message")
    if not message or not message.get("content"):
        return
    content, role = message["content"], (message.get("author") or {}).get("role")
    metadata = message.get("metadata") or {}
    if content.get("content_type") == "thoughts":
        tree.thinking[key] = "\n\n".join(filter(None, (tree.thinking[key], _thoughts(content))))
        return
    if role == "system":
        if not metadata.get("is_visually_hidden_from_conversation"):
            tree.system = tree.system or _text_of(content)
        return
    if not (speaker := _speaker(role, message, content)) or metadata.get(
        "is_visually_hidden_from_conversation"
    ):
        return
    text, attachments = _parts(content, metadata, files)
    if not text.strip() and not attachments:
        return
    said = CarriedMessage(
        key=key,
        parent=above,
        role=speaker,
        text=text,
        attachments=attachments,
        created=seconds_of(message.get("create_time")),
        state=_state(message),
        thinking=tree.thinking[key] if speaker == "assistant" else "",
        model=str(metadata.get("model_slug") or "") if speaker == "assistant" else "",
        finish_reason=_FINISH.get((metadata.get("finish_details") or {}).get("type", ""), ""),
    )
    tree.thinking[key] = ""
    if above and speaker == "assistant" == tree.messages[above].role and above not in tree.followed:
        # One answer in several messages, with tools at work between them.
        tree.messages[above] = _joined(tree.messages[above], said)
        tree.place[key] = above
        return
    if above:
        tree.followed.add(above)
    tree.messages[key] = said
    tree.place[key] = key


def _joined(first: CarriedMessage, more: CarriedMessage) -> CarriedMessage:
    gap = "\n\n" if first.text and more.text else ""
    start = len(first.text) + len(gap)
    moved = tuple(replace(media, at=media.at + start) for media in more.attachments)
    return replace(
        first,
        text=first.text + gap + more.text,
        attachments=(*first.attachments, *moved),
        thinking="\n\n".join(filter(None, (first.thinking, more.thinking))),
        state=more.state,
        finish_reason=more.finish_reason or first.finish_reason,
        model=more.model or first.model,
    )


def _speaker(role: Any, message: Any, content: Any) -> Speaker | None:
    """Who is seen to say it; `None` for what happens between a model and its tools."""
    if role == "user":
        return "user"
    if role == "assistant" and message.get("recipient") in (None, "all"):
        return None if content.get("content_type") == "reasoning_recap" else "assistant"
    if role == "tool" and content.get("content_type") == "multimodal_text":
        return "assistant"  # a picture that a tool made
    return None


def _parts(content: Any, metadata: Any, files: _Files) -> tuple[str, tuple[CarriedMedia, ...]]:
    if content.get("content_type") == "code":
        return f"```\n{content.get('text') or ''}\n```", ()
    names = {
        str(given.get("id")): str(given.get("name") or "")
        for given in metadata.get("attachments") or []
    }
    text = ""
    attachments: list[CarriedMedia] = []
    for part in content.get("parts") or []:
        if isinstance(part, dict) and (pointer := _pointer(part)):
            kind, where = pointer
            attachments.append(_media(kind, where, len(text), names, files))
        elif words := _words(part):
            text += ("\n\n" if text else "") + words
    return text, tuple(attachments)


def _words(part: Any) -> str:
    if isinstance(part, dict) and part.get("content_type") == "audio_transcription":
        part = part.get("text")
    return _CITATION.sub("", part) if isinstance(part, str) else ""


def _pointer(part: Any) -> tuple[MediaKind, str] | None:
    kind = part.get("content_type")
    if kind == "image_asset_pointer":
        return "image", str(part.get("asset_pointer") or "")
    if kind == "real_time_user_audio_video_asset_pointer":
        part = part.get("audio_asset_pointer") or {}
        kind = "audio_asset_pointer" if part else ""
    if kind == "audio_asset_pointer":
        return "audio", str(part.get("asset_pointer") or "")
    return None


def _media(
    kind: MediaKind, pointer: str, at: int, names: dict[str, str], files: _Files
) -> CarriedMedia:
    key = pointer.rpartition("://")[2]
    match = _ID.match(key)
    file = files.by_id.get(match.group()) if match else None
    if file is None:
        return CarriedMedia(names.get(key) or key, kind, at=at, media=key)
    called = PurePosixPath(file).name
    name = names.get(key) or files.names.get(called) or called
    return CarriedMedia(name, kind, partial(files.archive.read, file), at, media=key)


def _text_of(content: Any) -> str:
    return "\n\n".join(part for part in content.get("parts") or [] if isinstance(part, str)).strip()


def _thoughts(content: Any) -> str:
    thoughts = content.get("thoughts") or []
    return "\n\n".join(
        "\n\n".join(filter(None, (thought.get("summary"), thought.get("content"))))
        for thought in thoughts
        if isinstance(thought, dict)
    )


def _state(message: Any) -> State:
    return "interrupted" if message.get("status") == "in_progress" else "whole"
