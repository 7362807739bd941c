"""The messages by keyboard: one of them is current, and keys walk from one to the next."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from ui import accessible_list
from ui.focus_order import give_focus, next_stop, takes_tab
from ui.look import Look
from ui.message import Message
from ui.message_list import MessageList

_STEPS = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}
_ALT_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}


class WalkableList(MessageList):
    """One stop for Tab, which then goes through the current message and out again.

    Signals:
        current_changed: id of the message that keys go to now.
    """

    current_changed = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._current: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    @property
    def current(self) -> int | None:
        """The message that keys go to."""
        return self._current if self._current in self.rows else None

    def set_current(self, message_id: int) -> None:
        """Raises KeyError if there is no such message."""
        self.rows.index(message_id)
        before, self._current = self.current, message_id
        self.item(message_id)
        self.show_whole(message_id)
        for lit_id, item in self.items():
            if lit_id in (before, message_id):
                item.set_lit(self.hasFocus() and lit_id == message_id)
        self.viewport().update()
        if before != message_id:
            self.current_changed.emit(message_id)
        if self.hasFocus():
            accessible_list.tell_focus(self.item(message_id))

    def step(self, steps: int) -> None:
        """To the next or an earlier message; from none to the one in the middle of the view."""
        if not len(self.rows):
            return
        if self.current is None:
            at = self._first_current()
        else:
            at = min(max(self.rows.index(self.current) + steps, 0), len(self.rows) - 1)
        self.set_current(self.rows[at].view.id)

    def edit(self, message_id: int) -> None:
        self._current = message_id  # Tab comes back to the editor
        super().edit(message_id)

    def open_actions(self) -> None:
        """Take the keyboard to the buttons of the current message."""
        if self.current is not None:
            item = self.item(self.current)
            item.footer.set_lit(True)
            if buttons := item.footer.buttons():
                buttons[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _edit_ended(self, message_id: int) -> None:
        self._current = message_id
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _first_current(self) -> int:
        seen = self.in_view()
        return seen[-1] if self.following else seen[0]

    def _focus_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        """The actions of the message that has the keyboard are shown."""
        for message_id, item in self.items():
            current = now is self and message_id == self._current
            if any(item is one or item.isAncestorOf(one) for one in (before, now) if one) or (
                before is self or now is self
            ):
                item.set_lit(current)
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        gone = (
            event.reason() == Qt.FocusReason.NoFocusReason
        )  # and the messages are about to change
        if self.current is None and len(self.rows) and not gone:
            self.set_current(self.rows[self._first_current()].view.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        alt = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        plain = not modifiers & ~Qt.KeyboardModifier.KeypadModifier
        focused = self.hasFocus() and len(self.rows) > 0
        if alt and key in _ALT_STEPS:
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.step(_ALT_STEPS[key])
        elif focused and plain and key in _STEPS:
            self.step(_STEPS[key])
        elif focused and plain and key in _ENDS:
            self.set_current(self.rows[_ENDS[key]].view.id)
        elif focused and plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_actions()
        elif plain and key == Qt.Key.Key_Escape and (inside := self._with_focus()) is not None:
            self.setFocus()
            self.set_current(inside.view.id)
        elif self.current is not None and (
            key == Qt.Key.Key_Menu or (shift and key == Qt.Key.Key_F10)
        ):
            self.open_menu(self.current)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A ring around the current message."""
        super().paintEvent(event)
        if self.current is None or not self.hasFocus() or self.current not in self._items:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._look.theme.accent), 2))
        item = self._items[self.current]
        box, answer = item.geometry().toRectF(), item.view.role == "assistant"
        painter.drawRoundedRect(box.adjusted(-12, -6, 12, -8 if answer else 0), 10, 10)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Widgets are made in the order in which one scrolls; Tab must not follow that."""
        focused = QApplication.focusWidget()
        if focused is None or not (focused is self or self.isAncestorOf(focused)):
            return super().focusNextPrevChild(forward)
        if focused is not self and not focused.isVisible():  # its message goes, or its buttons
            self.setFocus(Qt.FocusReason.NoFocusReason)
            return True
        inside = self._with_focus()
        if inside is None and (focused is not self or not forward or self.current is None):
            return self._leave(focused, forward)
        item = inside if inside is not None else self.item(self.current or 0)
        stops = _stops(item)
        at = (stops.index(focused) if focused in stops else -1) + (1 if forward else -1)
        if 0 <= at < len(stops):
            self._stop_at(item, stops[at])
        elif forward:
            return self._leave(self, forward)
        else:
            self.setFocus(Qt.FocusReason.BacktabFocusReason)
        return True

    def _with_focus(self) -> Message | None:
        """The message in which the keyboard is."""
        return next((one for _, one in self.items() if one.has_focus()), None)

    def _stop_at(self, item: Message, stop: QWidget) -> None:
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        top = stop.mapTo(item, QPoint(0, 0)).y()
        self.show_piece(item.view.id, top, min(stop.height(), self.viewport().height() // 2))

    def _leave(self, start: QWidget, forward: bool) -> bool:
        """To the next place for the keyboard that is not in a message."""
        other = next_stop(start, forward, self.viewport())
        if other is not None:
            give_focus(other, forward)
        return other is not None


def _stops(item: Message) -> list[QWidget]:
    """What Tab goes through in a message: from the top, and from the left."""
    item.footer.set_lit(True)

    def place(widget: QWidget) -> tuple[int, int]:
        at = widget.mapTo(item, QPoint(0, 0))
        return at.y(), at.x()

    return sorted(filter(takes_tab, item.findChildren(QWidget)), key=place)
