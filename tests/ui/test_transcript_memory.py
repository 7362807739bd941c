"""Messages that are gone leave nothing behind."""

from __future__ import annotations

import gc

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
    assert show_in_turn(window, CHATS, 80) < MOST_BYTES  # 480 questions


def test_answers_that_are_gone_give_their_memory_back(window: MainWindow) -> None:
    show_in_turn(window, ANSWERS, 10)
    assert show_in_turn(window, ANSWERS, 30) < MOST_BYTES


def test_what_screen_readers_were_told_of_goes_with_the_messages(window: MainWindow) -> None:
    known = len(accessible_list._made)
    window.show_chat(CHATS[0])
    QApplication.processEvents()
    assert len(accessible_list._made) > known
    window.show_chat([])
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(accessible_list._made) <= known + 1  # the list itself stays
