"""Says in the header that the chat is not kept, and keeps it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui.buttons import IconLabel, TextButton
from ui.elided import Elided
from ui.language import translate
from ui.look import Look

HEIGHT = 30


class TemporaryMark(QFrame):
    """Signals (wishes): keep_wanted."""

    keep_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "mark")
        self._look = look
        self._fit()
        look.changed.connect(self._fit)
        words = Elided(translate("TemporaryMark", "Temporary"), "small")
        words.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.keep = TextButton(look, translate("TemporaryMark", "Keep"), kind="quiet")
        self.keep.setAccessibleName(translate("TemporaryMark", "Keep this chat"))
        self.keep.setToolTip(translate("TemporaryMark", "Keep this chat"))
        self.keep.clicked.connect(self.keep_wanted)
        row = self._row = QHBoxLayout(self)
        row.setSpacing(6)
        row.addWidget(IconLabel(look, "temporary", "secondary", 16))
        row.addWidget(words)
        row.addWidget(self.keep)
        said = translate("TemporaryMark", "This chat is not kept: nothing of it stays on disk")
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.show_state(said=False)

    @Slot()
    def _fit(self) -> None:
        self.setFixedHeight(max(HEIGHT, QFontMetrics(self._look.font("secondary")).height() + 12))

    def show_state(self, *, said: bool) -> None:
        """`said`: there is something that could be kept."""
        self.keep.setVisible(said)
        self._row.setContentsMargins(9, 3, 3 if said else 9, 3)
