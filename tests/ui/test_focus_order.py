"""The keyboard comes to everything by Tab, has no end in it, and is not lost with what goes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import gallery, sending_scenes, transcript_scenes
from tests.ui.keys import press
from tests.ui.test_accessibility import tabbed_through
from ui.buttons import IconButton
from ui.main_window import MainWindow
from ui.message_editor import MessageEditor
from ui.queued import QueuedBar
from ui.undo_bar import UndoBar

SPACE, ESCAPE = Qt.Key.Key_Space, Qt.Key.Key_Escape


def shown(qtbot: QtBot, window: MainWindow, scene: str) -> MainWindow:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    {**gallery.STATES, **transcript_scenes.SCENES}[scene](window)
    window.transcript.flush()
    gallery.settle()
    return window


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    assert widget.isVisible()
    return widget


def press_on(widget: QWidget, key: Qt.Key) -> QWidget:
    """Where the keyboard is afterwards."""
    widget.setFocus()
    press(widget, key)
    gallery.settle()
    return focused()


def test_tab_goes_past_waiting_messages_back_to_the_composer(
    qtbot: QtBot, window: MainWindow
) -> None:
    shown(qtbot, window, "queued_writing")
    names = tabbed_through(window, window.composer.edit)
    assert names.count("Send now") == len(sending_scenes.WAITING)
    assert names.count("Answer text") == 1
    assert names[-1] == "Chat settings"  # the last before it comes round


def test_tab_comes_back_to_a_message_being_edited(qtbot: QtBot, window: MainWindow) -> None:
    shown(qtbot, window, "transcript_editor")
    (editor,) = window.transcript.item(3).findChildren(MessageEditor)
    names = tabbed_through(window, editor.edit)
    assert "Conversation" in names
    assert len(names) < 20


def test_the_last_chip_leaves_the_keyboard_to_the_message(qtbot: QtBot, window: MainWindow) -> None:
    shown(qtbot, window, "attached")
    window.composer.attachment_removed.connect(window.composer.take_attachment)
    chips = window.composer.chips
    after = press_on(chips.chip(1).remove_button, SPACE)
    assert chips.isAncestorOf(after)
    press_on(chips.chip(2).remove_button, SPACE)
    assert press_on(chips.chip(3).remove_button, SPACE) is window.composer.edit


def test_the_last_notice_leaves_the_keyboard_to_the_message(
    qtbot: QtBot, window: MainWindow
) -> None:
    shown(qtbot, window, "error")
    first, last = (notice.close_button for notice in window.notices.notices)
    assert press_on(first, SPACE) is last
    assert press_on(last, SPACE) is window.composer.edit


@pytest.mark.parametrize("button", ["undo", "close_button"])
def test_the_undo_bar_leaves_the_keyboard_to_the_message(
    qtbot: QtBot, window: MainWindow, button: str
) -> None:
    shown(qtbot, window, "chats_undo")
    (bar,) = window.findChildren(UndoBar)
    assert press_on(getattr(bar, button), SPACE) is window.composer.edit


def test_the_last_waiting_message_leaves_the_keyboard_to_the_message(
    qtbot: QtBot, window: MainWindow
) -> None:
    shown(qtbot, window, "queued_held")
    (bar,) = window.findChildren(QueuedBar)
    bar.remove_wanted.connect(lambda _: bar.show_queue([], ""))
    assert press_on(bar.cards[0].remove, SPACE) is window.composer.edit


def test_stop_leaves_the_keyboard_to_the_message(qtbot: QtBot, window: MainWindow) -> None:
    shown(qtbot, window, "prefill")
    window.stop_requested.connect(lambda: window.set_busy(False))
    assert press_on(window.composer.send, SPACE) is window.composer.edit


def lit_button(window: MainWindow, message: int) -> IconButton:
    item = window.transcript.item(message)
    item.footer.set_lit(True)
    return item.footer.buttons()[0]


def test_a_message_that_goes_leaves_the_keyboard_to_the_list(
    qtbot: QtBot, window: MainWindow
) -> None:
    transcript = shown(qtbot, window, "transcript_actions").transcript
    lit_button(window, 6).setFocus()
    transcript.show_chat([row.view for row in transcript.rows][:5])
    gallery.settle()
    assert focused() is transcript


def test_escape_goes_from_a_message_to_the_list_and_on_to_the_composer(
    qtbot: QtBot, window: MainWindow
) -> None:
    transcript = shown(qtbot, window, "transcript_actions").transcript
    assert press_on(lit_button(window, 4), ESCAPE) is transcript
    assert transcript.current == 4
    assert press_on(transcript, ESCAPE) is window.composer.edit


@pytest.mark.parametrize("scene", ["attached", "error"])
def test_escape_goes_to_the_composer(qtbot: QtBot, window: MainWindow, scene: str) -> None:
    shown(qtbot, window, scene)
    assert press_on(window.header.picker, ESCAPE) is window.composer.edit


def test_escape_takes_a_question_back_and_stays_in_the_trash(
    qtbot: QtBot, window: MainWindow
) -> None:
    shown(qtbot, window, "chats_trash_asked")
    shelf = window.sidebar.shelves["trash"]
    assert press_on(shelf.not_sure, ESCAPE) is shelf.empty
    assert not shelf.asking
    assert window.sidebar.page is shelf
