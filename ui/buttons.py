"""Buttons and labels that dress themselves."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from ui.look import Ink, Look


class IconButton(QToolButton):
    """An icon with a name for screen readers and a tooltip."""

    def __init__(
        self,
        look: Look,
        icon: str,
        name: str,
        parent: QWidget | None = None,
        *,
        kind: str = "",
        ink: Ink = "secondary",
        size: int = 20,
        shortcut: str = "",
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._ink: Ink = ink
        self.setProperty("kind", kind)
        self._size = size
        # Clicking must not take the caret out of the text; Tab still gets here.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_as(icon, name, shortcut)
        look.tell(self._redraw)

    def show_as(self, icon: str, name: str, shortcut: str = "") -> None:
        self._icon_name = icon
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({shortcut})" if shortcut else name)
        self._redraw()

    def _redraw(self) -> None:
        size = self._look.icon_size(self._size)
        self.setIconSize(QSize(size, size))
        self.setIcon(self._look.icon(self._icon_name, self._ink))


class TextButton(QPushButton):
    """Words, perhaps with an icon before them."""

    def __init__(
        self,
        look: Look,
        text: str,
        parent: QWidget | None = None,
        *,
        kind: str = "",
        icon: str = "",
    ) -> None:
        super().__init__(text, parent)
        self._look = look
        self._icon_name = icon
        self.setProperty("kind", kind)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self._redraw()
        look.tell(self._redraw)

    def _redraw(self) -> None:
        if self._icon_name:
            size = self._look.icon_size(16)
            self.setIconSize(QSize(size, size))
            self.setIcon(self._look.icon(self._icon_name, "secondary"))


class IconLabel(QLabel):
    """A picture beside words; says nothing of its own."""

    def __init__(
        self,
        look: Look,
        icon: str,
        ink: Ink = "secondary",
        size: int = 16,
        parent: QWidget | None = None,
        *,
        height: int = 0,
    ) -> None:
        """`height` of the first line of the words beside it, if it is to stand in its middle."""
        super().__init__(parent)
        self._look, self._name, self._ink, self._size = look, icon, ink, size
        self._line = height
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._redraw()
        look.tell(self._redraw)

    def _redraw(self) -> None:
        ratio, size = self.devicePixelRatioF(), self._look.icon_size(self._size)
        self.setFixedSize(size, max(size, self._line))
        self.setPixmap(self._look.pixmap(self._name, self._ink, size, ratio))


def label(text: str = "", kind: str = "", parent: QWidget | None = None) -> QLabel:
    """Plain text, never rich: what it shows may come from a file's name or a model."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("kind", kind)
    return made
