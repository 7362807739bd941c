"""The transcript by keyboard, and as screen readers get it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.gallery import LONG
from tests.ui.keys import press
from ui.announcer import Announcer
from ui.main_window import MainWindow
from ui.message_values import MessageView
from ui.table_block import TableBlock
from ui.thinking import ThinkingView
from ui.transcript import Transcript

ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CHAT = [
    MessageView(number, "user" if number % 2 else "assistant", f"Message {number}")
    for number in range(1, 13)
]


@pytest.fixture
def transcript(qtbot: QtBot, window: MainWindow) -> Transcript:
    window.begin_answer(0)
    window.transcript.show_chat(CHAT)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.transcript.setFocus()
    qtbot.waitUntil(window.transcript.hasFocus)
    return window.transcript


def test_the_keyboard_comes_to_the_newest_message(transcript: Transcript) -> None:
    assert transcript.current == 12
    assert transcript.item(12).footer.buttons()[0].isVisible()


def test_keys_walk_from_message_to_message(qtbot: QtBot, transcript: Transcript) -> None:
    with qtbot.waitSignal(transcript.current_changed) as moved:
        press(transcript, Qt.Key.Key_K)
    assert moved.args == [11]
    press(transcript, Qt.Key.Key_Up, ALT)
    assert transcript.current == 10
    press(transcript, Qt.Key.Key_J)
    press(transcript, Qt.Key.Key_Down, ALT)
    press(transcript, Qt.Key.Key_Down, ALT)
    assert transcript.current == 12
    press(transcript, Qt.Key.Key_Home)
    assert transcript.current == 1
    assert transcript.verticalScrollBar().value() <= 24
    press(transcript, Qt.Key.Key_End)
    assert transcript.current == 12


def test_only_the_current_message_shows_its_actions(transcript: Transcript) -> None:
    press(transcript, Qt.Key.Key_K)
    assert transcript.item(11).footer.buttons()[0].isVisible()
    assert not transcript.item(12).footer.buttons()[0].isVisible()


def test_the_current_message_is_brought_into_view(transcript: Transcript) -> None:
    transcript.show_chat([MessageView(n, "assistant", "line\n\n" * 12) for n in range(40)])
    press(transcript, Qt.Key.Key_End)
    for _ in range(10):
        press(transcript, Qt.Key.Key_K)
        assert transcript.current is not None
        box = transcript.item(transcript.current).geometry()
        assert box.top() >= 0
        assert box.bottom() <= transcript.viewport().height()


def test_letters_are_typed_into_the_message_unless_they_walk(
    window: MainWindow, transcript: Transcript
) -> None:
    press(transcript, Qt.Key.Key_K)
    assert window.composer.text == ""
    press(transcript, Qt.Key.Key_X)
    assert window.composer.text == "x"


def test_return_goes_to_the_actions(transcript: Transcript) -> None:
    press(transcript, Qt.Key.Key_Return)
    focused = QApplication.focusWidget()
    assert focused is transcript.item(12).footer.buttons()[0]
    assert focused.isVisible()


def test_tab_goes_through_the_current_message_and_out_again(
    window: MainWindow, transcript: Transcript
) -> None:
    code = MessageView(20, "assistant", "Words.\n\n```\ncode\n```", siblings=2)
    transcript.show_chat([*CHAT[:4], code, CHAT[5]])
    transcript.set_current(20)
    order = []
    for _ in range(10):
        focused = QApplication.focusWidget()
        assert focused is not None
        press(focused, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        order.append(focused.accessibleName())
    assert order[:9] == [
        "Answer text",
        "Wrap long lines",
        "Copy code",
        "Code",
        "Later version",
        "Copy answer",
        "Regenerate answer",
        "Edit answer",
        "More for this answer",
    ]
    focused = QApplication.focusWidget()
    assert focused is not None
    assert not transcript.isAncestorOf(focused)
    transcript.setFocus()
    press(transcript, Qt.Key.Key_Tab)
    first = QApplication.focusWidget()
    assert first is not None
    press(first, Qt.Key.Key_Backtab)
    assert transcript.hasFocus()
    press(transcript, Qt.Key.Key_Backtab)
    assert not transcript.hasFocus()
    assert window.focusWidget() is not first


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_keyboard_opens_the_menu(transcript: Transcript) -> None:
    press(transcript, Qt.Key.Key_F10, SHIFT)
    (menu,) = transcript.findChildren(QMenu)
    assert menu.isVisible()
    menu.close()


def test_without_messages_keys_do_nothing(transcript: Transcript) -> None:
    transcript.clear()
    for key in (Qt.Key.Key_J, Qt.Key.Key_Home, Qt.Key.Key_Return):
        press(transcript, key)
    assert transcript.current is None


def test_a_screen_reader_finds_a_list_of_messages(transcript: Transcript) -> None:
    spoken = []
    for message_id, item in sorted(transcript.items()):
        interface = QAccessible.queryAccessibleInterface(item)
        assert interface.role() == QAccessible.Role.ListItem
        assert interface.parent().role() == QAccessible.Role.List
        assert interface.text(QAccessible.Text.Description) == f"Message {message_id}"
        spoken.append(interface.text(QAccessible.Text.Name))
    assert spoken[-2:] == ["Your message, 11 of 12", "Answer, 12 of 12"]
    transcript.add_message(MessageView(13, "user", "More"))
    assert transcript.item(12).accessibleName() == "Answer, 12 of 13"


class Listened(Announcer):
    def wanted(self) -> bool:
        return True


@pytest.fixture
def announcer(window: MainWindow) -> Listened:
    made = Listened(window)
    made._timer.setInterval(0)
    return made


def test_an_answer_is_announced_by_whole_sentences(qtbot: QtBot, announcer: Listened) -> None:
    heard: list[str] = []
    announcer.announced.connect(heard.append)
    announcer.add("The **first")
    assert heard == []
    announcer.add("** one. And the")
    assert heard == ["The first one."]
    announcer.add(" second is 3.14 long! 第三句。 Then")
    assert heard == ["The first one."]  # a moment has to pass
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[1] == "And the second is 3.14 long! 第三句。"
    announcer.finish()
    assert heard[2:] == ["Then"]


def test_code_is_mentioned_and_not_read_out(announcer: Listened) -> None:
    heard: list[str] = []
    announcer.announced.connect(heard.append)
    for piece in LONG:
        announcer.add(piece)
    announcer.finish()
    text = " ".join(heard)
    assert "Code." in text
    assert "yield" not in text
    assert "A rule of thumb: twice the bandwidth, twice the tokens." in text
    assert "the documentation" in text
    assert "*" not in text


def test_nobody_is_told_when_nobody_listens(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, transcript: Transcript
) -> None:
    transcript.begin_answer(50)
    monkeypatch.setattr(Announcer, "wanted", lambda _self: False)
    with qtbot.assertNotEmitted(transcript.announced):
        transcript.append_text(50, "One. Two. ", "answer")
    monkeypatch.setattr(Announcer, "wanted", lambda _self: True)
    with qtbot.waitSignal(transcript.announced) as said:
        transcript.append_text(50, "Three. ", "answer")
    assert said.args == ["Three."]


def test_tables_are_read_by_rows_and_items_one_by_one(announcer: Listened) -> None:
    heard: list[str] = []
    announcer.announced.connect(heard.append)
    text = (
        "## Figures\n\n| Phase | Tokens |\n|:--|--:|\n| Prefill | 512 |\n| Decode | 41 |\n\n"
        "- measure first\n- then optimise\n\n1. one\n2. two\n\n$$\n\\frac{a}{b}\n$$\n"
    )
    for letter in text:
        announcer.add(letter)
    announcer.finish()
    said = " ".join(heard)
    assert said == (
        "Figures. Phase, Tokens. Prefill, 512. Decode, 41. measure first. then optimise. "
        "1. one. 2. two. Formula."
    )


def test_an_answer_that_was_written_here_is_described_like_one_that_was_loaded(
    transcript: Transcript,
) -> None:
    transcript.begin_answer(50)
    transcript.append_text(50, "A **red** circle.", "answer")
    transcript.mark_stopped(50)
    assert transcript.item(50).accessibleDescription() == "A red circle."


def test_a_table_is_told_with_its_size_and_rows(transcript: Transcript) -> None:
    text = "| A | B |\n|--|--|\n" + "| 1 | $x$ |\n" * 40
    transcript.show_chat([MessageView(1, "assistant", text)])
    (table,) = transcript.item(1).findChildren(TableBlock)
    assert table.accessibleName() == "Table, 2 columns, 41 rows"
    assert table.accessibleDescription().startswith("A, B; 1, $x$; 1, $x$")
    assert table.accessibleDescription().count(";") == 11


def test_the_button_of_thoughts_says_what_it_shows(transcript: Transcript) -> None:
    view = MessageView(1, "assistant", "Yes.", thinking="Hm.", thinking_s=4.0)
    transcript.show_chat([view])
    (button,) = transcript.item(1).findChildren(ThinkingView)[0].findChildren(QToolButton)
    assert button.accessibleName() == button.text() == "Thought for 4 seconds"
