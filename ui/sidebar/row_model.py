"""Rows of the sidebar for Qt's views."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QStringListModel,
    Qt,
)

from ui import wording
from ui.language import translate
from ui.sidebar import days
from ui.sidebar.rows import ChatRow, FolderRow, Heading, Key, Row, key, title

Index = QModelIndex | QPersistentModelIndex
CHATS_MIME = "application/x-parlance-chats"
_Flag = Qt.ItemFlag
_FLAGS: dict[type[Row], Qt.ItemFlag] = {
    Heading: _Flag.NoItemFlags,
    FolderRow: _Flag.ItemIsEnabled | _Flag.ItemIsSelectable | _Flag.ItemIsEditable,
    ChatRow: _Flag.ItemIsEnabled
    | _Flag.ItemIsSelectable
    | _Flag.ItemIsEditable
    | _Flag.ItemIsDragEnabled,
}


class RowModel(QStringListModel):
    """Any list of rows; whoever owns it decides which.

    Qt asks how many there are once for each of them when it lays the list out. Here C++ answers,
    from strings that are there only to be counted: with thousands of chats this is most of the
    time.
    """

    def __init__(self, parent: QObject | None = None, now: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self.rows: Sequence[Row] = []
        self.now = now
        self._places: dict[Key, int] = {}

    def show(self, rows: Sequence[Row]) -> bool:
        """True if rows came, went or moved, so that whatever pointed into the list is void."""
        places = {key(row): place for place, row in enumerate(rows)}
        if list(places) == list(self._places):
            old, self.rows = self.rows, rows
            changed = [place for place, row in enumerate(rows) if row != old[place]]
            if changed:
                self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))
            return False
        self.rows, self._places = rows, places
        self.setStringList([""] * len(rows))
        return True

    def place(self, wanted: Key) -> QModelIndex:
        """Where a row is; an invalid index if it is not in the list."""
        found = self._places.get(wanted)
        return QModelIndex() if found is None else self.index(found)

    def row(self, index: Index) -> Row | None:
        return self.rows[index.row()] if index.isValid() else None

    def chat_ids(self, indexes: Iterable[QModelIndex]) -> list[int]:
        """Of the chats among them, from top to bottom."""
        rows = (self.rows[place] for place in sorted(index.row() for index in indexes))
        return [row.chat.id for row in rows if isinstance(row, ChatRow)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index)
        if row is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return _text(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, ChatRow):
            lines = [title(row.chat), days.spoken(row.chat.updated)]
            if row.chat.interrupted:
                lines.append(translate("RowModel", "The last answer was interrupted"))
            return "\n".join(lines)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row(index)
        return _Flag.NoItemFlags if row is None else _FLAGS[type(row)]

    def mimeTypes(self) -> list[str]:  # noqa: N802
        return [CHATS_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        mime = QMimeData()
        ids = self.chat_ids(indexes)
        mime.setData(CHATS_MIME, ",".join(map(str, ids)).encode())
        return mime

    def _spoken(self, row: Row) -> str:
        if isinstance(row, Heading):
            return row.text
        if isinstance(row, FolderRow):
            parts = [
                translate("RowModel", "{name}, folder").format(name=row.folder.name),
                translate("RowModel", "%n chat(s)", "", row.chats),
                translate("RowModel", "open") if row.unfolded else translate("RowModel", "closed"),
            ]
            answering, interrupted = row.answering, False
        else:
            parts = [title(row.chat), days.ago(row.chat.updated, self.now())]
            answering, interrupted = row.chat.answering, row.chat.interrupted
        if answering:
            parts.append(translate("RowModel", "answering"))
        if interrupted:
            parts.append(translate("RowModel", "interrupted"))
        return wording.listed(parts)


def chats_in(mime: QMimeData) -> list[int]:
    """Ids of the chats that are being dragged."""
    raw = bytes(mime.data(CHATS_MIME).data()).decode()
    return [int(part) for part in raw.split(",") if part]


def _text(row: Row) -> str:
    if isinstance(row, Heading):
        return row.text
    return row.folder.name if isinstance(row, FolderRow) else title(row.chat)
