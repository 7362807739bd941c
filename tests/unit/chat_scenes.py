"""Everything between window and engine with neither there: controllers on a real store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from app.chat import Chat
from app.chat_edits import ChatEdits
from app.chat_lists import ChatLists
from app.drafts import Drafts
from app.lazy_store import LazyStore
from app.library import Library
from app.queues import Queues
from app.requests import Request
from app.store.store import ChatStore
from app.tray import Tray
from tests.unit.app_fakes import make_done, make_info
from ui.message_values import MessageView, QueuedView


class Desk:
    """A chat with its store, as `app.wiring` joins them, and all that it says.

    Attributes:
        views: what the transcript was last told to show as a whole.
        waiting, held: texts of messages that are shown to wait, and why they do not go on.
    """

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.store = LazyStore(folder)
        self.tray = Tray()
        self.chat = Chat(self.tray, self.store)
        self.edits = ChatEdits(self.chat, self.store)
        self.drafts = Drafts(self.chat, self.tray, self.store)
        self.queues = Queues(self.chat, self.tray, self.store, {})
        self.lists = ChatLists(self.store, lambda: self.chat.answering)
        self.library = Library(self.store, self.chat, self.lists)
        self.requests: list[Request] = []
        self.views: list[MessageView] = []
        self.notices: list[str] = []
        self.shown_text: list[str] = []
        self.stopped: list[int] = []
        self.withdrawn: list[tuple[int, int]] = []
        self.waiting: list[str] = []
        self.held = ""
        self._connect()
        self.chat.set_model(make_info())
        with qtbot.waitSignal(self.store.opened):
            self.store.start()

    def _connect(self) -> None:
        chat = self.chat
        chat.requested.connect(self.requests.append)
        chat.shown.connect(self._show)
        chat.text_appended.connect(lambda _n, text, _c: self.shown_text.append(text))
        chat.stop_wanted.connect(self.stopped.append)
        chat.stop_wanted.connect(chat.take_stop)
        chat.turn_withdrawn.connect(lambda *turn: self.withdrawn.append(turn))
        self.queues.shown.connect(self._show_queue)
        self.queues.undo_offered.connect(self.library.offer_undo)
        for speaker in (chat, self.edits, self.queues, self.store):
            speaker.notice.connect(self.notices.append)
        self.edits.undo_offered.connect(self.library.offer_undo)
        chat.leaving.connect(self.drafts.save)
        chat.draft_found.connect(self.drafts.restore)
        self.tray.changed.connect(self.drafts.take_attachments)
        chat.recorded.connect(self.lists.refresh)
        chat.current_changed.connect(self.library.show_current)
        self.library.hit_opened.connect(chat.open)

    def _show(self, views: list[MessageView], _keep_place: bool) -> None:
        self.views = views

    def _show_queue(self, views: list[QueuedView], held: str) -> None:
        self.waiting, self.held = [view.text for view in views], held

    @property
    def answer(self) -> int:
        """The answer asked for last."""
        return self.requests[-1].id

    @property
    def told(self) -> list[str]:
        """What the engine was told last."""
        return [message.text for message in self.requests[-1].messages]

    def ask(self, question: str, answer: str) -> int:
        """A whole turn. The chat's id."""
        self.chat.send(question)
        self.chat.take_text(self.answer, answer, "answer")
        self.chat.take_end(self.answer, make_done(answer))
        assert self.chat.id is not None
        return self.chat.id

    def say(self, answer: str) -> None:
        """The model answers what it was asked last."""
        number = self.answer
        self.chat.take_text(number, answer, "answer")
        self.chat.take_end(number, make_done(answer))

    def open(self, chat: int, *more: Any) -> None:
        with self.qtbot.waitSignal(self.chat.shown):
            self.chat.open(chat, *more)

    def do(self, wish: Callable[[], object]) -> None:
        """An edit, until the transcript shows it."""
        with self.qtbot.waitSignal(self.chat.shown):
            wish()

    def read(self, work: Callable[[ChatStore], Any]) -> Any:
        """After everything that was asked for before."""
        came: list[Any] = []
        self.store.read(work, came.append)
        self.qtbot.waitUntil(lambda: bool(came))
        return came[0]

    def stored(self, chat: int) -> list[tuple[str, str, str]]:
        """Role, text and state of the chat's path."""
        messages = self.read(lambda store: store.messages.window(chat)).messages
        return [(message.role, message.text, message.state) for message in messages]

    def leave(self) -> None:
        """As when the app ends."""
        self.chat.leave()
        assert self.tray.stop()
        assert self.store.stop()
