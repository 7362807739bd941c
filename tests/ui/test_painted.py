"""What stands on the screen is what all of it, painted anew, would look like.

An answer that grows is painted only where it does, and what moves is only moved; see `ui.still`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.bench_ui.texts import tokens, with_formulas
from ui.formulas import formulas
from ui.main_window import MainWindow

TEXT = "> a quotation\n> and *more* of it\n\n" + with_formulas(1) + "1. one\n   > two\n2. three\n\n"


def on_screen(window: MainWindow) -> QImage:
    format_ = QImage.Format.Format_RGB32
    return window.screen().grabWindow(window.winId()).toImage().convertToFormat(format_)


def painted_anew(window: MainWindow) -> QImage:
    return window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def check(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: on_screen(window) == painted_anew(window))


@pytest.fixture
def streaming(qtbot: QtBot, window: MainWindow) -> Iterator[MainWindow]:
    """With earlier answers, and one that is being written."""
    window.resize(760, 640)
    for number in (1, 2):
        window.add_user_message("Explain.", [])
        window.begin_answer(number)
        window.append_text(number, TEXT, "answer")
        window.mark_stopped(number)
    window.add_user_message("Go on.", [])
    window.begin_answer(3)
    window.append_text(3, TEXT, "answer")
    window.transcript.flush()
    qtbot.waitUntil(lambda: not formulas().waiting)
    check(qtbot, window)
    yield window
    window.mark_stopped(3)


def write(window: MainWindow, text: str) -> None:
    window.append_text(3, text, "answer")
    window.transcript.flush()


def test_while_it_is_written(qtbot: QtBot, streaming: MainWindow) -> None:
    pieces, draw = tokens(TEXT), random.Random(1)
    while pieces:
        count = draw.choice((1, 3, 7, 30))
        write(streaming, "".join(pieces[:count]))
        del pieces[:count]
        check(qtbot, streaming)


def test_while_one_reads_above_it(qtbot: QtBot, streaming: MainWindow) -> None:
    bar = streaming.transcript.verticalScrollBar()
    for step in (-13, -70, -400, 55, -5, -2000, 30, 777):
        bar.setValue(bar.value() + step)
        write(streaming, "More of it, a line or two, and `code`. ")
        check(qtbot, streaming)


def test_while_the_window_changes(qtbot: QtBot, streaming: MainWindow) -> None:
    for size in ((760, 520), (820, 520), (640, 700), (560, 560), (1000, 560)):
        streaming.resize(*size)
        write(streaming, "More of it.\n\n```c\nint a;\n")
        qtbot.waitUntil(lambda: not streaming.transcript._rest.isActive())
        check(qtbot, streaming)
        write(streaming, "int b;\n```\n\n")
        check(qtbot, streaming)


def test_with_the_keyboard_on_a_message(qtbot: QtBot, streaming: MainWindow) -> None:
    streaming.activateWindow()
    qtbot.waitUntil(streaming.isActiveWindow)
    streaming.transcript.setFocus()
    for key in (Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(streaming.transcript, key)
        write(streaming, "More of it, and more, and more, and still more.\n\n")
        check(qtbot, streaming)
    streaming.composer.edit.setFocus()
    check(qtbot, streaming)


def test_with_a_selection_and_marks(qtbot: QtBot, streaming: MainWindow) -> None:
    streaming.transcript.answer(3).select_all()
    write(streaming, "Prefill again. ")
    check(qtbot, streaming)
    streaming.transcript.answer(3).clear_selection()
    streaming.transcript.finder.search("prefill")
    qtbot.waitUntil(lambda: not streaming.transcript.finder.searching)
    write(streaming, "Prefill again.\n\n- one\n- two\n")
    check(qtbot, streaming)


def test_with_the_pointer_over_it(qtbot: QtBot, streaming: MainWindow) -> None:
    area = streaming.transcript.viewport()
    for y in (100, 300, 200):
        QTest.mouseMove(area, QPoint(area.width() // 2, y))
        write(streaming, "More of it, a line or two. " * 4)
        check(qtbot, streaming)
