"""The sidebar's side of the store: lists, names, folders, search, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.chat import Chat
from app.chat_lists import ChatLists
from app.lazy_store import LazyStore
from app.undo_words import sentence
from ui.values import ChatItem, SearchHit

if TYPE_CHECKING:
    from app.library_records import Lists
    from app.store.changes import Undo
    from app.store.store import ChatStore


class Library(QObject):
    """Does what a window's sidebar wishes, and shows it what there is; keeps nothing that the
    store has. What one window changes, all show.

    Until there is a chat, a folder, or something in the trash, it shows nothing, so that an
    empty window stays one.
    """

    chats_changed = Signal(list, list)  # ChatItems, FolderItems
    begun = Signal()  # the lists are shown for the first time
    current_shown = Signal(object)  # id of the open chat, or None
    title_shown = Signal(str)  # of the open chat; empty as long as it has none
    hit_opened = Signal(int, object, str)  # a chat, a message in it or None, what to mark
    hits_found = Signal(str, list)  # what was looked for, SearchHits
    archive_opened = Signal(list)  # ChatItems
    archive_changed = Signal(list)
    trash_opened = Signal(list)
    trash_changed = Signal(list)
    undo_offered = Signal(str)

    def __init__(
        self, store: LazyStore, chat: Chat, lists: ChatLists, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._chat = chat
        self._lists = lists
        self._shown = False
        self._query = ""
        self._way_back: Callable[[], None] | None = None
        self._reopen: int | None = None
        self._names: dict[int, str] = {}  # as they are shown, whoever gave them
        lists.came.connect(self._take)
        lists.archive_came.connect(self._take_archive)
        lists.trash_came.connect(self._take_trash)
        lists.deleting.connect(self._leave)
        lists.returned.connect(self._return)

    def name_of(self, chat: int) -> str:
        """As the list shows it; empty if it does not."""
        return self._names.get(chat, "")

    @Slot(object)
    def show_current(self, chat: int | None) -> None:
        if self._shown:
            self.current_shown.emit(chat)
        self.title_shown.emit("" if chat is None else self.name_of(chat))

    @Slot(int, str)
    def rename(self, chat: int, title: str) -> None:
        self._change(lambda store: store.chats.rename(chat, title))

    @Slot(int, bool)
    def pin(self, chat: int, pinned: bool) -> None:
        self._change(lambda store: store.chats.pin(chat, pinned))

    @Slot(list, object)
    def move(self, chats: Sequence[int], folder: int | None) -> None:
        self._change(lambda store: store.chats.move(chats, folder))

    @Slot(int)
    def duplicate(self, chat: int) -> None:
        from app.library_records import duplicate

        self._store.write(partial(duplicate, chat=chat), self._open_copy)

    @Slot(list, bool)
    def archive(self, chats: Sequence[int], archived: bool) -> None:
        self._change(lambda store: store.chats.archive(chats, archived))

    @Slot(list)
    def trash(self, chats: Sequence[int]) -> None:
        """No window shows them any more. What is being written there is stopped, and stays."""
        self._lists.deleting.emit(frozenset(chats))
        self._change(lambda store: store.chats.trash(chats))

    @Slot(list)
    def restore(self, chats: Sequence[int]) -> None:
        self._change(lambda store: store.chats.restore(chats))

    @Slot()
    def empty_trash(self) -> None:
        self._store.write(lambda store: store.emptying_trash(), self._done)

    @Slot(str)
    def add_folder(self, name: str) -> None:
        if not self._store.ready:
            return  # nothing is listed yet
        folder = self._store.new_id()
        self._change(lambda store: store.folders.add(folder, name))

    @Slot(int, str)
    def rename_folder(self, folder: int, name: str) -> None:
        self._change(lambda store: store.folders.rename(folder, name))

    @Slot(int)
    def delete_folder(self, folder: int) -> None:
        self._change(lambda store: store.folders.delete(folder))

    @Slot()
    def undo(self) -> None:
        """Take back what was offered last."""
        way_back, self._way_back = self._way_back, None
        if way_back is not None:
            way_back()

    @Slot(str, object)
    def offer_undo(self, said: str, way_back: Callable[[], None]) -> None:
        """Say what was done; only what was offered last can be taken back."""
        self._way_back = way_back
        self.undo_offered.emit(said)

    @Slot()
    def open_archive(self) -> None:
        from app.library_records import shelf_items

        self._store.read(partial(shelf_items, shelf="archived"), self.archive_opened.emit)

    @Slot()
    def open_trash(self) -> None:
        from app.library_records import shelf_items

        self._store.read(partial(shelf_items, shelf="trash"), self.trash_opened.emit)

    @Slot(str)
    def search(self, query: str) -> None:
        from app.library_records import search

        self._query = query
        if query:
            self._store.read(partial(search, query=query), partial(self._find, query))

    @Slot(int, object)
    def open_hit(self, chat: int, message: int | None) -> None:
        self.hit_opened.emit(chat, message, self._query)

    def _change(self, work: Callable[[ChatStore], Undo]) -> None:
        self._store.write(work, self._changed)

    def _open_copy(self, copy: int | None) -> None:
        self._done(copy)
        if copy is not None:
            self._chat.open(copy)

    def _changed(self, undo: Undo) -> None:
        subject = undo.subject
        if not subject and len(undo.chats) == 1:
            subject = self._names.get(undo.chats[0], "")
        if said := sentence(undo.deed, subject, len(undo.chats)):
            self.offer_undo(said, partial(self._take_back, undo))
        self._done(undo)

    def _take_back(self, undo: Undo) -> None:
        self._store.write(lambda store: store.undo(undo), self._done)
        self._lists.returned.emit(frozenset(undo.chats))

    def _done(self, _: object) -> None:
        self._lists.renew()

    @Slot(object)
    def _leave(self, chats: frozenset[int]) -> None:
        self._reopen = self._chat.id if self._chat.id in chats else None
        if self._reopen is not None:
            self._chat.start_new()  # first: what is stopped unseen stays in its chat
        self._chat.stop_in(chats)

    @Slot(object)
    def _return(self, chats: frozenset[int]) -> None:
        """Show the one again that was shown here; if nothing else is by now."""
        if self._reopen is not None and self._reopen in chats:
            self._chat.open(self._reopen)

    @Slot(object)
    def _take(self, lists: Lists) -> None:
        if self._shown or lists.anything:
            first, self._shown = not self._shown, True
            self._names.update((chat.id, chat.title) for chat in lists.chats)
            self.chats_changed.emit(list(lists.chats), list(lists.folders))
            self.show_current(self._chat.id)
            if first:
                self.begun.emit()

    @Slot(list)
    def _take_archive(self, chats: list[ChatItem]) -> None:
        if self._shown:
            self.archive_changed.emit(chats)

    @Slot(list)
    def _take_trash(self, chats: list[ChatItem]) -> None:
        if self._shown:
            self.trash_changed.emit(chats)

    def _find(self, query: str, hits: list[SearchHit]) -> None:
        if query == self._query:
            self.hits_found.emit(query, hits)
