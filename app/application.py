"""The QApplication, and what the system tells it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """Not an event filter: that would see every event of every widget, one by one in Python.

    Signals:
        file_opened: a path, from the Dock icon or "Open With".
        leaving: all windows are about to be closed, because the app ends.
    """

    file_opened = Signal(str)
    leaving = Signal()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            if path := event.file() or event.url().toLocalFile():
                self.file_opened.emit(path)
            return True
        if event.type() == QEvent.Type.Quit:
            self.leaving.emit()
        return super().event(event)
