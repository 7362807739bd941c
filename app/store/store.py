"""The store as its users see it. One thread at a time; `app.store_thread` is for the window."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Generator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar, cast

from app.store.answers import Answers
from app.store.changes import Undo, apply
from app.store.chats import Chats
from app.store.copies import duplicate
from app.store.database import Database, connect
from app.store.folders import Folders
from app.store.ids import Ids
from app.store.media import GRACE_S, Media
from app.store.mend import mend
from app.store.messages import Messages
from app.store.queue import Queue
from app.store.schema import MIGRATIONS
from app.store.search import Search
from app.store.sessions import Session

log = logging.getLogger(__name__)

STEP = 400  # messages that are written or deleted at once: a few dozen milliseconds
_MORE = "SELECT id FROM message WHERE chat = ? ORDER BY id DESC LIMIT 1 OFFSET ?"
_DELETE_LAST = """
DELETE FROM message
WHERE id IN (SELECT id FROM message WHERE chat = ? ORDER BY id DESC LIMIT ?)
"""
SUSPECT = "chats-suspect"  # a file beside the database that is not to be trusted

T = TypeVar("T")


def whole(steps: Generator[None, None, T]) -> T:
    """All steps at once."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return cast("T", end.value)


class ChatReader:
    """What can be read: chats, folders, messages, attachments, search."""

    def __init__(self, database: Database, folder: Path | None) -> None:
        self.database = database
        self.folder = folder
        self.media = Media(database, None if folder is None else folder / "media")
        self.folders = Folders(database)
        self.chats = Chats(database, self.media)
        self.messages = Messages(database, self.media)
        self.queue = Queue(database, self.media)
        self.search = Search(database)


class ChatStore(ChatReader):
    """What can be read, and all that can be changed.

    Attributes:
        folder: where it lives; `None` for one in memory (a temporary chat, or no disk to write to).
        kept: what is written outlives the app.
    """

    def __init__(
        self, database: Database, folder: Path | None, ids: Ids | None = None, kept: bool = True
    ) -> None:
        super().__init__(database, folder)
        self.kept = kept and folder is not None
        self.ids = ids or Ids()
        self.ids.fill(database)
        locks = None if folder is None else folder / "locks"
        self.session = Session(locks, database.reserve_ids(1)[0])
        self.answers = Answers(database, self.messages, self.session)
        self._sweep: float | None = None
        self._scratch: TemporaryDirectory[str] | None = None

    @classmethod
    def in_memory(cls, ids: Ids | None = None, first_id: int = 1) -> ChatStore:
        """A store that never touches the disk. Everything works, and nothing stays."""
        database = connect(":memory:")
        for script in MIGRATIONS:
            database.connection.executescript(script)
        database.run("UPDATE counter SET next = ?", first_id)
        return cls(database, None, ids)

    def new_id(self) -> int:
        return self.ids.take()

    def undo(self, undo: Undo) -> Undo:
        """Take it back; what is returned does it again."""
        back = apply(self.database, undo.changes)
        return Undo(undo.deed, undo.subject, undo.chats, back)

    def duplicate(self, chat: int, title: str) -> tuple[int, Undo]:
        """The copy's id, and how to get rid of it. `title` is the copy's ("Lisbon (copy)")."""
        return duplicate(self.database, chat, title)

    def empty_trash(self, chats: Sequence[int] | None = None, grace_s: float = GRACE_S) -> int:
        """Delete what is in the trash (or these of it) for good, and attachments nobody uses.

        The files go when the deletion is committed: with `settle`.

        Returns:
            how many chats were deleted. There is no undo.
        """
        with self.database.transaction():
            return whole(self.emptying_trash(chats, grace_s))

    def emptying_trash(
        self, chats: Sequence[int] | None = None, grace_s: float = GRACE_S
    ) -> Generator[None, None, int]:
        """The same in steps, each a transaction. A chat whose turn has come is seen no more."""
        doomed = self.database.column("SELECT id FROM chat WHERE trashed_at IS NOT NULL")
        if chats is not None:
            doomed = [id for id in doomed if id in set(chats)]
        for id in doomed:
            self.database.run("UPDATE chat SET leaf = NULL WHERE id = ?", id)
            while self.database.value(_MORE, id, STEP) is not None:
                self._delete_last(id)
                yield
            self.database.run("DELETE FROM chat WHERE id = ?", id)
            yield
        self.media.collect(grace_s)
        self._sweep = grace_s
        return len(doomed)

    def _delete_last(self, chat: int) -> None:
        """Some of its messages: the newest, so that none is left without the one before it."""
        try:
            self.database.run(_DELETE_LAST, chat, STEP)
        except sqlite3.IntegrityError:  # another Parlance had lower ids in stock
            self.database.run("DELETE FROM message WHERE chat = ?", chat)

    def collect(self, grace_s: float = GRACE_S) -> int:
        """Forget attachments that nobody uses any more: taken out of drafts, with messages deleted.

        The files go when that is committed: with `settle`.

        Returns:
            how many were forgotten.
        """
        self._sweep = grace_s
        return self.media.collect(grace_s)

    def forget(self, chat: int) -> None:
        """Delete a chat at once, without trash: an empty one that was never used."""
        with self.database.transaction():
            self.database.run("DELETE FROM chat WHERE id = ?", chat)

    def settle(self) -> None:
        """What follows a change once it is committed: ids in stock, the disk synced, files swept.

        A checkpoint syncs the log, see `connect`; PASSIVE waits for nobody.
        """
        self.ids.fill(self.database)
        self.mend()
        if self.answers.unsynced:
            self.database.run("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            self.answers.unsynced = False
        if self._sweep is not None and self._nothing_to_rescue():
            grace_s, self._sweep = self._sweep, None
            self.media.sweep(grace_s)

    def mend(self) -> bool:
        """Put right what was found to be harmed; whether it is worth trying again."""
        if not self.database.unsound:
            return False
        self.database.unsound = False
        try:
            mend(self.database)
        except (sqlite3.Error, ValueError) as error:  # the next start looks more closely
            log.warning("chats were not mended: %s", error)
            return False
        return True

    def suspect(self) -> None:
        """The file is damaged where nobody saw it: the next start has to look everywhere."""
        if self.folder is not None:
            with suppress(OSError):
                (self.folder / SUSPECT).touch()

    def keep_alive(self, scratch: TemporaryDirectory[str]) -> None:
        """For a store on a copy: its folder goes with it."""
        self._scratch = scratch

    def close(self) -> None:
        self.session.close()
        self.database.close()
        if self._scratch is not None:
            self._scratch.cleanup()

    def _nothing_to_rescue(self) -> bool:
        """Attachments of a damaged database that was set aside stay with it."""
        return self.folder is None or not any(self.folder.glob("chats-damaged-*"))
