"""The first bytes of a file with chats: whose it is, of which version, and whether it is whole."""

from __future__ import annotations

from pathlib import Path

from app.store.errors import ForeignStore, NewerStore
from app.store.schema import APPLICATION_ID, VERSION
from engine.sentences import say

_OURS = b"CREATE TABLE piece ("  # somewhere in the first pages of each of our files
_FIRST_PAGES = 1 << 24  # bytes
_IMAGINABLE = 1000  # versions


class Damaged(Exception):
    """The file is no database, or one that contradicts itself."""


def refuse_strangers(path: Path) -> None:
    """By the file's first bytes: before SQLite, which may write even when it is asked to read."""
    try:
        with path.open("rb") as file:
            beginning = file.read(100)
    except FileNotFoundError:
        return
    if not beginning:
        return
    if len(beginning) < 100 or not beginning.startswith(b"SQLite format 3\0"):
        raise Damaged("no database")
    owner = int.from_bytes(beginning[68:72], "big")
    if owner not in (0, APPLICATION_ID):
        if _is_ours(path):
            raise Damaged("it names another owner")
        raise ForeignStore(
            say(
                "{path} belongs to another program, so it was left alone; move it away, "
                "and Parlance will keep your chats there. Until then they stay in memory.",
                path=path,
            )
        )
    version = int.from_bytes(beginning[60:64], "big")
    if version > _IMAGINABLE or not {beginning[18], beginning[19]} <= {1, 2} or beginning[47] > 4:
        raise Damaged("its first bytes are no version's")
    refuse_newer(version)


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        return _OURS in file.read(_FIRST_PAGES)


def refuse_newer(version: int) -> None:
    if version > VERSION:
        raise NewerStore(
            say(
                "Your chats were last used by a newer Parlance, so this one left them alone; "
                "install the newer one again. What you write now stays in memory until you quit."
            )
        )
