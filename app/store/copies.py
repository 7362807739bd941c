"""A second chat like the first: the whole tree, the attachments shared."""

from __future__ import annotations

import time

from app.store.changes import Change, Undo
from app.store.database import Database
from app.store.errors import StoreError
from engine.sentences import say

_CHAT = "title_by, folder, pinned, archived, created, system_prompt, sampling, model, draft"
_MESSAGE = "role, text, thinking, thinking_s, created, finish_reason, error, model, stats, saw"


def duplicate(database: Database, chat: int, title: str) -> tuple[int, Undo]:
    """Copy `chat` under a new title, and say how to take it back (into the trash).

    An answer that is being written is copied as far as it is, as "interrupted".
    """
    with database.transaction():
        first, last = database.row("SELECT min(id), max(id) FROM message WHERE chat = ?", chat) or (
            None,
            None,
        )
        # Ids keep their distances: parents and choices are moved by the same number.
        span = 0 if first is None else last - first + 1
        ids = database.reserve_ids(span + 1)
        copy, by = ids[-1], ids[0] - (first or 0)
        cursor = database.run(
            f"INSERT INTO chat (id, title, updated, leaf, {_CHAT}) "
            f"SELECT ?, ?, ?, leaf + ?, {_CHAT} FROM chat WHERE id = ?",
            copy, title, time.time(), by, chat,
        )  # fmt: skip
        if not cursor.rowcount:
            raise StoreError(say("That chat is no longer there, so it was not duplicated."))
        database.run(
            f"INSERT INTO message (id, chat, parent, chosen, state, {_MESSAGE}) "
            "SELECT id + ?, ?, parent + ?, chosen + ?, "
            f"iif(state = 'streaming', 'interrupted', state), {_MESSAGE} "
            "FROM message WHERE chat = ? ORDER BY id",
            by, copy, by, by, chat,
        )  # fmt: skip
        _copy_pieces(database, chat, by)
        database.run(
            "INSERT INTO part (message, position, media, name, at) "
            "SELECT message + ?, position, media, part.name, at FROM message "
            "JOIN part ON part.message = message.id WHERE chat = ?",
            by, chat,
        )  # fmt: skip
        database.run(
            "INSERT INTO draft_part (chat, position, media, name) "
            "SELECT ?, position, media, name FROM draft_part WHERE chat = ?",
            copy, chat,
        )  # fmt: skip
    back = (Change("chat", copy, {"trashed_at": time.time()}),)
    return copy, Undo("duplicate", title, (copy,), back)


def _copy_pieces(database: Database, chat: int, by: int) -> None:
    for row in database.rows(
        "SELECT piece.message, channel, piece.text FROM message "
        "JOIN piece ON piece.message = message.id WHERE chat = ? ORDER BY piece.id",
        chat,
    ):
        column = "text" if row["channel"] == "answer" else "thinking"
        database.run(
            f"UPDATE message SET {column} = {column} || ? WHERE id = ?",
            row["text"],
            row["message"] + by,
        )
