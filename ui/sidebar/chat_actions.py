"""What can be done with chats, for the menu bar and for context menus."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ui.language import translate
from ui.values import ChatItem

if TYPE_CHECKING:
    from ui.sidebar.sidebar import Sidebar


def remove_folder_text() -> str:
    return translate("ChatActions", "Remove Folder, Keep Its Chats")


class ChatActions(QObject):
    """Fills a menu; `refresh` makes its items say and allow what suits the chats."""

    def __init__(self, sidebar: Sidebar, menu: QMenu, chats: Callable[[], list[ChatItem]]) -> None:
        super().__init__(menu)
        self._sidebar, self._chats = sidebar, chats
        self.window = self._add(menu, translate("ChatActions", "Open in New Window"), self._open)
        menu.addSeparator()
        self.rename = self._add(menu, translate("ChatActions", "Rename"), self._rename)
        self.pin = self._add(menu, translate("ChatActions", "Pin"), self._pin)
        self.folders = QMenu(translate("ChatActions", "Move to Folder"), menu)
        menu.addMenu(self.folders)
        self.duplicate = self._add(menu, translate("ChatActions", "Duplicate"), self._duplicate)
        menu.addSeparator()
        self.archive = self._add(menu, translate("ChatActions", "Archive"), self._archive)
        self.export = self._add(menu, translate("ChatActions", "Export…"), self._export)
        menu.addSeparator()
        self.restore = self._add(menu, translate("ChatActions", "Restore"), self._restore)
        self.delete = self._add(menu, translate("ChatActions", "Delete"), self._delete)
        self.folders.aboutToShow.connect(self._fill_folders)
        self.refresh()

    def refresh(self) -> None:
        chats = self._chats()
        one, some = len(chats) == 1, bool(chats)
        deleted = some and self._sidebar.in_trash(chats[0].id)
        alive = some and not deleted
        archived = some and all(chat.archived for chat in chats)
        for action in (self.window, self.rename, self.duplicate, self.export):
            action.setEnabled(one and alive)
        for action in (self.archive, self.delete):
            action.setEnabled(alive)
        self.pin.setEnabled(alive and not archived)
        self.folders.setEnabled(alive and not archived)
        unpin = some and all(chat.pinned for chat in chats)
        self.pin.setText(
            translate("ChatActions", "Unpin") if unpin else translate("ChatActions", "Pin")
        )
        self.archive.setText(
            translate("ChatActions", "Unarchive")
            if archived
            else translate("ChatActions", "Archive")
        )
        self.restore.setVisible(deleted)
        self.delete.setVisible(not deleted)

    def _add(self, menu: QMenu, text: str, do: Callable[[], None]) -> QAction:
        action = QAction(text, menu)
        action.setMenuRole(QAction.MenuRole.NoRole)
        action.triggered.connect(lambda _=False: do())
        menu.addAction(action)
        return action

    def _ids(self) -> list[int]:
        return [chat.id for chat in self._chats()]

    def _fill_folders(self) -> None:
        self.folders.clear()
        chats = self._chats()
        places = {chat.folder for chat in chats}
        for folder in self._sidebar.folders:
            move = partial(self._move, folder.id)
            action = self._add(self.folders, folder.name.replace("&", "&&"), move)
            action.setEnabled(places != {folder.id})
        if self._sidebar.folders:
            self.folders.addSeparator()
        self._add(
            self.folders,
            translate("ChatActions", "New Folder"),
            partial(self._sidebar.create_folder, self._ids()),
        )
        outside = self._add(
            self.folders, translate("ChatActions", "No Folder"), partial(self._move, None)
        )
        outside.setEnabled(places != {None})

    def _open(self) -> None:
        self._sidebar.window_requested.emit(self._ids()[0])

    def _rename(self) -> None:
        self._sidebar.rename_chat(self._ids()[0])

    def _pin(self) -> None:
        chats = self._chats()
        pinned = not all(chat.pinned for chat in chats)
        for chat in chats:
            if chat.pinned != pinned:
                self._sidebar.pin_requested.emit(chat.id, pinned)

    def _move(self, folder: int | None) -> None:
        self._sidebar.move_requested.emit(self._ids(), folder)

    def _duplicate(self) -> None:
        self._sidebar.duplicate_requested.emit(self._ids()[0])

    def _archive(self) -> None:
        chats = self._chats()
        archived = not all(chat.archived for chat in chats)
        self._sidebar.archive_requested.emit(self._ids(), archived)

    def _export(self) -> None:
        self._sidebar.export_requested.emit(self._ids()[0])

    def _restore(self) -> None:
        self._sidebar.restore_requested.emit(self._ids())

    def _delete(self) -> None:
        self._sidebar.delete_requested.emit(self._ids())


def fill_folder_menu(menu: QMenu, sidebar: Sidebar, folder: int) -> None:
    """What can be done with a folder."""
    entries: Sequence[tuple[str, Callable[[], object]]] = (
        (translate("ChatActions", "Rename"), partial(sidebar.rename_folder, folder)),
        (translate("ChatActions", "New Folder"), partial(sidebar.create_folder, [])),
        (remove_folder_text(), partial(sidebar.folder_deleted.emit, folder)),
    )
    for text, do in entries:
        action = QAction(text, menu)
        action.triggered.connect(lambda _=False, do=do: do())
        menu.addAction(action)
