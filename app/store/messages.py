"""The tree of a chat: what follows what, which branch is looked at, and reading it by windows."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Sequence
from itertools import pairwise

from app.store.database import Database, parsed
from app.store.errors import StoreError
from app.store.media import Media
from app.store.values import Attachment, Message, NewAttachment, Window
from engine.sentences import say

# From the last to the first. Each step gives one row, so that they come in this order; UNION, not
# UNION ALL: a parent that a fault of the disk has changed must not lead around for ever.
_WAY = """
WITH RECURSIVE up (id, parent) AS (
    SELECT id, parent FROM message WHERE id = ?
    UNION
    SELECT message.id, message.parent FROM message JOIN up ON message.id = up.parent)
SELECT id FROM up
"""
_PATH = """
WITH RECURSIVE up (id, parent) AS (
    SELECT message.id, message.parent FROM chat JOIN message ON message.id = chat.leaf
    WHERE chat.id = ?
    UNION
    SELECT message.id, message.parent FROM message JOIN up ON message.id = up.parent)
SELECT id FROM up
"""
_BRANCHES = """
SELECT id, parent FROM message
WHERE chat = :chat AND (parent IN (SELECT value FROM json_each(:parents)) OR
    (:first AND parent IS NULL))
ORDER BY created, id
"""


class Messages:
    def __init__(self, database: Database, media: Media) -> None:
        self._database = database
        self._media = media

    def ask(
        self,
        id: int,
        chat: int,
        parent: int | None,
        text: str,
        attachments: Sequence[NewAttachment] = (),
    ) -> None:
        """Add what the user says after `parent` (`None`: at the start) and look at it."""
        with self._database.transaction():
            now = time.time()
            self._database.run(
                "INSERT INTO message (id, chat, parent, role, text, created, state) "
                "VALUES (?, ?, ?, 'user', ?, ?, 'whole')",
                id, chat, parent, text, now,
            )  # fmt: skip
            self.attach(id, attachments)
            self.look_at(id)
            self._database.run("UPDATE chat SET updated = ? WHERE id = ?", now, chat)

    def edit(
        self,
        id: int,
        original: int,
        text: str,
        attachments: Sequence[NewAttachment] | None = None,
    ) -> None:
        """Say something else instead of `original`, which stays as a branch beside it.

        Attachments not given are those of the original.
        """
        with self._database.transaction():
            row = self._row(original)
            if attachments is None:
                attachments = [
                    NewAttachment(part["media"], part["name"], part["at"])
                    for part in self._database.rows(
                        "SELECT media, name, at FROM part WHERE message = ? ORDER BY position",
                        original,
                    )
                ]
            self.ask(id, row["chat"], row["parent"], text, attachments)

    def reword(self, id: int, text: str) -> None:
        """Put other words into a message, without a branch."""
        with self._database.transaction():
            self._row(id)
            self._database.run("UPDATE message SET text = ? WHERE id = ?", text, id)

    def attach(self, id: int, attachments: Sequence[NewAttachment]) -> None:
        self._database.many(
            "INSERT INTO part (message, position, media, name, at) VALUES (?, ?, ?, ?, ?)",
            [(id, at, new.media, new.name, new.at) for at, new in enumerate(attachments)],
        )

    def look_at(self, id: int) -> None:
        """Make the current path end in `id`, and remember at every fork how it got there."""
        with self._database.transaction():
            row = self._row(id)
            chat, parent = row["chat"], row["parent"]
            leaf = self._database.value("SELECT leaf FROM chat WHERE id = ?", chat)
            if parent is not None and parent == leaf:  # one more at the end: nothing above changes
                steps = [(id, parent)]
            else:
                steps = list(pairwise(self._database.column(_WAY, id)))
            self._database.many("UPDATE message SET chosen = ? WHERE id = ?", steps)
            self._database.run("UPDATE chat SET leaf = ? WHERE id = ?", id, chat)

    def switch(self, id: int) -> int:
        """Look at the branch that starts with `id`, as far down as it was looked at last.

        Returns:
            the last message of the path that is now current.
        """
        with self._database.transaction():
            leaf = id
            while (below := self._below(leaf)) is not None:
                leaf = below
            self.look_at(leaf)
        return leaf

    def path(self, chat: int) -> tuple[int, ...]:
        """Ids of the current path, first to last."""
        return tuple(reversed(self._database.column(_PATH, chat)))

    def window(
        self, chat: int, *, first: int | None = None, last: int | None = None, start: int = 0
    ) -> Window:
        """Some messages of the current path: the `first` N, the `last` N, or all from `start`.

        `start` with `first` gives N messages from there on.
        """
        ids = self.path(chat)
        begin = max(0, len(ids) - last) if last is not None else min(start, len(ids))
        end = len(ids) if first is None or last is not None else min(len(ids), begin + first)
        return Window(chat, ids, begin, self._load(chat, ids[begin:end]))

    def get(self, id: int) -> Message | None:
        chat = self._database.value("SELECT chat FROM message WHERE id = ?", id)
        return None if chat is None else self._load(chat, (id,))[0]

    def show(self, id: int) -> Window | None:
        """Make the path lead through `id` (a search found it) and give all of it from there."""
        if (chat := self._database.value("SELECT chat FROM message WHERE id = ?", id)) is None:
            return None
        if id not in self.path(chat):
            self.switch(id)
        return self.window(chat, start=self.path(chat).index(id))

    def _load(self, chat: int, ids: tuple[int, ...]) -> tuple[Message, ...]:
        if not ids:
            return ()
        rows = {
            row["id"]: row
            for row in self._database.rows(
                "SELECT * FROM message WHERE id IN (SELECT value FROM json_each(?))",
                json.dumps(ids),
            )
        }
        parts = self._media.of_messages(min(ids), max(ids), chat)
        branches = self._branches(chat, [row["parent"] for row in rows.values()])
        return tuple(
            self._value(rows[id], parts.get(id, ()), self._beside(rows[id], branches)) for id in ids
        )

    def _beside(
        self, row: sqlite3.Row, branches: dict[int | None, tuple[int, ...]]
    ) -> tuple[int, ...]:
        found = branches.get(row["parent"], ())
        if row["id"] not in found:  # the index says something else than its table
            self._database.unsound = True
            return (row["id"],)
        return found

    def _branches(
        self, chat: int, parents: Sequence[int | None]
    ) -> dict[int | None, tuple[int, ...]]:
        found: dict[int | None, list[int]] = {}
        values = {
            "chat": chat,
            "parents": json.dumps([parent for parent in parents if parent is not None]),
            "first": None in parents,
        }
        for row in self._database.connection.execute(_BRANCHES, values):
            found.setdefault(row["parent"], []).append(row["id"])
        return {parent: tuple(ids) for parent, ids in found.items()}

    def _value(
        self, row: sqlite3.Row, attachments: tuple[Attachment, ...], siblings: tuple[int, ...]
    ) -> Message:
        text, thinking = row["text"], row["thinking"]
        if row["state"] == "streaming":
            for piece in self._database.rows(
                "SELECT channel, text FROM piece WHERE message = ? ORDER BY id", row["id"]
            ):
                if piece["channel"] == "answer":
                    text += piece["text"]
                else:
                    thinking += piece["text"]
        return Message(
            id=row["id"],
            chat=row["chat"],
            parent=row["parent"],
            role=row["role"],
            text=text,
            attachments=attachments,
            created=row["created"],
            state=row["state"],
            siblings=siblings,
            thinking=thinking,
            thinking_s=row["thinking_s"],
            finish_reason=row["finish_reason"],
            error=row["error"],
            model=row["model"],
            stats=parsed(row["stats"], dict),
            saw=tuple(parsed(row["saw"], list) or ()),
        )

    def _below(self, id: int) -> int | None:
        """The child that was looked at last, else the newest."""
        found = self._database.value(
            "SELECT child.id FROM message JOIN message AS child ON child.parent = message.id "
            "WHERE message.id = ? "
            "ORDER BY child.id = message.chosen DESC, child.created DESC, child.id DESC",
            id,
        )
        return None if found is None else int(found)

    def _row(self, id: int) -> sqlite3.Row:
        row = self._database.row("SELECT chat, parent FROM message WHERE id = ?", id)
        if row is None:
            raise StoreError(
                say("That message is no longer there; its chat was deleted meanwhile.")
            )
        return row
