"""Read-only text that is as tall as its content and never loads anything."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QByteArray, QSize, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QPalette,
    QResizeEvent,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from ui.look import Look
from ui.message_pane import MessagePane
from ui.still import keep_painted, resized

OUTSIDE = ("http", "https", "mailto")  # addresses that a browser or a mail program opens


class TextPane(MessagePane, QTextBrowser):
    """Text to select and copy. Links open outside, after a click, and show where they lead."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.setAccessibleName(name)
        self.setProperty("kind", "bare")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptDrops(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the message has one
        self.setUndoRedoEnabled(False)
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.viewport().setAutoFillBackground(False)
        keep_painted(self)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.anchorClicked.connect(self._open)
        self.highlighted.connect(self._show_address)
        self.dress()

    def dress(self) -> None:
        """Take fonts and colours from the look."""
        palette = self.look.theme.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self.document().setDefaultFont(self.look.font("body"))

    def extra_height(self) -> int:
        """Room for what is not the document."""
        return 0

    def _open(self, address: QUrl) -> None:
        if address.scheme().lower() in OUTSIDE:  # whatever a document says its links are
            QDesktopServices.openUrl(address)

    def _show_address(self, address: QUrl) -> None:
        self.viewport().setToolTip(address.toString())

    def _fit(self, size: QSizeF) -> None:
        height = max(1, ceil(size.height())) + self.extra_height()
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        return QByteArray()  # neither from the network nor from disk

    def sizeHint(self) -> QSize:
        return QSize(200, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        resized(self.viewport(), event)
        self._fit(self.document().size())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the transcript scrolls, not this
