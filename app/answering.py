"""Answers while they are written: from the engine to the store, and to the window if it looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.lazy_store import LazyStore
from app.open_chat import OpenChat, Said
from app.requests import Request, chat_name
from app.running import Running
from app.tray import Tray
from engine.errors import Failure
from engine.types import Done, Saw, Stage
from ui import wording
from ui.chat_settings_values import ChatSettings
from ui.language import translate

if TYPE_CHECKING:
    from app.store.values import State


class Answering(QObject):
    """What `Chat` is built on. Every chat can have one answer; the engine takes them in turn.

    Numbers of answers are their ids in the store. Events of answers that are over are dropped.
    """

    requested = Signal(object)  # Request, for the engine
    stop_wanted = Signal(int)  # the answer, for the engine

    current_changed = Signal(object)  # the chat's id; None as long as nothing was sent or kept
    place_shown = Signal(bool, bool)  # it is a temporary chat; something was said in it
    answer_begun = Signal(int)
    stage_changed = Signal(int, object)
    saw = Signal(int, object)
    text_appended = Signal(int, str, str)
    answer_finished = Signal(int, object)
    answer_stopped = Signal(int)
    answer_failed = Signal(int, object)
    can_go_on = Signal(int)  # that answer was cut
    turn_withdrawn = Signal(int, int)  # a question and its answer are no part of the chat any more
    ended = Signal(int, str)  # a chat; "whole", "context", "stopped", "failed": see `Queues`
    busy_changed = Signal(bool)
    draft_returned = Signal(str)
    recorded = Signal()  # lists of chats are out of date
    notice = Signal(str)

    def __init__(self, tray: Tray, store: LazyStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tray = tray
        self._store = store
        self._open = OpenChat()
        self._running: dict[int, Running] = {}
        self._over: set[int] = set()  # answers that have ended
        self._told: set[tuple[int | None, str]] = set()  # attachments known to be missing
        self.temporary = False  # the open chat is in memory only
        self.unsent: int | None = None  # a stored chat that has a draft and nothing else
        self.fresh: Callable[[], ChatSettings] = ChatSettings  # how a new chat is answered
        self.waiting_in: Callable[[int], bool] = lambda _chat: False  # is anything queued there
        self._composed = ""

    @property
    def conversation(self) -> OpenChat:
        return self._open

    @property
    def id(self) -> int | None:
        return self._open.id

    @property
    def running(self) -> Running | None:
        """The answer that is being written in the open chat."""
        return next((each for each in self._running.values() if each.chat == self.id), None)

    @property
    def busy(self) -> bool:
        return self.running is not None

    @property
    def answering(self) -> frozenset[int]:
        """Chats in which an answer is being written."""
        return frozenset(each.chat for each in self._running.values())

    def settings_of(self, chat: OpenChat) -> ChatSettings:
        """How `chat` is answered from now on."""
        return self.fresh() if chat.settings is None else chat.settings

    def take_over(self, other: Answering, chat: int | None = None) -> None:
        """Go on with what `other` is writing in `chat`, or anywhere: its window is another now."""
        self._over |= other._over
        for running in list(other._running.values()):
            if chat in (None, running.chat):
                del other._running[running.answer]
                running.shown, running.keeper = False, self
                self._running[running.answer] = running

    def stop_in(self, chats: frozenset[int]) -> None:
        """Stop whatever is being written in these chats."""
        for running in list(self._running.values()):
            if running.chat in chats:
                self._stop(running)

    @Slot(str)
    def note_draft(self, text: str) -> None:
        """What the composer holds now: nothing may come back in its place."""
        self._composed = text

    @Slot(int, object)
    def take_stage(self, number: int, stage: Stage) -> None:
        if number in self._running and self._running[number].shown:
            self.stage_changed.emit(number, stage)

    @Slot(int, object)
    def take_saw(self, number: int, saw: Saw) -> None:
        if (running := self._running.get(number)) is not None:
            running.saw.append(saw)
            if running.shown:
                self.saw.emit(number, saw)

    @Slot(int, str, str)
    def take_text(self, number: int, text: str, channel: str) -> None:
        if (running := self._running.get(number)) is not None:
            running.hear(text, channel)
            self._store.of(number).append(
                number, text, "answer" if channel == "answer" else "thinking"
            )
            if running.shown:
                self.text_appended.emit(number, text, channel)

    @Slot(int, object)
    def take_end(self, number: int, done: Done) -> None:
        if (running := self._running.get(number)) is not None:
            if running.shown:
                self.answer_finished.emit(number, done)
            self._end(running, "whole", done)

    @Slot(int)
    def take_stop(self, number: int) -> None:
        if (running := self._running.get(number)) is not None:
            if running.shown:
                self.answer_stopped.emit(number)
            if self._comes_to_nothing(running):
                self._take_back(running)
            else:
                self._end(running, "stopped")

    @Slot(int, object)
    def take_failure(self, number: int, failure: Failure) -> None:
        if (running := self._running.get(number)) is not None:
            if running.shown:
                self.answer_failed.emit(number, failure)
            if self._comes_to_nothing(running):
                self._take_back(running)
                self.notice.emit(failure.message)
            else:
                self._end(running, "failed", error=failure.message)

    def leave(self) -> None:
        """The app ends: what is being written stays as far as it is, as interrupted."""
        for running in list(self._running.values()):
            self._end(running, "interrupted")

    def begin(self, chat: OpenChat, running: Running) -> None:
        """Let the model answer the last question of `chat`, or go on with its last answer.

        `chat` becomes the open one.
        """
        if (said := chat.get(running.answer)) is None:
            self._open = chat.add(Said(running.answer, "assistant", "", open=True))
        else:
            self._open = chat.put(replace(said, open=True))
        self._running[running.answer] = running
        if running.shown:
            self.answer_begun.emit(running.answer)
        self.busy_changed.emit(True)
        self.request(chat, running)

    def request(self, chat: OpenChat, running: Running) -> None:
        """Ask the engine to answer the last question of `chat`."""
        self._tell_missing(chat)
        messages = chat.messages()
        settings = self.settings_of(chat)
        name = chat_name(running.chat)
        self.requested.emit(
            Request(running.answer, settings.above(messages), settings.params, name)
        )

    def _end(
        self, running: Running, state: State, done: Done | None = None, error: str = ""
    ) -> None:
        """The answer is as whole as it will be."""
        from app.chat_records import ending

        answer, saw = running.answer, done.saw if done else tuple(running.saw)
        stored = ending(state, done, running.thinking_s, saw, error)
        if running.before:  # what comes was appended to it
            stored = replace(stored, text=None, thinking=None)
        self._store.of(answer).write(
            lambda store: store.answers.finish(answer, stored), self._record
        )
        if (said := self._open.get(answer)) is not None:
            text = running.before + done.text if done else running.text
            self._open = self._open.put(replace(said, text=text, open=False))
        if (
            running.shown
            and running.text.strip()
            and (done is None or done.finish_reason != "stop")
        ):
            self.can_go_on.emit(answer)
        self._rest(running, "context" if done and done.finish_reason == "context" else state)

    def _take_back(self, running: Running) -> None:
        """The question returns to the composer, to be changed or sent again."""
        from app.chat_records import take_back

        store = self._store.of(running.question)
        store.write(partial(take_back, question=running.question), self._record)
        self._open = self._open.without(running.question, running.answer)
        self.turn_withdrawn.emit(running.question, running.answer)
        if self._open.last is None:
            self.unsent, self._open = self._open.id, OpenChat(settings=self._open.settings)
            self._tell_current()
        self._tray.put_back(running.sent)
        self.draft_returned.emit(running.asked)
        self._rest(running, "stopped")

    def _comes_to_nothing(self, running: Running) -> bool:
        """No word was said, and there is room for the question in the composer.

        With something else in it, or with messages that follow, the question stays where it is.
        """
        return (
            running.returns
            and running.shown
            and not running.text.strip()
            and not self._composed.strip()
            and not self._tray.attachments
            and not self._tray.reading
            and not self.waiting_in(running.chat)
        )

    def _stop(self, running: Running) -> None:
        if running.waits:
            running.stops = True
        else:
            self.stop_wanted.emit(running.answer)

    def _rest(self, running: Running, how: str) -> None:
        self._running.pop(running.answer, None)
        self._over.add(running.answer)
        self.busy_changed.emit(self.busy)
        self.ended.emit(running.chat, how)

    def _tell_current(self) -> None:
        """Nobody else knows of temporary chats."""
        self.place_shown.emit(self.temporary, self.id is not None)
        self.current_changed.emit(None if self.temporary else self.id)

    def _record(self, _: object) -> None:
        self.recorded.emit()

    def _tell_missing(self, chat: OpenChat) -> None:
        """Once for each attachment."""
        missing = [name for name in chat.missing() if (chat.id, name) not in self._told]
        self._told.update((chat.id, name) for name in missing)
        if missing:
            names = wording.listed(dict.fromkeys(missing))
            words = translate(
                "Answering",
                "{names} can no longer be found where Parlance kept it, so the model is told "
                "only what was written with it; attach it again if it matters.",
            )
            self.notice.emit(words.format(names=names))
