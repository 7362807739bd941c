"""Brings back at the start what was open at the end, and remembers it meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, Signal, Slot

from app.parts import Parts
from app.store.ids import TEMPORARY
from app.window_memory import Place, WindowState, load_windows, save_windows
from ui.main_window import MainWindow

if TYPE_CHECKING:
    from app.store.store import ChatReader
    from app.windows import Windows

PAUSE_MS = 2000


class Reopening(QObject):
    """The first window is made before anything is read; all else comes when the chats are there.

    Signals:
        done: every window is back, or is about to show what it showed.
    """

    done = Signal()

    def __init__(self, windows: Windows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._windows = windows
        self._waiting: list[WindowState] = []
        self._pairs: list[tuple[Parts, WindowState]] = []
        self._ended = False
        windows.waits = True
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._save_aside)
        windows.shared.chats.opened.connect(self._go_on)

    def first(self, reopen: bool, window: MainWindow | None = None) -> Parts:
        """The window that was in front at the end, without its chat; else a new one.

        `window`: it stands already, where it stood at the end.
        """
        states, places = load_windows()
        self._windows.shared.places.take(places)
        self._waiting = states if reopen else []
        state = self._waiting.pop(0) if self._waiting else None
        parts = self._windows.make(window)
        if state is not None:
            if window is None:
                _put(parts.window, state)
            self._pairs.append((parts, state))
        for signal in (self._windows.opened, self._windows.closed, self._windows.turned):
            signal.connect(self._pause.start)
        return parts

    def save(self) -> None:
        """As things are now, before the threads end, and for the last time."""
        self._pause.stop()
        self._ended = True
        if self._windows.waits:
            return  # not all of them are back: what was remembered holds
        save_windows(self._states(), self._places())

    @Slot()
    def _go_on(self) -> None:
        """The chats can be read: open the other windows, a turn of the event loop for each."""
        if self._waiting:
            state = self._waiting.pop()  # those in front come last
            parts = self._windows.make()
            _put(parts.window, state)
            parts.window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            parts.window.show()
            parts.window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, False)
            self._pairs.append((parts, state))
            QTimer.singleShot(0, self, self._go_on)
            return
        wanted = [each.chat for _, each in self._pairs if each.chat is not None]
        self._windows.shared.chats.read(partial(_there, chats=wanted), self._show)

    def _show(self, there: frozenset[int]) -> None:
        pairs, self._pairs = self._pairs, []
        if len(pairs) > 1:
            first = pairs[0][0]
            first.window.raise_()
            self._windows.note_front(first)
        for parts, state in pairs:
            if parts.chat.wanted is not None or parts not in self._windows.all:
                continue  # the person was faster
            if state.chat in there and state.chat is not None:
                self._windows.show_chat(parts, state.chat)
            elif state.unsent is not None:
                parts.drafts.bring(state.unsent)
        self._windows.waits = False
        self._windows.look_for_draft()
        self.done.emit()

    def _save_aside(self) -> None:
        if not self._ended and not self._windows.waits:  # else it would be a half of what was there
            work = partial(save_windows, self._states(), self._places())
            self._windows.shared.disk.run(work, lambda _: None, lambda _: None)

    def _states(self) -> list[WindowState]:
        return [_state(parts) for parts in reversed(self._windows.latest)]

    def _places(self) -> list[tuple[int, Place]]:
        for parts in self._windows.all:
            self._windows.keep_place(parts)
        places = self._windows.shared.places.items()
        return [each for each in places if each[0] < TEMPORARY]


def _there(store: ChatReader, chats: Sequence[int]) -> frozenset[int]:
    """Those that can still be opened."""
    found = (store.chats.get(chat) for chat in chats)
    return frozenset(
        each.row.id for each in found if each is not None and each.row.trashed_at is None
    )


def _state(parts: Parts) -> WindowState:
    window, chat = parts.window, parts.chat
    shown, width = window.sidebar_place
    kept = chat.id is None or chat.id < TEMPORARY
    return WindowState(
        geometry=bytes(window.saveGeometry().toBase64().data()).decode("ascii"),
        sidebar=shown,
        sidebar_width=width,
        chat=chat.id if kept else None,
        unsent=chat.unsent if chat.id is None and (chat.unsent or 0) < TEMPORARY else None,
    )


def _put(window: MainWindow, state: WindowState) -> None:
    window.restoreGeometry(QByteArray.fromBase64(state.geometry.encode()))
    if state.sidebar_width:
        window.restore_sidebar(state.sidebar, state.sidebar_width)
