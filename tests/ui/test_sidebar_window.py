"""The window with a sidebar: its menus, its room, and taking things back."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.keys import click, press, write
from tests.ui.sidebar_scenes import FOLDERS, HITS, chat, some_chats
from ui.chats_window import NARROW
from ui.main_window import MainWindow
from ui.values import FolderItem

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
CHATS = [chat(1, "First", 60), chat(2, "Second", 120), chat(3, "Third", 180)]


@pytest.fixture
def roomy(qtbot: QtBot, window: MainWindow) -> MainWindow:
    window.resize(1000, 700)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.set_chats(CHATS, FOLDERS)
    window.show_current(2)
    return window


def actions(window: MainWindow) -> dict[str, QAction]:
    return {action.text(): action for action in window.findChildren(QAction) if action.text()}


def test_the_window_opens_without_the_sidebar() -> None:
    """Nobody waits for it at the start."""
    code = "import sys, ui.main_window; sys.exit('ui.sidebar.sidebar' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_chats_the_window_is_as_it_was(window: MainWindow) -> None:
    assert not window.sidebar_shown
    assert not window.header.toggle.isVisible()
    assert window.header.new_chat.isVisible()
    words = {action.text() for action in window.menuBar().actions()}
    assert "&Chat" not in words
    assert "Search All Chats" not in actions(window)


def test_chats_bring_the_sidebar(roomy: MainWindow) -> None:
    assert roomy.sidebar.isVisible()
    assert roomy.header.toggle.isVisible()
    assert not roomy.header.new_chat.isVisible()  # the sidebar has one
    order = [action.text() for action in roomy.menuBar().actions()]
    assert order == ["&File", "&Edit", "&View", "&Chat", "&Model", "&Window", "&Help"]


def test_the_sidebar_takes_neither_focus_nor_window(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.set_chats(CHATS, FOLDERS)
    QApplication.processEvents()
    assert window.isActiveWindow()
    assert window.composer.edit.hasFocus()


def test_the_window_passes_the_wishes_on(qtbot: QtBot, roomy: MainWindow) -> None:
    side = roomy.sidebar
    for ours, theirs, values in (
        (roomy.chat_chosen, side.chat_chosen, [1]),
        (roomy.rename_requested, side.rename_requested, [1, "x"]),
        (roomy.pin_requested, side.pin_requested, [1, True]),
        (roomy.move_requested, side.move_requested, [[1], None]),
        (roomy.duplicate_requested, side.duplicate_requested, [1]),
        (roomy.archive_requested, side.archive_requested, [[1], True]),
        (roomy.delete_requested, side.delete_requested, [[1]]),
        (roomy.export_requested, side.export_requested, [1]),
        (roomy.folder_created, side.folder_created, ["x"]),
        (roomy.folder_renamed, side.folder_renamed, [1, "x"]),
        (roomy.folder_deleted, side.folder_deleted, [1]),
        (roomy.folders_closed, side.folders_closed, [[1]]),
        (roomy.search_changed, side.search_changed, ["x"]),
        (roomy.hit_chosen, side.hit_chosen, [1, None]),
        (roomy.trash_opened, side.trash_opened, []),
        (roomy.archive_opened, side.archive_opened, []),
        (roomy.restore_requested, side.restore_requested, [[1]]),
        (roomy.empty_trash_requested, side.empty_trash_requested, []),
    ):
        with qtbot.waitSignal(ours) as passed:
            theirs.emit(*values)
        assert passed.args == values


def test_new_chat_in_the_sidebar_is_the_same_wish(qtbot: QtBot, roomy: MainWindow) -> None:
    with qtbot.waitSignal(roomy.new_chat_requested):
        roomy.sidebar.new_chat.click()


def test_the_sidebar_is_hidden_and_shown(qtbot: QtBot, roomy: MainWindow) -> None:
    with qtbot.waitSignal(roomy.sidebar_changed) as changed:
        actions(roomy)["Hide Sidebar"].trigger()
    assert changed.args is not None
    assert changed.args[0] is False
    assert not roomy.sidebar.isVisible()
    assert roomy.header.new_chat.isVisible()
    assert roomy.header.toggle.accessibleName() == "Show sidebar"
    roomy.header.toggle.click()
    assert roomy.sidebar.isVisible()
    assert "Hide Sidebar" in actions(roomy)


def test_the_width_is_kept_and_told(qtbot: QtBot, roomy: MainWindow) -> None:
    roomy.restore_sidebar(True, 320)
    assert roomy.sidebar.width() == 320
    handle = roomy.splitter.handle(1)
    with qtbot.waitSignal(roomy.sidebar_changed):
        QTest.mousePress(handle, Qt.MouseButton.LeftButton)
        QTest.mouseMove(handle, handle.rect().center() + QPoint(-40, 0))
        QTest.mouseRelease(handle, Qt.MouseButton.LeftButton)
    assert 270 < roomy.sidebar.width() < 290


def test_in_a_narrow_window_the_sidebar_makes_room(roomy: MainWindow) -> None:
    roomy.resize(NARROW - 60, 500)
    assert not roomy.sidebar.isVisible()
    assert roomy.centralWidget().width() == roomy.composer.width()
    roomy.resize(1000, 700)
    assert roomy.sidebar.isVisible()
    assert roomy.sidebar.width() == 250


def test_hidden_by_hand_it_stays_hidden_whatever_the_width(roomy: MainWindow) -> None:
    roomy.toggle_sidebar()
    roomy.resize(NARROW - 60, 500)
    roomy.resize(1000, 700)
    assert not roomy.sidebar.isVisible()


def test_in_a_narrow_window_it_opens_over_the_chat_until_one_is_chosen(
    qtbot: QtBot, roomy: MainWindow
) -> None:
    roomy.resize(NARROW - 60, 500)
    roomy.header.toggle.click()
    assert roomy.sidebar.isVisible()
    assert roomy.sidebar.list.hasFocus()
    assert roomy.composer.width() == roomy.centralWidget().width()
    view = roomy.sidebar.list
    with qtbot.waitSignal(roomy.chat_chosen):
        press(view, Qt.Key.Key_Down)
    assert roomy.sidebar.isVisible()
    where = view.visualRect(view.rows.place(("chat", 1))).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert not roomy.sidebar.isVisible()
    assert roomy.composer.edit.hasFocus()


def test_the_drawer_closes_by_escape_and_by_a_click_beside_it(roomy: MainWindow) -> None:
    roomy.resize(NARROW - 60, 500)
    roomy.toggle_sidebar()
    press(roomy.sidebar.list, Qt.Key.Key_Escape)
    assert not roomy.sidebar.isVisible()
    roomy.toggle_sidebar()
    scrim = roomy.childAt(roomy.width() - 20, 300)
    assert scrim is not None
    click(scrim)
    assert not roomy.sidebar.isVisible()


def test_search_opens_a_hidden_sidebar(roomy: MainWindow) -> None:
    roomy.toggle_sidebar()
    press(roomy, Qt.Key.Key_F, CTRL | SHIFT)
    assert roomy.sidebar.field.line.hasFocus()
    write(roomy.sidebar.field.line, "decode")
    roomy.show_hits("decode", HITS)
    assert roomy.sidebar.hits.isVisible()


def test_next_and_previous_chat(roomy: MainWindow) -> None:
    chosen: list[int] = []
    roomy.chat_chosen.connect(chosen.append)
    actions(roomy)["Next Chat"].trigger()
    actions(roomy)["Previous Chat"].trigger()
    roomy.show_current(3)
    actions(roomy)["Next Chat"].trigger()  # from the last to the first
    roomy.show_current(None)
    actions(roomy)["Next Chat"].trigger()
    assert chosen == [3, 1, 1, 1]


@pytest.mark.skipif(sys.platform == "darwin", reason="has other keys there")
def test_keys_go_from_chat_to_chat_wherever_the_focus_is(roomy: MainWindow) -> None:
    chosen: list[int] = []
    roomy.chat_chosen.connect(chosen.append)
    for focused in (roomy.composer.edit, roomy.sidebar.list, roomy.sidebar.field.line):
        focused.setFocus()
        press(focused, Qt.Key.Key_Tab, CTRL)
        press(focused, Qt.Key.Key_Backtab, CTRL | SHIFT)
    assert chosen == [3, 1] * 3


def test_the_chat_menu_is_about_the_open_chat(qtbot: QtBot, roomy: MainWindow) -> None:
    roomy.composer.edit.setFocus()
    menu = roomy.chat_menus.chat
    with qtbot.waitSignal(roomy.delete_requested) as deleted:
        menu.delete.trigger()
    assert deleted.args == [[2]]
    roomy.show_current(None)
    assert not menu.delete.isEnabled()


def test_the_chat_menu_is_about_the_selection_in_the_list(qtbot: QtBot, roomy: MainWindow) -> None:
    view = roomy.sidebar.list
    view.setFocus()
    view.selectAll()
    with qtbot.waitSignal(roomy.archive_requested) as archived:
        roomy.chat_menus.chat.archive.trigger()
    assert archived.args == [[1, 2, 3], True]
    assert not roomy.chat_menus.chat.rename.isEnabled()


def test_delete_has_its_keys_only_in_the_list(qtbot: QtBot, roomy: MainWindow) -> None:
    edit = roomy.composer.edit
    edit.setFocus()
    write(edit, "some words")
    with qtbot.assertNotEmitted(roomy.delete_requested):
        press(edit, Qt.Key.Key_Backspace, CTRL)
    assert edit.toPlainText() != "some words"  # it deleted a word, as it does in a text
    roomy.sidebar.list.setFocus()
    with qtbot.waitSignal(roomy.delete_requested) as deleted:
        press(roomy.sidebar.list, Qt.Key.Key_Backspace, CTRL)
    assert deleted.args == [[2]]


def test_at_a_folder_the_delete_keys_are_about_the_folder(qtbot: QtBot, roomy: MainWindow) -> None:
    view = roomy.sidebar.list
    view.setFocus()
    folder = view.rows.place(("folder", 2))
    view.selectionModel().setCurrentIndex(folder, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    with (
        qtbot.assertNotEmitted(roomy.delete_requested),
        qtbot.waitSignal(roomy.folder_deleted) as removed,
    ):
        press(view, Qt.Key.Key_Backspace, CTRL)
    assert removed.args == [2]
    assert not roomy.chat_menus.chat.delete.isEnabled()


def test_renaming_from_the_menu_opens_the_sidebar(roomy: MainWindow) -> None:
    roomy.toggle_sidebar()
    roomy.chat_menus.chat.rename.trigger()
    assert roomy.sidebar.isVisible()
    assert roomy.sidebar.list.state() == roomy.sidebar.list.State.EditingState


def test_a_new_folder_is_named_in_sight(qtbot: QtBot, roomy: MainWindow) -> None:
    roomy.toggle_sidebar()
    with qtbot.waitSignal(roomy.folder_created) as created:
        actions(roomy)["New Folder"].trigger()
    assert created.args == ["New Folder"]
    roomy.set_chats(CHATS, [*FOLDERS, FolderItem(9, "New Folder")])
    assert roomy.sidebar.isVisible()
    assert roomy.sidebar.list.state() == roomy.sidebar.list.State.EditingState


def test_typing_in_the_list_goes_into_the_message(roomy: MainWindow) -> None:
    roomy.sidebar.list.setFocus()
    press(roomy.sidebar.list, Qt.Key.Key_H)
    assert roomy.composer.edit.toPlainText() == "h"


# Taking back


def test_undo_is_offered_beside_what_was_done(qtbot: QtBot, roomy: MainWindow) -> None:
    roomy.offer_undo("“First” was moved to the trash.")
    bar = roomy.undo_bar
    assert bar.isVisible()
    assert bar.words.text() == "“First” was moved to the trash."
    assert bar.clock.interval() == 10_000
    with qtbot.waitSignal(roomy.undo_requested):
        bar.undo.click()
    assert not bar.isVisible()


def test_the_undo_bar_goes_by_itself_but_not_from_under_the_focus(roomy: MainWindow) -> None:
    roomy.offer_undo("Gone.")
    bar = roomy.undo_bar
    bar.undo.setFocus()
    bar.clock.timeout.emit()
    assert bar.isVisible()
    roomy.composer.edit.setFocus()
    bar.clock.timeout.emit()
    assert not bar.isVisible()


def test_undo_in_the_list_takes_back_what_is_offered_and_nothing_else(
    qtbot: QtBot, roomy: MainWindow
) -> None:
    roomy.sidebar.list.setFocus()
    with qtbot.assertNotEmitted(roomy.undo_requested):
        actions(roomy)["Undo"].trigger()
    roomy.offer_undo("Gone.")
    with qtbot.waitSignal(roomy.undo_requested):
        press(roomy.sidebar.list, Qt.Key.Key_Z, CTRL)


def test_the_undo_button_is_reached_by_tab(roomy: MainWindow) -> None:
    roomy.offer_undo("Gone.")
    roomy.composer.edit.setFocus()
    seen = []
    for _ in range(30):
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused)
        press(focused, Qt.Key.Key_Tab)
    assert roomy.undo_bar.undo in seen
    assert roomy.sidebar.list in seen
    assert roomy.sidebar.field.line in seen
    assert roomy.sidebar.trash in seen


def test_the_sidebar_is_redrawn_in_the_dark(roomy: MainWindow) -> None:
    roomy.set_chats(some_chats(30), FOLDERS)
    roomy.set_appearance("dark")
    dark = roomy.sidebar.grab().toImage().pixelColor(3, 300).lightness()
    roomy.set_appearance("light")
    light = roomy.sidebar.grab().toImage().pixelColor(3, 300).lightness()
    roomy.set_appearance("system")
    assert dark < 60
    assert light > 230
