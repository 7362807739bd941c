"""The windows of the app: opens them, lists them, closes them."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject, Signal, Slot

from app.assets import load_assets
from app.parts import Parts, make_parts
from app.recorder import MicrophoneStream, OpenStream
from app.shared import Shared
from app.wiring import wire, wire_shared
from ui.main_window import MainWindow


class Windows(QObject):
    """Several windows on one engine, one store and one shelf of models.

    Signals:
        opened: the Parts of a window that was made; it is wired, but not shown yet.
        closed: the Parts of one that is gone.
    """

    opened = Signal(object)
    closed = Signal(object)

    def __init__(
        self,
        shared: Shared,
        open_stream: OpenStream = MicrophoneStream,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.shared = shared
        self._open_stream = open_stream
        self._assets = load_assets()
        self._all: list[Parts] = []
        shared.lists.answering = self._answering
        wire_shared(self)

    @property
    def all(self) -> tuple[Parts, ...]:
        """In the order in which they were opened."""
        return tuple(self._all)

    @property
    def front(self) -> Parts | None:
        """The window that was active last; None if there is none."""
        active = (each for each in self._all if each.window.isActiveWindow())
        return next(active, self._all[-1] if self._all else None)

    def make(self) -> Parts:
        """One more window, wired, not shown yet."""
        parts = make_parts(self, self.shared, MainWindow(self._assets), self._open_stream)
        self._restore(parts.window)
        wire(parts)
        self._all.append(parts)
        self.opened.emit(parts)
        return parts

    def close(self) -> bool:
        """End the app: every window, then all threads. False if one hangs."""
        ended = [parts.leave() for parts in self._all]
        geometry = ""
        if (front := self.front) is not None:
            geometry = bytes(front.window.saveGeometry().toBase64().data()).decode("ascii")
        ended.append(self.shared.close())
        self.shared.store.close(geometry)
        return all(ended)

    @Slot(str)
    def show_notice(self, sentence: str) -> None:
        """What concerns no window more than another is said in one."""
        if (front := self.front) is not None:
            front.window.show_notice(sentence)

    def _answering(self) -> frozenset[int]:
        return frozenset().union(*(parts.chat.answering for parts in self._all))

    def _restore(self, window: MainWindow) -> None:
        settings = self.shared.store.value
        if settings.geometry:
            window.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode()))
        if (place := settings.sidebar_place) is not None:
            window.restore_sidebar(*place)
        match settings.appearance:
            case "light" | "dark" as appearance:
                window.set_appearance(appearance)
