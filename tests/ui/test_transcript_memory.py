"""Messages that are gone leave nothing behind."""

from __future__ import annotations

import ctypes
import gc

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app.bench_ui.memory import own_bytes
from app.bench_ui.texts import ANSWER
from ui import accessible_list
from ui.main_window import MainWindow
from ui.message_values import MessageView

CHATS = [
    [MessageView(at + number, "user", "What is it? " * number) for at in range(0, 60, 10)]
    for number in (1, 5)
]
ANSWERS = [[MessageView(at + 5, "assistant", ANSWER) for at in range(number)] for number in (2, 3)]
MOST_BYTES = 2_500_000
MOST_LIVE = 150_000  # with 300 bytes a message that PySide keeps it is three times as much


class _Malloc(ctypes.Structure):
    """`mallinfo2` of glibc's <malloc.h>."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            [
                "arena",
                "ordblks",
                "smblks",
                "hblks",
                "hblkhd",
                "usmblks",
                "fsmblks",
                "uordblks",
                "fordblks",
                "keepcost",
            ]
        )
    )


def live_bytes() -> int:
    """What is allocated and not given back, outside of Python's own pools."""
    library = ctypes.CDLL(None)
    if not hasattr(library, "mallinfo2"):
        pytest.skip("another C library, which does not tell")
    library.mallinfo2.restype = _Malloc
    found = library.mallinfo2()
    return int(found.uordblks + found.hblkhd)


def show_in_turn(window: MainWindow, chats: list[list[MessageView]], times: int) -> int:
    """Show them again and again. How much more memory that took, in bytes."""
    before = own_bytes()
    for number in range(times):
        window.show_chat(chats[number % len(chats)])
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    window.show_chat([])
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    return own_bytes() - before


def test_questions_that_are_gone_give_their_memory_back(window: MainWindow) -> None:
    show_in_turn(window, CHATS, 20)
    # 480 questions. Other things may take a page meanwhile, but not each time.
    assert any(show_in_turn(window, CHATS, 80) < MOST_BYTES for _ in range(3))


def test_answers_that_are_gone_give_their_memory_back(window: MainWindow) -> None:
    show_in_turn(window, ANSWERS, 10)
    assert any(show_in_turn(window, ANSWERS, 30) < MOST_BYTES for _ in range(3))


def test_what_screen_readers_were_told_of_goes_with_the_messages(window: MainWindow) -> None:
    known = len(accessible_list._made)
    window.show_chat(CHATS[0])
    QApplication.processEvents()
    assert len(accessible_list._made) > known
    window.show_chat([])
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(accessible_list._made) <= known + 1  # the list itself stays


def test_nothing_small_is_kept_of_each_message(window: MainWindow) -> None:
    """Such as what PySide notes of a connection; a few bytes among others hold a whole page.

    Again, if it seems so: what Qt takes once and keeps, when it first needs it, is not what grows.
    """
    show_in_turn(window, CHATS, 40)

    def grown() -> int:
        before = live_bytes()
        show_in_turn(window, CHATS, 160)  # 960 questions
        return live_bytes() - before

    assert any(grown() < MOST_LIVE for _ in range(3))


def test_who_was_told_of_another_look_is_forgotten_with_the_message(window: MainWindow) -> None:
    show_in_turn(window, CHATS, 2)
    before = len(window.look._told)
    show_in_turn(window, CHATS, 6)
    assert len(window.look._told) == before
