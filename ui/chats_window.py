"""The part of the window that knows of many chats: sidebar, its menus, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QVBoxLayout, QWidget

from ui.chat_wishes import WISHES, ChatWishes
from ui.language import translate
from ui.look import Look

if TYPE_CHECKING:
    from ui.composer import Composer
    from ui.header import Header
    from ui.menus import Menus
    from ui.sidebar.sidebar import Sidebar
    from ui.undo_bar import UndoBar
    from ui.values import Assets, ChatItem, FolderItem, SearchHit

NARROW = 700  # below this the chat has no room beside the sidebar
WIDTH = 250
DRAWER_WIDTH = 280


class ChatsWindow(ChatWishes, QMainWindow):
    """What `MainWindow` is built on. Until `set_chats` it is a window with a single chat.

    In a window too narrow for both, the sidebar is a drawer over the chat.

    Signals (wishes): those of `ChatWishes`, which come from the sidebar, and
        undo_requested: take back what the last `offer_undo` told of.
        sidebar_changed: whether it is shown, and how wide, for the settings.
    """

    undo_requested = Signal()
    sidebar_changed = Signal(bool, int)

    composer: Composer
    header: Header
    menus: Menus

    def __init__(self, assets: Assets, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = Look(assets, self)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.undo_place = QVBoxLayout()
        self._bar: UndoBar | None = None
        self._side: Sidebar | None = None
        self._scrim: QWidget | None = None
        self._wanted = True
        self._drawer = False
        self._width = WIDTH

    # What to show

    @Slot(list, list)
    def set_chats(self, chats: Sequence[ChatItem], folders: Sequence[FolderItem]) -> None:
        """All of them, in any order. From the first call on there is a sidebar."""
        self.sidebar.set_chats(chats, folders)

    @Slot(object)
    def show_current(self, chat: int | None) -> None:
        """Which chat the window shows; None for one that is not kept."""
        self.sidebar.show_current(chat)

    @Slot(object)
    def update_chat(self, chat: ChatItem) -> None:
        self.sidebar.update_chat(chat)

    @Slot(str, list)
    def show_hits(self, query: str, hits: Sequence[SearchHit]) -> None:
        """What was found for `search_changed`; nothing, if that is no longer looked for."""
        self.sidebar.show_hits(query, hits)

    @Slot(str)
    def offer_undo(self, sentence: str) -> None:
        """Say what was done, for ten seconds, beside a button that takes it back."""
        self.undo_bar.offer(sentence)

    @Slot(list)
    def show_trash(self, chats: Sequence[ChatItem]) -> None:
        self.sidebar.show_trash(chats)

    @Slot(list)
    def show_archive(self, chats: Sequence[ChatItem]) -> None:
        self.sidebar.show_archive(chats)

    @Slot(list)
    def update_trash(self, chats: Sequence[ChatItem]) -> None:
        """If that is what the sidebar shows."""
        if self.sidebar.page is self.sidebar.shelves["trash"]:
            self.sidebar.show_trash(chats)

    @Slot(list)
    def update_archive(self, chats: Sequence[ChatItem]) -> None:
        """If that is what the sidebar shows."""
        if self.sidebar.page is self.sidebar.shelves["archive"]:
            self.sidebar.show_archive(chats)

    @Slot(bool, int)
    def restore_sidebar(self, shown: bool, width: int) -> None:
        """As `sidebar_changed` once said."""
        self._wanted, self._width = shown, width
        if self._side is not None:
            self._place()

    # Parts, made when they are first needed

    @property
    def sidebar(self) -> Sidebar:
        if self._side is None:
            from ui.sidebar.chat_menus import ChatMenus
            from ui.sidebar.sidebar import Sidebar

            self._side = Sidebar(self.look)
            for name in WISHES:
                getattr(self._side, name).connect(getattr(self, name))
            self._side.entered.connect(self._close_drawer)
            self._side.undo_requested.connect(self._take_back)
            self._side.escaped.connect(self._escape)
            self.header.toggle.clicked.connect(self.toggle_sidebar)
            self.header.toggle.show()
            self.splitter.splitterMoved.connect(self._measure)
            self.chat_menus = ChatMenus(self, self._side)
            self._place()
        return self._side

    @property
    def undo_bar(self) -> UndoBar:
        if self._bar is None:
            from ui.undo_bar import UndoBar

            self._bar = UndoBar(self.look)
            self._bar.undone.connect(self.undo_requested)
            self.undo_place.addWidget(self._bar)
            self._bar.stackUnder(self.composer)
        return self._bar

    # The sidebar, beside or above the chat

    @property
    def narrow(self) -> bool:
        return self.width() < NARROW

    @property
    def sidebar_shown(self) -> bool:
        return self._side is not None and (self._drawer if self.narrow else self._wanted)

    @property
    def sidebar_place(self) -> tuple[bool, int]:
        """For `restore_sidebar`."""
        return self._wanted, self._width

    @Slot()
    def toggle_sidebar(self) -> None:
        self._show_sidebar(not self.sidebar_shown)

    def search_chats(self) -> None:
        self._show_sidebar(True)
        self.sidebar.search()

    def new_folder(self) -> None:
        """In sight, as it is to be named in its row."""
        self._show_sidebar(True)
        self.sidebar.create_folder()

    def rename_chat(self, chat: int) -> None:
        self._show_sidebar(True)
        self.sidebar.rename_chat(chat)

    def _show_sidebar(self, shown: bool) -> None:
        if shown == self.sidebar_shown:
            return
        focused = self.sidebar.isAncestorOf(self.focusWidget() or self)
        if self.narrow:
            self._drawer = shown
        else:
            self._wanted = shown
        self._place()
        if shown and self.narrow:
            (self.sidebar.active_list() or self.sidebar.field).setFocus()
        elif not shown and focused:
            self._to_message()
        self.sidebar_changed.emit(self._wanted, self._width)

    def _place(self) -> None:
        side = self._side
        if side is None:
            return
        in_drawer = self.narrow
        if side.property("drawer") != ("true" if in_drawer else "false"):
            side.setProperty("drawer", "true" if in_drawer else "false")
            if in_drawer:
                side.setParent(self)
            else:
                self._drawer = False
                self.splitter.insertWidget(0, side)
                self.splitter.setStretchFactor(0, 0)
                self.splitter.setStretchFactor(1, 1)
            side.style().unpolish(side)
            side.style().polish(side)
        side.setVisible(self.sidebar_shown)
        if in_drawer:
            self._open_over()
        elif self.sidebar_shown:
            self.splitter.setSizes([self._width, self.width() - self._width - 1])
        if self._scrim is not None:
            self._scrim.setVisible(self._drawer)
        self.header.new_chat.setVisible(in_drawer or not self._wanted)
        self.header.toggle.show_as(
            "sidebar",
            translate("ChatsWindow", "Hide sidebar")
            if self.sidebar_shown
            else translate("ChatsWindow", "Show sidebar"),
            self._keys(),
        )
        self.chat_menus.refresh()

    def _open_over(self) -> None:
        """Above all else, with a veil over the chat that closes it again."""
        if not self._drawer or self._side is None:
            return
        if self._scrim is None:
            self._scrim = QWidget(self)
            self._scrim.setProperty("kind", "scrim")
            self._scrim.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self._scrim.installEventFilter(self)
        area = self.centralWidget().geometry()
        self._scrim.setGeometry(area)
        self._scrim.raise_()
        width = min(DRAWER_WIDTH, area.width() - 60)
        self._side.setGeometry(QRect(area.x(), area.y(), width, area.height()))
        self._side.raise_()

    def _keys(self) -> str:
        keys = self.chat_menus.show_sidebar.shortcut()
        return keys.toString(QKeySequence.SequenceFormat.NativeText)

    def _measure(self) -> None:
        self._width = self.splitter.sizes()[0]
        self.sidebar_changed.emit(self._wanted, self._width)

    @Slot()
    def _close_drawer(self) -> None:
        if self._drawer:
            self._show_sidebar(False)

    def _take_back(self) -> None:
        if self._bar is not None:
            self._bar.take_back()

    def _escape(self) -> None:
        self._close_drawer()
        self._to_message()

    def _to_message(self) -> None:
        """Where typing goes, if nothing else asks for it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._scrim and event.type() == QEvent.Type.MouseButtonPress:
            self._close_drawer()
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._side is not None:
            was_narrow = event.oldSize().width() < NARROW
            if self.narrow != was_narrow or self._drawer:
                self._place()
