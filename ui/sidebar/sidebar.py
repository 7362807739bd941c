"""The sidebar: search above, chats in the middle, archive and trash below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ui.buttons import IconButton, TextButton, label
from ui.chat_wishes import ChatWishes
from ui.language import translate
from ui.look import Look
from ui.sidebar.blank import Blank
from ui.sidebar.chat_actions import ChatActions, fill_folder_menu
from ui.sidebar.chat_list import ChatList
from ui.sidebar.hits import HitList
from ui.sidebar.rows import FolderRow, Key, sections
from ui.sidebar.search_field import SearchField
from ui.sidebar.shelf import Shelf
from ui.values import ChatItem, FolderItem, SearchHit

LEAST_WIDTH = 210
MOST_WIDTH = 420
MINUTE_MS = 60_000


class Sidebar(ChatWishes, QWidget):
    """Shows chats and says what the person wants done with them; changes nothing by itself.

    Signals: those of `ChatWishes`, and
        undo_requested: Edit > Undo while a list has the focus.
        targets_changed: what menus are about is different now.
        entered: a chat was chosen for good: a sidebar that lies over it can go.
        escaped: Escape, where it ends nothing in here.
    """

    undo_requested = Signal()
    targets_changed = Signal()
    entered = Signal()
    escaped = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setProperty("kind", "sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(translate("Sidebar", "Sidebar"))
        self.setMinimumWidth(LEAST_WIDTH)
        self.setMaximumWidth(MOST_WIDTH)
        self.folders: list[FolderItem] = []
        self._chats: dict[int, ChatItem] = {}
        self._closed: set[int] = set()
        self._named: str | None = None  # a folder asked for, until it is there
        self._movers: list[int] = []  # chats that are to go into it
        self._current: int | None = None
        self.field = SearchField(look)
        self.new_chat = IconButton(look, "new-chat", translate("Sidebar", "New chat"), size=20)
        self.list = ChatList(look, translate("Sidebar", "Chats"))
        self.list.set_drag(True)
        self.nothing = Blank(
            translate("Sidebar", "No chats yet"),
            translate("Sidebar", "What you ask will be kept here."),
        )
        self.hits = HitList(look)
        self.found = label("", "secondary")
        self.not_found = Blank("")
        self.shelves = {"archive": Shelf(look, "archive"), "trash": Shelf(look, "trash")}
        self.archive = TextButton(look, translate("Sidebar", "Archive"), kind="row", icon="archive")
        self.trash = TextButton(look, translate("Sidebar", "Trash"), kind="row", icon="trash")
        self._arrange()
        self._fit_foot()
        look.changed.connect(self._fit_foot)
        self._connect()
        self._pages.currentChanged.connect(self._mark_page)
        self._minute = QTimer(self, interval=MINUTE_MS)
        self._minute.timeout.connect(self.refresh)
        self._minute.start()

    # What to show

    @Slot(list, list)
    def set_chats(self, chats: Sequence[ChatItem], folders: Sequence[FolderItem]) -> None:
        """All of them, in any order. Those that are archived are left out of the list."""
        self._chats = {chat.id: chat for chat in chats}
        known = {folder.id for folder in self.folders}
        self.folders = list(folders)
        self._closed &= {folder.id for folder in folders}
        self.refresh()
        new = [folder for folder in folders if folder.id not in known]
        self._take_up(next((each for each in new if each.name == self._named), None))

    @Slot(object)
    def update_chat(self, chat: ChatItem) -> None:
        """Show one anew, or for the first time."""
        if self._chats.get(chat.id) != chat:
            self._chats[chat.id] = chat
            self.refresh()

    @Slot(object)
    def show_current(self, chat: int | None) -> None:
        """Which chat the window shows; its folder is opened if need be."""
        item = None if chat is None else self._chats.get(chat)
        if chat != self._current and item is not None and item.folder in self._closed:
            self._closed.discard(item.folder)
            self.refresh()
        self._current = chat
        for each in self._lists():
            each.show_current(chat)
        self.targets_changed.emit()

    @Slot(list)
    def set_closed(self, folders: Sequence[int]) -> None:
        """Which folders are closed, as `folders_closed` once said."""
        self._closed = set(folders)
        self.refresh()

    @Slot(str, list)
    def show_hits(self, query: str, hits: Sequence[SearchHit]) -> None:
        """Nothing, if something else is looked for by now."""
        if query != self.field.query or not query:
            return
        self.hits.show_hits(hits)
        said = translate("Sidebar", "%Ln result(s)", "", len(hits))
        self.found.setText(said)
        self.not_found.say(
            translate("Sidebar", "Nothing found"),
            translate("Sidebar", "No chat says “{query}”.").format(query=query),
        )
        self._pages.setCurrentWidget(self._results if hits else self.not_found)
        words = said if hits else self.not_found.advice.text()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field.line, words))
        self.targets_changed.emit()

    @Slot(list)
    def show_archive(self, chats: Sequence[ChatItem]) -> None:
        """Turn to the archive, or bring it up to date."""
        self._show_shelf("archive", chats)

    @Slot(list)
    def show_trash(self, chats: Sequence[ChatItem]) -> None:
        """Turn to the trash, or bring it up to date."""
        self._show_shelf("trash", chats)

    @Slot()
    def show_chats(self) -> None:
        """Turn back to the chats, from wherever."""
        self.field.clear()
        self._pages.setCurrentWidget(self.list if self.list.rows.rows else self.nothing)
        self.targets_changed.emit()

    @Slot()
    def refresh(self) -> None:
        """Sort anew: it is a minute later, or something has changed."""
        chats = self._chats.values()
        rows = sections(chats, self.folders, self._closed, self.list.rows.now())
        self.list.set_rows(rows)
        for each in self._lists():
            each.viewport().update()
        if self._pages.currentWidget() in (self.list, self.nothing):
            self._pages.setCurrentWidget(self.list if rows else self.nothing)

    # What menus do, and ask

    @property
    def page(self) -> QWidget:
        """What stands in the middle now."""
        return self._pages.currentWidget()

    def active_list(self) -> ChatList | None:
        """The list of chats in sight; None while there are hits instead."""
        return next((each for each in self._lists() if self._holds(each)), None)

    def targets(self) -> list[ChatItem]:
        """What the Chat menu is about: what is selected in the list, else the open chat."""
        shown = self.active_list()
        if shown is not None and shown.hasFocus() and shown.selectedIndexes():
            return self._items(shown.targets())
        return self._items([] if self._current is None else [self._current])

    def chosen_folder(self) -> int | None:
        """The folder that the list stands at, if it has the focus."""
        row = self.list.rows.row(self.list.currentIndex())
        here = self.active_list() is self.list and self.list.hasFocus()
        return row.folder.id if here and isinstance(row, FolderRow) else None

    def in_trash(self, chat: int) -> bool:
        return any(each.id == chat for each in self.shelves["trash"].chats)

    def neighbour(self, steps: int) -> int | None:
        """The chat before or after the open one, in the order of the list."""
        order = self.list.chat_order()
        if not order:
            return None
        if self._current not in order:
            return order[0]
        place = order.index(self._current) + steps
        return order[place % len(order)]

    def search(self) -> None:
        self.field.setFocus()
        self.field.line.selectAll()

    def rename_chat(self, chat: int) -> None:
        """Open the field in its row, wherever that is."""
        item = self._chats.get(chat)
        shown = self.active_list()
        if shown is not None and shown.rename(("chat", chat)):
            return
        if item is not None and not item.archived:
            self._closed.discard(-1 if item.folder is None else item.folder)
            self.show_chats()
            self.refresh()
            self.list.rename(("chat", chat))

    def rename_folder(self, folder: int) -> None:
        self.list.rename(("folder", folder))

    def create_folder(self, chats: Sequence[int] = ()) -> None:
        """Ask for one by a name of its own; once it is there it can be renamed in place."""
        names = {folder.name for folder in self.folders}
        number, name = 2, translate("Sidebar", "New Folder")
        while name in names:
            name = translate("Sidebar", "New Folder {number}").format(number=number)
            number += 1
        self._named, self._movers = name, list(chats)
        self.folder_created.emit(name)

    # Inside

    def _arrange(self) -> None:
        self.new_chat.setFixedSize(36, 36)
        top = QHBoxLayout()
        top.setContentsMargins(10, 10, 6, 10)
        top.setSpacing(4)
        top.addWidget(self.field, 1)
        top.addWidget(self.new_chat)
        self._results = QWidget(self)
        results = QVBoxLayout(self._results)
        results.setContentsMargins(0, 0, 0, 0)
        results.setSpacing(4)
        self.found.setContentsMargins(17, 4, 17, 0)
        results.addWidget(self.found)
        results.addWidget(self.hits, 1)
        middle = QWidget(self)
        self._pages = QStackedLayout(middle)
        for page in (self.nothing, self.list, self._results, self.not_found):
            self._pages.addWidget(page)
        for shelf in self.shelves.values():
            self._pages.addWidget(shelf)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(middle, 1)
        rule = QFrame(self)
        rule.setProperty("kind", "rule")
        rule.setFixedHeight(1)
        column.addWidget(rule)
        foot = QVBoxLayout()
        foot.setContentsMargins(8, 5, 8, 6)
        foot.setSpacing(0)
        for button in (self.archive, self.trash):
            button.setCheckable(True)
            button.clicked.connect(self._mark_page)  # pressing it is a wish: the page decides
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            foot.addWidget(button)
        column.addLayout(foot)
        for part in (self.field, self.new_chat, middle, rule, self.archive, self.trash):
            part.raise_()  # screen readers walk them in this order

    @Slot()
    def _fit_foot(self) -> None:
        for button in (self.archive, self.trash):
            button.setFixedHeight(max(30, QFontMetrics(self._look.font("strong")).height() + 10))

    def _connect(self) -> None:
        self.field.changed.connect(self._search)
        self.field.walked.connect(self.hits.walk)
        self.field.taken.connect(self.hits.take)
        self.field.left.connect(self._leave_search)
        self.hits.chosen.connect(self._choose_hit)
        self.hits.left.connect(self._leave_search)
        self.new_chat.clicked.connect(self.new_chat_requested)
        self.archive.clicked.connect(self.archive_opened)
        self.trash.clicked.connect(self.trash_opened)
        self.list.moved.connect(self._move)
        self.list.pinned.connect(self._pin)
        self.list.folder_toggled.connect(self._toggle)
        self.list.folder_menu_wanted.connect(self._open_folder_menu)
        self.list.chosen.connect(self.chat_chosen)
        self.hits.chosen.connect(self.entered)
        self.new_chat.clicked.connect(self.entered)
        archive, trash = self.shelves["archive"], self.shelves["trash"]
        archive.list.chosen.connect(self.chat_chosen)
        archive.returned.connect(lambda ids: self.archive_requested.emit(ids, False))
        trash.returned.connect(self.restore_requested)
        trash.emptied.connect(self.empty_trash_requested)
        for shelf in (archive, trash):
            shelf.back_wanted.connect(self._leave_shelf)
        for each in self._lists():
            each.renamed.connect(self._rename)
            each.entered.connect(self.entered)
            each.menu_wanted.connect(self._open_menu)
            each.targets_changed.connect(self.targets_changed)
            each.undo_wanted.connect(self.undo_requested)

    def _mark_page(self) -> None:
        self.archive.setChecked(self.page is self.shelves["archive"])
        self.trash.setChecked(self.page is self.shelves["trash"])

    def _lists(self) -> list[ChatList]:
        return [self.list, *(shelf.list for shelf in self.shelves.values())]

    def _holds(self, shown: ChatList) -> bool:
        return self.page is shown or self.page.isAncestorOf(shown)

    def _items(self, ids: Sequence[int]) -> list[ChatItem]:
        known = dict(self._chats)
        for shelf in self.shelves.values():
            known.update({chat.id: chat for chat in shelf.chats})
        return [known[each] for each in ids if each in known]

    def _show_shelf(self, kind: str, chats: Sequence[ChatItem]) -> None:
        shelf = self.shelves[kind]
        shelf.show_chats(chats)
        if self.page is not shelf:
            self.field.clear()
            self._pages.setCurrentWidget(shelf)
            (shelf.list if chats else shelf.back).setFocus()
        self.targets_changed.emit()

    def _search(self, query: str) -> None:
        if not query and self.page in (self._results, self.not_found):
            self.show_chats()
        self.search_changed.emit(query)

    def _leave_search(self) -> None:
        """The focus goes to the list; a second Escape leaves the sidebar."""
        if not self.field.line.text():
            self.escaped.emit()
            return
        self.show_chats()
        self.list.setFocus()

    def _leave_shelf(self) -> None:
        self.show_chats()
        self.list.setFocus()

    def _choose_hit(self, hit: SearchHit) -> None:
        self.hit_chosen.emit(hit.chat, hit.message)

    def _rename(self, row: Key, name: str) -> None:
        kind, number = row
        assert isinstance(number, int)
        (self.rename_requested if kind == "chat" else self.folder_renamed).emit(number, name)

    def _move(self, chats: list[int], folder: int | None) -> None:
        """By hand: a pinned chat that is put elsewhere is no longer wanted among the pins."""
        for chat in self._items(chats):
            if chat.pinned:
                self.pin_requested.emit(chat.id, False)
        strangers = [chat.id for chat in self._items(chats) if chat.folder != folder]
        if strangers:
            self.move_requested.emit(strangers, folder)

    def _pin(self, chats: list[int]) -> None:
        for chat in self._items(chats):
            if not chat.pinned:
                self.pin_requested.emit(chat.id, True)

    def _toggle(self, folder: int) -> None:
        self._closed ^= {folder}
        self.refresh()
        self.folders_closed.emit(sorted(self._closed))

    def _take_up(self, folder: FolderItem | None) -> None:
        """A folder that was asked for here is there: put in what is meant for it, and name it."""
        if folder is None:
            return
        movers, self._named, self._movers = self._movers, None, []
        if movers:
            self.move_requested.emit(movers, folder.id)
        self.show_chats()
        self.list.rename(("folder", folder.id))

    def _open_menu(self, chats: list[int], where: QPoint) -> None:
        menu = QMenu(self)
        ChatActions(self, menu, lambda: self._items(chats))
        alone = ("chat", chats[0]) if len(chats) == 1 else None
        self._open(menu, alone, where)

    def _open_folder_menu(self, folder: int, where: QPoint) -> None:
        menu = QMenu(self)
        fill_folder_menu(menu, self, folder)
        self._open(menu, ("folder", folder), where)

    def _open(self, menu: QMenu, about: Key | None, where: QPoint) -> None:
        shown = self.active_list()
        if shown is not None:
            shown.ask_about(about)
            menu.aboutToHide.connect(lambda: shown.ask_about(None))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(where)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes one step back."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.field.line.text():
            self._leave_search()
        elif shelf := next((each for each in self.shelves.values() if each.asking), None):
            shelf.take_back()
        elif self.page in self.shelves.values() and QApplication.focusWidget() is not None:
            self._leave_shelf()
        else:
            self.escaped.emit()
