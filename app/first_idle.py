"""Notices when a window has been painted, and when nothing is left to do after that."""

from __future__ import annotations

import sys
import time

from PySide6.QtCore import QAbstractEventDispatcher, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

REPORT = "PARLANCE_REPORT_START"  # if set, the window reports the moment, and closes


class FirstIdle(QObject):
    """Watches `window` from before it is shown.

    Signals:
        painted: the first paint is over.
        reached: after that the event loop had nothing to do for the first time.
    """

    painted = Signal()
    reached = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    @Slot()
    def _after_paint(self) -> None:
        self.painted.emit()
        QAbstractEventDispatcher.instance().aboutToBlock.connect(self._at_rest)

    @Slot()
    def _at_rest(self) -> None:
        QAbstractEventDispatcher.instance().aboutToBlock.disconnect(self._at_rest)
        self.reached.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and watched is self._window:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self, self._after_paint)
        return False


@Slot()
def report_moment() -> None:
    """Print the clock that all processes share."""
    sys.stdout.write(f"{time.monotonic()}\n")
    sys.stdout.flush()
