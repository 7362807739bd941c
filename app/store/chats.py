"""Chats as wholes: listing, naming, sorting away, drafts."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Sequence
from typing import Any, Literal

from app.store.changes import Change, Deed, Undo, apply
from app.store.database import Database, parsed
from app.store.media import Media
from app.store.values import Chat, ChatRow, Draft, Json, NewAttachment

Shelf = Literal["open", "archived", "trash"]

_SHELVES: dict[Shelf, str] = {
    "open": "trashed_at IS NULL AND NOT archived",
    "archived": "trashed_at IS NULL AND archived",
    "trash": "trashed_at IS NOT NULL",
}


class Chats:
    """Every change gives an `Undo`, where taking it back makes sense."""

    def __init__(self, database: Database, media: Media) -> None:
        self._database = database
        self._media = media

    def list(self, shelf: Shelf = "open") -> tuple[ChatRow, ...]:
        """Chats with a message, pinned ones first, then the newest."""
        rows = self._database.rows(
            f"SELECT * FROM chat WHERE {_SHELVES[shelf]} AND leaf IS NOT NULL "
            "ORDER BY pinned DESC, updated DESC, id DESC"
        )
        return tuple(map(_row, rows))

    def get(self, id: int) -> Chat | None:
        """`None` if there is no such chat (any more)."""
        row = self._database.row("SELECT * FROM chat WHERE id = ?", id)
        if row is None:
            return None
        return Chat(
            row=_row(row),
            system_prompt=row["system_prompt"],
            sampling=parsed(row["sampling"], dict),
            draft=Draft(row["draft"], self._media.of_draft(id)),
            leaf=row["leaf"],
        )

    def unsent(self, taken: frozenset[int] = frozenset()) -> int | None:
        """The newest chat without a message: the one for "New chat", with its draft.

        One that is `taken` is passed over.
        """
        rows = self._database.rows(
            "SELECT id FROM chat WHERE leaf IS NULL AND trashed_at IS NULL ORDER BY id DESC"
        )
        return next((int(row[0]) for row in rows if row[0] not in taken), None)

    def add(
        self,
        id: int,
        *,
        title: str = "",
        folder: int | None = None,
        system_prompt: str = "",
        sampling: Json | None = None,
        model: str = "",
    ) -> None:
        now = time.time()
        with self._database.transaction():
            self._database.run(
                "INSERT INTO chat (id, title, title_by, folder, created, updated, system_prompt, "
                "sampling, model) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id, title, "user" if title else "none", folder, now, now, system_prompt,
                _packed(sampling), model,
            )  # fmt: skip

    def rename(self, id: int, title: str) -> Undo:
        """By the user: no model changes it afterwards."""
        title = " ".join(title.split())
        by = "user" if title else "none"
        return self._change("rename", [id], {"title": title, "title_by": by})

    def suggest_title(self, id: int, title: str) -> bool:
        """By the model. False if the user has named the chat, and nothing changed."""
        with self._database.transaction():
            cursor = self._database.run(
                "UPDATE chat SET title = ?, title_by = 'model' WHERE id = ? AND title_by <> 'user'",
                " ".join(title.split()),
                id,
            )
        return cursor.rowcount > 0

    def untitled(self, limit: int = 1) -> tuple[int, ...]:
        """Chats that wait for a title: an answer is there, and nobody has named them."""
        return tuple(
            self._database.column(
                "SELECT id FROM chat WHERE title_by = 'none' AND trashed_at IS NULL AND EXISTS "
                "(SELECT 1 FROM message WHERE chat = chat.id AND role = 'assistant' "
                " AND state <> 'streaming' AND text <> '') ORDER BY updated DESC LIMIT ?",
                limit,
            )
        )

    def pin(self, id: int, pinned: bool = True) -> Undo:
        return self._change("pin" if pinned else "unpin", [id], {"pinned": int(pinned)})

    def archive(self, ids: Sequence[int], archived: bool = True) -> Undo:
        deed: Deed = "archive" if archived else "unarchive"
        return self._change(deed, ids, {"archived": int(archived)})

    def move(self, ids: Sequence[int], folder: int | None) -> Undo:
        return self._change("move", ids, {"folder": folder})

    def trash(self, ids: Sequence[int]) -> Undo:
        return self._change("trash", ids, {"trashed_at": time.time()})

    def restore(self, ids: Sequence[int]) -> Undo:
        """Out of the trash."""
        return self._change("restore", ids, {"trashed_at": None})

    def set_system_prompt(self, id: int, prompt: str) -> None:
        self._set(id, system_prompt=prompt)

    def set_sampling(self, id: int, sampling: Json | None) -> None:
        self._set(id, sampling=_packed(sampling))

    def set_model(self, id: int, name: str) -> None:
        self._set(id, model=name)

    def set_draft(self, id: int, text: str, attachments: Sequence[NewAttachment] = ()) -> None:
        with self._database.transaction():
            self._set(id, draft=text)
            self._database.run("DELETE FROM draft_part WHERE chat = ?", id)
            self._database.many(
                "INSERT INTO draft_part (chat, position, media, name) VALUES (?, ?, ?, ?)",
                [(id, at, new.media, new.name) for at, new in enumerate(attachments)],
            )

    def set_draft_text(self, id: int, text: str) -> None:
        """Other words beside the same attachments."""
        self._set(id, draft=text)

    def touch(self, id: int, when: float | None = None) -> None:
        """Something was said in it."""
        self._set(id, updated=time.time() if when is None else when)

    def _set(self, id: int, **values: Any) -> None:
        sets = ", ".join(f"{name} = ?" for name in values)
        with self._database.transaction():
            self._database.run(f"UPDATE chat SET {sets} WHERE id = ?", *values.values(), id)

    def _change(self, deed: Deed, ids: Sequence[int], values: dict[str, Any]) -> Undo:
        titles = [
            self._database.value("SELECT title FROM chat WHERE id = ?", id) or "" for id in ids
        ]
        back = apply(self._database, [Change("chat", id, values) for id in ids])
        return Undo(deed, titles[0] if len(titles) == 1 else "", tuple(ids), back)


def _row(row: sqlite3.Row) -> ChatRow:
    return ChatRow(
        id=row["id"],
        title=row["title"],
        title_by=row["title_by"],
        folder=row["folder"],
        pinned=bool(row["pinned"]),
        archived=bool(row["archived"]),
        trashed_at=row["trashed_at"],
        created=row["created"],
        updated=row["updated"],
        model=row["model"],
    )


def _packed(value: Json | None) -> str | None:
    return None if value is None else json.dumps(dict(value), ensure_ascii=False)
