"""Puts right what a fault of the disk has left in a database that can still be read."""

from __future__ import annotations

import logging
import sqlite3

from app.store.database import Database, decode
from app.store.schema import VERSION_2, statements

log = logging.getLogger(__name__)

_SEARCHED = ("message", "chat")  # tables with triggers, which would read the harmed text again


def mend(database: Database) -> None:
    """Make all text UTF-8 and all indexes anew, that of searching too; large stores take seconds.

    Raises:
        sqlite3.Error: nothing was changed.
    """
    with database.transaction():
        database.run("REINDEX")
        marks = ", ".join("?" * len(_SEARCHED))
        query = f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({marks})"
        for name in database.column(query, *_SEARCHED):
            database.run(f"DROP TRIGGER {name}")
        for table, column in _texts(database):
            _mend_column(database, table, column)
        for statement in statements(VERSION_2):
            if not statement.lstrip().startswith("DROP TRIGGER"):
                database.run(statement)
    log.warning("texts and the index of searching were mended")


def is_whole(database: Database) -> bool:
    """By every page and every index, which takes longer than SQLite's quick check.

    An index that contradicts its table is made anew.
    """
    if database.value("PRAGMA integrity_check(1)") == "ok":
        return True
    database.run("REINDEX")
    return bool(database.value("PRAGMA integrity_check(1)") == "ok")


def _texts(database: Database) -> list[tuple[str, str]]:
    tables = database.column(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'found_%'"
    )
    return [
        (table, row["name"])
        for table in tables
        for row in database.rows(f"PRAGMA table_info({table})")
        if row["type"] == "TEXT"
    ]


def _mend_column(database: Database, table: str, column: str) -> None:
    where = f"CAST({column} AS BLOB)"
    harmed = [
        text
        for (text,) in database.run(f"SELECT {where} FROM {table} WHERE {column} IS NOT NULL")
        if not _is_utf8(text)
    ]
    for text in harmed:
        try:
            database.run(f"UPDATE {table} SET {column} = ? WHERE {where} = ?", decode(text), text)
        except sqlite3.IntegrityError as error:  # a key: it stays as it is
            log.warning("not mended: %s", error)


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
