"""Questions on their way: from the composer or the queue to the engine, or back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.answering import Answering
from app.lazy_store import LazyStore
from app.open_chat import Medium, Said, senses_of
from app.running import Running
from app.senses import history_refusal
from app.tray import Tray
from engine.errors import Failure
from engine.types import ModelInfo
from ui.chat_settings_values import ChatSettings
from ui.language import QT_TRANSLATE_NOOP, translate
from ui.message_values import MessageView

if TYPE_CHECKING:
    from app.attachments import Attachment
    from app.chat_records import Loaded
    from app.queues import Queued
    from ui.values import AttachmentView

NOTHING = QT_TRANSLATE_NOOP(
    "Chat", "There is nothing to send yet: write something or attach a file."
)


class Asking(Answering):
    """The half of `Chat` that sends. What cannot be sent is given back with a sentence."""

    asking = Signal()  # an answer will be asked for: settings that are being written count for it
    question_added = Signal(object)  # MessageView
    question_kept = Signal(int)  # it is stored; its attachments can be asked for by number
    context_changed = Signal(int, int)
    draft_taken = Signal()  # the composer's text will be sent a little later
    draft_sent = Signal()  # what was sent from the composer need not stay there
    queue_wanted = Signal(str)  # that text, with what is in the tray, is to wait

    def __init__(self, tray: Tray, store: LazyStore, parent: QObject | None = None) -> None:
        super().__init__(tray, store, parent)
        self._model: ModelInfo | None = None
        self._waiting_text: str | None = None
        self.moving = False  # to another place: what is sent meanwhile waits

    @property
    def place(self) -> LazyStore:
        """Where the open chat is kept, or will be."""
        return self._store.temporary if self.temporary else self._store

    @property
    def waiting(self) -> bool:
        """A question will be sent as soon as its attachments are read."""
        return self._waiting_text is not None

    @property
    def model(self) -> str:
        return self._model.name if self._model else ""

    @property
    def settings(self) -> ChatSettings:
        """How the open chat is answered from now on."""
        return self.settings_of(self._open)

    @Slot(object)
    def set_model(self, info: ModelInfo) -> None:
        self._model = info
        self.context_changed.emit(0, info.context)

    @Slot(str)
    def send(self, text: str) -> None:
        """Ask, or wait for the answer that is being written.

        Whatever else stands in the way is said, and the text goes back to the composer.
        """
        self.asking.emit()
        if self._tray.reading or self.moving or not self.place.ready:
            self.place.start()
            before = f"{self._waiting_text}\n\n" if self.waiting else ""
            self._waiting_text = f"{before}{text}"  # sent by `send_waiting`
            self.draft_taken.emit()
        elif not text.strip() and not self._tray.attachments:
            self._give_back(text, translate("Chat", NOTHING))
        elif refused := self.refusal(tuple(each.part for each in self._tray.attachments)):
            self._give_back(text, refused)
        elif self.busy:
            self.queue_wanted.emit(text.strip())
        else:
            self._ask(text.strip(), self._tray.attachments, tuple(self._tray.views))
            self._tray.clear()
            self.draft_sent.emit()

    @Slot()
    def send_waiting(self) -> None:
        """Send what was held up by an attachment, or by a store that was still being opened."""
        text, self._waiting_text = self._waiting_text, None
        if text is not None:
            self.send(text)

    @Slot()
    def stop(self) -> None:
        self._take_up_waiting()
        if (running := self.running) is not None:
            self._stop(running)

    def reshow(self, loaded: Loaded | None) -> None:
        """The open chat has changed in the store."""
        raise NotImplementedError  # `Chat` does: this class sends, and shows nothing

    def refusal(self, media: Sequence[Medium] = ()) -> str:
        """Why the model cannot follow this chat with `media` in it; empty if it can."""
        return history_refusal(self._model, self._open.senses() | senses_of(media))

    def ask_queued(self, chat: int, queued: Queued) -> str:
        """Send what has waited in `chat`, in which nothing is being written.

        Returns:
            why the model cannot be asked that; empty if it is.
        """
        if chat != self.id:
            self._ask_unseen(chat, queued)
        elif refused := self.refusal(tuple(each.part for each in queued.attachments)):
            return refused
        else:
            self._ask(queued.text, queued.attachments, queued.view.attachments, queued.view.id)
        return ""

    def _ask(
        self,
        text: str,
        sent: tuple[Attachment, ...],
        views: tuple[AttachmentView, ...],
        queued: int | None = None,
    ) -> None:
        from app import chat_records as records

        known = self.id if self.id is not None else self.unsent
        chat = self.place.new_id() if known is None else known
        question, answer = self.place.new_id(), self.place.new_id()
        turn = records.Turn(
            chat,
            known is None,
            self._open.last,
            question,
            answer,
            text,
            sent,
            self.model,
            self.settings,
            queued,
        )
        self.place.write(partial(records.begin, turn=turn), partial(self._keep, question))
        views = tuple(replace(view, id=number) for number, view in enumerate(views))
        self.question_added.emit(MessageView(question, "user", text, attachments=views))
        if self.id is None:
            self.unsent = None
            self._open = replace(self._open, id=chat, settings=self.settings)
            self._tell_current()
        media = tuple(each.part for each in sent)
        asked = self._open.add(Said(question, "user", text, media, (question,)))
        self.begin(asked, Running(chat, question, answer, text, sent, returns=True))

    def _ask_unseen(self, chat: int, queued: Queued) -> None:
        """In a chat that the window does not show: the store has to say what was said in it."""
        from app.chat_records import begin_unseen

        store = self._store.of(chat)
        question, answer = store.new_id(), store.new_id()
        running = Running(chat, question, answer, shown=False, waits=True)
        self._running[answer] = running
        work = partial(
            begin_unseen,
            chat=chat,
            queued=queued.view.id,
            question=question,
            answer=answer,
            model=self.model,
        )
        store.write(work, partial(self._begin_unseen, running))

    def _begin_unseen(self, running: Running, loaded: Loaded | None) -> None:
        if isinstance(running.keeper, Asking) and running.keeper is not self:
            running.keeper._begin_unseen(running, loaded)
            return
        if running.answer not in self._running:
            return  # the app is about to end
        running.waits = False
        if loaded is None:
            self._rest(running, "gone")
            return
        asked = loaded.conversation.without(running.answer)
        if loaded.id == self.id:  # the window has come back to it meanwhile
            self.reshow(loaded)
        refused = history_refusal(self._model, asked.senses())
        if refused:
            self.take_failure(running.answer, Failure("PromptError", refused))
        elif running.stops:
            self.take_stop(running.answer)
        else:
            self.request(asked, running)
        self.recorded.emit()

    def _keep(self, question: int, media: tuple[Medium, ...]) -> None:
        """The question is stored: its attachments need no memory any more."""
        if (said := self._open.get(question)) is not None:
            self._open = self._open.put(replace(said, media=media))
            self.question_kept.emit(question)
        self.recorded.emit()

    def _take_up_waiting(self) -> None:
        text, self._waiting_text = self._waiting_text, None
        if text is not None:
            self.draft_returned.emit(text)

    def _give_back(self, text: str, why: str) -> None:
        self.draft_returned.emit(text)
        self.notice.emit(why)
