"""The lists of chats, read once for all windows that show them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.lazy_store import LazyStore


class ChatLists(QObject):
    """Reads the lists anew when something has changed, and tells every window.

    Signals:
        came: `Lists`, for the sidebars.
        archive_came, trash_came: lists of ChatItems.
        deleting: a frozenset of chats that are about to go to the trash.
        returned: a frozenset of chats that are back.
    """

    came = Signal(object)
    archive_came = Signal(list)
    trash_came = Signal(list)
    deleting = Signal(object)
    returned = Signal(object)

    def __init__(
        self,
        store: LazyStore,
        answering: Callable[[], frozenset[int]] = frozenset,
        parent: QObject | None = None,
    ) -> None:
        """`answering` gives the chats in which an answer is being written."""
        super().__init__(parent)
        self._store = store
        self.answering = answering

    @Slot()
    def refresh(self) -> None:
        """What the sidebars list has changed."""
        from app.library_records import lists

        self._store.read(partial(lists, answering=self.answering()), self.came.emit)

    @Slot()
    def renew(self) -> None:
        """So has, perhaps, what is in the archive and in the trash."""
        from app.library_records import shelf_items

        self.refresh()
        self._store.read(partial(shelf_items, shelf="archived"), self.archive_came.emit)
        self._store.read(partial(shelf_items, shelf="trash"), self.trash_came.emit)
