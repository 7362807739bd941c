"""What is being done with a model that lies here, how far it is, and the way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.buttons import TextButton, label
from ui.language import translate
from ui.look import Look
from ui.models_window.fit_bar import Bar


class Work(QWidget):
    """Signals: stop_requested."""

    stop_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = label("", "secondary")
        self.words.setWordWrap(True)
        self.bar = Bar(look, translate("ModelsWindow", "Done so far"))
        self.stop = TextButton(look, translate("ModelsWindow", "Stop"), kind="plain")
        self.stop.clicked.connect(self.stop_requested)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addLayout(column, 1)
        row.addWidget(self.stop)
        self.hide()

    def show_work(self, words: str, share: float | None) -> None:
        """`share` from 0 to 1; None if nobody knows. No words: it is over."""
        self.words.setText(words)
        self.bar.setVisible(share is not None)
        self.bar.show_shares([share or 0.0])
        self.setVisible(bool(words))
