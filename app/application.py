"""The QApplication, and what the system tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtGui import QFileOpenEvent


class Application(QApplication):
    """Not an event filter: that would see every event of every widget, one by one in Python.

    Signals:
        file_opened: a path, from the Dock icon or "Open With"; or a link, from a browser.
        leaving: all windows are about to be closed, because the app ends.
    """

    file_opened = Signal(str)
    leaving = Signal()

    def event(self, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.FileOpen:
                self._open(cast("QFileOpenEvent", event))
                return True
            case QEvent.Type.Quit:
                self.leaving.emit()
        return super().event(event)

    def _open(self, event: QFileOpenEvent) -> None:
        from PySide6.QtCore import QUrl  # few starts need it

        url = event.url()
        link = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        path = event.file() or url.toLocalFile()
        if wanted := path or (link if url.scheme() == "parlance" else ""):
            self.file_opened.emit(wanted)
