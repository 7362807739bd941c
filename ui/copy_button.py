"""A button that copies, and says that it did."""

from __future__ import annotations

from collections.abc import Callable
from types import MethodType
from weakref import WeakMethod

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QWidget

from ui.buttons import IconButton
from ui.language import translate
from ui.look import Look

CONFIRMED_MS = 1600


class CopyButton(IconButton):
    """Puts a text on the clipboard; its icon is a tick for a moment after."""

    def __init__(
        self, look: Look, name: str, text: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "copy", name, parent, kind="small", size=16)
        self.setFixedSize(24, 24)
        self._name = name
        # Else whoever holds this button would hold itself, until Python looks for such rings.
        self._text = WeakMethod(text) if isinstance(text, MethodType) else lambda: text
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(CONFIRMED_MS)
        self._back.timeout.connect(self._restore)
        self.clicked.connect(self._copy)

    def _copy(self) -> None:
        text = self._text()
        if text is not None:
            QGuiApplication.clipboard().setText(text())
        done = translate("CopyButton", "Copied")
        self.show_as("check", done)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, done))
        self._back.start()

    def _restore(self) -> None:
        self.show_as("copy", self._name)
