"""What the store says when it cannot do something."""

from __future__ import annotations

import sqlite3

from app.errors import NO_SPACE, UserError


class StoreError(UserError):
    """The chats cannot be kept or read as they are."""


class NewerStore(StoreError):
    """Written by a later Parlance. Nothing was read or changed."""


class ForeignStore(StoreError):
    """A database, but not ours."""


class ImportRefused(StoreError):
    """A file that holds no chats that we can read."""


def name_of(error: sqlite3.Error) -> str:
    """SQLite's name of the error, "SQLITE_FULL" for example; empty if it has none."""
    return str(getattr(error, "sqlite_errorname", "") or "")


def is_damage(error: sqlite3.Error) -> bool:
    return name_of(error).startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))


def is_read_only(error: sqlite3.Error) -> bool:
    return name_of(error).startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"))


def waiting_sentence(error: BaseException) -> str:
    """Why writing has to wait, for the user; empty if waiting would not help."""
    why = ""
    if isinstance(error, OSError) and error.errno in NO_SPACE:
        why = "the disk is full; free some space and they will be saved by themselves"
    if isinstance(error, sqlite3.Error):
        name = name_of(error)
        if name.startswith("SQLITE_FULL"):
            why = "the disk is full; free some space and they will be saved by themselves"
        elif name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            why = "another program is using their file; they will be saved when it is done"
        elif is_read_only(error):
            why = "their folder can no longer be written; check the disk and its permissions"
        elif name.startswith("SQLITE_IOERR"):
            why = "the disk reports an error; check it, and export what matters"
    return f"New messages are only in memory, because {why}." if why else ""
