"""Takes whole chats out of a store and puts them into one."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Generator, Sequence
from functools import partial
from typing import Any

from app.store.carried import CarriedChat, CarriedMedia, CarriedMessage
from app.store.database import parsed
from app.store.errors import StoreError
from app.store.store import STEP, ChatReader, ChatStore, whole
from app.store.values import Attachment, NewAttachment
from engine.sentences import say


def take_out(store: ChatReader, chat: int) -> CarriedChat:
    """The whole chat, all branches; attachments are loaded when they are needed.

    Raises:
        StoreError: it is no longer there.
    """
    found = store.chats.get(chat)
    if found is None:
        raise StoreError(say("That chat is no longer there."))
    rows = store.database.rows("SELECT * FROM message WHERE chat = ? ORDER BY id", chat)
    parts = store.media.of_messages(rows[0]["id"], rows[-1]["id"], chat) if rows else {}
    live = {
        message.id: message
        for row in rows
        if row["state"] == "streaming" and (message := store.messages.get(row["id"]))
    }
    messages = [_message(store, row, parts.get(row["id"], ())) for row in _parents_first(rows)]
    for at, carried in enumerate(messages):
        if (streaming := live.get(int(carried.key))) is not None:
            messages[at] = _frozen(carried, streaming.text, streaming.thinking)
    row = found.row
    folders = {folder.id: folder.name for folder in store.folders.all()}
    return CarriedChat(
        title=row.title,
        title_by=row.title_by,
        messages=tuple(messages),
        leaf=_key(found.leaf),
        folder=folders.get(row.folder, "") if row.folder is not None else "",
        pinned=row.pinned,
        archived=row.archived,
        created=row.created,
        updated=row.updated,
        system_prompt=found.system_prompt,
        sampling=found.sampling,
        model=row.model,
        draft=found.draft.text,
        draft_attachments=tuple(_carried(store, a) for a in found.draft.attachments),
    )


def put_in(store: ChatStore, carried: CarriedChat) -> int:
    """Add the chat, whole or not at all, and return its id."""
    with store.database.transaction():
        return whole(putting_in(store, carried))


def putting_in(store: ChatStore, carried: CarriedChat) -> Generator[None, None, int]:
    """The same in steps, each a transaction. It is seen nowhere before the last one."""
    now = time.time()
    kept: dict[int, list[NewAttachment]] = {}
    for at, message in enumerate(carried.messages):
        kept[at] = []
        for media in message.attachments:
            kept[at] += _kept(store, [media])
            yield
    ids = store.database.reserve_ids(len(carried.messages) + 1)
    chat = ids[-1]
    by_key = {message.key: id for message, id in zip(carried.messages, ids, strict=False)}
    leaf = by_key.get(carried.leaf or "")
    if leaf is None and carried.messages:
        leaf = by_key[carried.messages[-1].key]
    store.database.run(
        "INSERT INTO chat (id, title, title_by, folder, pinned, archived, trashed_at, created, "
        "updated, system_prompt, sampling, model, draft) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        chat, carried.title, carried.title_by if carried.title else "none",
        store.folders.named(carried.folder) if carried.folder else None,
        int(carried.pinned), int(carried.archived), now,
        carried.created or now, carried.updated or carried.created or now,
        carried.system_prompt, _packed(carried.sampling), carried.model, carried.draft,
    )  # fmt: skip
    for at, message in enumerate(carried.messages):
        _insert(store, chat, message, by_key, carried.created or now)
        store.messages.attach(by_key[message.key], kept[at])
        if at % STEP == STEP - 1:
            yield
    store.chats.set_draft(chat, carried.draft, _kept(store, carried.draft_attachments))
    if leaf is not None:
        store.messages.look_at(leaf)
    store.database.run("UPDATE chat SET trashed_at = NULL WHERE id = ?", chat)
    return chat


def _insert(
    store: ChatStore, chat: int, message: CarriedMessage, by_key: dict[str, int], when: float
) -> None:
    id = by_key[message.key]
    store.database.run(
        "INSERT INTO message (id, chat, parent, role, text, thinking, thinking_s, created, state, "
        "chosen, finish_reason, error, model, stats, saw) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id, chat, by_key.get(message.parent or ""), message.role, message.text, message.thinking,
        message.thinking_s, message.created or when,
        "interrupted" if message.state == "streaming" else message.state,
        by_key.get(message.chosen or ""), message.finish_reason, message.error, message.model,
        _packed(message.stats),
        json.dumps([dict(saw) for saw in message.saw], ensure_ascii=False) if message.saw else None,
    )  # fmt: skip


def _kept(store: ChatStore, carried: Sequence[CarriedMedia]) -> list[NewAttachment]:
    kept: list[NewAttachment] = []
    for media in carried:
        data = media.load()
        if data is None:
            digest = store.media.put_missing(media.stand_in, media.name, media.kind, media.detail)
        else:
            digest = store.media.put(
                data, media.name, media.kind, detail=media.detail, waveform=media.waveform
            )
        kept.append(NewAttachment(digest, media.name, media.at))
    return kept


def _message(
    store: ChatReader, row: sqlite3.Row, attachments: Sequence[Attachment]
) -> CarriedMessage:
    return CarriedMessage(
        key=str(row["id"]),
        parent=_key(row["parent"]),
        role=row["role"],
        text=row["text"],
        created=row["created"],
        attachments=tuple(_carried(store, attachment) for attachment in attachments),
        chosen=_key(row["chosen"]),
        state=row["state"],
        thinking=row["thinking"],
        thinking_s=row["thinking_s"],
        finish_reason=row["finish_reason"],
        error=row["error"],
        model=row["model"],
        stats=parsed(row["stats"], dict),
        saw=tuple(parsed(row["saw"], list) or ()),
    )


def _frozen(message: CarriedMessage, text: str, thinking: str) -> CarriedMessage:
    """An answer that is being written, as far as it is."""
    values: dict[str, Any] = {**message.__dict__, "text": text, "thinking": thinking}
    return CarriedMessage(**{**values, "state": "interrupted"})


def _carried(store: ChatReader, attachment: Attachment) -> CarriedMedia:
    return CarriedMedia(
        name=attachment.name,
        kind=attachment.kind,
        load=partial(store.media.read, attachment.media),
        at=attachment.at,
        media=attachment.media,
        detail=attachment.detail,
        waveform=attachment.waveform,
    )


def _parents_first(rows: Sequence[sqlite3.Row]) -> list[sqlite3.Row]:
    """By id they nearly are; a second Parlance may have lower ids in stock."""
    children: dict[int | None, list[sqlite3.Row]] = {}
    for row in rows:
        children.setdefault(row["parent"], []).append(row)
    ordered: list[sqlite3.Row] = []
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        row = waiting.pop()
        ordered.append(row)
        waiting += reversed(children.get(row["id"], []))
    return ordered


def _key(id: int | None) -> str | None:
    return None if id is None else str(id)


def _packed(value: Any) -> str | None:
    return None if value is None else json.dumps(dict(value), ensure_ascii=False)
