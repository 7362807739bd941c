"""The field that searches all chats. The hits are walked without leaving it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.buttons import IconButton, IconLabel
from ui.composing_line import ComposingLine
from ui.language import translate
from ui.look import Look

PAUSE_MS = 120
_Key = Qt.Key


class SearchField(QFrame):
    """A magnifier, a line, and a cross while there is something in it.

    Signals:
        changed: what is looked for, when typing pauses; empty as soon as the field is.
        walked: steps down the hits, negative for up.
        taken: Return.
        left: Escape, or the cross.
    """

    changed = Signal(str)
    walked = Signal(int)
    taken = Signal()
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "search")
        self.line = _Line(self)
        self.line.setAccessibleName(translate("SearchField", "Search all chats"))
        self.line.setPlaceholderText(translate("SearchField", "Search"))
        self.line.setProperty("kind", "bare")
        self.clear_button = IconButton(
            look, "close", translate("SearchField", "Clear search"), self, kind="small", size=14
        )
        self.clear_button.setFixedSize(24, 24)
        self.clear_button.hide()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._said = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(7, 0, 4, 0)
        row.setSpacing(5)
        row.addWidget(IconLabel(look, "search", "secondary", 16))
        row.addWidget(self.line, 1)
        row.addWidget(self.clear_button)
        self._look = look
        self._fit()
        look.changed.connect(self._fit)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._take)
        self.line.pressed.connect(self._act)
        self.line.focused.connect(self._ring)
        self._pause.timeout.connect(self._say)
        self.clear_button.clicked.connect(self.left)

    @property
    def query(self) -> str:
        """Without the space around it, so that a space more is no other search."""
        return " ".join(self.line.text().split())

    def _fit(self) -> None:
        """As high as its text asks for."""
        self.setFixedHeight(QFontMetrics(self._look.font("strong")).height() + 14)

    def clear(self) -> None:
        self.line.clear()

    def _take(self) -> None:
        self.clear_button.setVisible(bool(self.line.text()))
        if self.query:
            self._pause.start()
        else:
            self._say()

    def _say(self) -> None:
        self._pause.stop()
        if self.query != self._said:
            self._said = self.query
            self.changed.emit(self._said)

    def _act(self, pressed: int) -> None:
        if pressed == _Key.Key_Escape:
            self.left.emit()
        elif pressed in (_Key.Key_Return, _Key.Key_Enter):
            self._say()  # nobody waits for a pause that Return has ended
            self.taken.emit()
        else:
            self.walked.emit(_STEPS[_Key(pressed)])

    def _ring(self, focused: bool) -> None:
        self.setProperty("active", "true" if focused else "false")
        self.style().unpolish(self)
        self.style().polish(self)


_STEPS = {_Key.Key_Up: -1, _Key.Key_Down: 1, _Key.Key_PageUp: -5, _Key.Key_PageDown: 5}
_OURS = {_Key.Key_Escape, _Key.Key_Return, _Key.Key_Enter, *_STEPS}


class _Line(ComposingLine):
    pressed = Signal(int)
    focused = Signal(bool)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OURS and not self.composing:
            self.pressed.emit(event.key())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit(False)
