"""What can be changed in the open chat: other questions, other answers, other branches."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.chat import Chat
from app.lazy_store import LazyStore
from app.open_chat import OpenChat, Said
from app.running import Running
from ui.language import QT_TRANSLATE_NOOP, translate

if TYPE_CHECKING:
    from app.chat_records import Loaded
    from app.store.removal import Removed

BUSY = QT_TRANSLATE_NOOP("ChatEdits", "Wait for the answer or stop it, then change what was said.")
NOT_KEPT = QT_TRANSLATE_NOOP(
    "ChatEdits", "That message was not kept, because no answer came; send it again from below."
)
NOT_LAST = QT_TRANSLATE_NOOP(
    "ChatEdits", "Only the last answer can be gone on with; ask the model to go on instead."
)


class ChatEdits(QObject):
    """Everything is written first and shown as the store then has it; only the model starts at
    once.
    """

    notice = Signal(str)
    undo_offered = Signal(str, object)  # what was done; what takes it back
    unsaid = Signal(int)  # a chat: words that were said in it are not there any more

    def __init__(self, chat: Chat, store: LazyStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chat = chat
        self._store = store

    @Slot(int, str)
    def edit(self, message: int, text: str) -> None:
        """Another question, as a new branch; or other words for an answer, in its place."""
        from app import chat_records as records

        if (said := self._free(message)) is None:
            return
        chat = self._here
        if said.role == "assistant":
            work = partial(records.reword, chat=chat, message=message, text=text)
            self._chat.place.write(work, self._chat.reshow)
            self.unsaid.emit(chat)
        elif self._follows():
            question, answer = self._chat.place.new_id(), self._chat.place.new_id()
            before = self._chat.conversation.before(message)
            asked = before.add(Said(question, "user", text, said.media))
            edited = partial(
                records.edit,
                chat=chat,
                original=message,
                question=question,
                answer=answer,
                text=text,
                model=self._chat.model,
            )
            self._chat.place.write(edited, self._chat.reshow)
            self._begin(asked, question, answer)

    @Slot(int)
    def answer_again(self, message: int) -> None:
        """Another answer to the same question, as a new branch."""
        from app import chat_records as records

        said = self._free(message)
        before = self._chat.conversation.before(message)
        if said is None or before.last is None or not self._follows():
            return
        answer = self._chat.place.new_id()
        work = partial(
            records.answer_again,
            chat=self._here,
            question=before.last,
            answer=answer,
            model=self._chat.model,
        )
        self._chat.place.write(work, self._chat.reshow)
        self._begin(before, before.last, answer)

    @Slot(int)
    def go_on(self, message: int) -> None:
        """Let the model write on where its last answer was cut."""
        said = self._free(message)
        before = self._chat.conversation.before(message).last
        if said is None or before is None or not self._follows():
            return
        if message != self._chat.conversation.last:
            self.notice.emit(translate("ChatEdits", NOT_LAST))
            return
        self._chat.place.write(
            lambda store: store.answers.resume(message), lambda _: self._chat.recorded.emit()
        )
        running = Running(self._here, before, message, before=said.text)
        self._chat.begin(self._chat.conversation, running)

    @Slot(int, int)
    def switch(self, message: int, step: int) -> None:
        """To the version of a message before (-1) or after it (1)."""
        from app import chat_records as records

        said = self._chat.conversation.get(message)
        if said is None or message not in said.siblings:
            return
        at = said.siblings.index(message) + step
        if 0 <= at < len(said.siblings):
            work = partial(records.switch, chat=self._here, message=said.siblings[at])
            self._chat.place.write(work, self._chat.reshow)

    @Slot(int)
    def delete(self, message: int) -> None:
        """With all that follows it, and a way back."""
        from app import chat_records as records

        if self._free(message) is not None:
            work = partial(records.delete, chat=self._here, message=message)
            self._chat.place.write(work, self._take_deleted)
            self.unsaid.emit(self._here)

    def _take_deleted(self, result: tuple[Removed | None, Loaded | None]) -> None:
        removed, loaded = result
        self._chat.reshow(loaded)
        if removed is not None:
            more = len(removed.messages) > 1
            said = (
                translate("ChatEdits", "The message and what followed it were deleted.")
                if more
                else translate("ChatEdits", "The message was deleted.")
            )
            self.undo_offered.emit(said, partial(self._put_back, removed))

    def _put_back(self, removed: Removed) -> None:
        from app import chat_records as records

        if self._chat.unsent == removed.chat:
            self._chat.unsent = None  # it has messages again
        self._store.of(removed.chat).write(
            partial(records.restore, removed=removed), self._chat.reshow
        )

    @property
    def _here(self) -> int:
        assert self._chat.id is not None  # there is a message
        return self._chat.id

    def _free(self, message: int) -> Said | None:
        """The message, if it may be changed now."""
        self._chat.asking.emit()
        said = self._chat.conversation.get(message)
        if said is None:
            self.notice.emit(translate("ChatEdits", NOT_KEPT))
        elif self._chat.busy or self._chat.moving:
            self.notice.emit(translate("ChatEdits", BUSY))
            return None
        return said

    def _follows(self) -> bool:
        """The model can follow this chat; if not, that is said."""
        if refused := self._chat.refusal():
            self.notice.emit(refused)
        return not refused

    def _begin(self, asked: OpenChat, question: int, answer: int) -> None:
        self._chat.begin(asked, Running(self._here, question, answer, shown=False))
