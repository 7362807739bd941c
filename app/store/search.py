"""Search over every message and title."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from app.store.database import Database
from app.store.plain import plain
from app.store.values import Hit
from app.store.words import finder, fold, match_of

BEFORE = 40  # characters of a snippet before its first match
LENGTH = 160
NEAR = 400  # characters beside a match in which the marks around it are looked for
RANKED = 500  # up to so many matches the best come first; a common word gives the newest ones

_NEWEST = """
SELECT rowid FROM found_message WHERE found_message MATCH ? ORDER BY rowid DESC LIMIT ?
"""
_BEST = "SELECT rowid FROM found_message WHERE found_message MATCH ? ORDER BY rank"
_KEPT = """
SELECT message.id FROM message JOIN chat ON chat.id = message.chat
WHERE message.id IN ({ids}) AND chat.trashed_at IS NULL
"""
_NEWEST_KEPT = """
SELECT message.id FROM found_message
JOIN message ON message.id = found_message.rowid JOIN chat ON chat.id = message.chat
WHERE found_message MATCH ? AND chat.trashed_at IS NULL
ORDER BY found_message.rowid DESC LIMIT ?
"""
_SHOWN = """
SELECT message.id, message.chat, message.role, message.created, message.text,
    chat.title, chat.archived
FROM message JOIN chat ON chat.id = message.chat WHERE message.id IN ({ids})
"""
_TITLES = """
SELECT chat.id, chat.title, chat.updated, chat.archived
FROM found_title JOIN chat ON chat.id = found_title.rowid
WHERE found_title MATCH ? AND chat.trashed_at IS NULL AND chat.leaf IS NOT NULL
ORDER BY chat.updated DESC LIMIT ?
"""


class Search:
    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, query: str, limit: int = 50) -> tuple[Hit, ...]:
        """Titles first, then messages; chats in the trash are not searched.

        Every word must be there, in any order; the last one may be only begun, until a space
        ends it. Few matches come best first (BM25), many come newest first: to rank them all, a
        common word would need 70 ms in 100,000 messages, and nobody reads them all.
        """
        if not (match := match_of(query)):
            return ()
        titles = self._database.rows(_TITLES, match, limit)
        hits = [_title_hit(row, query) for row in titles]
        if left := limit - len(hits):
            hits += [_message_hit(row, query) for row in self._messages(match, left)]
        return tuple(hits)

    def _messages(self, match: str, limit: int) -> list[sqlite3.Row]:
        """In the order in which they are shown. Only of these the text is read."""
        found = self._database.column(_NEWEST, match, RANKED + 1)
        many = len(found) > RANKED
        if not many:
            found = self._database.column(_BEST, match)
        kept = set(self._database.column(_KEPT.format(ids=_listed(found))))
        shown = [id for id in found if id in kept][:limit]
        if many and len(shown) < limit:  # most of these are in the trash
            shown = self._database.column(_NEWEST_KEPT, match, limit)
        rows = self._database.rows(_SHOWN.format(ids=_listed(shown)))
        by_id = {row["id"]: row for row in rows}
        return [by_id[id] for id in shown]


def _listed(ids: Iterable[int]) -> str:
    return ",".join(map(str, ids))


def _title_hit(row: sqlite3.Row, query: str) -> Hit:
    snippet, ranges = cut(row["title"], query)
    return Hit(
        row["id"], row["title"], None, None, row["updated"], snippet, ranges, bool(row["archived"])
    )


def _message_hit(row: sqlite3.Row, query: str) -> Hit:
    # A question is shown as it was typed, an answer without its marks.
    snippet, ranges = cut(row["text"], query, markdown=row["role"] == "assistant")
    return Hit(
        chat=row["chat"],
        title=row["title"],
        message=row["id"],
        role=row["role"],
        created=row["created"],
        snippet=snippet,
        ranges=ranges,
        archived=bool(row["archived"]),
    )


def cut(
    text: str, query: str, *, markdown: bool = False
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """One line around the first match, and where the matches are in it."""
    pattern = finder(query)
    found = pattern.search(fold(text)) if pattern else None
    before = after = False  # whether there is more
    if markdown:
        text, found, before, after = _without_marks(text, found, pattern)
    start = max(0, found.start() - BEFORE) if found else 0
    if start:  # not in the middle of a word, where there are words
        space = text.find(" ", start, found.start() if found else start)
        start = space + 1 if space >= 0 else start
    line = " ".join(text[start : start + LENGTH].split())
    before, after = before or start > 0, after or start + LENGTH < len(text)
    snippet = ("…" if before else "") + line + ("…" if after else "")
    ranges = tuple(match.span() for match in pattern.finditer(fold(snippet))) if pattern else ()
    return snippet, ranges


def _without_marks(
    text: str, found: re.Match[str] | None, pattern: re.Pattern[str] | None
) -> tuple[str, re.Match[str] | None, bool, bool]:
    """The text around a match as it is read, the match in it, and whether there is more.

    Only some lines of it: the text may be a book. If what matched is itself a mark, such as the
    address of a link, they stay as they were written.
    """
    middle = found.start() if found else 0
    start = text.rfind("\n", max(0, middle - NEAR), middle) + 1 or max(0, middle - NEAR)
    end = text.find("\n", middle + LENGTH, middle + LENGTH + NEAR)
    end = end if end >= 0 else min(len(text), middle + LENGTH + NEAR)
    near = text[start:end]
    read = plain(near).strip()
    again = pattern.search(fold(read)) if pattern else None
    if found and not again:
        read, again = near, pattern.search(fold(near)) if pattern else None
    return read, again, start > 0, end < len(text)
