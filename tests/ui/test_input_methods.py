"""Chinese and Japanese are composed: the keys that do so do nothing else."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.keys import press
from ui.main_window import MainWindow

Key = Qt.Key
RETURNS = (Key.Key_Return, Key.Key_Enter)


def compose(widget: QWidget, letters: str) -> None:
    """Letters that are not decided yet, underlined at the caret."""
    QApplication.sendEvent(widget, QInputMethodEvent(letters, []))


def decide(widget: QWidget, words: str) -> None:
    event = QInputMethodEvent("", [])
    event.setCommitString(words)
    QApplication.sendEvent(widget, event)


def gives(signal: SignalInstance) -> list[object]:
    heard: list[object] = []
    signal.connect(lambda *values: heard.append(values))
    return heard


@pytest.mark.parametrize(
    ("steps", "words"),
    [(("n", "ni", "ni h", "ni hao"), "你好"), (("k", "か", "かん", "かんじ"), "漢字")],
    ids=["Chinese", "Japanese"],
)
@pytest.mark.parametrize(
    ("send_key", "modifiers"),
    [
        ("return", Qt.KeyboardModifier.NoModifier),
        ("command", Qt.KeyboardModifier.ControlModifier),
    ],
)
def test_no_return_sends_before_the_words_are_decided(
    window: MainWindow,
    steps: tuple[str, ...],
    words: str,
    send_key: str,
    modifiers: Qt.KeyboardModifier,
) -> None:
    edit, sent = window.composer.edit, gives(window.send_requested)
    edit.send_key = send_key
    edit.setFocus()
    decide(edit, "一")  # so that there is something to send
    for step in steps:
        compose(edit, step)
        for key in RETURNS:
            press(edit, key, modifiers)
    assert sent == []
    assert edit.toPlainText() == "一"
    decide(edit, words)
    assert sent == []
    press(edit, Key.Key_Return, modifiers)
    assert sent == [(f"一{words}",)]


def test_words_that_are_given_up_are_not_sent(window: MainWindow) -> None:
    edit, sent = window.composer.edit, gives(window.send_requested)
    edit.setFocus()
    decide(edit, "好")
    compose(edit, "de")
    press(edit, Key.Key_Return)
    compose(edit, "")
    assert sent == []
    press(edit, Key.Key_Return)
    assert sent == [("好",)]


def test_the_find_bar_waits_for_the_words(window: MainWindow) -> None:
    window.add_user_message("天气", [])
    window.transcript.open_find()
    bar = window.transcript.find_bar
    steps = gives(bar.step_wanted)
    compose(bar.query, "tian qi")
    for key in (*RETURNS, Key.Key_Escape):
        press(bar.query, key)
    assert steps == []
    assert bar.isVisible()
    decide(bar.query, "天气")
    press(bar.query, Key.Key_Return)
    assert steps == [(1,)]
    press(bar.query, Key.Key_Escape)
    assert bar.isHidden()


def test_the_search_over_all_chats_waits_for_the_words(qtbot: QtBot, window: MainWindow) -> None:
    window.set_chats([], [])
    field = window.sidebar.field
    taken, left, walked = gives(field.taken), gives(field.left), gives(field.walked)
    compose(field.line, "tian qi")
    for key in (*RETURNS, Key.Key_Escape, Key.Key_Up, Key.Key_Down):
        press(field.line, key)
    assert (taken, left, walked) == ([], [], [])
    with qtbot.waitSignal(field.changed) as changed:
        decide(field.line, "天气")
        press(field.line, Key.Key_Return)
    assert changed.args == ["天气"]
    assert taken == [()]
