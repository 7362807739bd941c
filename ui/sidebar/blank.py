"""What stands where there is nothing to list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.buttons import label


class Blank(QWidget):
    """A line that says so, and one that says what to do."""

    def __init__(self, headline: str, advice: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headline = label("", "strong")
        self.advice = label("", "secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 0, 20, 24)
        column.setSpacing(4)
        column.addStretch(2)
        for words in (self.headline, self.advice):
            words.setWordWrap(True)
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(words)
        column.addStretch(3)
        self.say(headline, advice)

    def say(self, headline: str, advice: str = "") -> None:
        self.headline.setText(headline)
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
