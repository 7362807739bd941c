"""The real window on chats of its own, and ways to wait for what it does."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QEventLoop,
    QObject,
    QSize,
    Qt,
    QTimer,
    Signal,
    SignalInstance,
    Slot,
)
from PySide6.QtWidgets import QApplication

from app.errors import UserError
from app.hands import press, type_text
from app.local_engine import Engine
from app.logs import log_bug
from app.parts import Parts
from app.store.opening import open_store
from app.store.store import ChatStore
from app.window import make_application, make_window

SIZE = QSize(1120, 860)
LONGEST_S = 120.0  # a machine that is busy with other things is not a broken window
WARM_UP_S = 1.0  # what the window does by itself after it has opened


class _Bugs(QObject):
    """What slots of the window raise: with that in it, what was measured is worth nothing."""

    came = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._first: BaseException | None = None

    def take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """In place of `sys.excepthook`."""
        log_bug(kind, error, trace)
        self._first = self._first or error
        self.came.emit()

    def check(self) -> None:
        if self._first is not None:
            raise self._first


class Stage:
    """The window, shown, with its model loaded and its chats open.

    Raises (whatever waits):
        Exception: what a slot of the window has raised.
    """

    def __init__(self, parts: Parts, bugs: _Bugs) -> None:
        self.parts = parts
        self._bugs = bugs
        self._painted = _Painted(parts.window)

    def wait(
        self,
        signals: SignalInstance | Sequence[SignalInstance],
        act: Callable[[], object],
        accept: Callable[..., bool] | None = None,
        *,
        painted: bool = False,
        limit_s: float = LONGEST_S,
    ) -> tuple[Any, ...]:
        """Do something and run the event loop until a signal comes. Its arguments.

        With `painted` until the window has also painted what it was told then.

        Raises:
            UserError: it does not come.
        """
        loop = QEventLoop()
        came: list[tuple[Any, ...]] = []

        def take(*values: Any) -> None:
            if not came and (accept is None or accept(*values)):
                came.append(values)
                if painted:
                    self._painted.call(end)
                else:
                    end()

        def end() -> None:
            ended.append(True)
            loop.quit()

        ended: list[bool] = []
        awaited = [signals] if isinstance(signals, SignalInstance) else signals
        for signal in awaited:
            signal.connect(take)
        try:
            act()
            if not ended:
                limit = QTimer(singleShot=True, interval=round(limit_s * 1000))
                limit.timeout.connect(partial(loop.exit, 0))
                limit.start()
                self._run(loop)
        finally:
            for signal in awaited:
                signal.disconnect(take)
        if not ended:
            raise UserError(
                "The window did not do what was measured; ./parlance tour shows whether it works."
            )
        return came[0]

    def rest(self, seconds: float) -> None:
        """Let the event loop run, with nothing asked of it."""
        loop = QEventLoop()
        end = QTimer(singleShot=True, interval=round(seconds * 1000))
        end.timeout.connect(partial(loop.exit, 0))
        end.start()
        self._run(loop)

    def settle(self) -> None:
        """Until the store has done all that was asked of it, and the window has heard of it."""
        loop = QEventLoop()
        self.parts.chats.read(lambda _: None, lambda _: loop.quit())
        self._run(loop)

    def open(self, chat: int) -> None:
        """Choose a chat in the sidebar, and wait until it is seen."""
        choose = self.parts.window.chat_chosen.emit
        self.wait(self.parts.chat.shown, lambda: choose(chat), painted=True)

    def say(self, text: str) -> None:
        """Type and press Return."""
        editor = self.parts.window.composer.edit
        type_text(editor, text)
        press(editor, Qt.Key.Key_Return)

    def turn(self, act: Callable[[], object]) -> None:
        """Do what makes the model answer, and wait for the end of that, whichever it is."""
        engine, chat = self.parts.engine, self.parts.chat
        ends = (engine.finished, engine.cancelled, engine.failed)
        self.wait(ends, act, accept=lambda *_: not chat.busy)

    def ask(self, text: str) -> None:
        """A whole turn from the composer."""
        self.turn(lambda: self.say(text))

    def _run(self, loop: QEventLoop) -> None:
        def end() -> None:
            """PySide keeps the name of a method of Qt's that is connected, each time."""
            loop.quit()

        self._bugs.came.connect(end)
        loop.exec()
        self._bugs.came.disconnect(end)
        self._bugs.check()


class _Painted(QObject):
    """Calls back once, after the next repaint of the window. There as long as the window is."""

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._calls: list[Callable[[], object]] = []
        self._window = window

    def call(self, back: Callable[[], object]) -> None:
        if not self._calls:
            self._window.installEventFilter(self)
        self._calls.append(back)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UpdateRequest and watched is self._window:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self, self._end)  # Qt paints while it handles that event
        return False

    @Slot()
    def _end(self) -> None:
        calls, self._calls = self._calls, []
        for call in calls:
            call()


@contextmanager
def scratch() -> Iterator[Path]:
    """A data folder of its own: nothing of the user's is read or written."""
    with TemporaryDirectory(prefix="parlance-bench-") as name:
        folder = Path(name)
        ours = {"PARLANCE_DATA": str(folder), "HF_HUB_CACHE": str(folder / "hub")}
        before = {key: os.environ.get(key) for key in ours}
        os.environ.update(ours)
        try:
            yield folder
        finally:
            for key, value in before.items():
                if value is None:
                    os.environ.pop(key, None)
                else:
                    os.environ[key] = value


@contextmanager
def filled(folder: Path) -> Iterator[ChatStore]:
    """The chats of the window to come, to put some there."""
    store = open_store(folder).store
    try:
        yield store
    finally:
        store.close()


@contextmanager
def stage(folder: Path, build_engine: Callable[[], Engine]) -> Iterator[Stage]:
    """Open the window on the chats in `folder`, and close it again.

    Raises:
        UserError: its model or its chats do not come.
        Exception: what a slot of the window raised meanwhile.
    """
    make_application()
    bugs = _Bugs()
    hook, sys.excepthook = sys.excepthook, bugs.take
    parts = make_window(build_engine, chats_folder=folder)
    made = Stage(parts, bugs)
    parts.window.resize(SIZE)
    parts.window.show()
    try:
        made.wait(parts.chats.opened, parts.chats.start)
        made.wait(parts.shelf.model_changed, parts.shelf.start)
        made.rest(WARM_UP_S)
        gc.collect()
        gc.freeze()  # as the window does it when it is first idle
        yield made
    finally:
        parts.window.hide()
        parts.close()
        parts.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.unfreeze()
        sys.excepthook = hook
    bugs.check()
