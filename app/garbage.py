"""Python's garbage collection, on the main thread and nowhere else.

What goes in circles Python frees on whichever thread allocates next. If that is the engine's, and a
widget is among it, Qt crashes or hangs. So nothing is collected by itself while there are windows:
the main thread looks between two events whether it is time.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication

LOOK_MS = 400
QUIET_MS = 2000  # the same after a look that found nothing to do, while the engine rests
YOUNG = 700  # new objects, as Python has it; about a microsecond each
MOST_YOUNG = 5000  # more of them wait for the end of the answer: a frame has 16 ms
SHARE = 200  # of the time, one part at most goes into passes over everything
THAW_S = 600.0


class Garbage(QObject):
    """Made with the first window; from then on nobody else collects.

    While an answer streams, only what is new is walked through. What a start or a loaded model
    has made, hundreds of thousands of objects, is left out until the app is in the background.
    """

    def __init__(self, busy: Callable[[], bool], parent: QObject | None = None) -> None:
        """`busy`: an answer is being written or a model loaded."""
        super().__init__(parent)
        gc.disable()
        self._busy = busy
        self._whole_at = 0.0  # before then no pass over everything
        self._thawed_at = monotonic()
        self.timer = QTimer(self, interval=LOOK_MS)
        self.timer.timeout.connect(self.look)
        self.timer.start()

    @Slot()
    def keep(self) -> None:
        """Never walk through what there is now, most of which stays."""
        gc.freeze()

    @Slot()
    def collect_all(self) -> None:
        """Now, however long it takes: what is large may be among it."""
        gc.collect()

    @Slot()
    def look(self) -> None:
        """Collect, if it is time."""
        due = gc.get_count()[0] > YOUNG
        if due:
            self._collect()
        elif self._may_thaw():
            self._thawed_at = monotonic()
            gc.unfreeze()
            gc.collect()
            gc.freeze()
        self.timer.setInterval(LOOK_MS if due or self._busy() else QUIET_MS)

    def stop(self) -> None:
        self.timer.stop()

    def _collect(self) -> None:
        if self._busy():
            if gc.get_count()[0] <= MOST_YOUNG:
                gc.collect(0)
        elif (began := monotonic()) >= self._whole_at:
            gc.collect()
            self._whole_at = began + SHARE * (monotonic() - began)
        else:
            gc.collect(1)

    def _may_thaw(self) -> bool:
        """Nobody sees the window stand still for a quarter of a second."""
        rested = monotonic() - self._thawed_at > THAW_S
        return rested and self._hidden() and not self._busy()

    def _hidden(self) -> bool:
        return QGuiApplication.applicationState() != Qt.ApplicationState.ApplicationActive
