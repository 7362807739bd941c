"""What windows beside those of the chats have in common: the settings, the models."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.look import Look
from ui.stylesheet import stylesheet
from ui.values import Appearance, Assets


class OwnWindow(QWidget):
    """Has a look of its own, keeps no app open, and closes as windows do.

    A class below it calls `finish` at the end of its making, and `dress` may be added to.

    Attributes:
        first: gets the keyboard when the window is opened; None for nothing.
    """

    def __init__(
        self,
        assets: Assets,
        title: str,
        size: QSize,
        least: QSize,
        style: Callable[[Look], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.look = Look(assets, self)
        self.first: QWidget | None = None
        self._style = style
        self.setProperty("kind", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)  # the app is the chats
        self.setWindowTitle(title)
        self.setMinimumSize(least)
        self.resize(size)
        for keys in QKeySequence.keyBindings(QKeySequence.StandardKey.Close):
            QShortcut(keys, self, self.close)

    def finish(self) -> None:
        """Everything is in its place: dress it, now and whenever the look changes."""
        self.look.changed.connect(self.dress)
        self.dress()

    def dress(self) -> None:
        self.setPalette(self.look.theme.palette())
        self.setStyleSheet(stylesheet(self.look) + self._style(self.look))

    def dress_as(self, appearance: str, text_size: float) -> None:
        """As the settings have it; any other word than "light" and "dark" is the system's."""
        wanted: Appearance = "system"
        match appearance:
            case "light" | "dark" as wanted:
                pass
        self.look.set_appearance(wanted)
        self.look.set_scale(text_size)

    def show_up(self) -> None:
        """In front of all others."""
        self.show()
        self.raise_()
        self.activateWindow()
        if self.first is not None:
            self.first.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


def scrolling(page: QWidget, most_width: int) -> QScrollArea:
    """A column that is scrolled up and down alone."""
    page.setMaximumWidth(most_width)
    area = QScrollArea()
    area.setProperty("kind", "pages")
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area
