"""What the store says when it cannot do something."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

from app.errors import NO_SPACE, UserError, reason_of
from engine.sentences import say

_OF_A_FUNCTION = re.compile("user-defined function")  # there is no other name for its failure


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


def is_busy(error: BaseException) -> bool:
    """Another program has locked the file."""
    return isinstance(error, sqlite3.Error) and name_of(error).startswith(
        ("SQLITE_BUSY", "SQLITE_LOCKED")
    )


def is_unsound(error: sqlite3.Error) -> bool:
    """An index is harmed, or a text that one is made of: both can be mended."""
    indexes = ("SQLITE_CORRUPT_VTAB", "SQLITE_CORRUPT_INDEX")
    return name_of(error) in indexes or bool(_OF_A_FUNCTION.search(str(error)))


def why_not(error: sqlite3.Error | OSError) -> str:
    """Why it could not be written, in words: the end of a sentence."""
    if isinstance(error, OSError):
        return reason_of(error)
    name = name_of(error)
    for begins, words in _REASONS.items():
        if name.startswith(begins):
            return words()
    return say("their file says: {error}", error=error)


def waiting_sentence(error: BaseException) -> str:
    """Why writing has to wait, for the user; empty if it is nothing that may pass."""
    if isinstance(error, sqlite3.Error) and is_damage(error):
        return say(
            "The file with your chats was damaged while Parlance was using it: copy what matters, "
            "then quit and open Parlance again, and it will go back to the last backup."
        )
    if isinstance(error, OSError) and error.errno not in NO_SPACE:
        return ""
    if isinstance(error, sqlite3.Error) and not name_of(error).startswith(tuple(_REASONS)):
        return ""
    if not isinstance(error, (OSError, sqlite3.Error)):
        return ""
    return say(
        "New messages are only in memory, because {why}; they are saved as soon as that changes.",
        why=why_not(error),
    )


# What may pass by itself.
_REASONS: dict[str, Callable[[], str]] = {
    "SQLITE_FULL": lambda: say("the disk is full"),
    "SQLITE_BUSY": lambda: say("another program is using their file"),
    "SQLITE_LOCKED": lambda: say("another program is using their file"),
    "SQLITE_READONLY": lambda: say("their folder cannot be written"),
    "SQLITE_CANTOPEN": lambda: say("their folder cannot be written"),
    "SQLITE_PERM": lambda: say("their folder cannot be written"),
    "SQLITE_IOERR": lambda: say("the disk reports an error"),
}
