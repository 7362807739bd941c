"""Messages that wait for the answer before them. They are sent one by one, in their order."""

from __future__ import annotations

from collections.abc import Sequence

from app.store.database import Database
from app.store.media import Media
from app.store.values import NewAttachment, Queued


class Queue:
    """Kept as soon as they are written: the end of the app, whatever its reason, loses none."""

    def __init__(self, database: Database, media: Media) -> None:
        self._database = database
        self._media = media

    def of(self, chat: int) -> tuple[Queued, ...]:
        """First to last."""
        rows = self._database.rows("SELECT * FROM queued WHERE chat = ? ORDER BY id", chat)
        return tuple(
            Queued(row["id"], chat, row["text"], self._media.of_queued(row["id"])) for row in rows
        )

    def chats(self) -> tuple[int, ...]:
        """In which something waits, except for those in the trash."""
        return tuple(
            self._database.column(
                "SELECT DISTINCT chat FROM queued JOIN chat ON chat.id = queued.chat "
                "WHERE trashed_at IS NULL ORDER BY updated DESC"
            )
        )

    def add(self, id: int, chat: int, text: str, attachments: Sequence[NewAttachment] = ()) -> None:
        """At the end, if `id` is the newest. Nothing happens if the chat is gone."""
        with self._database.transaction():
            cursor = self._database.run(
                "INSERT INTO queued (id, chat, text) SELECT ?, id, ? FROM chat WHERE id = ?",
                id, text, chat,
            )  # fmt: skip
            if cursor.rowcount:
                self._database.many(
                    "INSERT INTO queued_part (queued, position, media, name) VALUES (?, ?, ?, ?)",
                    [(id, at, new.media, new.name) for at, new in enumerate(attachments)],
                )

    def remove(self, id: int) -> None:
        """It was sent, or is not to be sent any more."""
        with self._database.transaction():
            self._database.run("DELETE FROM queued WHERE id = ?", id)
