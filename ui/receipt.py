"""What the model saw of the attachments: one line each, and what was cut."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from engine.types import Saw
from ui import wording
from ui.buttons import IconLabel, label
from ui.look import Look


class Receipt(QWidget):
    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.lines: list[str] = []
        self.saw: list[Saw] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 5)  # it is read apart from the answer
        self._column.setSpacing(4)
        self.hide()

    def add(self, saw: Saw) -> None:
        self.saw.append(saw)
        self._row("eye" if saw.kind == "image" else "ear", wording.saw_line(saw))
        for note in saw.notes:
            self._row("warning", note, caution=True)
        self.show()

    def _row(self, icon: str, text: str, *, caution: bool = False) -> None:
        self.lines.append(text)
        words = label(text, "secondary")
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.setSpacing(7)
        mark = IconLabel(self._look, icon, "caution" if caution else "secondary", 16)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        self._column.addLayout(row)
