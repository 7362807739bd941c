"""Carries a chat between the window, the engine and the store. Holds no widget and no model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.answering import Answering
from app.lazy_store import LazyStore
from app.open_chat import Medium, OpenChat, Said, senses_of
from app.running import Running
from app.senses import history_refusal
from app.store.ids import TEMPORARY
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
GONE = QT_TRANSLATE_NOOP("Chat", "That chat is no longer there.")

_Wish = tuple[int, int | None, str]  # a chat, a message in it, what to mark


class Chat(Answering):
    """The chat in the window: wishes come in, what to show and what to compute goes out.

    An answer goes on when another chat is opened; it is shown again when one comes back. A
    question in a second chat waits in the engine until the first is answered.
    """

    shown = Signal(list, bool)  # MessageViews instead of those before; keep the reader's place
    goal_found = Signal(int, list)  # a message that was looked for; ranges to mark
    question_added = Signal(object)  # MessageView
    question_kept = Signal(int)  # it is stored; its attachments can be asked for by number
    context_changed = Signal(int, int)
    draft_taken = Signal()  # the composer's text will be sent a little later
    draft_sent = Signal()  # what was sent from the composer need not stay there
    queue_wanted = Signal(str)  # that text, with what is in the tray, is to wait
    let_go = Signal(int, bool)  # a temporary chat is left; with it the window closes
    leaving = Signal()  # another chat is about to be shown: save what is in the composer
    draft_found = Signal(str, tuple)  # that chat's text and Attachments
    settings_shown = Signal(object)  # ChatSettings: how the open chat is answered from now on
    asking = Signal()  # an answer will be asked for: settings that are being written count for it

    def __init__(self, tray: Tray, store: LazyStore, parent: QObject | None = None) -> None:
        super().__init__(tray, store, parent)
        self._model: ModelInfo | None = None
        self._waiting_text: str | None = None
        self._opening: _Wish | None = None
        self.moving = False  # to another place: what is sent meanwhile waits

    @property
    def wanted(self) -> int | None:
        """The chat that is shown, or about to be."""
        return self.id if self._opening is None else self._opening[0]

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
    def change_settings(self, settings: ChatSettings) -> None:
        """Keep them with the open chat. An answer that is being written goes on as it began."""
        if settings == self.settings:
            return
        asked = self.id is not None
        kept = settings if asked or settings != self.fresh() else None
        self._open = replace(self._open, settings=kept)
        self.settings_shown.emit(settings)
        if not asked and self.unsent is None and kept is not None and self.place.ready:
            self.unsent = self.place.new_id()
        chat = self.id if asked else self.unsent
        if chat is not None:
            from app.chat_records import keep_settings

            self.place.write(partial(keep_settings, chat=chat, settings=kept))

    def take_unsent(self, loaded: Loaded) -> None:
        """What was left of a chat in which nothing was sent is gone on with here."""
        self.unsent = loaded.id
        if loaded.settings is not None and self._open.settings is None:
            self._open = replace(self._open, settings=loaded.settings)
            self.settings_shown.emit(self.settings)

    @Slot()
    def refresh_settings(self) -> None:
        """New chats are answered in another way: so is one that nobody has chosen for."""
        self.settings_shown.emit(self.settings)

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
            self._waiting_text = text  # sent by `send_waiting`
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

    @Slot()
    def start_new(self) -> None:
        """An empty chat, with what was written for one. An answer goes on in its own chat."""
        self._opening = None
        if self.id is None and not self.temporary:
            self.shown.emit([], False)
            return
        self._show(OpenChat(), (), 0)
        self.draft_found.emit("", ())

    @Slot()
    def start_temporary(self) -> None:
        """An empty chat of which nothing is written to a disk."""
        self._opening = None
        if self.temporary and self.id is None:
            return
        store = self._store.temporary
        store.opened.connect(self.send_waiting, Qt.ConnectionType.UniqueConnection)
        store.start()
        self._show(OpenChat(), (), 0, temporary=True)
        self.draft_found.emit("", ())

    def adopt(self, loaded: Loaded) -> None:
        """The open chat goes on as another one that holds the same. The composer stays."""
        self._open = replace(loaded.conversation, settings=self._open.settings)
        self.temporary, self.unsent = loaded.id >= TEMPORARY, None
        self.shown.emit(self._with_running(loaded.views), True)
        self._tell_current()
        self.recorded.emit()

    @Slot(int)
    def open(self, chat: int, goal: int | None = None, query: str = "") -> None:
        """Show a stored chat; with `goal` at that message, where `query` is marked."""
        if chat != self.id or goal is not None:
            self._opening = (chat, goal, query)
            self._read(self._opening)
        else:
            self._opening = None

    def reshow(self, loaded: Loaded | None) -> None:
        """The open chat has changed in the store."""
        if loaded is None:
            self.notice.emit(translate("Chat", GONE))
        elif loaded.id == self.id and loaded.writing & self._over:
            from app.chat_records import load

            self._store.of(loaded.id).read(partial(load, chat=loaded.id), self.reshow)
        elif loaded.id == self.id:
            self._open = replace(loaded.conversation, settings=self._open.settings)
            self.shown.emit(self._with_running(loaded.views), True)
        self.recorded.emit()

    def refusal(self, media: Sequence[Medium] = ()) -> str:
        """Why the model cannot follow this chat with `media` in it; empty if it can."""
        return history_refusal(self._model, self._open.senses() | senses_of(media))

    def part(self) -> None:
        """The window closes: what stands in its composer is kept. Answers go on."""
        self._take_up_waiting()
        self.leaving.emit()
        if (gone := self._to_let_go()) is not None:
            self.stop_in(frozenset({gone}))
            self.let_go.emit(gone, True)

    def leave(self) -> None:
        self.part()
        super().leave()

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
        if isinstance(running.keeper, Chat) and running.keeper is not self:
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

    def _read(self, wish: _Wish) -> None:
        from app.chat_records import find, load

        chat, goal, query = wish
        done = partial(self._take_loaded, wish)
        if goal is None:
            self._store.of(chat).read(partial(load, chat=chat), done)
        else:
            self._store.of(chat).write(partial(find, chat=chat, goal=goal, query=query), done)

    def _take_loaded(self, wish: _Wish, loaded: Loaded | None) -> None:
        if wish != self._opening:
            return  # overtaken by a later wish
        if loaded is not None and loaded.writing & self._over:
            self._read(wish)  # what was read is older than the end of its answer
            return
        self._opening = None
        if loaded is None:
            self.notice.emit(translate("Chat", GONE))
            self.recorded.emit()
            return
        if loaded.id == self.id:
            self.reshow(loaded)
        else:
            self._show(loaded.conversation, loaded.views, loaded.context_used)
            self.draft_found.emit(loaded.draft, loaded.draft_attachments)
        if loaded.goal is not None:
            self.goal_found.emit(loaded.goal, list(loaded.marked))

    def _show(
        self, chat: OpenChat, views: Sequence[MessageView], used: int, temporary: bool = False
    ) -> None:
        self._take_up_waiting()
        self.leaving.emit()
        gone = self._to_let_go()
        temporary = temporary or (chat.id is not None and chat.id >= TEMPORARY)
        if temporary or self.temporary:
            self.unsent = None  # it is in another place
        self.temporary = temporary
        self._open = chat
        self.shown.emit(self._with_running(views), False)
        self.settings_shown.emit(self.settings)
        self._tell_current()
        self.busy_changed.emit(self.busy)
        self.context_changed.emit(used, self._model.context if self._model else 0)
        if gone is not None:
            self.stop_in(frozenset({gone}))
            self.let_go.emit(gone, False)

    def _to_let_go(self) -> int | None:
        """The temporary chat that is left now, if there is anything in it."""
        chat = self.id if self.id is not None else self.unsent
        anything = self._open.said or self._composed.strip() or self._tray.attachments
        return chat if self.temporary and anything else None

    def _with_running(self, views: Sequence[MessageView]) -> list[MessageView]:
        """Answers that are being written as far as they are: the store knows a little less."""
        for running in self._running.values():
            said = self._open.get(running.answer)
            running.shown = said is not None
            if said is not None:
                self._open = self._open.put(replace(said, open=True))
        return [
            view if (now := self._running.get(view.id)) is None else _streaming(view, now)
            for view in views
        ]

    def _take_up_waiting(self) -> None:
        text, self._waiting_text = self._waiting_text, None
        if text is not None:
            self.draft_returned.emit(text)

    def _give_back(self, text: str, why: str) -> None:
        self.draft_returned.emit(text)
        self.notice.emit(why)


def _streaming(view: MessageView, now: Running) -> MessageView:
    return replace(
        view,
        text=now.text,
        thinking=now.thinking,
        saw=tuple(now.saw),
        state="streaming",
        note="",
        can_continue=False,
    )
