"""A connection to SQLite: transactions, rows, and the pragmas that make it safe."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from app.store.errors import is_unsound
from app.store.words import words

log = logging.getLogger(__name__)

T = TypeVar("T")

BUSY_MS = 5000
BLOCK = 10_000  # ids reserved at once


class Database:
    """One connection, used by one thread at a time.

    Attributes:
        unsound: something in it was harmed that `app.store.mend` can put right.

    Raises (all methods):
        sqlite3.Error: as it came; `app.store.errors` says what it means.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.unsound = False

    def run(self, sql: str, *values: Any) -> sqlite3.Cursor:
        try:
            return self.connection.execute(sql, values)
        except UnicodeEncodeError:  # half a character: from a broken file, or a paste cut in two
            return self.connection.execute(sql, tuple(map(whole_characters, values)))
        except sqlite3.Error as error:
            self.unsound = self.unsound or is_unsound(error)
            raise

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        return self._legible(lambda: self.run(sql, *values).fetchall())

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self._legible(lambda: self.run(sql, *values).fetchone())
        return found

    def value(self, sql: str, *values: Any) -> Any:
        """The first column of the first row, `None` without one."""
        found = self.row(sql, *values)
        return None if found is None else found[0]

    def column(self, sql: str, *values: Any) -> list[Any]:
        return self._legible(lambda: [row[0] for row in self.run(sql, *values)])

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Values as `whole_characters` leaves them: names of files can be broken too."""
        try:
            self.connection.executemany(sql, [tuple(map(whole_characters, row)) for row in rows])
        except sqlite3.Error as error:
            self.unsound = self.unsound or is_unsound(error)
            raise

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Inside another one it is a part of that.

        IMMEDIATE: a transaction that reads first and writes later would fail, not wait, when a
        second Parlance writes in between.
        """
        if self.connection.in_transaction:
            yield
            return
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self.connection.in_transaction:  # a full disk may have rolled it back already
                self.run("ROLLBACK")
            raise

    def reserve_ids(self, count: int = BLOCK) -> range:
        """Ids that nobody else will use, in this process or another."""
        with self.transaction():
            first = self.value(
                "UPDATE counter SET next = next + ? WHERE name = 'id' RETURNING next - ?",
                count,
                count,
            )
        return range(first, first + count)

    def set_patience(self, ms: int | None = None) -> None:
        """How long to wait for a file that others have locked; by default as at the start."""
        self.run(f"PRAGMA busy_timeout = {BUSY_MS if ms is None else ms}").fetchall()

    def close(self) -> None:
        self.connection.close()

    def _legible(self, read: Callable[[], T]) -> T:
        """A byte that went wrong on the disk costs a character, not the chat."""
        try:
            return read()
        except sqlite3.Error as error:
            self.unsound = self.unsound or is_unsound(error)
            if not is_illegible(error) or self.connection.text_factory is decode:
                raise
            log.warning("text that is not UTF-8: %s", error)
            self.connection.text_factory = decode
            self.unsound = True
            return read()


def is_illegible(error: sqlite3.Error) -> bool:
    """Python could not decode a text, an error that SQLite itself knows nothing of."""
    return isinstance(error, sqlite3.OperationalError) and not hasattr(error, "sqlite_errorname")


def decode(text: bytes) -> str:
    """What is not UTF-8 becomes U+FFFD."""
    return text.decode("utf-8", "replace")


def parsed(text: str | None, kind: type[T]) -> T | None:
    """The JSON of a column; `None` if there is none, or it is not what it was."""
    try:
        value = json.loads(text or "null")
    except ValueError as error:
        log.warning("not JSON: %s", error)
        return None
    return value if isinstance(value, kind) else None


def whole_characters(value: Any) -> Any:
    """Text that UTF-8 can hold: halves of a pair are joined, lone ones become U+FFFD."""
    if not isinstance(value, str) or value.isascii():
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def connect(path: Path | str) -> Database:
    """Open a database, or make an empty one.

    WAL with synchronous=NORMAL: a commit is in the file's pages that the system holds, so that
    `kill -9` loses none of them; a power cut may lose the last commits but never harms the file,
    because WAL is synced before a checkpoint overwrites the database. `Answers.finish` syncs
    what is whole, so that a power cut takes at most an answer that was still being written.
    On a Mac a sync reaches only the drive's cache; `checkpoint_fullfsync` makes it reach the disk.
    """
    connection = sqlite3.connect(
        path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False
    )
    connection.row_factory = sqlite3.Row
    try:
        connection.create_function("words", 1, words, deterministic=True)
        for pragma in (
            f"busy_timeout = {BUSY_MS}",
            "foreign_keys = ON",
            "trusted_schema = ON",  # else triggers may not call `words`
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "checkpoint_fullfsync = ON",
            "cell_size_check = ON",
            "secure_delete = ON",  # what left the trash is overwritten, not just forgotten
            "temp_store = MEMORY",
            "cache_size = -512",  # kB; the system keeps the file in its own memory anyhow
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException:
        connection.close()
        raise
    return Database(connection)
