"""The list of chats: chosen by mouse or keyboard, renamed in place, dragged into folders."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QFrame, QListView, QWidget

from ui.look import Look
from ui.sidebar.row_model import CHATS_MIME, RowModel, chats_in
from ui.sidebar.row_painter import RowPainter
from ui.sidebar.rows import ChatRow, FolderRow, Heading, Key, Row, key, pinned_heading

SETTLE_MS = 150  # an arrow key held down passes many chats: only the last is opened
EDGE = 24  # a drag this near to the top or bottom scrolls
RETURN_RENAMES = sys.platform == "darwin"  # elsewhere F2 does, and Return opens
_Key = Qt.Key
_Select = QItemSelectionModel.SelectionFlag
_RETURNS = (_Key.Key_Return, _Key.Key_Enter)


class ChatList(QListView):
    """Chats, folders and headings in one column.

    Signals:
        chosen: a chat to open, by click or by keyboard.
        entered: it was chosen by click or Return, not merely passed with the arrow keys.
        renamed: key of a chat or folder, and its new name.
        moved: ids of chats, and a folder's id or None.
        pinned: ids of chats dropped among the pins.
        folder_toggled: its id.
        menu_wanted: ids of chats, where on the screen.
        folder_menu_wanted: its id, where on the screen.
        targets_changed: other chats are selected, or the list gained or lost the focus.
        undo_wanted: Edit > Undo while the list has the focus.
    """

    chosen = Signal(int)
    entered = Signal()
    renamed = Signal(object, str)
    moved = Signal(list, object)
    pinned = Signal(list)
    folder_toggled = Signal(int)
    menu_wanted = Signal(list, QPoint)
    folder_menu_wanted = Signal(int, QPoint)
    targets_changed = Signal()
    undo_wanted = Signal()

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("kind", "chats")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.rows = RowModel(self)
        self.setModel(self.rows)
        self.painter = RowPainter(look, self)
        self.painter.renamed.connect(self.renamed)
        self.setItemDelegate(self.painter)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setDropIndicatorShown(False)
        self._waiting: Sequence[Row] | None = None
        self._pressed: Key | None = None
        self._settled = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settled.timeout.connect(self._open_current)
        look.changed.connect(self.doItemsLayout)

    def set_drag(self, enabled: bool) -> None:
        """Whether chats can be dragged to folders here."""
        self.setDragEnabled(enabled)
        self.setAcceptDrops(enabled)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Keeps selection and place; waits while something is being renamed."""
        if self.state() == QListView.State.EditingState:
            self._waiting = rows
            return
        self._waiting = None
        chosen = [key(row) for row in map(self.rows.row, self.selectedIndexes()) if row]
        at = self.currentIndex()
        here, place = self.rows.row(at), at.row()
        scroll = self.verticalScrollBar().value()
        if not self.rows.show(rows):
            return
        self.doItemsLayout()
        self.verticalScrollBar().setValue(scroll)
        self._select([self.rows.place(each) for each in chosen])
        current = self.rows.place(key(here)) if here else QModelIndex()
        if here and not current.isValid():
            current = self._near(place)
        self.selectionModel().setCurrentIndex(current, _Select.NoUpdate)
        self.targets_changed.emit()

    def show_current(self, chat: int | None) -> None:
        """Mark what the window shows. A selection of several is left alone."""
        self.painter.current = chat
        index = QModelIndex() if chat is None else self.rows.place(("chat", chat))
        if len(self.selectedIndexes()) < 2:
            self._select([index])
            self.selectionModel().setCurrentIndex(index, _Select.NoUpdate)
        if index.isValid():
            self.scrollTo(index)
        self.viewport().update()

    def targets(self) -> list[int]:
        """Ids of the selected chats, from top to bottom."""
        return self.rows.chat_ids(self.selectedIndexes())

    def chat_order(self) -> list[int]:
        """Ids of all chats in sight, from top to bottom."""
        return [row.chat.id for row in self.rows.rows if isinstance(row, ChatRow)]

    def rename(self, wanted: Key) -> bool:
        """Open the field for it, if it is in the list."""
        index = self.rows.place(wanted)
        if not index.isValid():
            return False
        self.setFocus()
        self._stand_at(index)
        self.edit(index)
        return True

    def undo(self) -> None:
        """Edit > Undo asks this of what has the focus."""
        self.undo_wanted.emit()

    def ask_about(self, wanted: Key | None) -> None:
        """Ring the row that a menu is about."""
        self.painter.asked = wanted
        self.viewport().update()

    def _select(self, indexes: Sequence[QModelIndex]) -> None:
        selection = QItemSelection()
        for index in indexes:
            if index.isValid():
                selection.select(index, index)
        self.selectionModel().select(selection, _Select.ClearAndSelect)

    def _stand_at(self, index: QModelIndex) -> None:
        """And select it alone: Qt's own way adds it to the selection while Command is down."""
        self.selectionModel().setCurrentIndex(index, _Select.ClearAndSelect)

    def _near(self, place: int) -> QModelIndex:
        """The chat or folder next to a place whose row is gone."""
        rows = self.rows.rows
        order = [*range(place, len(rows)), *range(min(place, len(rows)) - 1, -1, -1)]
        found = (at for at in order if not isinstance(rows[at], Heading))
        at = next(found, None)
        return QModelIndex() if at is None else self.rows.index(at)

    def _open_current(self) -> None:
        row = self.rows.row(self.currentIndex())
        if isinstance(row, ChatRow) and len(self.targets()) == 1:
            self.chosen.emit(row.chat.id)

    def _enter(self, chat: int) -> None:
        self._settled.stop()
        self.chosen.emit(chat)
        self.entered.emit()

    def _drop_row(self, point: QPoint) -> Row | None:
        """The row that takes a drop here: a folder, or the heading of a section."""
        place = self.indexAt(point).row()
        if place < 0:
            place = len(self.rows.rows) - 1
        for row in reversed(self.rows.rows[: place + 1]):
            if isinstance(row, FolderRow):
                return row
            if isinstance(row, Heading):
                return row
        return None

    def _mark_drop(self, row: Row | None) -> None:
        self.painter.drop = key(row) if row else None
        self.viewport().update()

    def closeEditor(  # noqa: N802
        self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint
    ) -> None:
        super().closeEditor(editor, hint)
        if self._waiting is not None:
            self.set_rows(self._waiting)

    def moveCursor(  # noqa: N802
        self, action: QListView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Qt stops at a heading, which cannot be chosen: the next chat or folder is meant."""
        index = super().moveCursor(action, modifiers)
        rows = self.rows.rows
        if not index.isValid() or not isinstance(rows[index.row()], Heading):
            return index
        above, below = range(index.row() - 1, -1, -1), range(index.row() + 1, len(rows))
        order = (*above, *below) if action in _UPWARDS else (*below, *above)
        found = next((at for at in order if not isinstance(rows[at], Heading)), None)
        return index if found is None else self.rows.index(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QListView.State.EditingState:
            event.ignore()  # the Return that ended the field's work comes by here, too
            return
        row, pressed = self.rows.row(self.currentIndex()), event.key()
        act = self._act(row, Qt.Key(pressed)) if not event.modifiers() & ~_KEYPAD else None
        if act is not None:
            act()
        elif _is_typing(event):
            event.ignore()  # it goes into the message
        else:
            super().keyPressEvent(event)
            if self.rows.row(self.currentIndex()) is not row:
                self._settled.start()
                if self.currentIndex().row() == 1:
                    self.scrollToTop()  # with its heading

    def _act(self, row: Row | None, pressed: Qt.Key) -> Callable[[], object] | None:
        """What a key does that means something to this row."""
        index = self.currentIndex()
        if row is None:
            return None
        if pressed == _Key.Key_F2 or (pressed in _RETURNS and RETURN_RENAMES):
            return lambda: self.edit(index)
        if isinstance(row, FolderRow):
            fold = {_Key.Key_Right: not row.unfolded, _Key.Key_Left: row.unfolded}
            if fold.get(pressed, pressed in (*_RETURNS, _Key.Key_Space)):
                return lambda: self.folder_toggled.emit(row.folder.id)
        elif isinstance(row, ChatRow):
            if pressed in _RETURNS:
                return lambda: self._enter(row.chat.id)
            if pressed == _Key.Key_Left and row.inside and row.chat.folder is not None:
                folder = self.rows.place(("folder", row.chat.folder))
                return lambda: self._stand_at(folder)
        if pressed in (_Key.Key_Left, _Key.Key_Right):
            return lambda: None
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.rows.row(self.indexAt(event.position().toPoint()))
        self._pressed = key(row) if row else None
        if event.button() == Qt.MouseButton.LeftButton and not isinstance(row, Heading):
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged = self.state() == QListView.State.DraggingState
        super().mouseReleaseEvent(event)
        row = self.rows.row(self.indexAt(event.position().toPoint()))
        same = row is not None and key(row) == self._pressed
        self._pressed = None
        left = event.button() == Qt.MouseButton.LeftButton
        if dragged or not same or not left or event.modifiers() & ~_KEYPAD:
            return
        if isinstance(row, ChatRow):
            self._enter(row.chat.id)
        elif isinstance(row, FolderRow):
            self.folder_toggled.emit(row.folder.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and isinstance(
            self.rows.row(index), ChatRow
        ):
            self.edit(index)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """About the selection if it holds the row under the pointer, else about that row alone."""
        mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if mouse else self.currentIndex()
        below = self.visualRect(index).bottomLeft() + QPoint(24, 0)
        where = event.globalPos() if mouse else self.viewport().mapToGlobal(below)
        row = self.rows.row(index)
        if isinstance(row, FolderRow):
            self.folder_menu_wanted.emit(row.folder.id, where)
        elif isinstance(row, ChatRow):
            targets = self.targets()
            self.menu_wanted.emit(targets if row.chat.id in targets else [row.chat.id], where)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._consider(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._consider(event)

    def _consider(self, event: QDragMoveEvent) -> None:
        """Files and texts are for the window: they are passed on to it."""
        if not self.acceptDrops() or not event.mimeData().hasFormat(CHATS_MIME):
            event.ignore()
            return
        point = event.position().toPoint()
        self._mark_drop(self._drop_row(point))
        if min(point.y(), self.viewport().height() - point.y()) < EDGE:
            self.startAutoScroll()  # stops by itself
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.stopAutoScroll()
        self._mark_drop(None)

    def dropEvent(self, event: QDropEvent) -> None:
        row = self._drop_row(event.position().toPoint())
        self.stopAutoScroll()
        self._mark_drop(None)
        chats = chats_in(event.mimeData())
        # Not a move in Qt's sense: that would have the view remove the rows by itself.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if isinstance(row, FolderRow):
            self.moved.emit(chats, row.folder.id)
        elif isinstance(row, Heading) and row.text == pinned_heading():
            self.pinned.emit(chats)
        elif chats:
            self.moved.emit(chats, None)

    def selectionChanged(  # noqa: N802
        self, selected: QItemSelection, deselected: QItemSelection
    ) -> None:
        super().selectionChanged(selected, deselected)
        self.targets_changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()
        self.targets_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
        self.targets_changed.emit()


_UPWARDS = (
    QListView.CursorAction.MoveUp,
    QListView.CursorAction.MovePrevious,
    QListView.CursorAction.MovePageUp,
    QListView.CursorAction.MoveEnd,
)
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def _is_typing(event: QKeyEvent) -> bool:
    command = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
    return bool(event.text()) and event.text().isprintable() and not event.modifiers() & command
