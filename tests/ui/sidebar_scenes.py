"""Chats to look at: few, many, in folders, found, put away."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from ui.main_window import MainWindow
from ui.values import ChatItem, FolderItem, SearchHit

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
FOLDERS = [FolderItem(1, "Work"), FolderItem(2, "Reisen und Übersetzungen"), FolderItem(3, "厨房")]
TITLES = (
    "Prefill and decode, explained",
    "Two shapes on paper",
    "A regular expression for dates that also takes the ones with two-digit years",
    "用三句话介绍一下苏州园林的历史",
    "Three beeps",
    "Packing list for Lisbon",
    "为什么天空是蓝色的？",
    "Refactoring a parser",
    "Letter to the landlord",
    "Sourdough at 78 % hydration",
    "What the whale says",
    "",
)


def chat(
    number: int,
    title: str,
    age: float,
    *,
    folder: int | None = None,
    pinned: bool = False,
    archived: bool = False,
    answering: bool = False,
    interrupted: bool = False,
    now: float = 0.0,
) -> ChatItem:
    """A chat last used `age` seconds ago."""
    updated = (now or time.time()) - age
    return ChatItem(number, title, folder, pinned, archived, updated, answering, interrupted)


def some_chats(count: int = 30, now: float = 0.0) -> list[ChatItem]:
    """A few pinned, some in folders, the rest over the last days and months."""
    made = []
    for number in range(1, count + 1):
        age = 20 + (number - 1) ** 2.4 * 9 * MINUTE if count <= 100 else number * 1.7 * HOUR
        folder = {5: 1, 8: 1, 9: 1, 6: 2}.get(number)
        made.append(
            chat(
                number,
                TITLES[(number - 1) % len(TITLES)],
                age,
                folder=folder,
                pinned=number in (4, 10),
                answering=number == 2,
                interrupted=number == 7,
                now=now,
            )
        )
    return made


HITS = [
    SearchHit(1, None, "Prefill and decode, explained", "", ()),
    SearchHit(
        1,
        11,
        "Prefill and decode, explained",
        "… so its speed is hundreds of tokens per second. Decode writes one token at a time and is "
        "limited by memory bandwidth: every token reads all weights once, and the cache grows.",
        ((49, 55),),
    ),
    SearchHit(3, 12, TITLES[2], "First decode the bytes, then match.", ((6, 12),)),
    SearchHit(
        4,
        13,
        TITLES[3],
        "……先解码（decode）字节，再匹配日期，这样两位数的年份也能识别。",
        ((6, 12),),
    ),
]


def set_up(window: MainWindow, count: int = 30) -> None:
    from tests.ui.gallery import settle, short

    short(window)
    window.activateWindow()
    window.set_chats(some_chats(count), FOLDERS)
    window.sidebar.set_closed([2, 3])
    window.show_current(1)
    settle()


def chats(window: MainWindow) -> None:
    set_up(window)


def chats_focused(window: MainWindow) -> None:
    set_up(window)
    window.sidebar.list.setFocus()


def chats_none(window: MainWindow) -> None:
    from tests.ui.gallery import base

    base(window)
    window.set_chats([], [])


def chats_one(window: MainWindow) -> None:
    from tests.ui.gallery import short

    short(window)
    window.set_chats(some_chats(1), [])
    window.show_current(1)


def chats_many(window: MainWindow) -> None:
    set_up(window, 10_000)
    bar = window.sidebar.list.verticalScrollBar()
    QApplication.processEvents()
    bar.setValue(bar.maximum() // 2)


def chats_selected(window: MainWindow) -> None:
    set_up(window)
    view = window.sidebar.list
    view.setFocus()
    selection = view.selectionModel()
    for number in (2, 3, 8):
        selection.select(view.rows.place(("chat", number)), selection.SelectionFlag.Select)


def chats_rename(window: MainWindow) -> None:
    set_up(window)
    window.rename_chat(3)


def chats_menu(window: MainWindow) -> None:
    set_up(window)
    view = window.sidebar.list
    at = view.visualRect(view.rows.place(("chat", 3))).center()
    where = view.viewport().mapToGlobal(at)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, where)
    QApplication.sendEvent(view.viewport(), event)


def chats_found(window: MainWindow) -> None:
    set_up(window)
    window.search_chats()
    window.sidebar.field.line.setText("decode")
    window.show_hits("decode", HITS)


def chats_not_found(window: MainWindow) -> None:
    set_up(window)
    window.search_chats()
    window.sidebar.field.line.setText("zebra crossing")
    window.show_hits("zebra crossing", [])


def chats_trash(window: MainWindow) -> None:
    set_up(window)
    gone = [chat(900 + n, TITLES[n], n * 5 * HOUR) for n in range(6)]
    window.show_trash(gone)
    shelf = window.sidebar.shelves["trash"]
    shelf.list.setCurrentIndex(shelf.list.rows.index(2))


def chats_trash_asked(window: MainWindow) -> None:
    chats_trash(window)
    window.sidebar.shelves["trash"].empty.click()


def chats_archive_empty(window: MainWindow) -> None:
    set_up(window)
    window.show_archive([])


def chats_undo(window: MainWindow) -> None:
    set_up(window)
    window.sidebar.list.setFocus()
    window.offer_undo("“Letter to the landlord” was moved to the trash.")


def chats_drop(window: MainWindow) -> None:
    set_up(window)
    window.sidebar.list.painter.drop = ("folder", 2)


def chats_drawer(window: MainWindow) -> None:
    """In a narrow window the sidebar lies over the chat; elsewhere this shows it hidden."""
    set_up(window)
    window.toggle_sidebar()


def chats_huge_text(window: MainWindow) -> None:
    window.look.set_scale(1.5)
    set_up(window)


SCENES: tuple[Callable[[MainWindow], None], ...] = (
    chats,
    chats_focused,
    chats_none,
    chats_one,
    chats_many,
    chats_selected,
    chats_rename,
    chats_menu,
    chats_found,
    chats_not_found,
    chats_trash,
    chats_trash_asked,
    chats_archive_empty,
    chats_undo,
    chats_drop,
    chats_drawer,
    chats_huge_text,
)
