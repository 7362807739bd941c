"""The list of chats: choosing, naming, moving, putting away."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAction,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.keys import press, write
from tests.ui.sidebar_scenes import FOLDERS, HOUR, chat
from ui.look import Look
from ui.sidebar import chat_list
from ui.sidebar.chat_list import ChatList
from ui.sidebar.rows import Key
from ui.sidebar.sidebar import Sidebar
from ui.values import ChatItem, FolderItem

MENUS = pytest.mark.qt_log_ignore("This plugin does not support")
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CHATS = [
    chat(1, "First", 60),
    chat(2, "Second", 120),
    chat(3, "Third", 180),
    chat(4, "Pinned", 240, pinned=True),
    chat(5, "Inside", 300, folder=1),
    chat(6, "為什麼天空是藍色的？", 360, interrupted=True),
]


@pytest.fixture
def sidebar(qtbot: QtBot, look: Look) -> Iterator[Sidebar]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(260, 700)
    made = Sidebar(look, window)
    made.resize(260, 700)
    made.list.rows.now = lambda: CHATS[-1].updated + 360  # however long the tests before took
    made.set_chats(CHATS, FOLDERS)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield made
    window.close()


def spoken(view: ChatList) -> list[str]:
    role = Qt.ItemDataRole.AccessibleTextRole
    return [view.rows.data(view.rows.index(row), role) for row in range(view.rows.rowCount())]


def at(view: ChatList, wanted: Key) -> QPoint:
    return view.visualRect(view.rows.place(wanted)).center()


def click(view: ChatList, wanted: Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(view.viewport(), LEFT, modifier, at(view, wanted))


def choose(view: ChatList, *chats: int) -> None:
    view.setFocus()
    view.clearSelection()
    for each in chats:
        index = view.rows.place(("chat", each))
        view.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)
        view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)


def menu_of(sidebar: Sidebar, wanted: Key) -> dict[str, QAction]:
    view = sidebar.active_list()
    assert view is not None
    point = at(view, wanted)
    where = view.viewport().mapToGlobal(point)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, where)
    QApplication.sendEvent(view.viewport(), event)
    menu = next(menu for menu in sidebar.findChildren(QMenu) if menu.isVisible())
    for inner in menu.findChildren(QMenu):
        inner.aboutToShow.emit()
    found = {action.text(): action for action in menu.findChildren(QAction) if action.text()}
    menu.hide()
    return found


def editor(view: ChatList) -> QLineEdit:
    return view.viewport().findChildren(QLineEdit)[-1]


def test_every_row_is_spoken_in_full(sidebar: Sidebar) -> None:
    assert spoken(sidebar.list) == [
        "Pinned",
        "Pinned, 4 min",
        "Folders",
        "Work, folder, 1 chat, open",
        "Inside, 5 min",
        "Reisen und Übersetzungen, folder, 0 chats, open",
        "厨房, folder, 0 chats, open",
        "Today",
        "First, 1 min",
        "Second, 2 min",
        "Third, 3 min",
        "為什麼天空是藍色的？, 6 min, interrupted",
    ]


def test_a_screen_reader_walks_the_list(sidebar: Sidebar) -> None:
    face = QAccessible.queryAccessibleInterface(sidebar.list)
    assert face.text(QAccessible.Text.Name) == "Chats"
    assert face.role() == QAccessible.Role.List
    rows = [face.child(number) for number in range(face.childCount())]
    assert [row.text(QAccessible.Text.Name) for row in rows] == spoken(sidebar.list)
    assert {row.role() for row in rows} == {QAccessible.Role.ListItem}


def test_a_click_opens_a_chat(qtbot: QtBot, sidebar: Sidebar) -> None:
    with qtbot.waitSignal(sidebar.chat_chosen) as chosen:
        click(sidebar.list, ("chat", 2))
    assert chosen.args == [2]


def test_selecting_several_opens_none(qtbot: QtBot, sidebar: Sidebar) -> None:
    choose(sidebar.list, 1)
    with qtbot.assertNotEmitted(sidebar.chat_chosen):
        click(sidebar.list, ("chat", 3), Qt.KeyboardModifier.ShiftModifier)
    assert sidebar.list.targets() == [1, 2, 3]


def test_arrow_keys_pass_over_headings_and_open_where_they_rest(
    qtbot: QtBot, sidebar: Sidebar
) -> None:
    choose(sidebar.list, 4)
    press(sidebar.list, Qt.Key.Key_Down)
    assert sidebar.list.currentIndex() == sidebar.list.rows.place(("folder", 1))
    opened: list[int] = []
    sidebar.chat_chosen.connect(opened.append)
    with qtbot.waitSignal(sidebar.chat_chosen):
        for _ in range(5):
            press(sidebar.list, Qt.Key.Key_Down)
    assert opened == [2]  # not those it passed


def test_the_last_row_is_reached_by_keyboard(sidebar: Sidebar) -> None:
    choose(sidebar.list, 4)
    press(sidebar.list, Qt.Key.Key_End)
    assert sidebar.list.targets() == [6]
    press(sidebar.list, Qt.Key.Key_Home)
    assert sidebar.list.targets() == [4]


def test_left_and_right_close_and_open_a_folder(qtbot: QtBot, sidebar: Sidebar) -> None:
    view = sidebar.list
    choose(view, 5)
    press(view, Qt.Key.Key_Left)
    assert view.currentIndex() == view.rows.place(("folder", 1))
    with qtbot.waitSignal(sidebar.folders_closed) as closed:
        press(view, Qt.Key.Key_Left)
    assert closed.args == [[1]]
    assert not view.rows.place(("chat", 5)).isValid()
    assert view.currentIndex() == view.rows.place(("folder", 1))
    press(view, Qt.Key.Key_Left)
    assert not view.rows.place(("chat", 5)).isValid()
    press(view, Qt.Key.Key_Right)
    assert view.rows.place(("chat", 5)).isValid()


def test_a_click_on_a_folder_closes_it(sidebar: Sidebar) -> None:
    click(sidebar.list, ("folder", 1))
    assert not sidebar.list.rows.place(("chat", 5)).isValid()


def test_the_open_chats_folder_is_opened(sidebar: Sidebar) -> None:
    sidebar.set_closed([1])
    sidebar.show_current(5)
    assert sidebar.list.targets() == [5]


def test_showing_the_current_chat_asks_for_nothing(qtbot: QtBot, sidebar: Sidebar) -> None:
    with qtbot.assertNotEmitted(sidebar.chat_chosen, wait=chat_list.SETTLE_MS * 2):
        sidebar.show_current(3)
    assert sidebar.list.targets() == [3]


@pytest.mark.parametrize("key", [Qt.Key.Key_F2, Qt.Key.Key_Return])
def test_a_chat_is_renamed_in_its_row(
    qtbot: QtBot, sidebar: Sidebar, monkeypatch: pytest.MonkeyPatch, key: Qt.Key
) -> None:
    monkeypatch.setattr(chat_list, "RETURN_RENAMES", True)  # as on a Mac
    choose(sidebar.list, 2)
    press(sidebar.list, key)
    field = editor(sidebar.list)
    assert field.accessibleName() == "Chat title"
    assert field.selectedText() == "Second"
    write(field, "  A better   name ")
    with (
        qtbot.waitSignal(sidebar.rename_requested) as renamed,
        qtbot.assertNotEmitted(sidebar.chat_chosen),
    ):
        press(field, Qt.Key.Key_Return)
    assert renamed.args == [2, "A better name"]
    assert sidebar.list.state() != ChatList.State.EditingState


def test_return_opens_where_it_does_not_rename(
    qtbot: QtBot, sidebar: Sidebar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_list, "RETURN_RENAMES", False)
    choose(sidebar.list, 2)
    with qtbot.waitSignal(sidebar.chat_chosen) as chosen:
        press(sidebar.list, Qt.Key.Key_Return)
    assert chosen.args == [2]


@pytest.mark.parametrize(
    ("typed", "ending"),
    [("Another", Qt.Key.Key_Escape), ("", Qt.Key.Key_Return), ("Second", Qt.Key.Key_Return)],
)
def test_nothing_is_renamed_by_escape_or_to_nothing_or_to_the_same(
    qtbot: QtBot, sidebar: Sidebar, typed: str, ending: Qt.Key
) -> None:
    sidebar.rename_chat(2)
    field = editor(sidebar.list)
    field.clear()
    write(field, typed)
    with qtbot.assertNotEmitted(sidebar.rename_requested):
        press(field, ending)


def test_tab_ends_renaming_and_opens_no_other_field(qtbot: QtBot, sidebar: Sidebar) -> None:
    sidebar.rename_chat(2)
    write(editor(sidebar.list), "X")
    with qtbot.waitSignal(sidebar.rename_requested):
        press(editor(sidebar.list), Qt.Key.Key_Tab)
    assert sidebar.list.state() != ChatList.State.EditingState


def test_a_double_click_renames(sidebar: Sidebar) -> None:
    QTest.mouseDClick(sidebar.list.viewport(), LEFT, NONE, at(sidebar.list, ("chat", 3)))
    assert sidebar.list.state() == ChatList.State.EditingState


def test_changes_of_other_chats_wait_while_one_is_renamed(sidebar: Sidebar) -> None:
    sidebar.rename_chat(2)
    field = editor(sidebar.list)
    write(field, "Half a na")
    sidebar.update_chat(dataclasses.replace(CHATS[2], updated=CHATS[0].updated + 30))
    assert sidebar.list.state() == ChatList.State.EditingState
    assert field.text() == "Half a na"
    press(field, Qt.Key.Key_Escape)
    assert sidebar.list.chat_order() == [4, 5, 3, 1, 2, 6]


def test_letters_typed_in_the_list_go_to_the_message(sidebar: Sidebar) -> None:
    choose(sidebar.list, 2)
    press(sidebar.list, Qt.Key.Key_F)
    assert sidebar.list.targets() == [2]  # by default Qt would go to "First"


def test_backspace_alone_deletes_nothing(qtbot: QtBot, sidebar: Sidebar) -> None:
    choose(sidebar.list, 2)
    with qtbot.assertNotEmitted(sidebar.delete_requested):
        press(sidebar.list, Qt.Key.Key_Backspace)
        press(sidebar.list, Qt.Key.Key_Delete)


@MENUS
def test_the_context_menu_does_what_it_says(qtbot: QtBot, sidebar: Sidebar) -> None:
    menu = menu_of(sidebar, ("chat", 2))
    for words, signal, expected in (
        ("Pin", sidebar.pin_requested, [2, True]),
        ("Work", sidebar.move_requested, [[2], 1]),
        ("Duplicate", sidebar.duplicate_requested, [2]),
        ("Archive", sidebar.archive_requested, [[2], True]),
        ("Export…", sidebar.export_requested, [2]),
        ("Delete", sidebar.delete_requested, [[2]]),
    ):
        with qtbot.waitSignal(signal) as emitted:
            menu[words].trigger()
        assert emitted.args == expected
    menu["Rename"].trigger()
    assert sidebar.list.state() == ChatList.State.EditingState


@MENUS
def test_a_context_menu_is_about_the_row_under_the_pointer(qtbot: QtBot, sidebar: Sidebar) -> None:
    """Not about the selection elsewhere, which it does not change either."""
    choose(sidebar.list, 1, 3)
    with qtbot.waitSignal(sidebar.delete_requested) as deleted:
        menu_of(sidebar, ("chat", 6))["Delete"].trigger()
    assert deleted.args == [[6]]
    assert sidebar.list.targets() == [1, 3]


@MENUS
def test_a_context_menu_in_the_selection_is_about_all_of_it(qtbot: QtBot, sidebar: Sidebar) -> None:
    choose(sidebar.list, 1, 3)
    menu = menu_of(sidebar, ("chat", 3))
    assert not menu["Rename"].isEnabled()
    with qtbot.waitSignal(sidebar.move_requested) as moved:
        menu["厨房"].trigger()
    assert moved.args == [[1, 3], 3]


@MENUS
def test_a_pinned_chat_can_be_unpinned_and_one_in_a_folder_taken_out(
    qtbot: QtBot, sidebar: Sidebar
) -> None:
    with qtbot.waitSignal(sidebar.pin_requested) as pinned:
        menu_of(sidebar, ("chat", 4))["Unpin"].trigger()
    assert pinned.args == [4, False]
    menu = menu_of(sidebar, ("chat", 5))
    assert not menu["Work"].isEnabled()
    with qtbot.waitSignal(sidebar.move_requested) as moved:
        menu["No Folder"].trigger()
    assert moved.args == [[5], None]


@MENUS
def test_a_folder_can_be_renamed_and_removed(qtbot: QtBot, sidebar: Sidebar) -> None:
    menu = menu_of(sidebar, ("folder", 2))
    with qtbot.waitSignal(sidebar.folder_deleted) as deleted:
        menu["Remove Folder, Keep Its Chats"].trigger()
    assert deleted.args == [2]
    menu["Rename"].trigger()
    write(editor(sidebar.list), "Travel")
    with qtbot.waitSignal(sidebar.folder_renamed) as renamed:
        press(editor(sidebar.list), Qt.Key.Key_Return)
    assert renamed.args == [2, "Travel"]


@MENUS
def test_a_new_folder_takes_the_chats_and_is_named_at_once(qtbot: QtBot, sidebar: Sidebar) -> None:
    sidebar.set_chats(CHATS, [FolderItem(1, "New Folder")])
    with qtbot.waitSignal(sidebar.folder_created) as created:
        menu_of(sidebar, ("chat", 3))["New Folder"].trigger()
    assert created.args == ["New Folder 2"]
    with qtbot.waitSignal(sidebar.move_requested) as moved:
        sidebar.set_chats(CHATS, [FolderItem(1, "New Folder"), FolderItem(9, "New Folder 2")])
    assert moved.args == [[3], 9]
    assert editor(sidebar.list).text() == "New Folder 2"


def drop(view: ChatList, chats: list[int], where: QPoint) -> None:
    """As Qt delivers it."""
    mime = view.rows.mimeData([view.rows.place(("chat", each)) for each in chats])
    move = Qt.DropAction.MoveAction
    port = view.viewport()
    enter = QDragEnterEvent(where, move, mime, LEFT, NONE)
    QApplication.sendEvent(port, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(port, QDragMoveEvent(where, move, mime, LEFT, NONE))
    QApplication.sendEvent(port, QDropEvent(QPointF(where), move, mime, LEFT, NONE))


def test_chats_are_dragged_into_a_folder(qtbot: QtBot, sidebar: Sidebar) -> None:
    with qtbot.waitSignal(sidebar.move_requested) as moved:
        drop(sidebar.list, [3, 1], at(sidebar.list, ("folder", 3)))
    assert moved.args == [[1, 3], 3]
    assert sidebar.list.painter.drop is None


def test_chats_are_dragged_out_of_a_folder_and_onto_the_pins(
    qtbot: QtBot, sidebar: Sidebar
) -> None:
    with qtbot.waitSignal(sidebar.move_requested) as moved:
        drop(sidebar.list, [5], at(sidebar.list, ("chat", 2)))
    assert moved.args == [[5], None]
    with qtbot.waitSignal(sidebar.pin_requested) as pinned:
        drop(sidebar.list, [2], at(sidebar.list, ("chat", 4)))
    assert pinned.args == [2, True]


def test_a_pinned_chat_dragged_into_a_folder_loses_its_pin(qtbot: QtBot, sidebar: Sidebar) -> None:
    with qtbot.waitSignals([sidebar.pin_requested, sidebar.move_requested]):
        drop(sidebar.list, [4], at(sidebar.list, ("folder", 1)))


def test_a_dropped_chat_that_is_there_already_is_left_alone(qtbot: QtBot, sidebar: Sidebar) -> None:
    with qtbot.assertNotEmitted(sidebar.move_requested):
        drop(sidebar.list, [5], at(sidebar.list, ("folder", 1)))


def test_selection_focus_and_scroll_outlive_an_update(sidebar: Sidebar) -> None:
    many = [chat(number, f"Chat {number}", number * HOUR) for number in range(1, 300)]
    sidebar.set_chats(many, [])
    choose(sidebar.list, 40, 41)
    bar = sidebar.list.verticalScrollBar()
    bar.setValue(700)
    sidebar.update_chat(dataclasses.replace(many[200], updated=many[0].updated + 1))
    assert sidebar.list.targets() == [40, 41]
    assert sidebar.list.currentIndex() == sidebar.list.rows.place(("chat", 41))
    assert bar.value() == 700


def test_after_a_deletion_the_next_chat_is_at_hand(sidebar: Sidebar) -> None:
    choose(sidebar.list, 2)
    sidebar.set_chats([each for each in CHATS if each.id != 2], FOLDERS)
    row = sidebar.list.rows.place(("chat", 3))
    assert sidebar.list.currentIndex() == row


def test_ten_thousand_chats_are_laid_out_without_being_asked_one_by_one(
    sidebar: Sidebar, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    height = sidebar.list.painter.sizeHint

    def count(*args: object) -> object:
        nonlocal asked
        asked += 1
        return height(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(sidebar.list.painter, "sizeHint", count)
    sidebar.set_chats([chat(n, f"Chat {n}", n * HOUR) for n in range(1, 10_001)], [])
    sidebar.list.doItemsLayout()
    assert sidebar.list.rows.rowCount(QModelIndex()) > 10_000
    assert asked < 100


def test_without_chats_the_sidebar_says_so(sidebar: Sidebar) -> None:
    sidebar.set_chats([], [])
    assert sidebar.nothing.isVisible()
    sidebar.set_chats(CHATS[:1], [])
    assert sidebar.list.isVisible()


def test_a_bare_folder_is_shown_even_without_chats(sidebar: Sidebar) -> None:
    sidebar.set_chats([], FOLDERS)
    assert sidebar.page is sidebar.list


# Archive and trash

GONE: list[ChatItem] = [chat(21, "Gone", HOUR), chat(22, "Gone too", 2 * HOUR)]


def test_the_trash_gives_back_what_is_chosen(qtbot: QtBot, sidebar: Sidebar) -> None:
    with qtbot.waitSignal(sidebar.trash_opened):
        sidebar.trash.click()
    assert not sidebar.trash.isChecked()  # until the app shows it
    sidebar.show_trash(GONE)
    assert sidebar.trash.isChecked()
    shelf = sidebar.shelves["trash"]
    assert not shelf.take_out.isEnabled()
    choose(shelf.list, 22)
    with qtbot.waitSignal(sidebar.restore_requested) as restored:
        shelf.take_out.click()
    assert restored.args == [[22]]


def test_chats_in_the_trash_cannot_be_opened(qtbot: QtBot, sidebar: Sidebar) -> None:
    sidebar.show_trash(GONE)
    with qtbot.assertNotEmitted(sidebar.chat_chosen):
        click(sidebar.shelves["trash"].list, ("chat", 21))


@MENUS
def test_the_menu_in_the_trash_restores_and_does_not_delete(qtbot: QtBot, sidebar: Sidebar) -> None:
    sidebar.show_trash(GONE)
    menu = menu_of(sidebar, ("chat", 21))
    assert not menu["Delete"].isVisible()
    assert not menu["Rename"].isEnabled()
    with qtbot.waitSignal(sidebar.restore_requested) as restored:
        menu["Restore"].trigger()
    assert restored.args == [[21]]


def test_emptying_the_trash_is_asked_once(qtbot: QtBot, sidebar: Sidebar) -> None:
    sidebar.show_trash(GONE)
    shelf = sidebar.shelves["trash"]
    with qtbot.assertNotEmitted(sidebar.empty_trash_requested):
        shelf.empty.click()
        assert "Delete 2 chats for good?" in shelf.question.text()
        shelf.not_sure.click()
    shelf.empty.click()
    with qtbot.waitSignal(sidebar.empty_trash_requested):
        shelf.sure.click()
    sidebar.show_trash([])
    assert not shelf.empty.isEnabled()


def test_the_archive_opens_chats_and_gives_them_back(qtbot: QtBot, sidebar: Sidebar) -> None:
    archived = [dataclasses.replace(each, archived=True) for each in GONE]
    sidebar.show_archive(archived)
    shelf = sidebar.shelves["archive"]
    with qtbot.waitSignal(sidebar.chat_chosen) as chosen:
        click(shelf.list, ("chat", 21))
    assert chosen.args == [21]
    with qtbot.waitSignal(sidebar.archive_requested) as returned:
        shelf.take_out.click()
    assert returned.args == [[21], False]


def test_escape_leads_from_the_trash_back_to_the_chats(qtbot: QtBot, sidebar: Sidebar) -> None:
    sidebar.show_trash(GONE)
    press(sidebar.shelves["trash"].list, Qt.Key.Key_Escape)
    assert sidebar.page is sidebar.list
    with qtbot.waitSignal(sidebar.escaped):
        press(sidebar.list, Qt.Key.Key_Escape)
