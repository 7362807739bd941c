"""What stands in the list, from top to bottom. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from ui.language import translate
from ui.sidebar import days
from ui.values import ChatItem, FolderItem


def pinned_heading() -> str:
    return translate("Sidebar", "Pinned")


def untitled() -> str:
    return translate("Sidebar", "New chat")


class Heading(NamedTuple):
    """The name of a section."""

    text: str


class FolderRow(NamedTuple):
    """A folder; its chats follow it while it is open."""

    folder: FolderItem
    unfolded: bool
    chats: int
    answering: bool


class ChatRow(NamedTuple):
    """A chat; `inside` if it is drawn as part of a folder."""

    chat: ChatItem
    inside: bool = False


Row = Heading | FolderRow | ChatRow
Key = tuple[str, int | str]


def key(row: Row) -> Key:
    """What stays the same when a row's looks change. No two rows share one."""
    if isinstance(row, ChatRow):
        return "chat", row.chat.id
    if isinstance(row, FolderRow):
        return "folder", row.folder.id
    return "heading", row.text


def title(chat: ChatItem) -> str:
    """On one line, and never empty."""
    return " ".join(chat.title.split()) or untitled()


def newest_first(chats: Iterable[ChatItem]) -> list[ChatItem]:
    return sorted(chats, key=attrgetter("updated"), reverse=True)


def sections(
    chats: Iterable[ChatItem],
    folders: Sequence[FolderItem],
    closed: Collection[int],
    now: float,
) -> list[Row]:
    """Pinned chats, then folders, then the rest by day. A pinned chat stands with the pins only.

    A chat whose folder is not among `folders` stands with the rest, so that none is ever lost
    from sight.
    """
    pinned: list[ChatItem] = []
    rest: list[ChatItem] = []
    inside: dict[int, list[ChatItem]] = {folder.id: [] for folder in folders}
    for chat in newest_first(chats):
        if chat.archived:
            continue
        if chat.pinned:
            pinned.append(chat)
        elif chat.folder in inside:
            inside[chat.folder].append(chat)
        else:
            rest.append(chat)
    rows: list[Row] = []
    if pinned:
        rows.append(Heading(pinned_heading()))
        rows.extend(ChatRow(chat) for chat in pinned)
    if folders:
        rows.append(Heading(translate("Sidebar", "Folders")))
    for folder in folders:
        own = inside[folder.id]
        shown = folder.id not in closed
        rows.append(FolderRow(folder, shown, len(own), any(chat.answering for chat in own)))
        if shown:
            rows.extend(ChatRow(chat, inside=True) for chat in own)
    return rows + by_day(rest, now)


def by_day(chats: Sequence[ChatItem], now: float) -> list[Row]:
    """Chats, newest first, under their days and months."""
    rows: list[Row] = []
    periods = iter(days.recent(now))
    start = float("inf")
    for chat in chats:
        if chat.updated < start:
            period = next((each for each in periods if chat.updated >= each.start), None)
            period = period or days.month(chat.updated, now)
            rows.append(Heading(period.name))
            start = period.start
        rows.append(ChatRow(chat))
    return rows


def flat(chats: Iterable[ChatItem]) -> list[Row]:
    """Chats alone, newest first."""
    return [ChatRow(chat) for chat in newest_first(chats)]
