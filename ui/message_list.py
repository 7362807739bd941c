"""The messages of a chat: made when they come into view, and what can be wished of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import (
    QAccessible,
    QGuiApplication,
    QImage,
)
from PySide6.QtWidgets import QWidget

from ui import accessible_list
from ui.language import translate
from ui.look import Look
from ui.message import Message
from ui.message_actions import Action, add_first, make_menu
from ui.message_values import MessageView
from ui.reading_column import ReadingColumn
from ui.sound_state import SoundState

if TYPE_CHECKING:
    from ui.answer import AnswerView


class MessageList(ReadingColumn):
    """Messages with their actions.

    Signals (wishes; all carry the message's id):
        edited: its new text.
        regenerate_requested, continue_requested, delete_requested.
        branch_requested: -1 or 1, its earlier or later version.
        quote_requested: the selected text, or all of it. Without an id.
        thumbnail_requested: also the attachment's id: a picture came into view without its image;
            `show_thumbnail` takes it, and it is forgotten when the message leaves.
        picture_requested: see a picture large; also the attachment's id.
        play_requested, seek_requested: as of `Message`, to be answered with `show_sound`.
        sound_came: a sound came into view; `show_sound` tells where it stands.
    """

    edited = Signal(int, str)
    regenerate_requested = Signal(int)
    continue_requested = Signal(int)
    branch_requested = Signal(int, int)
    quote_requested = Signal(str)
    delete_requested = Signal(int)
    thumbnail_requested = Signal(int, int)
    picture_requested = Signal(int, int)
    play_requested = Signal(int, int)
    seek_requested = Signal(int, int, float)
    sound_came = Signal(int, int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.thoughts_shown = False
        self.setAccessibleName(translate("MessageList", "Conversation"))
        accessible_list.announce(self.viewport(), QAccessible.Role.List)
        self.viewport().setAccessibleName(translate("MessageList", "Messages"))

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
        self.show_whole(message_id)
        editor.edit.setFocus()

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
            case "delete":
                self.delete_requested.emit(message_id)

    def open_menu(self, message_id: int, at: QPoint | None = None) -> None:
        """The context menu, by default below the message's line of actions."""
        item = self.item(message_id)
        if at is None:
            footer = item.footer
            at = footer.mapToGlobal(QPoint(0, footer.height()))
        menu = make_menu(item.view, lambda action: self.do(message_id, action), self)
        answer = item.view.role == "assistant"
        markdown = item.selected_markdown() if answer and item.has_selection() else ""
        add_first(menu, item.selected_text(), markdown, item.link_at(at))
        menu.popup(at)

    def show_thumbnail(self, message_id: int, attachment_id: int, image: QImage) -> None:
        """Nothing happens if the message is not near the view any more."""
        item = self._items.get(message_id)
        if item is not None:
            item.show_thumbnail(attachment_id, image)

    def show_sound(self, message_id: int, attachment_id: int, state: SoundState) -> None:
        """Nothing happens if the message is not near the view any more."""
        item = self._items.get(message_id)
        if item is not None:
            item.show_sound(attachment_id, state)

    def _finished(self, message_id: int, item: Message) -> None:
        super()._finished(message_id, item)
        for attachment in item.view.attachments:
            if attachment.kind == "audio":
                self.sound_came.emit(message_id, attachment.id)
            elif attachment.thumbnail is None:
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
        item.picture_wanted.connect(partial(self.picture_requested.emit, message_id))
        item.play_wanted.connect(partial(self.play_requested.emit, message_id))
        item.seek_wanted.connect(partial(self.seek_requested.emit, message_id))
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

    def _edit_ended(self, message_id: int) -> None:
        """The keyboard has no place now."""

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
        self._edit_ended(message_id)
        if text is not None:
            self.edited.emit(message_id, text)
