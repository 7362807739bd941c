"""The QApplication, and what the system tells it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """Not an event filter: that would see every event of every widget, one by one in Python.

    Signals:
        file_opened: a path, from the Dock icon or "Open With"; or a link, from a browser.
        leaving: all windows are about to be closed, because the app ends.
    """

    file_opened = Signal(str)
    leaving = Signal()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            url = event.url()
            link = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
            path = event.file() or url.toLocalFile()
            if wanted := path or (link if url.scheme() == "parlance" else ""):
                self.file_opened.emit(wanted)
            return True
        if event.type() == QEvent.Type.Quit:
            self.leaving.emit()
        return super().event(event)
