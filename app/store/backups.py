"""Copies of the database that are whole: by SQLite itself, never of its open file."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

log = logging.getLogger(__name__)

DAILY = "chats-backup.sqlite3"
OLDER = "chats-backup-older.sqlite3"
DAY_S = 24 * 3600.0


def back_up(source: Path, target: Path) -> None:
    """Copy the database `source`, which may be in use, to `target`, whole or not at all.

    Raises:
        OSError, sqlite3.Error: no room, no permission; an older `target` stays.
    """
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    draft.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(draft)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE").fetchall()  # one file, without a log
            if (problem := new.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
                raise sqlite3.DatabaseError(problem)  # a good backup is not given for a bad one
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def back_up_if_due(source: Path, age_s: float = DAY_S) -> bool:
    """A backup a day, and the one before it. For a thread of its own: it reads everything.

    Returns:
        whether there is a new one; what goes wrong is only logged.
    """
    daily = source.with_name(DAILY)
    with suppress(OSError):
        if time.time() - daily.stat().st_mtime < age_s:
            return False
    try:
        fresh = source.with_name(f"{DAILY}.new")
        back_up(source, fresh)
        if daily.exists():
            daily.replace(source.with_name(OLDER))
        fresh.replace(daily)
    except (OSError, sqlite3.Error) as error:
        log.warning("no backup: %s", error)
        return False
    return True


def newest_backup(folder: Path) -> Path | None:
    """The newest backup that is whole."""
    found = sorted(folder.glob("chats-backup*.sqlite3"), key=_age)
    return next((path for path in found if _is_whole(path)), None)


def _age(path: Path) -> float:
    return -path.stat().st_mtime


def _is_whole(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as backup:
            return bool(backup.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.Error:
        return False
