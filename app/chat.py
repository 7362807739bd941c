"""Carries a chat between the window and the engine. Holds no widget and no model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.conversation import Conversation, senses_of, user_message
from app.requests import Request
from app.senses import history_refusal
from app.tray import Tray
from engine.errors import Failure
from engine.types import Done, ModelInfo, Saw, Stage

if TYPE_CHECKING:
    from app.attachments import Attachment


class Chat(QObject):
    """One chat, one answer at a time.

    Wishes come in from the window, events from the engine; what goes out is what to show and
    what to compute. Events that carry the number of an answer given up are dropped.
    """

    requested = Signal(object)  # Request, for the engine
    stop_wanted = Signal()  # for the engine

    user_message_added = Signal(str, list)  # text, AttachmentViews
    answer_begun = Signal(int)
    stage_changed = Signal(int, object)
    saw = Signal(int, object)
    text_appended = Signal(int, str, str)
    answer_finished = Signal(int, object)
    answer_stopped = Signal(int)
    answer_failed = Signal(int, object)
    busy_changed = Signal(bool)
    context_changed = Signal(int, int)
    transcript_cleared = Signal()
    draft_taken = Signal()  # the composer's text will be sent a little later
    draft_returned = Signal(str)
    notice = Signal(str)

    def __init__(self, tray: Tray, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tray = tray
        self._conversation = Conversation()
        self._sent: tuple[Attachment, ...] = ()
        self._model: ModelInfo | None = None
        self._count = 0
        self._current: int | None = None
        self._waiting_text: str | None = None

    @property
    def conversation(self) -> Conversation:
        return self._conversation

    @property
    def busy(self) -> bool:
        return self._current is not None

    @Slot(object)
    def set_model(self, info: ModelInfo) -> None:
        self._model = info
        self.context_changed.emit(0, info.context)

    @Slot(str)
    def send(self, text: str) -> None:
        """Ask. Whatever stands in the way is said, and the text goes back to the composer."""
        if self.busy:
            self._give_back(text, "Wait for the answer or stop it, then send the next message.")
        elif self._tray.reading:
            self._waiting_text = text  # sent by `send_waiting`
            self.draft_taken.emit()
        elif not text.strip() and not self._tray.attachments:
            self._give_back(text, "There is nothing to send yet: write something or attach a file.")
        elif refused := self._refusal():
            self._give_back(text, refused)
        else:
            self._ask(text.strip())

    @Slot()
    def send_waiting(self) -> None:
        """Send what was held up by an attachment that was still being read."""
        text, self._waiting_text = self._waiting_text, None
        if text is not None:
            self.send(text)

    @Slot()
    def stop(self) -> None:
        if self._waiting_text is not None:
            self.draft_returned.emit(self._waiting_text)
            self._waiting_text = None
        if self.busy:
            self.stop_wanted.emit()

    @Slot()
    def start_new(self) -> None:
        """An empty chat; an answer being written is given up."""
        self.stop()
        self._current = None
        self._conversation = Conversation()
        self.transcript_cleared.emit()
        self.busy_changed.emit(False)
        self.context_changed.emit(0, self._model.context if self._model else 0)

    @Slot(int, object)
    def take_stage(self, number: int, stage: Stage) -> None:
        if number == self._current:
            self.stage_changed.emit(number, stage)

    @Slot(int, object)
    def take_saw(self, number: int, saw: Saw) -> None:
        if number == self._current:
            self.saw.emit(number, saw)

    @Slot(int, str, str)
    def take_text(self, number: int, text: str, channel: str) -> None:
        if number != self._current:
            return
        if channel == "answer":
            self._conversation = self._conversation.hear(number, text)
        self.text_appended.emit(number, text, channel)

    @Slot(int, object)
    def take_end(self, number: int, done: Done) -> None:
        if number != self._current:
            return
        self._conversation = self._conversation.close(number, done.text)
        self.answer_finished.emit(number, done)
        self._rest()

    @Slot(int)
    def take_stop(self, number: int) -> None:
        if number == self._current:
            self.answer_stopped.emit(number)
            self._close_early(number)

    @Slot(int, object)
    def take_failure(self, number: int, failure: Failure) -> None:
        if number == self._current:
            self.answer_failed.emit(number, failure)
            self._close_early(number)

    def _ask(self, text: str) -> None:
        self._count += 1
        number = self._current = self._count
        self._sent = self._tray.attachments
        views = self._tray.views
        message = user_message(text, tuple(attachment.part for attachment in self._sent))
        self._conversation = self._conversation.ask(number, message)
        self.user_message_added.emit(text, views)
        self._tray.clear()
        self.answer_begun.emit(number)
        self.busy_changed.emit(True)
        self.requested.emit(Request(number, self._conversation.messages()))

    def _close_early(self, number: int) -> None:
        """A partial answer stays; without one the question returns to be changed or resent."""
        turn = self._conversation.turn(number)
        self._conversation = self._conversation.close(number)
        if turn is not None and self._conversation.turn(number) is None:
            self._tray.put_back(self._sent)
            self.draft_returned.emit(turn.user.text)
        self._rest()

    def _rest(self) -> None:
        self._current = None
        self._sent = ()
        self.busy_changed.emit(False)

    def _refusal(self) -> str:
        parts = tuple(attachment.part for attachment in self._tray.attachments)
        return history_refusal(self._model, self._conversation.senses() | senses_of(parts))

    def _give_back(self, text: str, why: str) -> None:
        self.draft_returned.emit(text)
        self.notice.emit(why)
