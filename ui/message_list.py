"""The messages of a chat: made when they come into view, and what can be wished of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QWidget

from ui import accessible_list
from ui.look import Look
from ui.message import Message
from ui.message_actions import Action, add_first, make_menu
from ui.message_values import MessageView
from ui.reading_column import ReadingColumn

if TYPE_CHECKING:
    from ui.answer import AnswerView

_STEPS = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}
_ALT_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}


class MessageList(ReadingColumn):
    """Messages with their actions, one of them current for the keyboard.

    Signals (wishes; all carry the message's id):
        edit_requested: an editor opened on it.
        edited: its new text.
        regenerate_requested, continue_requested, delete_requested, read_requested.
        branch_requested: -1 or 1, its earlier or later version.
        quote_requested: the selected text, or all of it. Without an id.
        thumbnail_requested: also the attachment's id: a picture came into view without its image;
            `show_thumbnail` takes it, and it is forgotten when the message leaves.
        current_changed: the keyboard moved to it.
    """

    edit_requested = Signal(int)
    edited = Signal(int, str)
    regenerate_requested = Signal(int)
    continue_requested = Signal(int)
    branch_requested = Signal(int, int)
    quote_requested = Signal(str)
    delete_requested = Signal(int)
    read_requested = Signal(int)
    thumbnail_requested = Signal(int, int)
    current_changed = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.can_read = False  # whether something is there that reads aloud
        self._current: int | None = None
        self.thoughts_shown = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Conversation")
        # Before its name: that makes Qt ask what it is.
        accessible_list.announce_roles()
        self.viewport().setProperty("list", True)
        self.viewport().setAccessibleName("Messages")
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
        self._show_whole(message_id)
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

    def open_actions(self) -> None:
        """Take the keyboard to the buttons of the current message."""
        if self.current is not None:
            item = self.item(self.current)
            item.footer.set_lit(True)
            if buttons := item.footer.buttons():
                buttons[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def edit(self, message_id: int) -> None:
        """Open the editor in place of a message. Raises KeyError if it is not there."""
        from ui.message_editor import MessageEditor

        item = self.item(message_id)
        answer = item.view.role == "assistant"
        editor = MessageEditor(self._look, item.text(), answer=answer, parent=item)
        editor.accepted.connect(lambda text: self._end_edit(message_id, text))
        editor.cancelled.connect(lambda: self._end_edit(message_id, None))
        item.put_editor(editor)
        self.settle()
        self._show_whole(message_id)
        editor.edit.setFocus()
        self.edit_requested.emit(message_id)

    def do(self, message_id: int, action: Action) -> None:
        """What a button or the menu asks for."""
        item = self.item(message_id)
        clipboard = QGuiApplication.clipboard()
        match action:
            case "copy":
                clipboard.setText(item.text())
            case "copy_text":
                clipboard.setText(item.plain_text())
            case "quote":
                self.quote_requested.emit(item.selected_text() or item.plain_text())
            case "select":
                item.select_all()
            case "edit":
                self.edit(message_id)
            case "regenerate":
                self.regenerate_requested.emit(message_id)
            case "continue":
                self.continue_requested.emit(message_id)
            case "read":
                self.read_requested.emit(message_id)
            case "delete":
                self.delete_requested.emit(message_id)

    def open_menu(self, message_id: int, at: QPoint | None = None) -> None:
        """The context menu, by default below the message's line of actions."""
        item = self.item(message_id)
        if at is None:
            footer = item.footer
            at = footer.mapToGlobal(QPoint(0, footer.height()))
        menu = make_menu(
            item.view, lambda action: self.do(message_id, action), self, can_read=self.can_read
        )
        add_first(menu, item.selected_text(), item.link_at(at))
        menu.popup(at)

    def show_thumbnail(self, message_id: int, attachment_id: int, image: QImage) -> None:
        """Nothing happens if the message is not near the view any more."""
        item = self._items.get(message_id)
        if item is not None:
            item.show_thumbnail(attachment_id, image)

    def _finished(self, message_id: int, item: Message) -> None:
        super()._finished(message_id, item)
        for attachment in item.view.attachments:
            if attachment.kind == "image" and attachment.thumbnail is None:
                self.thumbnail_requested.emit(message_id, attachment.id)

    def name_items(self) -> None:
        """Screen readers say whose message it is, and where it stands."""
        for message_id, item in self.items():
            self._name(message_id, item)

    def _name(self, message_id: int, item: Message) -> None:
        accessible_list.name(item, self.rows.index(message_id) + 1, len(self.rows))

    def _make(self, view: MessageView) -> Message:
        item = self._make_answer(view) if view.role == "assistant" else self._make_question(view)
        message_id = view.id
        item.wished.connect(lambda wish: self._wish(message_id, wish))
        item.step_wanted.connect(lambda step: self.branch_requested.emit(message_id, step))
        item.menu_wanted.connect(lambda at: self.open_menu(message_id, at))
        self._name(message_id, item)
        item.selection_begun.connect(lambda: self._end_selections(message_id))
        return item

    def _end_selections(self, except_in: int) -> None:
        for message_id, item in self.items():
            if message_id != except_in:
                item.clear_selection()

    def _make_question(self, view: MessageView) -> Message:
        from ui.question import QuestionView

        return QuestionView(self._look, view, self.viewport())

    def _make_answer(self, view: MessageView) -> AnswerView:
        # Here, not above: the Markdown parser would add a tenth of a second to the start.
        from ui.answer import AnswerView

        index = self.rows.index(view.id)
        asked: Sequence[str] = ()
        if index:
            asked = [item.kind for item in self.rows[index - 1].view.attachments]
        made = AnswerView(self._look, view, self.viewport(), frozenset(asked))
        made.set_unfolded(self.thoughts_shown or self.rows[index].unfolded)
        return made

    def _drop(self, message_id: int, item: Message) -> None:
        if message_id in self.rows:
            self.rows.row(message_id).unfolded = item.unfolded()

    def _kept(self) -> set[int]:
        return {
            message_id
            for message_id, item in self._items.items()
            if item.writing or item.editor is not None or item.has_focus() or item.has_selection()
        }

    def _wish(self, message_id: int, wish: str) -> None:
        if wish == "menu":
            self.open_menu(message_id)
        else:
            self.do(message_id, cast(Action, wish))

    def _end_edit(self, message_id: int, text: str | None) -> None:
        item = self.item(message_id)
        item.take_editor()
        self.settle()
        self._current = message_id
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if text is not None:
            self.edited.emit(message_id, text)

    def _show_whole(self, message_id: int) -> None:
        """All of it if it fits, else its beginning."""
        row = self.rows.row(message_id)
        room = self.viewport().height() - 48
        self.show_piece(message_id, 0, min(row.height, room))

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
        if self.current is None and len(self.rows):
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
