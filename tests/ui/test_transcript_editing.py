"""A message changed where it stands."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.keys import press
from ui.main_window import MainWindow
from ui.message_editor import MessageEditor
from ui.message_values import MessageView
from ui.transcript import Transcript

SHIFT = Qt.KeyboardModifier.ShiftModifier
QUESTION = MessageView(1, "user", "What is it?")
ANSWER = MessageView(2, "assistant", "It **is**.")


@pytest.fixture
def transcript(window: MainWindow) -> Transcript:
    window.begin_answer(0)
    window.transcript.show_chat([QUESTION, ANSWER])
    return window.transcript


def editor_of(transcript: Transcript, message_id: int) -> MessageEditor:
    editor = transcript.item(message_id).editor
    assert isinstance(editor, MessageEditor)
    return editor


def test_return_sends_the_edited_text(qtbot: QtBot, transcript: Transcript) -> None:
    transcript.edit(1)
    edit = editor_of(transcript, 1).edit
    assert edit.toPlainText() == "What is it?"
    edit.setPlainText("What was it?")
    press(edit, Qt.Key.Key_Return, SHIFT)
    assert "\n" in edit.toPlainText()
    with qtbot.waitSignal(transcript.edited) as wish:
        press(edit, Qt.Key.Key_Return)
    assert wish.args == [1, "What was it?"]
    assert transcript.item(1).editor is None
    assert transcript.item(1).panes()[0].isVisible()


@pytest.mark.parametrize("text", [None, "What is it?", "   "])
def test_nothing_is_sent_when_nothing_changed(
    qtbot: QtBot, transcript: Transcript, text: str | None
) -> None:
    transcript.edit(1)
    edit = editor_of(transcript, 1).edit
    with qtbot.assertNotEmitted(transcript.edited):
        if text is None:
            edit.setPlainText("Other")
            press(edit, Qt.Key.Key_Escape)
        else:
            edit.setPlainText(text)
            press(edit, Qt.Key.Key_Return)
    assert (transcript.item(1).editor is None) == (text != "   ")


def test_return_never_sends_while_an_input_method_composes(
    qtbot: QtBot, transcript: Transcript
) -> None:
    transcript.edit(1)
    edit = editor_of(transcript, 1).edit
    QApplication.sendEvent(edit, QInputMethodEvent("ni", []))
    with qtbot.assertNotEmitted(transcript.edited):
        press(edit, Qt.Key.Key_Return)
        press(edit, Qt.Key.Key_Escape)
    assert transcript.item(1).editor is not None


def test_escape_in_the_editor_does_not_stop_an_answer(
    qtbot: QtBot, window: MainWindow, transcript: Transcript
) -> None:
    window.set_busy(True)
    window.activateWindow()
    transcript.edit(1)
    edit = editor_of(transcript, 1).edit
    qtbot.waitUntil(edit.hasFocus)
    with qtbot.assertNotEmitted(window.stop_requested):
        press(edit, Qt.Key.Key_Escape)
    assert transcript.item(1).editor is None


def test_an_open_editor_survives_scrolling_far_away(qtbot: QtBot, transcript: Transcript) -> None:
    more = [MessageView(number, "assistant", "line\n\n" * 20) for number in range(100, 160)]
    transcript.show_chat([QUESTION, *more])
    transcript.edit(1)
    editor_of(transcript, 1).edit.setPlainText("Unsent")
    transcript.jump_to_latest()
    qtbot.waitUntil(lambda: not transcript._ahead.isActive())
    assert editor_of(transcript, 1).edit.toPlainText() == "Unsent"


def test_an_answer_is_edited_as_markdown(qtbot: QtBot, transcript: Transcript) -> None:
    transcript.edit(2)
    editor = editor_of(transcript, 2)
    assert editor.edit.toPlainText() == "It **is**."
    assert editor.send.text() == "Save"
    editor.edit.setPlainText("It *was*.")
    with qtbot.waitSignal(transcript.edited) as wish:
        editor.send.click()
    assert wish.args == [2, "It *was*."]


def test_the_editor_is_brought_into_view(transcript: Transcript) -> None:
    more = [MessageView(number, "assistant", "line\n\n" * 20) for number in range(100, 160)]
    transcript.show_chat([QUESTION, *more])
    transcript.verticalScrollBar().setValue(60)  # its question has left the view at the top
    transcript.edit(1)
    assert transcript.item(1).y() >= 0
