"""The windows of the app: opens them, lists them, closes them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QPoint, QRect, Signal, Slot
from PySide6.QtWidgets import QApplication

from app.assets import load_assets
from app.chat import Chat
from app.crash_desk import CrashDesk
from app.model_desk import ModelDesk
from app.parts import Parts, make_parts
from app.queues import Queues
from app.recorder import MicrophoneStream, OpenStream
from app.settings_desk import SettingsDesk
from app.shared import Shared
from app.tray import Tray
from app.updates import Updates
from app.wiring import wire, wire_chat_to_engine, wire_shared
from ui.language import translate
from ui.main_window import MainWindow

if TYPE_CHECKING:
    from app.reopening import Reopening
    from engine.types import MemoryUse

STEP = QPoint(28, 28)  # from one window to the next


class Windows(QObject):
    """Several windows on one engine, one store and one shelf of models.

    A chat is open in one window at most. What is being written when its window closes is written
    to its end, and shown wherever the chat is opened next.

    Signals:
        opened: the Parts of a window that was made; it is wired, but not shown yet.
        closed: the Parts of one that is gone.
        turned: some window shows another chat.
    """

    opened = Signal(object)
    closed = Signal(object)
    turned = Signal()

    def __init__(
        self,
        shared: Shared,
        open_stream: OpenStream = MicrophoneStream,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.shared = shared
        self.stays = sys.platform == "darwin"  # without a window the app goes on
        self._open_stream = open_stream
        self._assets = load_assets()
        self._all: list[Parts] = []
        self._latest: list[Parts] = []  # the same, the one that was active last at the end
        self._leaving = False
        self._told_held = 0  # of which the person was told that it is not saved
        self._geometry = ""  # of the window that was closed last
        self._memory_use: MemoryUse | None = None
        self.waits = False  # windows of the last time are still to come
        self.memory: Reopening | None = None
        self._left: Chat | None = None  # has the answers whose windows are gone
        self._left_queues: Queues | None = None
        self._left_tray = Tray()
        shared.lists.answering = self._answering
        wire_shared(self)
        self.settings = SettingsDesk(self)
        self.models = ModelDesk(self)
        self.updates = Updates(self)
        self.crashes = CrashDesk(self)
        if sys.platform == "darwin":
            from app.awake import keep_awake

            keep_awake(self)
        shared.chats.opened.connect(self.look_for_draft)
        shared.engine.memory_changed.connect(self._note_memory)

    @property
    def all(self) -> tuple[Parts, ...]:
        """In the order in which they were opened."""
        return tuple(self._all)

    @property
    def front(self) -> Parts | None:
        """The window that was active last; None if there is none."""
        return self._latest[-1] if self._latest else None

    def front_or_new(self) -> Parts:
        return self.front or self.open()

    @property
    def latest(self) -> tuple[Parts, ...]:
        """The same, the one that was active last at the end."""
        return tuple(self._latest)

    def showing(self, chat: int) -> Parts | None:
        """The window with that chat, if there is one."""
        return next((each for each in self._all if each.chat.wanted == chat), None)

    def unsent_beside(self, parts: Parts) -> frozenset[int]:
        """Chats with a draft and nothing else that other windows hold."""
        others = (each.chat.unsent for each in self._all if each is not parts)
        return frozenset(unsent for unsent in others if unsent is not None)

    def make(self, window: MainWindow | None = None) -> Parts:
        """One more window, wired, not shown yet; or what belongs to one that stands already."""
        made = MainWindow(self._assets) if window is None else window
        parts = make_parts(self, self.shared, made, self._open_stream)
        if window is None:
            self._place(made)
        wire(parts)
        self._all.append(parts)
        self._latest.append(parts)
        self._catch_up(parts)
        self.list_windows()
        self.opened.emit(parts)
        return parts

    def open(self) -> Parts:
        """A new window with an empty chat. What waits to be sent elsewhere stays there."""
        parts = self.make()
        parts.window.show_up()
        if len(self._all) == 1:
            self.look_for_draft()
        return parts

    def show_chat(self, parts: Parts, chat: int, goal: int | None = None, query: str = "") -> None:
        """Open it in that window, or come forward with the window that shows it already."""
        there = self.showing(chat)
        if there is not None and there is not parts:
            parts.window.show_current(parts.chat.id)
            there.window.show_up()
            if goal is not None:
                there.chat.open(chat, goal, query)
            return
        if there is None:
            for writer in self._writers():
                if writer is not parts.chat:
                    parts.chat.take_over(writer, chat)
        parts.chat.open(chat, goal, query)

    def show_apart(self, parts: Parts, chat: int) -> None:
        """Open it in a window of its own, as that window wishes, which gives it away if need be."""
        there = self.showing(chat)
        if there is not None and (there is not parts or parts.chat.id != chat):
            there.window.show_up()
            return
        if there is not None:
            parts.chat.start_new()
        self.show_chat(self.open(), chat)

    @Slot()
    def look_for_draft(self) -> None:
        """What was written for a new chat comes back once, not in every new window."""
        if not self.waits and len(self._all) == 1 and self.shared.chats.ready:
            (parts,) = self._all
            if parts.chat.wanted is None:
                parts.drafts.look()

    def keep_place(self, parts: Parts) -> None:
        """Where its reader is, for when the chat is shown again."""
        if parts.chat.id is not None:
            self.shared.places.keep(parts.chat.id, parts.window.transcript.reading_place())

    def note_front(self, parts: Parts) -> None:
        """Its window has become the active one."""
        if parts in self._latest:
            self._latest.remove(parts)
            self._latest.append(parts)

    @Slot()
    def list_windows(self) -> None:
        """For the Window menus."""
        titles = [each.window.windowTitle() for each in self._all]
        for index, each in enumerate(self._all):
            each.window.show_windows(titles, index)

    @Slot(int)
    def raise_one(self, number: int) -> None:
        if 0 <= number < len(self._all):
            self._all[number].window.show_up()

    @Slot()
    def raise_all(self) -> None:
        """In front of other apps' windows, in the order in which they are."""
        for each in list(self._latest):
            each.window.raise_()
        if (front := self.front) is not None:
            front.window.show_up()

    def let_go(self, parts: Parts) -> None:
        """Its window was closed. The last one stays if the app ends with it."""
        if self._leaving or parts not in self._all or (len(self._all) == 1 and not self.stays):
            return
        self._geometry = _geometry(parts.window)
        parts.chat.part()
        self._leftovers().take_over(parts.chat)
        self._all.remove(parts)
        self._latest.remove(parts)
        parts.end()
        self.list_windows()
        self.shared.lists.refresh()
        self.closed.emit(parts)

    @Slot()
    def quit(self) -> None:
        """End the app; the windows that are open now are remembered.

        While something could not be saved, that is said first.
        """
        held = self.shared.chats.held
        if held != self._told_held and self._all:
            self._told_held = held
            if held:
                self.show_notice(
                    translate(
                        "Windows",
                        "What you wrote last could not be saved yet. "
                        "Make that possible, or quit again to leave without it.",
                    )
                )
                return
        self.prepare_to_leave()
        QApplication.quit()

    @Slot()
    def prepare_to_leave(self) -> None:
        """From now on a window that closes does so because all do."""
        self._leaving = True

    def close(self) -> bool:
        """End the app: every window, then all threads. False if one hangs."""
        self.prepare_to_leave()
        ended = [parts.leave() for parts in self._all]
        if self._left is not None:
            self._left.leave()
        if self.memory is not None:
            self.memory.save()
        geometry = self._geometry if self.front is None else _geometry(self.front.window)
        ended.append(self.models.stop())
        ended.append(self.updates.stop())
        ended.append(self.shared.close())
        self.shared.store.close(geometry)
        return all(ended)

    @Slot(str)
    def show_notice(self, sentence: str) -> None:
        """What concerns no window more than another is said in one."""
        if (front := self.front) is not None:
            front.window.show_notice(sentence)

    def offer(
        self, sentence: str, words: str = "", do: Callable[[], object] = lambda: None
    ) -> None:
        """The same for news, perhaps with a button of those words."""
        if (front := self.front) is not None:
            front.window.offer(sentence, words, do)

    @Slot(object)
    def _note_memory(self, use: MemoryUse) -> None:
        self._memory_use = use

    def _writers(self) -> list[Chat]:
        chats = [parts.chat for parts in self._all]
        return chats if self._left is None else [*chats, self._left]

    def _leftovers(self) -> Chat:
        if self._left is None:
            self._left = Chat(self._left_tray, self.shared.chats)
            wire_chat_to_engine(self._left, self.shared)
            self.shared.lists.deleting.connect(self._left.stop_in)
            self.shared.shelf.model_changed.connect(self._left.set_model)
            if self.shared.shelf.current is not None:
                self._left.set_model(self.shared.shelf.current)
            self._left_queues = Queues(
                self._left, self._left_tray, self.shared.chats, self.shared.queues
            )
        return self._left

    def _answering(self) -> frozenset[int]:
        return frozenset[int]().union(*(chat.answering for chat in self._writers()))

    def _catch_up(self, parts: Parts) -> None:
        """Tell a new window what the others have heard."""
        shelf, window = self.shared.shelf, parts.window
        if shelf.models:
            window.set_models(shelf.models, self.shared.store.value.models_folder)
        if shelf.wanted:
            window.show_model(shelf.wanted)
            window.show_load(shelf.stage)
        if shelf.current is not None:
            parts.tray.set_model(shelf.current)
            parts.chat.set_model(shelf.current)
        if self._memory_use is not None:
            window.show_memory(self._memory_use)
        if self.shared.chats.ready:
            self.shared.lists.refresh()

    def _place(self, window: MainWindow) -> None:
        """Beside the front window and like it; else where the last one was."""
        settings = self.shared.store.value
        place = settings.sidebar_place
        if (front := self.front) is not None:
            place = front.window.sidebar_place
            window.resize(front.window.size())
            at, room = front.window.pos() + STEP, front.window.screen().availableGeometry()
            inside = room.contains(QRect(at, front.window.frameSize()))
            window.move(at if inside else room.topLeft())
        elif geometry := self._geometry or settings.geometry:
            window.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        if place is not None:
            window.restore_sidebar(*place)


def _geometry(window: MainWindow) -> str:
    return bytes(window.saveGeometry().toBase64().data()).decode("ascii")
