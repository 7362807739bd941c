"""Selecting text across the panes of one message.

A message is several panes: prose, code, tables. A drag that leaves the one it began in goes on in
the others, and copying takes what is selected in all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from ui.panes import Pane

if TYPE_CHECKING:
    from ui.message import Message

Keep = QTextCursor.MoveMode.KeepAnchor
_START, _END = QTextCursor.MoveOperation.Start, QTextCursor.MoveOperation.End


def message_of(pane: Pane) -> Message | None:
    """The message that a pane's text belongs to, if it is part of one."""
    from ui.message import Message

    parent: QWidget | None = pane.parentWidget()
    while parent is not None and not isinstance(parent, Message):
        parent = parent.parentWidget()
    return parent if parent is not None and pane in parent.panes() else None


def pressed(pane: Pane, event: QMouseEvent) -> None:
    """A new selection begins: those elsewhere end."""
    message = message_of(pane)
    if message is not None and event.button() == Qt.MouseButton.LeftButton:
        message.selection_begun.emit()
        for other in message.panes():
            if other is not pane:
                clear(other)


def dragged(pane: Pane, event: QMouseEvent) -> bool:
    """True if the selection reaches into other panes, and the pane itself has nothing to do."""
    message = message_of(pane)
    if message is None or not event.buttons() & Qt.MouseButton.LeftButton:
        return False
    panes = message.panes()
    at = event.globalPosition().toPoint()
    target = _nearest(panes, at)
    for other in panes:
        if other is not pane:
            clear(other)
    if target is pane:
        return False
    first, last = panes.index(pane), panes.index(target)
    forward = last > first
    _select(pane, pane.textCursor().anchor(), to_end=forward)
    for between in panes[min(first, last) + 1 : max(first, last)]:
        _select(between, 0, to_end=True)
    cursor = target.textCursor()
    there = target.cursorForPosition(target.viewport().mapFromGlobal(at)).position()
    cursor.movePosition(_START if forward else _END)
    cursor.setPosition(there, Keep)
    target.setTextCursor(cursor)
    return True


def key_taken(pane: Pane, event: QKeyEvent) -> bool:
    """Copy and Select All mean the whole message."""
    message = message_of(pane)
    if message is None:
        return False
    if event.matches(QKeySequence.StandardKey.Copy):
        copy(message)
    elif event.matches(QKeySequence.StandardKey.SelectAll):
        message.select_all()
    else:
        return False
    return True


def copy(message: Message) -> None:
    """Put what is selected on the clipboard; without a selection it stays as it is."""
    if not message.has_selection():
        return
    mime = QMimeData()
    mime.setText(message.selected_text())
    if html := message.selected_html():
        mime.setHtml(html)
    QGuiApplication.clipboard().setMimeData(mime)


def clear(pane: Pane) -> None:
    cursor = pane.textCursor()
    if cursor.hasSelection():
        cursor.clearSelection()
        pane.setTextCursor(cursor)


def select_all(pane: Pane) -> None:
    _select(pane, 0, to_end=True)


def _select(pane: Pane, anchor: int, *, to_end: bool) -> None:
    cursor = pane.textCursor()
    cursor.setPosition(anchor)
    cursor.movePosition(_END if to_end else _START, Keep)
    pane.setTextCursor(cursor)


def _nearest(panes: list[Pane], at: QPoint) -> Pane:
    """The pane at a height of the screen."""

    def distance(pane: Pane) -> int:
        top = pane.mapToGlobal(QPoint(0, 0)).y()
        return max(top - at.y(), at.y() - (top + pane.height()), 0)

    return min(panes, key=distance)
