"""Brings the transcript the pictures that it asks for."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from app.lazy_store import LazyStore


class Thumbnails(QObject):
    """Reads and decodes them on the store's thread; holds none."""

    found = Signal(int, int, QImage)  # message, number of its attachment

    def __init__(self, store: LazyStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store

    @Slot(int, int)
    def look(self, message: int, number: int) -> None:
        from app.message_views import thumbnail_of

        read = partial(thumbnail_of, message=message, number=number)
        self._store.of(message).read(read, partial(self._take, message, number))

    def _take(self, message: int, number: int, image: QImage | None) -> None:
        if image is not None:
            self.found.emit(message, number, image)
