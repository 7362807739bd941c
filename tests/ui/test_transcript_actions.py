"""What can be done with a message: buttons, menu, versions, selection."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.gallery import PICTURE
from tests.ui.keys import press
from ui.buttons import IconButton
from ui.main_window import MainWindow
from ui.message_editor import MessageEditor
from ui.message_values import MessageView
from ui.transcript import Transcript

MARKDOWN = (
    "**Bold** start.\n\n```python\ncode = 1\n```\n\n- item\n\n| a | b |\n|--|--|\n| 1 | 2 |\n"
)
QUESTION = MessageView(1, "user", "What is it?")
ANSWER = MessageView(2, "assistant", MARKDOWN, note="figures", sibling=2, siblings=3)
CUT = MessageView(4, "assistant", "It was", state="interrupted", can_continue=True)


@pytest.fixture
def transcript(window: MainWindow) -> Transcript:
    window.resize(900, 900)
    window.begin_answer(0)
    window.transcript.show_chat([QUESTION, ANSWER, replace(QUESTION, id=3), CUT])
    return window.transcript


def hover(widget: QWidget) -> None:
    at = QPointF(widget.rect().center())
    QApplication.sendEvent(widget, QEnterEvent(at, at, at))


def names(transcript: Transcript, message_id: int) -> list[str]:
    return [button.accessibleName() for button in transcript.item(message_id).footer.buttons()]


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_actions_appear_under_the_pointer_and_take_no_room(transcript: Transcript) -> None:
    item = transcript.item(2)
    for each in (item, transcript.item(1)):  # wherever other tests have left the pointer
        each.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
        QApplication.sendEvent(each, QEvent(QEvent.Type.Leave))
    height = item.height()
    assert item.footer.bar is None or item.footer.bar.isHidden()
    hover(item)
    assert item.footer.bar is not None
    assert not item.footer.bar.isHidden()
    assert names(transcript, 2) == [
        "Copy answer",
        "Regenerate answer",
        "Edit answer",
        "More for this answer",
    ]
    hover(transcript.item(1))
    assert names(transcript, 1) == ["Copy message", "Edit message", "More for this message"]
    transcript.settle()
    assert item.height() == height


def button_of(transcript: Transcript, name: str) -> IconButton:
    hover(transcript.item(2))
    (found,) = [one for one in transcript.item(2).footer.buttons() if one.accessibleName() == name]
    return found


def test_a_button_wishes_for_its_message(qtbot: QtBot, transcript: Transcript) -> None:
    with qtbot.waitSignal(transcript.regenerate_requested) as wish:
        button_of(transcript, "Regenerate answer").click()
    assert wish.args == [2]


def test_a_button_opens_the_editor_in_its_message(transcript: Transcript) -> None:
    button_of(transcript, "Edit answer").click()
    (editor,) = transcript.item(2).findChildren(MessageEditor)
    assert editor.edit.toPlainText() == ANSWER.text


def test_versions_are_shown_only_where_there_are_several(
    qtbot: QtBot, transcript: Transcript
) -> None:
    assert transcript.item(1).footer.pager is None
    pager = transcript.item(2).footer.pager
    assert pager is not None
    assert pager.place.text() == "2/3"
    assert pager.accessibleName() == "Version 2 of 3"
    with qtbot.waitSignal(transcript.branch_requested) as wish:
        pager.after.click()
    assert wish.args == [2, 1]
    transcript.update_message(replace(ANSWER, sibling=3))
    assert not pager.after.isEnabled()
    assert pager.before.isEnabled()
    transcript.update_message(replace(ANSWER, sibling=1, siblings=1))
    assert pager.isHidden()


def test_an_interrupted_answer_says_so_and_offers_to_continue(
    qtbot: QtBot, transcript: Transcript
) -> None:
    footer = transcript.answer(4).footer
    assert footer.figures.text() == "Interrupted"
    assert footer.go_on is not None
    assert footer.go_on.isVisible()
    with qtbot.waitSignal(transcript.continue_requested) as wish:
        footer.go_on.click()
    assert wish.args == [4]


def menu_of(transcript: Transcript, message_id: int) -> list[str]:
    transcript.open_menu(message_id, QPoint(10, 10))
    (menu,) = transcript.findChildren(QMenu)
    found = [action.text() for action in menu.actions() if action.text()]
    menu.close()
    menu.deleteLater()
    QApplication.processEvents()
    return found


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_offers_what_suits_the_message(transcript: Transcript) -> None:
    assert menu_of(transcript, 2) == [
        "Copy as Markdown",
        "Copy as Text",
        "Select All",
        "Quote",
        "Edit",
        "Regenerate",
        "Delete",
    ]
    assert "Regenerate" not in menu_of(transcript, 1)
    assert "Continue" in menu_of(transcript, 4)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_menu_knows_what_is_selected_and_what_link_it_is_on(transcript: Transcript) -> None:
    transcript.show_chat([MessageView(7, "assistant", "[here](https://example.org/a)")])
    pane = transcript.item(7).panes()[0]
    transcript.do(7, "select")
    transcript.open_menu(7, pane.viewport().mapToGlobal(QPoint(8, 8)))
    (menu,) = transcript.findChildren(QMenu)
    *items, line = menu.actions()[:4]
    assert line.isSeparator()
    copied = {}
    for item in items:
        item.trigger()
        copied[item.text()] = clipboard()
    assert copied == {
        "Copy Selection": "here",
        "Copy Selection as Markdown": "[here](https://example.org/a)",
        "Copy Link": "https://example.org/a",
    }
    menu.close()


def test_pictures_are_asked_for_when_they_come_into_view(
    qtbot: QtBot, transcript: Transcript
) -> None:
    bare = replace(PICTURE, thumbnail=None)
    question = MessageView(7, "user", "Look", attachments=(bare,))
    filler = [MessageView(n, "assistant", "line\n\n" * 20) for n in range(100, 140)]
    with qtbot.assertNotEmitted(transcript.thumbnail_requested):
        transcript.show_chat([question, *filler])
    with qtbot.waitSignal(transcript.thumbnail_requested) as wish:
        transcript.scroll_to(7)
    assert wish.args == [7, PICTURE.id]
    height = transcript.item(7).height()
    assert PICTURE.thumbnail is not None
    transcript.show_thumbnail(7, PICTURE.id, PICTURE.thumbnail)
    transcript.settle()
    assert transcript.item(7).height() == height  # its size was known
    transcript.show_thumbnail(7, 99, PICTURE.thumbnail)
    transcript.show_thumbnail(99, PICTURE.id, PICTURE.thumbnail)


def test_nothing_changes_an_answer_that_is_being_written(transcript: Transcript) -> None:
    transcript.begin_answer(5)
    transcript.append_text(5, "Half", "answer")
    transcript.flush()
    hover(transcript.item(5))
    assert not {"Edit answer", "Regenerate answer"} & set(names(transcript, 5))


def test_copying_gives_markdown_or_what_is_read(transcript: Transcript) -> None:
    transcript.do(2, "copy")
    assert clipboard() == MARKDOWN
    transcript.do(2, "copy_text")
    assert clipboard() == "Bold start.\n\ncode = 1\n\n• item\n\na\tb\n1\t2"


def test_quoting_takes_the_selection_or_all(qtbot: QtBot, transcript: Transcript) -> None:
    with qtbot.waitSignal(transcript.quote_requested) as wish:
        transcript.do(1, "quote")
    assert wish.args == ["What is it?"]
    pane = transcript.item(2).panes()[0]
    cursor = pane.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(4, cursor.MoveMode.KeepAnchor)
    pane.setTextCursor(cursor)
    with qtbot.waitSignal(transcript.quote_requested) as wish:
        transcript.do(2, "quote")
    assert wish.args == ["Bold"]


def test_wishes_carry_the_id(qtbot: QtBot, transcript: Transcript) -> None:
    with qtbot.waitSignal(transcript.delete_requested) as wish:
        transcript.do(2, "delete")
    assert wish.args == [2]


def test_select_all_and_copy_take_the_whole_message(
    qtbot: QtBot, window: MainWindow, transcript: Transcript
) -> None:
    item = transcript.item(2)
    pane = item.panes()[-1]
    window.activateWindow()
    pane.setFocus()
    qtbot.waitUntil(pane.hasFocus)
    press(pane, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert all(one.textCursor().hasSelection() for one in item.panes())
    press(pane, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = clipboard()
    for words in ("Bold start.", "code = 1", "• item"):
        assert words in text
    assert text.index("Bold") < text.index("code") < text.index("item")


def test_a_drag_goes_on_in_the_next_panes(transcript: Transcript) -> None:
    item = transcript.item(2)
    first, code, last = item.panes()[:3]
    start = first.viewport()
    QTest.mousePress(start, Qt.MouseButton.LeftButton, pos=QPoint(1, 5))
    there = start.mapFromGlobal(last.viewport().mapToGlobal(QPoint(400, 5)))
    QTest.mouseMove(start, there)
    QTest.mouseRelease(start, Qt.MouseButton.LeftButton, pos=there)
    assert item.selected_text().startswith("Bold start.")
    assert code.textCursor().selectedText() == "code = 1"
    assert last.textCursor().selectedText() == "item"


def test_a_new_selection_ends_those_in_other_messages(transcript: Transcript) -> None:
    transcript.do(2, "select")
    QTest.mousePress(transcript.item(1).panes()[0].viewport(), Qt.MouseButton.LeftButton)
    assert not transcript.item(2).has_selection()
