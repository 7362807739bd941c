"""The bar that finds words in the chat."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui import wording
from ui.buttons import IconButton, IconLabel, label
from ui.composing_line import ComposingLine
from ui.language import translate
from ui.look import Look

Keys = QKeySequence.StandardKey
WIDTH = 380


class FindBar(QFrame):
    """Return and Cmd-G go to the next match, with Shift to the one before; Escape closes.

    Signals:
        query_changed: what to search for, empty for nothing.
        step_wanted: -1 or 1.
        closed: it is hidden now.
    """

    query_changed = Signal(str)
    step_wanted = Signal(int)
    closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setProperty("kind", "popup")
        self.setAccessibleName(translate("FindBar", "Find in this chat"))
        self.query = _Query(self)
        self.query.setAccessibleName(translate("FindBar", "Find in this chat"))
        self.query.setPlaceholderText(translate("FindBar", "Find in this chat"))
        self.query.setProperty("kind", "bare")
        self.query.setFrame(False)
        self.query.setAttribute(Qt.WidgetAttribute.WA_MacShowFocusRect, False)
        self.query.textChanged.connect(self.query_changed)
        self.query.step_wanted.connect(self.step_wanted)
        self.query.escaped.connect(self.close_bar)
        self.place = label("", "secondary", self)
        self.before = IconButton(
            look, "chevron-up", translate("FindBar", "Previous match"), self, kind="small", size=16
        )
        self.after = IconButton(
            look, "chevron-down", translate("FindBar", "Next match"), self, kind="small", size=16
        )
        self.close_button = IconButton(
            look, "close", translate("FindBar", "Close"), self, kind="small", size=14
        )
        for button in (self.before, self.after, self.close_button):
            button.setFixedSize(26, 26)
        self.before.clicked.connect(lambda: self.step_wanted.emit(-1))
        self.after.clicked.connect(lambda: self.step_wanted.emit(1))
        self.close_button.clicked.connect(self.close_bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(4)
        row.addWidget(IconLabel(look, "search", "secondary", 16))
        row.addSpacing(4)
        row.addWidget(self.query, 1)
        row.addWidget(self.place)
        row.addSpacing(4)
        for button in (self.before, self.after, self.close_button):
            row.addWidget(button)
        self.hide()
        self.show_place(0, 0, False)
        look.changed.connect(self._dress)
        self._dress()

    @Slot()
    def open_bar(self) -> None:
        """Show it, with the last query selected and searched for."""
        self.show()
        self.raise_()
        self.query.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.query.selectAll()
        if self.query.text():
            self.query_changed.emit(self.query.text())

    @Slot()
    def close_bar(self) -> None:
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    @Slot(int, int, bool)
    def show_place(self, place: int, total: int, searching: bool) -> None:
        """ "3 of 17"; an ellipsis while more may come."""
        more = "…" if searching else ""
        if not self.query.text().strip():
            text = ""
        elif total:
            text = wording.count(total)
            if place:
                words = translate("FindBar", "{place} of {total}")
                text = words.format(place=wording.count(place), total=text)
            text += more
        else:
            text = (
                translate("FindBar", "Searching…")
                if searching
                else translate("FindBar", "Not found")
            )
        self.place.setText(text)
        self.place.setAccessibleName(text)
        for button in (self.before, self.after):
            button.setEnabled(total > 0)

    def place_in(self, width: int) -> None:
        """At the top right of a view of that width."""
        most = max(200, width - 24)
        self.setFixedWidth(min(WIDTH, most))
        self.adjustSize()
        self.move(width - self.width() - 12, 10)

    def _dress(self) -> None:
        palette = self._look.theme.palette()
        self.query.setPalette(palette)
        self.query.setFont(self._look.font("strong"))


class _Query(ComposingLine):
    """Signals:
    step_wanted: -1 or 1.
    escaped: Escape.
    """

    step_wanted = Signal(int)
    escaped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.composing:
            super().keyPressEvent(event)
            return
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step_wanted.emit(-1 if shift else 1)
        elif event.matches(Keys.FindNext) or event.matches(Keys.FindPrevious):
            self.step_wanted.emit(-1 if event.matches(Keys.FindPrevious) else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)
