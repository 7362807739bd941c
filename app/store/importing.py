"""Reads other apps' chats, and our own exports. What cannot be read is a sentence, not an end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from app.store.archives import Archive
from app.store.carried import Found, Refused
from app.store.chats_json import is_ours, read_json
from app.store.errors import ImportRefused
from app.store.import_chatgpt import is_chatgpt, read_chatgpt
from app.store.import_jan import MESSAGES, THREAD, read_thread
from app.store.import_lmstudio import SUFFIX, is_lmstudio, read_lmstudio
from app.store.import_values import keepable
from engine.sentences import say

_BROKEN = (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


def read_chats(path: Path) -> Iterator[Found]:
    """The chats in a file, a zip archive or a folder, one by one, with a sentence for each failure.

    Nothing is written; `carrying.put_in` does that.
    """
    try:
        archive = Archive(path)
    except ImportRefused as error:
        yield Refused(str(error))
        return
    found = False
    for name in _candidates(archive):
        for chat in _read(archive, name):
            found = True
            if isinstance(chat, Refused):
                yield chat
            elif chat.messages or chat.draft:
                yield keepable(chat)
    if not found:
        yield Refused(
            say(
                "There are no chats in {name} that Parlance can read; it reads Parlance's own "
                "export, ChatGPT's conversations.json or its zip, LM Studio and Jan.",
                name=path.name,
            )
        )


def _candidates(archive: Archive) -> list[str]:
    """What to look into: the file that was given, or what is named like chats."""
    if (main := archive.main()) is not None:
        return [THREAD] if main == MESSAGES and THREAD in archive.names else [main]
    return [name for name in archive.names if _is_candidate(PurePosixPath(name).name)]


def _is_candidate(name: str) -> bool:
    if name.startswith("conversations") and name.endswith(".json"):  # or conversations-001.json
        return True
    return name in (THREAD, "chats.json") or name.endswith(SUFFIX)


def _read(archive: Archive, name: str) -> Iterator[Found]:
    data = archive.read(name)
    if data is None:
        yield Refused(
            say("{name} could not be read, so its chats were left out; export it again.", name=name)
        )
        return
    try:
        document = json.loads(data)
        if is_ours(document):
            yield from read_json(document, archive, name)
        elif is_chatgpt(document):
            yield from read_chatgpt(document, archive, name)
        elif is_lmstudio(document):
            yield read_lmstudio(document, archive, name)
        elif _is_jan(document, archive, name):
            yield read_thread(archive, name)
        elif not _is_empty(document):
            yield Refused(
                say(
                    "{name} is not a chat that Parlance can read; it reads Parlance's own export, "
                    "ChatGPT's conversations.json or its zip, LM Studio and Jan.",
                    name=name,
                )
            )
    except _BROKEN:
        yield Refused(
            say("{name} is damaged or of an unknown kind, so it was left out.", name=name)
        )


def _is_jan(document: Any, archive: Archive, name: str) -> bool:
    return (
        PurePosixPath(name).name == THREAD
        and isinstance(document, dict)
        and name.removesuffix(THREAD) + MESSAGES in archive.names
    )


def _is_empty(document: Any) -> bool:
    return document in ([], {}, None)
