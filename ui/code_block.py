"""A code block: language, copy button, its own horizontal scrolling."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QPalette,
    QResizeEvent,
    QTextCursor,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.buttons import IconButton, label
from ui.code_colours import CodeColours
from ui.copy_button import CopyButton
from ui.language import translate
from ui.look import Look
from ui.markdown_blocks import Code
from ui.message_pane import MessagePane
from ui.still import keep_painted, resized

CORNER = 12  # its lower edge, round corners and all


class CodeBlock(QFrame):
    """Shows a `Code`; grows in place while more of it arrives."""

    def __init__(self, look: Look, code: Code, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "code")
        self.code = code
        title = label(code.language or translate("CodeBlock", "code"), "secondary")
        self._copy = CopyButton(look, translate("CodeBlock", "Copy code"), self.source)
        self.wrap = IconButton(
            look, "wrap", translate("CodeBlock", "Wrap long lines"), kind="small", size=16
        )
        self.wrap.setFixedSize(24, 24)
        self.wrap.setCheckable(True)
        self.wrap.toggled.connect(self._set_wrapped)
        self.pane = CodeText(look, code)
        self.wrap.setChecked(look.wrap_code)
        head = QHBoxLayout()
        head.setContentsMargins(14, 5, 6, 0)
        head.addWidget(title)
        head.addStretch()
        head.addWidget(self.wrap)
        head.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.pane)
        keep_painted(self)

    def grow(self, code: Code) -> None:
        """Show a longer text that starts with the present one."""
        self.pane.add(code.text[len(self.code.text) :])
        self.code = code

    def _set_wrapped(self, wrapped: bool) -> None:
        self.pane.set_wrapped(wrapped)

    def source(self) -> str:
        """What the button copies."""
        return self.code.text

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        resized(self, event, CORNER)


class CodeText(MessagePane, QPlainTextEdit):
    """The lines, coloured; as high as they are many."""

    def __init__(self, look: Look, code: Code) -> None:
        super().__init__()
        self._look = look
        self.setAccessibleName(
            translate("CodeBlock", "Code, {language}").format(language=code.language)
            if code.language
            else translate("CodeBlock", "Code")
        )
        self.setProperty("kind", "bare")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # the message has one
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setViewportMargins(13, 0, 4, 0)
        self.document().setDocumentMargin(2)
        keep_painted(self)
        palette = look.theme.palette()
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(palette)
        self.setFont(look.font("mono"))
        self.setTabStopDistance(4 * self.fontMetrics().horizontalAdvance(" "))
        self.colours = CodeColours(look.theme, code.language, self.document())
        self.setPlainText(code.text)
        self.horizontalScrollBar().rangeChanged.connect(self._fit)
        self._fit()

    def add(self, text: str) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text)
        self.colours.read_on()
        self._fit()

    def set_wrapped(self, wrapped: bool) -> None:
        """Break long lines at the pane's edge, or let them scroll."""
        mode, option = QPlainTextEdit.LineWrapMode, QTextOption.WrapMode
        self.setLineWrapMode(mode.WidgetWidth if wrapped else mode.NoWrap)
        self.setWordWrapMode(option.WrapAtWordBoundaryOrAnywhere if wrapped else option.NoWrap)
        self._fit()

    def _fit(self) -> None:
        lines = round(self.document().size().height())  # as they are broken
        bar = self.horizontalScrollBar()
        room = bar.sizeHint().height() if bar.maximum() > bar.minimum() else 0
        line = self.blockBoundingRect(self.document().firstBlock()).height()
        height = round(lines * line) + 4 + 10 + room
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    def sizeHint(self) -> QSize:
        return QSize(200, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        resized(self.viewport(), event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        if abs(delta.x()) > abs(delta.y()):
            super().wheelEvent(event)
        else:
            event.ignore()
