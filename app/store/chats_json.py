"""Chats as JSON, for programs: everything, so that what is read again is what was written.

    {"format": "parlance-chats", "version": 1, "chats": [...], "media": {"<sha256>": "<base64>"}}

In a .zip archive this is `chats.json`, and contents lie beside it as `media/<sha256>`.
"""

from __future__ import annotations

import base64
import binascii
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

from app.store.archives import Archive
from app.store.carried import CarriedChat, CarriedMedia, CarriedMessage, Found, Refused
from app.store.carrying import take_out
from app.store.sinks import whole_file
from app.store.store import ChatReader
from app.store.values import State
from engine.sentences import say

FORMAT = "parlance-chats"
VERSION = 1
MEMBER = "chats.json"

Contents = Callable[[str], bytes | None]
_STATES: tuple[State, ...] = ("whole", "stopped", "interrupted", "failed")


def export_json(store: ChatReader, chats: Sequence[int], target: Path) -> int:
    """Write the chats, with all branches and drafts, to a .json file or a .zip archive.

    Returns:
        how many were written.

    Raises:
        UserError: the disk is full or unwilling.
        StoreError: a chat is no longer there.
    """
    carried = [take_out(store, id) for id in chats]
    media = {a.media: a for chat in carried for a in _attachments(chat)}
    with whole_file(target) as draft:
        if target.suffix.lower() == ".zip":
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(MEMBER, "".join(_text(carried, {})))
                for digest, attachment in media.items():
                    if (data := attachment.load()) is not None:
                        archive.writestr(f"media/{digest}", data)
        else:
            with draft.open("w", encoding="utf-8") as file:
                file.writelines(_text(carried, media))
    return len(carried)


def _text(chats: Sequence[CarriedChat], media: dict[str, CarriedMedia]) -> Iterator[str]:
    """Piece by piece: nothing needs to hold all pictures at once."""
    yield f'{{"format": "{FORMAT}", "version": {VERSION}, "chats": [\n'
    for at, chat in enumerate(chats):
        yield (",\n" if at else "") + json.dumps(_packed(chat), ensure_ascii=False)
    yield '\n], "media": {'
    comma = "\n"
    for digest, attachment in media.items():
        if (data := attachment.load()) is not None:
            yield f'{comma}"{digest}": "{base64.b64encode(data).decode("ascii")}"'
            comma = ",\n"
    yield "\n}}\n"


def is_ours(document: Any) -> bool:
    return isinstance(document, dict) and document.get("format") == FORMAT


def read_json(document: Any, archive: Archive, name: str) -> Iterator[Found]:
    """The chats of a parsed export. What is not understood is a sentence each."""
    if document.get("version") != VERSION:
        yield Refused(say("{name} was exported by a newer Parlance; import it there.", name=name))
        return
    inside = document.get("media")
    inside = inside if isinstance(inside, dict) else {}

    def contents(digest: str) -> bytes | None:
        if packed := inside.get(digest):
            try:
                return base64.b64decode(packed, validate=True)
            except (binascii.Error, TypeError, ValueError):
                return None
        return archive.read(f"media/{digest}")

    chats = document.get("chats")
    for number, chat in enumerate(chats if isinstance(chats, list) else [], start=1):
        try:
            yield _unpacked(chat, contents)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            yield Refused(
                say(
                    "Chat {number} of {name} is damaged ({error}), so it was left out.",
                    number=number,
                    name=name,
                    error=error,
                )
            )


def _packed(chat: CarriedChat) -> dict[str, Any]:
    values = {field.name: getattr(chat, field.name) for field in fields(chat)}
    values["draft_attachments"] = [_packed_media(media) for media in chat.draft_attachments]
    values["messages"] = [
        {
            **{field.name: getattr(message, field.name) for field in fields(message)},
            "attachments": [_packed_media(media) for media in message.attachments],
        }
        for message in chat.messages
    ]
    return values


def _packed_media(media: CarriedMedia) -> dict[str, Any]:
    values = {field.name: getattr(media, field.name) for field in fields(media)}
    del values["load"]
    return values


def _unpacked(values: dict[str, Any], contents: Contents) -> CarriedChat:
    messages = tuple(_unpacked_message(message, contents) for message in values["messages"])
    known: set[str] = set()
    for message in messages:
        if message.parent is not None and message.parent not in known:
            raise ValueError(say("a message comes before the one it follows"))
        if message.key in known:
            raise ValueError(say("two messages have the same key"))
        if not isinstance(message.key, str) or not message.key:
            raise ValueError(say("a message has no key"))
        known.add(message.key)
    drafts = tuple(_unpacked_media(each, contents) for each in values.get("draft_attachments", ()))
    given = {"title": "", "leaf": None, **_known(CarriedChat, values)}
    return CarriedChat(**{**given, "messages": messages, "draft_attachments": drafts})


def _unpacked_message(values: dict[str, Any], contents: Contents) -> CarriedMessage:
    if values["role"] not in ("user", "assistant"):
        raise ValueError(say("nobody said a message"))
    given = {"parent": None, "text": "", **_known(CarriedMessage, values)}
    if given.get("state", "whole") not in _STATES:
        given["state"] = "interrupted"
    given["attachments"] = tuple(
        _unpacked_media(media, contents) for media in values.get("attachments", ())
    )
    given["saw"] = tuple(values.get("saw", ()))
    return CarriedMessage(**given)


def _unpacked_media(values: dict[str, Any], contents: Contents) -> CarriedMedia:
    if values["kind"] not in ("image", "audio"):
        raise ValueError(say("an attachment is neither a picture nor a sound"))
    load = partial(contents, str(values["media"]))
    waveform = tuple(values.get("waveform", ()))
    given = {"name": "", **_known(CarriedMedia, values)}
    return CarriedMedia(**{**given, "waveform": waveform, "load": load})


def _known(kind: type[Any], values: dict[str, Any]) -> dict[str, Any]:
    """Without what only a later Parlance knows."""
    return {field.name: values[field.name] for field in fields(kind) if field.name in values}


def _attachments(chat: CarriedChat) -> Iterator[CarriedMedia]:
    yield from chat.draft_attachments
    for message in chat.messages:
        yield from message.attachments
