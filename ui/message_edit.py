"""The text being written: grows with its lines, and takes pasted files and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from ui.language import translate
from ui.look import Look

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QResizeEvent, QShowEvent

MOST_LINES = 8
MARGIN = 4  # around the text, as Qt makes its documents


class MessageEdit(QPlainTextEdit):
    """Return sends, Shift-Return starts a line, and neither while an input method composes.

    Signals:
        send_pressed: Return.
        files_pasted: paths of local files.
        image_pasted: a picture without a file, a QImage.
        page_wanted: -1 or 1, the transcript should scroll by a page.
    """

    send_pressed = Signal()
    files_pasted = Signal(list)
    image_pasted = Signal(object)
    page_wanted = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.send_key = "return"  # or "command": with the Command or Ctrl key
        self._begun = False  # something was written once
        self.setAccessibleName(translate("MessageEdit", "Message"))
        self.setPlaceholderText(translate("MessageEdit", "Ask anything"))
        self.setProperty("kind", "bare")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # the window takes drops, wherever they land
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setViewportMargins(3, 0, 3, 0)
        self.textChanged.connect(self._begin)
        look.tell(self._dress)
        self._dress()

    @property
    def composing(self) -> bool:
        """An input method holds text that is not decided yet."""
        return bool(self.textCursor().block().layout().preeditAreaText())

    def visual_lines(self) -> int:
        """Lines as they are wrapped now."""
        if not self._begun:
            return 1
        return max(1, round(self.document().size().height()))  # QPlainTextEdit counts in lines

    def _sends(self, modifiers: Qt.KeyboardModifier) -> bool:
        """Return with these keys held. Command is Control to Qt, on a Mac too."""
        if self.send_key == "command":
            return bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        newline = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier
        return not modifiers & newline

    def _begin(self) -> None:
        """With the first letter the text has a size of its own.

        Not before: an empty line is as high as any, and the start would wait 5 ms for what PySide
        makes of a document.
        """
        if not self._begun:
            self._begun = True
            self.document().documentLayout().documentSizeChanged.connect(self._fit)
            self._fit()

    def _dress(self) -> None:
        self.setPalette(self._look.theme.palette())
        font = self._look.font("body")
        self.setFont(font)
        # The style sheet has given what is inside a font of its own: the placeholder's. It is found
        # by its name: for the first viewport() PySide makes classes of all Qt's widgets, in 11 ms.
        inside = self.findChild(QWidget, "qt_scrollarea_viewport")
        assert inside is not None
        inside.setFont(font)
        self._fit()

    def _fit(self) -> None:
        lines = self.visual_lines()
        margins = 2 * MARGIN + 2
        line = self.fontMetrics().lineSpacing()
        self.setFixedHeight(min(lines, MOST_LINES) * line + margins)
        beyond = lines > MOST_LINES
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if beyond
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        if self._begun and not beyond:
            self.verticalScrollBar().setValue(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and not modifiers:
            self.page_wanted.emit(-1 if key == Qt.Key.Key_PageUp else 1)
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._sends(modifiers):
            if not self.composing:
                self.send_pressed.emit()
            return
        super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasUrls() or source.hasImage() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        files = [url.toLocalFile() for url in source.urls() if url.isLocalFile()]
        if files:
            self.files_pasted.emit(files)
        elif source.hasImage() and not source.hasFormat("text/plain"):
            image = source.imageData()
            if image is not None and not image.isNull():
                self.image_pasted.emit(image)
        else:
            self.insertPlainText(source.text())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._begin()  # what is composed is not yet a text that changes
        super().inputMethodEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
