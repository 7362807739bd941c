"""Messages taken out of a chat with all that follows them, and put back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.store.database import Database
from app.store.messages import Messages

_BELOW = """
WITH RECURSIVE below (id, depth) AS (
    VALUES (?, 0)
    UNION ALL
    SELECT message.id, depth + 1 FROM message JOIN below ON message.parent = below.id)
SELECT id FROM below ORDER BY depth
"""
_Rows = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Removed:
    """What `put_back` needs.

    Attributes:
        leaf: where the chat was looked at.
        messages, parts: their rows, parents before what follows them.
    """

    chat: int
    leaf: int | None
    messages: _Rows
    parts: _Rows


def remove(database: Database, messages: Messages, id: int) -> Removed | None:
    """Delete a message and what follows it on every branch; the chat stays, even if empty.

    The chat is looked at where the message stood: another version of it, or what came before.
    None if the message is not there.
    """
    with database.transaction():
        row = database.row("SELECT chat, parent FROM message WHERE id = ?", id)
        if row is None:
            return None
        chat, parent = row["chat"], row["parent"]
        removed = _removed(database, chat, database.column(_BELOW, id))
        # In one statement: a message that still has an answer could not go before that.
        ids = json.dumps([each["id"] for each in removed.messages])
        database.run("DELETE FROM message WHERE id IN (SELECT value FROM json_each(?))", ids)
        if not database.value("SELECT 1 FROM message WHERE id = ?", removed.leaf):
            _look_beside(database, messages, chat, parent)
    return removed


def put_back(database: Database, removed: Removed) -> None:
    """Nothing happens if the chat, or what the messages followed, is gone meanwhile."""
    with database.transaction():
        parent = removed.messages[0]["parent"]
        if parent is None:
            there = database.value("SELECT 1 FROM chat WHERE id = ?", removed.chat)
        else:
            there = database.value("SELECT 1 FROM message WHERE id = ?", parent)
        if there:
            _insert(database, "message", removed.messages)
            _insert(database, "part", removed.parts)
            database.run("UPDATE chat SET leaf = ? WHERE id = ?", removed.leaf, removed.chat)


def _removed(database: Database, chat: int, ids: Sequence[int]) -> Removed:
    wanted = json.dumps(ids)
    rows = {
        row["id"]: dict(row)
        for row in database.rows(
            "SELECT * FROM message WHERE id IN (SELECT value FROM json_each(?))", wanted
        )
    }
    parts = database.rows(
        "SELECT * FROM part WHERE message IN (SELECT value FROM json_each(?))", wanted
    )
    leaf = database.value("SELECT leaf FROM chat WHERE id = ?", chat)
    return Removed(chat, leaf, tuple(rows[id] for id in ids), tuple(map(dict, parts)))


def _insert(database: Database, table: str, rows: _Rows) -> None:
    for row in rows:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        database.run(f"INSERT INTO {table} ({names}) VALUES ({marks})", *row.values())


def _look_beside(database: Database, messages: Messages, chat: int, parent: int | None) -> None:
    beside = database.value(
        "SELECT id FROM message WHERE chat = ? AND parent IS ? ORDER BY created DESC, id DESC",
        chat,
        parent,
    )
    following = parent if beside is None else beside
    if following is None:
        database.run("UPDATE chat SET leaf = NULL WHERE id = ?", chat)
    else:
        messages.switch(following)
