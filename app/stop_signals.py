"""Lets Ctrl-C and `kill` close the window in order."""

from __future__ import annotations

import os
import signal
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot
from PySide6.QtWidgets import QApplication

from app.errors import EXIT_INTERRUPTED

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopSignals(QObject):
    """Turns process signals into a Qt signal.

    Python runs its handlers between two of its own instructions, and Qt's event loop has none:
    the number of the signal goes through a pipe that the event loop watches.
    """

    arrived = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._here, self._there = os.pipe()
        os.set_blocking(self._here, False)
        os.set_blocking(self._there, False)
        self._before = signal.set_wakeup_fd(self._there, warn_on_full_buffer=False)
        self._handlers = {number: signal.signal(number, _nothing) for number in _SIGNALS}
        self._notifier = QSocketNotifier(self._here, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def close(self) -> None:
        self._notifier.setEnabled(False)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._before)
        os.close(self._here)
        os.close(self._there)

    @Slot()
    def _read(self) -> None:
        for number in os.read(self._here, 64):
            self.arrived.emit(number)


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """The number arrives through the pipe."""


class Leaving:
    """Ends the application at a signal, and remembers why.

    Attributes:
        code: for the shell; 0 as long as there was no signal.
    """

    def __init__(self, application: QApplication) -> None:
        self.code = 0
        self._application = application
        self._signals = StopSignals()
        self._signals.arrived.connect(self._on_signal)

    def close(self) -> None:
        self._signals.close()

    def _on_signal(self, number: int) -> None:
        self.code = EXIT_INTERRUPTED if number == signal.SIGINT else 128 + number
        self._application.quit()
