"""Chats as a list shows them: with a name, whoever gave it, and what became of the last answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.store.chats import Shelf
from app.store.store import ChatReader
from app.store.values import ChatRow

LENGTH = 60

_BEGINNING = """
SELECT chat.id, coalesce(nullif(trim(substr(message.text, 1, 400)), ''),
    (SELECT name FROM part WHERE part.message = message.id ORDER BY position LIMIT 1), '')
FROM chat JOIN message ON message.id =
    (SELECT min(id) FROM message WHERE chat = chat.id AND parent IS NULL)
WHERE chat.title = '' AND chat.id IN (SELECT value FROM json_each(?))
"""
_INTERRUPTED = """
SELECT chat.id FROM chat JOIN message ON message.id = chat.leaf
WHERE message.state = 'interrupted'
"""


@dataclass(frozen=True)
class Listed:
    """Attributes:
    row: its title is never empty, if anything was said.
    interrupted: the last answer was cut by the end of the app.
    """

    row: ChatRow
    interrupted: bool


def listing(store: ChatReader, shelf: Shelf = "open") -> tuple[Listed, ...]:
    rows = store.chats.list(shelf)
    names = beginnings(store, [row.id for row in rows if not row.title])
    cut = set(store.database.column(_INTERRUPTED))
    return tuple(
        Listed(row if row.title else replace(row, title=names.get(row.id, "")), row.id in cut)
        for row in rows
    )


def beginnings(store: ChatReader, chats: Sequence[int]) -> dict[int, str]:
    """For chats without a title: the first words that were said."""
    if not chats:
        return {}
    found = store.database.rows(_BEGINNING, f"[{','.join(map(str, chats))}]")
    return {id: first_words(text) for id, text in found}


def first_words(text: str) -> str:
    """One line, cut between words where there are any."""
    line = " ".join(text.split())
    if len(line) <= LENGTH:
        return line
    cut = line[:LENGTH]
    return (cut[: cut.rfind(" ")] if cut.rfind(" ") > LENGTH // 2 else cut).rstrip(" ,;:") + "…"
