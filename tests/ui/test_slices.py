"""Work in slices: between events, and at once for whoever wants more than to write."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.slices import Slices

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Page:
    """A window with a place to write, and work that waits to be done."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.edit, self.button = QLineEdit(), QPushButton("Do")
        column = QVBoxLayout(self.window)
        column.addWidget(self.edit)
        column.addWidget(self.button)
        qtbot.addWidget(self.window)
        self.window.show()
        self.edit.setFocus()
        qtbot.waitExposed(self.window)
        self.done: list[int] = []
        self.seen: list[int] = []  # how much was done when something happened
        self.slices = Slices(self._steps(), self.window, self.edit)

    def _steps(self) -> Iterator[None]:
        for number in range(200):
            self.done.append(number)
            yield

    def note(self) -> None:
        self.seen.append(len(self.done))


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    return Page(qtbot)


def test_all_steps_are_done_in_order(qtbot: QtBot, page: Page) -> None:
    with qtbot.waitSignal(page.slices.done):
        page.slices.start()
    assert page.done == list(range(200))
    assert page.slices.error is None


def test_letters_are_taken_between_the_steps(page: Page) -> None:
    page.edit.textEdited.connect(page.note)
    page.slices.start()
    QTest.keyClick(page.window.windowHandle(), Qt.Key.Key_H)
    assert page.edit.text() == "h"
    assert page.seen == [0]


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier),
    ],
)
def test_a_key_that_does_something_finds_everything_done(
    page: Page, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    page.slices.start()
    QTest.keyClick(page.window.windowHandle(), key, modifiers)
    assert len(page.done) == 200


def test_a_click_finds_everything_done(page: Page) -> None:
    page.button.clicked.connect(page.note)
    page.slices.start()
    at = page.button.geometry().center()
    QTest.mouseClick(page.window.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    assert page.seen == [200]


def test_closing_the_window_finds_everything_done(page: Page) -> None:
    page.slices.start()
    page.window.windowHandle().close()
    assert len(page.done) == 200


def test_a_step_that_fails_ends_the_work_and_is_told(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()

    def steps() -> Iterator[None]:
        yield
        raise ValueError("no")

    slices = Slices(steps(), window, window)
    with qtbot.waitSignal(slices.done):
        slices.start()
    assert isinstance(slices.error, ValueError)
