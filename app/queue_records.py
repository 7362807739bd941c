"""Between the store and the messages that wait: what runs on the store's thread for them."""

from __future__ import annotations

from dataclasses import dataclass

from app.attachments import Attachment
from app.chat_records import as_given, keep
from app.store.listing import beginnings
from app.store.store import ChatReader, ChatStore


@dataclass(frozen=True)
class Waiting:
    """A message that waits, with its attachments as if they had just been given."""

    id: int
    text: str
    attachments: tuple[Attachment, ...]


def add(
    store: ChatStore, id: int, chat: int, text: str, attachments: tuple[Attachment, ...]
) -> None:
    """It stood in the composer until now."""
    put_back(store, id, chat, text, attachments)
    store.chats.set_draft(chat, "")


def put_back(
    store: ChatStore, id: int, chat: int, text: str, attachments: tuple[Attachment, ...]
) -> None:
    """Where it was before it was removed."""
    store.queue.add(id, chat, text, keep(store, attachments))


def waiting(store: ChatReader, chat: int) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(
            each.id,
            each.text,
            tuple(made for part in each.attachments if (made := as_given(store, part)) is not None),
        )
        for each in store.queue.of(chat)
    )


def waiting_chats(store: ChatReader) -> tuple[tuple[int, str], ...]:
    """Chats in which something waits, with their names."""
    chats = store.queue.chats()
    names = beginnings(store, chats)
    found = (store.chats.get(chat) for chat in chats)
    return tuple(
        (each.row.id, each.row.title or names.get(each.row.id, "")) for each in found if each
    )
