"""What all pages of the settings are made of: groups of rows, a name left and a control right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QVBoxLayout, QWidget

from engine.types import ModelInfo
from ui.buttons import TextButton, label
from ui.look import Look
from ui.settings.values import Preferences

WORDS = 24  # letters in a line of a name, at least
_BESIDE, _BELOW = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class Page(QWidget):
    """Signals:
    changed: name of a field of `Preferences`, and its new value; by the person.
    wished: something else that is to be done.
    """

    changed = Signal(str, object)
    wished = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 24, 24)
        self._column.setSpacing(18)

    def show_preferences(self, preferences: Preferences) -> None:
        """What is chosen now."""

    def set_models(self, models: Sequence[ModelInfo]) -> None:
        """Those that can be loaded."""

    def group(self, heading: str = "") -> Group:
        """One more, below the others."""
        made = Group(heading)
        self._column.addWidget(made)
        return made

    def put(self, group: Group) -> None:
        """One that was made elsewhere, below the others."""
        self._column.addWidget(group)

    def end(self) -> None:
        """Nothing comes below."""
        self._column.addStretch(1)


class Group(QWidget):
    """Rows in one frame, hairlines between them."""

    def __init__(self, heading: str = "", parent: QWidget | None = None, *, edge: int = 14) -> None:
        """`edge`: room at the left and right of rows, which may have some of their own."""
        super().__init__(parent)
        self._frame = QFrame()
        self._frame.setProperty("kind", "group")
        self._rows = QVBoxLayout(self._frame)
        self._rows.setContentsMargins(edge, 0, edge, 0)
        self._rows.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        if heading:
            title = label(heading, "heading")
            title.setContentsMargins(2, 0, 0, 0)
            column.addWidget(title)
        column.addWidget(self._frame)

    def add(self, name: str, *controls: QWidget, help_text: str = "") -> Row:
        """The first control is what the name stands for."""
        row = Row(name, controls, help_text)
        self.add_wide(row)
        return row

    def add_asking(self, widget: QWidget) -> None:
        """Comes and goes below the last row."""
        widget.setContentsMargins(0, 0, 0, 9)
        self._rows.addWidget(widget)

    def add_wide(self, widget: QWidget) -> None:
        """Something that needs the whole width."""
        if self._rows.count():
            rule = QFrame()
            rule.setProperty("kind", "rule")
            rule.setFixedHeight(1)
            self._rows.addWidget(rule)
        self._rows.addWidget(widget)


class Row(QWidget):
    """A name, perhaps an explanation below it, and controls: beside it, or below in large text."""

    def __init__(self, name: str, controls: Sequence[QWidget], help_text: str = "") -> None:
        super().__init__()
        self.name = label(name, "setting")
        self.name.setWordWrap(True)
        self.help: QLabel = label(help_text, "secondary")
        self.help.setWordWrap(True)
        self.help.setVisible(bool(help_text))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.name)
        words.addWidget(self.help)
        self._controls = QBoxLayout(_BESIDE)
        self._controls.setSpacing(8)
        row = self._row = QBoxLayout(_BESIDE, self)
        row.setContentsMargins(0, 9, 0, 9)
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addLayout(self._controls)
        for control in controls:
            self._controls.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        if controls:
            self.name.setBuddy(controls[0])
            if help_text and not controls[0].accessibleDescription():
                controls[0].setAccessibleDescription(help_text)

    def explain(self, help_text: str) -> None:
        self.help.setText(help_text)
        self.help.setVisible(bool(help_text))

    def minimumSizeHint(self) -> QSize:
        """Each control by itself fits; how many stand beside each other, the width decides."""
        widest = max((each.minimumSizeHint().width() for each in self._each()), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def _each(self) -> list[QWidget]:
        found = (self._controls.itemAt(at).widget() for at in range(self._controls.count()))
        return [each for each in found if each is not None]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        words = WORDS * self.name.fontMetrics().averageCharWidth()
        needed = sum(each.sizeHint().width() + 8 for each in self._each() if not each.isHidden())
        beside = self.width() >= words + needed
        self._row.setDirection(_BESIDE if beside else _BELOW)
        self._controls.setDirection(_BESIDE if self.width() >= needed - 8 else _BELOW)
        side = Qt.AlignmentFlag.AlignRight if beside else Qt.AlignmentFlag.AlignLeft
        self._row.setAlignment(self._controls, side | Qt.AlignmentFlag.AlignVCenter)


def button(look: Look, text: str, name: str = "", *, kind: str = "plain") -> TextButton:
    """`name` for screen readers, where the text alone does not say what it is about."""
    made = TextButton(look, text, kind=kind)
    if name:
        made.setAccessibleName(name)
    return made
