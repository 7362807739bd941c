"""What can still be read of a damaged database, brought into one that is whole."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from app.store.database import Database, decode
from app.store.ids import TEMPORARY
from app.store.schema import APPLICATION_ID, VERSION

log = logging.getLogger(__name__)

# Tables and their keys, those first that others refer to.
_KEYS = {
    "folder": "id",
    "media": "hash",
    "chat": "id",
    "message": "id",
    "piece": "id",
    "part": "message, position",
    "draft_part": "chat, position",
    "queued": "id",
    "queued_part": "queued, position",
}
_MOST_ROWS = 5_000_000  # more in one table are one damaged page that is read in circles
_PAGE = 4096
_HEADER = 100
_ENDED = ("whole", "stopped", "failed")

_LEAVES = """
UPDATE chat SET leaf = (SELECT max(id) FROM message WHERE chat = chat.id)
WHERE leaf IS NULL OR NOT EXISTS (SELECT 1 FROM message WHERE id = leaf AND chat = chat.id)
"""
_COUNTER = """
UPDATE counter SET next = max(next, 1 + (SELECT max(id) FROM (
    SELECT max(id) AS id FROM chat UNION ALL SELECT max(id) FROM message
    UNION ALL SELECT max(id) FROM folder UNION ALL SELECT max(id) FROM queued UNION ALL SELECT 0)))
WHERE name = 'id'
"""

Row = dict[str, Any]


def salvage(damaged: Path, database: Database) -> int:
    """Add what `database`, a backup or empty, lacks. `damaged` is only read.

    A chat in both is as it was last. What was deleted since the backup may come back.

    Returns:
        how many messages were added.

    Raises:
        OSError, sqlite3.Error: nothing was added.
    """
    with tempfile.TemporaryDirectory(prefix="parlance-chats-") as scratch:
        copy = Path(scratch) / "chats.sqlite3"
        shutil.copyfile(damaged, copy)
        if (damaged_log := damaged.with_name(f"{damaged.name}-wal")).exists():
            shutil.copyfile(damaged_log, copy.with_name(f"{copy.name}-wal"))
        _mend_header(copy)
        with closing(sqlite3.connect(copy)) as source:
            source.row_factory = sqlite3.Row
            source.text_factory = decode
            source.execute("PRAGMA cell_size_check = ON")
            return _carry_over(source, database)


def _carry_over(source: sqlite3.Connection, database: Database) -> int:
    before = database.value("SELECT count(*) FROM message")
    with database.transaction():
        for table, key in _KEYS.items():
            columns = {row["name"] for row in database.rows(f"PRAGMA table_info({table})")}
            waiting = [
                {name: value for name, value in row.items() if name in columns}
                for row in _rows(source, table, key)
            ]
            while left := [row for row in waiting if not _add(database, table, row)]:
                if len(left) == len(waiting):
                    break
                waiting = left  # what they refer to may be there now
        database.run(_LEAVES)
        database.run(_COUNTER)
        return int(database.value("SELECT count(*) FROM message") - before)


def _rows(source: sqlite3.Connection, table: str, key: str) -> Iterator[Row]:
    """From the first and from the last, as far as the pages between them can be read."""
    for order in ("ASC", "DESC"):
        keys = ", ".join(f"{name} {order}" for name in key.split(", "))
        try:
            for count, row in enumerate(source.execute(f"SELECT * FROM {table} ORDER BY {keys}")):
                if count > _MOST_ROWS:
                    break
                yield dict(row)
            else:
                return
        except (sqlite3.Error, ValueError) as error:
            log.warning("%s is read as far as it goes: %s", table, error)


def _add(database: Database, table: str, row: Row) -> bool:
    """False if something that it refers to is not there."""
    if not all(_plausible(row.get(name)) for name in ("id", "chat", "message", "queued")):
        return True
    try:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        added = database.run(
            f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", *row.values()
        )
        if not added.rowcount:
            _renew(database, table, row)
    except sqlite3.IntegrityError as error:
        return error.sqlite_errorname != "SQLITE_CONSTRAINT_FOREIGNKEY"
    except (sqlite3.Error, ValueError, OverflowError) as error:
        log.warning("a row of %s is left out: %s", table, error)
    return True


def _renew(database: Database, table: str, row: Row) -> None:
    """What is in the backup, too, but has changed since."""
    if table == "chat":
        names = [name for name in row if name not in ("id", "created")]
        where = "updated < ?"
        last: Sequence[Any] = (row["updated"],)
    elif table == "message" and row["state"] in _ENDED:  # it was being written then
        names = [name for name in row if name not in ("id", "chat", "parent", "role", "created")]
        where, last = "state IN ('streaming', 'interrupted')", ()
    else:
        return
    sets = ", ".join(f"{name} = ?" for name in names)
    database.run(
        f"UPDATE {table} SET {sets} WHERE id = ? AND {where}",
        *(row[name] for name in names),
        row["id"],
        *last,
    )


def _plausible(id: Any) -> bool:
    return id is None or (isinstance(id, int) and 0 < id < TEMPORARY)


def _mend_header(copy: Path) -> None:
    """The first bytes are the same in all our files, except for what SQLite does without."""
    with copy.open("rb+") as file:
        header = bytearray(file.read(_HEADER).ljust(_HEADER, b"\0"))
        header[:24] = b"SQLite format 3\0" + _PAGE.to_bytes(2, "big") + bytes((2, 2, 0, 64, 32, 32))
        header[28:40] = (copy.stat().st_size // _PAGE).to_bytes(4, "big") + bytes(8)  # nothing free
        header[44:48] = (4).to_bytes(4, "big")
        header[52:60] = bytes(4) + (1).to_bytes(4, "big")  # UTF-8
        header[60:72] = VERSION.to_bytes(4, "big") + bytes(4) + APPLICATION_ID.to_bytes(4, "big")
        header[92:96] = header[24:28]
        file.seek(0)
        file.write(header)
