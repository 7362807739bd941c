"""Names chats by asking the model that is loaded, when it has nothing else to do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.engine_thread import EngineThread
from app.lazy_store import LazyStore
from app.requests import Request
from app.store.ids import TEMPORARY
from engine.types import Done, GenerationParams, Message

if TYPE_CHECKING:
    from app.store.store import ChatReader

REST_MS = 2000  # so long nobody asks anything, before a title is asked for
TRIES = 2
MOST_TOKENS = 24


class Titles(QObject):
    """One chat at a time, only those that were answered since the start.

    A question that comes meanwhile ends it at once; it is tried again after the answer. Until a
    chat has a title, lists show how it begins.

    Signals:
        named: a chat has a title now.
    """

    named = Signal()

    def __init__(
        self,
        engine: EngineThread,
        store: LazyStore,
        wanted: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        """`wanted`: the person wants titles, and this model can make them."""
        super().__init__(parent)
        self._engine, self._store, self._wanted = engine, store, wanted
        self._due: dict[int, int] = {}  # chats without a title: how often it was tried
        self._given_up: set[int] = set()
        self._number = 0
        self._asked: int | None = None  # the chat that the model is asked about
        self.rest = QTimer(self, singleShot=True, interval=REST_MS)
        self.rest.timeout.connect(self.look)
        engine.rested.connect(self._wait)
        engine.aside_ended.connect(self._take)

    @Slot(int, str)
    def note(self, chat: int, how: str) -> None:
        """An answer has ended in that chat."""
        if how == "whole" and chat < TEMPORARY and chat not in self._given_up:
            self._due.setdefault(chat, 0)
            self.rest.start()

    @Slot()
    def look(self) -> None:
        """Ask for a title, if one is due and the model is free."""
        if self._due and self._asked is None and not self._engine.busy and self._wanted():
            chat = self._asked = next(reversed(self._due))  # the latest
            self._store.read(partial(beginning, chat=chat), self._ask, lambda _: self._leave(chat))

    @Slot()
    def _wait(self) -> None:
        if self._due:
            self.rest.start()

    def _ask(self, said: tuple[str, str] | None) -> None:
        assert self._asked is not None
        if said is None:
            self._leave(self._asked)
            return
        from app import title_words  # not with the first window

        self._number -= 1  # requests of chats have numbers above 0
        words = title_words.request(*said)
        params = GenerationParams(max_tokens=MOST_TOKENS, temperature=0)
        self._engine.ask_aside(Request(self._number, (Message.of("user", words),), params))

    @Slot(int, object)
    def _take(self, number: int, done: Done | None) -> None:
        chat = self._asked
        if number != self._number or chat is None:
            return
        if done is None and self._engine.busy:
            self._asked = None  # a question was more important
            return
        title = ""
        if done is not None:
            from app import title_words

            title = title_words.clean(done.text, whole=done.finish_reason == "stop")
        if title:
            self._store.write(
                lambda store: store.chats.suggest_title(chat, title), lambda _: self.named.emit()
            )
            self._leave(chat)
            return
        self._asked = None
        self._due[chat] += 1
        if self._due[chat] >= TRIES:
            self._given_up.add(chat)
            self._leave(chat)

    def _leave(self, chat: int) -> None:
        """It has a title, or will have none."""
        self._asked = None
        self._due.pop(chat, None)
        self._wait()


def beginning(store: ChatReader, chat: int) -> tuple[str, str] | None:
    """The first question and its answer; None if the chat needs no title, or has none to give."""
    found = store.chats.get(chat)
    if found is None or found.row.title_by != "none" or found.row.trashed_at is not None:
        return None
    messages = store.messages.window(chat).messages
    question = next((each.text for each in messages if each.role == "user"), "")
    answer = next((each.text for each in messages if each.role == "assistant" and each.text), "")
    return (question, answer) if answer.strip() else None
