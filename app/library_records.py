"""Between the store and the sidebar: what runs on the store's thread for lists of chats."""

from __future__ import annotations

from dataclasses import dataclass

from app.store.chats import Shelf
from app.store.listing import Listed, beginnings, listing
from app.store.store import ChatReader, ChatStore
from engine.sentences import say
from ui.values import ChatItem, FolderItem, SearchHit


@dataclass(frozen=True)
class Lists:
    """Attributes:
    anything: there is something to show, if only in the archive or in the trash.
    """

    chats: tuple[ChatItem, ...]
    folders: tuple[FolderItem, ...]
    anything: bool


def lists(store: ChatReader, answering: frozenset[int]) -> Lists:
    chats = tuple(_item(listed, answering) for listed in listing(store))
    folders = tuple(FolderItem(folder.id, folder.name) for folder in store.folders.all())
    anything = bool(chats or folders) or bool(
        store.database.value("SELECT 1 FROM chat WHERE leaf IS NOT NULL LIMIT 1")
    )
    return Lists(chats, folders, anything)


def shelf_items(store: ChatReader, shelf: Shelf) -> list[ChatItem]:
    return [_item(listed, frozenset()) for listed in listing(store, shelf)]


def search(store: ChatReader, query: str) -> list[SearchHit]:
    hits = store.search.find(query)
    names = beginnings(store, [hit.chat for hit in hits if not hit.title])
    return [
        SearchHit(
            hit.chat, hit.message, hit.title or names.get(hit.chat, ""), hit.snippet, hit.ranges
        )
        for hit in hits
    ]


def duplicate(store: ChatStore, chat: int) -> int | None:
    """The copy's id; None if the chat is gone."""
    found = store.chats.get(chat)
    if found is None:
        return None
    name = found.row.title or beginnings(store, [chat]).get(chat, "")
    return store.duplicate(chat, say("{name} (copy)", name=name).strip())[0]


def _item(listed: Listed, answering: frozenset[int]) -> ChatItem:
    row = listed.row
    return ChatItem(
        id=row.id,
        title=row.title,
        folder=row.folder,
        pinned=row.pinned,
        archived=row.archived,
        updated=row.updated,
        answering=row.id in answering,
        interrupted=listed.interrupted,
    )
