"""What the menu bar gains with the sidebar."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu
from shiboken6 import isValid

from ui.language import translate
from ui.sidebar.chat_actions import ChatActions, remove_folder_text

if TYPE_CHECKING:
    from ui.chats_window import ChatsWindow
    from ui.sidebar.sidebar import Sidebar

MAC = sys.platform == "darwin"
SIDEBAR_KEYS = ("Ctrl+Meta+S",) if MAC else ("F9",)
# Qt's Ctrl is Command on a Mac, and its Meta is Control.
NEXT_KEYS = ("Ctrl+Shift+]", "Ctrl+}", "Meta+Tab") if MAC else ("Ctrl+Tab", "Ctrl+PgDown")
PREVIOUS_KEYS = (
    ("Ctrl+Shift+[", "Ctrl+{", "Meta+Shift+Tab", "Meta+Backtab")
    if MAC
    else ("Ctrl+Shift+Tab", "Ctrl+Backtab", "Ctrl+PgUp")
)
DELETE_KEYS = QKeySequence("Ctrl+Backspace")
NO_KEYS = QKeySequence()


class ChatMenus:
    """Adds to File, Edit and View, and makes the Chat menu."""

    def __init__(self, window: ChatsWindow, sidebar: Sidebar) -> None:
        self._window, self._sidebar = window, sidebar
        menus = window.menus
        new_folder = self._action(translate("ChatMenus", "New Folder"), window.new_folder, ())
        menus.file.insertAction(menus.after_new, new_folder)
        menus.edit.addSeparator()
        menus.edit.addAction(
            self._action(
                translate("ChatMenus", "Search All Chats"), window.search_chats, ("Ctrl+Shift+F",)
            )
        )
        self.show_sidebar = self._action(
            translate("ChatMenus", "Hide Sidebar"), window.toggle_sidebar, SIDEBAR_KEYS
        )
        first = menus.view.actions()[0]
        menus.view.insertAction(first, self.show_sidebar)
        menus.view.insertSeparator(first)
        self.menu = QMenu(translate("ChatMenus", "&Chat"), window)
        window.menuBar().insertMenu(menus.model.menuAction(), self.menu)
        self.chat = ChatActions(sidebar, self.menu, sidebar.targets)
        self.chat.rename.triggered.disconnect()
        self.chat.rename.triggered.connect(self._rename)
        self.remove_folder = self._action(remove_folder_text(), self._remove_folder, ())
        self.menu.addAction(self.remove_folder)
        self.menu.addSeparator()
        self.next = self._action(
            translate("ChatMenus", "Next Chat"), lambda: self._go(1), NEXT_KEYS
        )
        self.previous = self._action(
            translate("ChatMenus", "Previous Chat"), lambda: self._go(-1), PREVIOUS_KEYS
        )
        self.menu.addActions([self.next, self.previous])
        sidebar.targets_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Deleting has its keys only in the list: in the message they delete words."""
        if not isValid(self._window):
            return  # on its way out a list loses the focus, and says so
        shown = self._sidebar.active_list()
        in_list = shown is not None and shown.hasFocus()
        at_folder = self._sidebar.chosen_folder() is not None
        self.chat.delete.setShortcut(DELETE_KEYS if in_list and not at_folder else NO_KEYS)
        self.remove_folder.setShortcut(DELETE_KEYS if at_folder else NO_KEYS)
        self.remove_folder.setVisible(at_folder)
        self.chat.refresh()
        words = (
            translate("ChatMenus", "Hide Sidebar")
            if self._window.sidebar_shown
            else translate("ChatMenus", "Show Sidebar")
        )
        self.show_sidebar.setText(words)

    def _action(self, text: str, do: Callable[[], object], keys: Sequence[str]) -> QAction:
        action = QAction(text, self._window)
        action.setMenuRole(QAction.MenuRole.NoRole)
        action.setShortcuts([QKeySequence(each) for each in keys])
        action.triggered.connect(lambda _=False: do())
        return action

    def _rename(self) -> None:
        chats = self._sidebar.targets()
        if len(chats) == 1:
            self._window.rename_chat(chats[0].id)

    def _remove_folder(self) -> None:
        folder = self._sidebar.chosen_folder()
        if folder is not None:
            self._sidebar.folder_deleted.emit(folder)

    def _go(self, steps: int) -> None:
        chat = self._sidebar.neighbour(steps)
        if chat is not None:
            self._sidebar.chat_chosen.emit(chat)
