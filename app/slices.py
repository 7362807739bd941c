"""Work on the main thread that nobody notices: a little of it between any two events."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

SLICE_MS = 6  # of the 16 that a frame has
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.MetaModifier
    | Qt.KeyboardModifier.AltModifier
)
_ACTS = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.DragEnter,
        QEvent.Type.Drop,
        QEvent.Type.Close,
        QEvent.Type.ContextMenu,
    }
)


class Slices(QObject):
    """Runs steps. Whoever does more in the window than write waits until they are all done.

    Signals:
        done: all steps are over, or one of them has failed: see `error`.
    """

    done = Signal()

    def __init__(self, steps: Iterator[object], window: QWidget, writing: QWidget) -> None:
        """`writing`: takes text, and needs none of the steps for that."""
        super().__init__(window)
        self.error: Exception | None = None
        self._steps: Iterator[object] | None = steps
        self._watched: list[QObject] = [writing]
        if (handle := window.windowHandle()) is not None:
            self._watched.append(handle)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._run)

    @Slot()
    def start(self) -> None:
        for watched in self._watched:
            watched.installEventFilter(self)
        self._timer.start()

    def finish(self) -> None:
        """Do all that is left, now."""
        while self._steps is not None:
            self._step()

    @Slot()
    def _run(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        while self._steps is not None and clock.elapsed() < SLICE_MS:
            self._step()

    def _step(self) -> None:
        steps, self._steps = self._steps, None  # a step that takes events must not start another
        assert steps is not None
        try:
            next(steps)
        except StopIteration:
            self._end()
        except Exception as error:  # it is raised again where the app was started
            self.error = error
            self._end()
        else:
            self._steps = steps

    def _end(self) -> None:
        self._timer.stop()
        for watched in self._watched:
            watched.removeEventFilter(self)
        self.done.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTS or (isinstance(event, QKeyEvent) and not _writes(event)):
            self.finish()
        return False


def _writes(event: QKeyEvent) -> bool:
    """A letter, or the key that takes one back."""
    if event.modifiers() & _COMMANDS:
        return False
    printable = event.text().isprintable() and bool(event.text())
    return printable or event.key() in (Qt.Key.Key_Shift, Qt.Key.Key_Backspace)
