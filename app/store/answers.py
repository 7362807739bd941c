"""Answers while they are written, and what became of them."""

from __future__ import annotations

import json
import time

from app.store.database import Database
from app.store.messages import Messages
from app.store.sessions import Session
from app.store.values import Ending
from engine.types import Channel


class Answers:
    """Streamed text is kept as pieces beside the message, so that each costs what it is long.

    When the answer ends they become its text, once; only then it is found by searching.

    Attributes:
        unsynced: an answer ended since the disk was last told to hold everything.
    """

    def __init__(self, database: Database, messages: Messages, session: Session) -> None:
        self._database = database
        self._messages = messages
        self._session = session
        self.unsynced = False

    def begin(self, id: int, chat: int, parent: int, model: str) -> None:
        """A new answer to `parent`; another one to the same question becomes a branch."""
        with self._database.transaction():
            now = time.time()
            self._database.run(
                "INSERT INTO message (id, chat, parent, role, created, state, session, model) "
                "VALUES (?, ?, ?, 'assistant', ?, 'streaming', ?, ?)",
                id, chat, parent, now, self._session.number, model,
            )  # fmt: skip
            self._messages.look_at(id)
            self._database.run(
                "UPDATE chat SET updated = ?, model = ? WHERE id = ?", now, model, chat
            )

    def resume(self, id: int) -> None:
        """Go on with an answer that was cut: what comes is appended to what is there."""
        with self._database.transaction():
            self._database.run(
                "UPDATE message SET state = 'streaming', session = ?, finish_reason = '', "
                "error = '' WHERE id = ?",
                self._session.number,
                id,
            )

    def append(self, id: int, text: str, channel: Channel = "answer") -> None:
        """What was streamed since the last time. Nothing happens if its chat is gone."""
        with self._database.transaction():
            self._database.run(
                "INSERT INTO piece (message, channel, text) SELECT id, ?, ? FROM message "
                "WHERE id = ?",
                channel, text, id,
            )  # fmt: skip

    def finish(self, id: int, ending: Ending) -> None:
        """The answer is whole, or as whole as it will be."""
        with self._database.transaction():
            self._fold(id, ending.text, ending.thinking)
            self._database.run(
                "UPDATE message SET state = ?, session = NULL, finish_reason = ?, error = ?, "
                "thinking_s = CASE WHEN ? IS NULL THEN thinking_s "
                "    ELSE coalesce(thinking_s, 0) + ? END, "
                "stats = ?, saw = ? WHERE id = ?",
                ending.state, ending.finish_reason, ending.error,
                ending.thinking_s, ending.thinking_s,
                None if ending.stats is None else json.dumps(dict(ending.stats)),
                json.dumps([dict(saw) for saw in ending.saw], ensure_ascii=False)
                if ending.saw else None,
                id,
            )  # fmt: skip
            self._database.run(
                "UPDATE chat SET updated = ? WHERE id = (SELECT chat FROM message WHERE id = ?)",
                time.time(),
                id,
            )
        self.unsynced = True

    def recover(self) -> tuple[int, ...]:
        """Answers whose writer is dead become "interrupted", with every piece that was kept."""
        open_sessions = self._database.column(
            "SELECT DISTINCT session FROM message WHERE state = 'streaming'"
        )
        found: list[int] = []
        for number in open_sessions:
            if number is not None and not self._session.is_dead(number):
                continue
            with self._database.transaction():
                for id in self._database.column(
                    "SELECT id FROM message WHERE state = 'streaming' AND session IS ?", number
                ):
                    self._fold(id, None, None)
                    self._database.run(
                        "UPDATE message SET state = 'interrupted', session = NULL WHERE id = ?", id
                    )
                    found.append(id)
        return tuple(found)

    def _fold(self, id: int, text: str | None, thinking: str | None) -> None:
        said = {"answer": "", "thinking": ""}
        for row in self._database.rows(
            "SELECT channel, text FROM piece WHERE message = ? ORDER BY id", id
        ):
            said[row["channel"]] += row["text"]
        self._database.run(
            "UPDATE message SET text = coalesce(?, text || ?), "
            "thinking = coalesce(?, thinking || ?) WHERE id = ?",
            text, said["answer"], thinking, said["thinking"], id,
        )  # fmt: skip
        self._database.run("DELETE FROM piece WHERE message = ?", id)
