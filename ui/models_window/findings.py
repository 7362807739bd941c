"""Why a model is slow or wrong: what is known of it, over the models' window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.buttons import IconLabel, TextButton, label
from ui.language import translate
from ui.look import Look
from ui.own_window import scrolling

_WIDTH = 460


class Findings(QDialog):
    """One sentence a line; what is wrong has a mark of its own, and stands first."""

    def __init__(
        self, parent: QWidget, look: Look, name: str, findings: Sequence[tuple[str, bool | None]]
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        title = translate("ModelsWindow", "Why is {name} slow or wrong?").format(name=name)
        self.setWindowTitle(title)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(20, 18, 20, 8)
        column.setSpacing(10)
        heading = label(title, "strong")
        heading.setWordWrap(True)
        column.addWidget(heading)
        for text, good in findings:
            line = label(text, "caution" if good is False else "small")
            line.setWordWrap(True)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            spoken = translate("ModelsWindow", "Good: {text}") if good else "{text}"
            line.setAccessibleName(spoken.format(text=text))
            row = QHBoxLayout()
            row.setSpacing(8)
            icon = "check" if good else "info" if good is None else "warning"
            mark = IconLabel(look, icon, "secondary", 14, height=18)
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(line, 1)
            column.addLayout(row)
        column.addStretch(1)
        close = TextButton(look, translate("ModelsWindow", "Done"), kind="default")
        close.clicked.connect(self.accept)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(20, 0, 20, 16)
        bottom.addStretch(1)
        bottom.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling(page, 2000), 1)
        whole.addLayout(bottom)
        self.resize(QSize(_WIDTH, 380))
        close.setFocus()
