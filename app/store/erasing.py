"""Deletes everything that was ever said, the copies of it too."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from app.store.store import ChatReader, ChatStore

log = logging.getLogger(__name__)


def erase_all(store: ChatStore) -> int:
    """Delete all chats and folders. There is no undo. Once that is committed, call `clear_up`.

    Returns:
        how many chats with something in them there were.
    """
    chats = count_chats(store)
    store.database.run("UPDATE chat SET trashed_at = ?", time.time())
    store.database.run("DELETE FROM folder")
    store.empty_trash(grace_s=0)
    for index in ("found_message", "found_title"):
        # Else words that were deleted stay legible in it until they are merged away.
        store.database.run(f"INSERT INTO {index} ({index}) VALUES ('delete-all')")
    return chats


def clear_up(store: ChatStore) -> None:
    """After `erase_all`: delete backups and what was set aside, and give the room back.

    Not in a transaction.
    """
    if store.folder is not None:
        for path in (*store.folder.glob("chats-backup*"), *store.folder.glob("chats-damaged-*")):
            with suppress(OSError):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    try:
        store.media.sweep(0)
        store.database.run("VACUUM").fetchall()
        store.database.run("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except (OSError, sqlite3.Error) as error:  # the chats are deleted all the same
        log.warning("not cleared up: %s", error)


def delete_old_trash(store: ChatStore, days: int) -> int:
    """Delete chats that have been in the trash for longer than that; how many."""
    before = time.time() - days * 24 * 3600
    old = store.database.column("SELECT id FROM chat WHERE trashed_at < ?", before)
    return store.empty_trash(old) if old else 0


def count_chats(store: ChatReader) -> int:
    """Those with a message, wherever they are."""
    return int(store.database.value("SELECT count(*) FROM chat WHERE leaf IS NOT NULL") or 0)


def kept_bytes(folder: Path) -> int:
    """What the chats in `folder` take on the disk: the database, its copies, attachments."""
    paths = [*folder.glob("chats*"), folder / "media"]
    return sum(_bytes(file) for path in paths for file in _files(path))


def _files(path: Path) -> Iterator[Path]:
    yield from path.rglob("*") if path.is_dir() else [path]


def _bytes(file: Path) -> int:
    try:
        return file.stat().st_size if file.is_file() else 0
    except OSError:
        return 0
