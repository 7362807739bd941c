"""The page before the first message."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.buttons import IconLabel, TextButton, label
from ui.icons import draw_svg
from ui.language import translate
from ui.look import Look

if TYPE_CHECKING:
    from engine.types import ModelInfo, Sense

MOST_WIDTH = 560
SIDE = 24
GAP = 10
EXAMPLES_GAP = 20


def examples() -> tuple[tuple[str, Sense], ...]:
    """Questions to begin with, and what a model must take in for each."""
    return (
        (translate("EmptyState", "What can you do?"), "text"),
        (translate("EmptyState", "What is in this picture?"), "image"),
        (translate("EmptyState", "What do you hear in this sound?"), "audio"),
        (translate("EmptyState", "Does anything leave this machine?"), "text"),
    )


class EmptyState(QWidget):
    """Says what is loaded and how to start.

    Signals:
        example_chosen: its text, for the composer.
        models_wanted: the person wants to see which others there are.
    """

    example_chosen = Signal(str)
    models_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "page")
        self._look = look
        self._logo = QLabel(self)
        self._title = label("Parlance", "title")
        self._about = label("", "secondary")
        self._about.setWordWrap(True)
        self._about.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._hint = label("", "secondary")
        self._examples = QGridLayout()
        self._examples.setSpacing(GAP)
        self._examples.setColumnStretch(0, 1)
        self._examples.setColumnStretch(1, 1)
        self._buttons: list[TextButton] = []
        self._rows: list[list[TextButton]] = []  # as they are placed
        self._model: ModelInfo | None = None
        self._drops = False
        self._temporary = False
        self._offer: TextButton | None = None
        self._offered = False
        self._compose()
        self.set_model(None)

    @property
    def examples(self) -> list[TextButton]:
        return self._buttons

    def set_model(self, model: ModelInfo | None) -> None:
        """Name what answers, and suggest only what it can take in."""
        self._model = model
        if model is None:
            self._title.setText("Parlance")
            self._about.setText(translate("EmptyState", "Choose a model above to begin."))
            senses: tuple[Sense, ...] = ("text",)
        else:
            self._title.setText(translate("EmptyState", "Ask {name}").format(name=model.name))
            self._about.setText(_abilities(model.senses))
            senses = model.senses
        if self._temporary:
            self._title.setText(translate("EmptyState", "This chat is not kept"))
            self._about.setText(
                translate(
                    "EmptyState",
                    "Nothing of it stays on disk, and it is gone when you leave it. "
                    "You can still keep it until then.",
                )
            )
        hint = _drop_hint(senses)
        self._drops = bool(hint)
        self._hint_row.hide()
        self._hint.setText(hint)
        self.set_examples([text for text, sense in examples() if sense in senses])

    @property
    def offer(self) -> TextButton | None:
        """The way to other models; None as long as it was never offered."""
        return self._offer

    def offer_models(self, count: int) -> None:
        """Say quietly that so many suit this machine; 0 says nothing."""
        if count and self._offer is None:
            self._offer = TextButton(self._look, "", kind="quiet")
            self._offer.clicked.connect(self.models_wanted)
            self._column.addSpacing(GAP)
            self._column.addWidget(self._offer, 0, Qt.AlignmentFlag.AlignHCenter)
        if self._offer is not None:
            self._offer.setText(
                translate("EmptyState", "Three models suit this machine")
                if count == 3
                else translate("EmptyState", "More models suit this machine")
            )
            self._offered = count > 0
            self._offer.ensurePolished()  # it is as high as it will be
            self._make_room()

    def set_temporary(self, temporary: bool) -> None:
        """What is said here is in memory only."""
        if temporary != self._temporary:
            self._temporary = temporary
            self._draw_logo()
            self.set_model(self._model)

    def _draw_logo(self) -> None:
        ratio = self.devicePixelRatioF()
        if self._temporary:
            self._logo.setPixmap(self._look.pixmap("temporary", "secondary", 72, ratio))
        else:
            self._logo.setPixmap(draw_svg(self._look.assets.app_icon, 72, ratio))

    def set_examples(self, examples: Sequence[str]) -> None:
        for old in self._buttons:
            self._examples.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = [
            TextButton(self._look, text, self._middle, kind="suggestion") for text in examples
        ]
        for button, text in zip(self._buttons, examples, strict=True):
            button.setToolTip(translate("EmptyState", "Put this into the message"))
            button.clicked.connect(partial(self._choose, text))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rows = []
        self._make_room()

    def _place_examples(self, width: int) -> None:
        """In two columns, but for those that are too long to stand beside another."""
        half = (width - GAP) // 2
        rows: list[list[TextButton]] = []
        for button in self._buttons:
            fits = button.sizeHint().width() <= half
            if fits and rows and len(rows[-1]) == 1 and rows[-1][0].sizeHint().width() <= half:
                rows[-1].append(button)
            else:
                rows.append([button])
        if rows != self._rows:
            self._rows = rows
            for at, row in enumerate(rows):
                for column, button in enumerate(row):
                    self._examples.addWidget(button, at, column, 1, 3 - len(row))

    def _make_room(self) -> None:
        """In a low window the least needed goes first: it is decided, then shown or hidden."""
        width = min(self.width() - 2 * SIDE, MOST_WIDTH)
        room = self.height() - 32 - self._title.sizeHint().height() - 4 * GAP
        self._about.ensurePolished()
        room -= self._about.heightForWidth(width)
        self._about.setVisible(room >= 0)
        self._place_examples(width)
        fitting = [row for row in self._rows if row[0].sizeHint().width() <= width]
        for row in self._rows:
            row[0].setVisible(row in fitting)
        first, *others = fitting or [[]]
        wanted: list[tuple[Sequence[QWidget], int]] = [
            (first, EXAMPLES_GAP),
            ([self._offer] if self._offer is not None and self._offered else [], GAP),
            ([self._hint_row] if self._drops else [], EXAMPLES_GAP),
            *((row, GAP) for row in others),
            ([self._logo], GAP),
        ]
        if self._offer is not None:
            self._offer.setVisible(self._offered)
        for parts, gap in wanted:
            if parts:
                room -= parts[0].sizeHint().height() + gap
            for part in parts:
                part.setVisible(room >= 0)

    def _choose(self, text: str) -> None:
        self.example_chosen.emit(text)

    def _compose(self) -> None:
        self._hint_row = QWidget(self)
        hint = QHBoxLayout(self._hint_row)
        hint.setContentsMargins(0, 0, 0, 0)
        hint.setSpacing(7)
        hint.addStretch()
        hint.addWidget(IconLabel(self._look, "drop", "secondary", 16))
        hint.addWidget(self._hint)
        hint.addStretch()
        self._draw_logo()
        self._look.changed.connect(self._draw_logo)
        middle = self._middle = QWidget(self)
        middle.setMaximumWidth(MOST_WIDTH)
        self._look.changed.connect(self._make_room, Qt.ConnectionType.QueuedConnection)
        column = self._column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._logo, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        column.addWidget(self._title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._about)
        column.addSpacing(EXAMPLES_GAP)
        column.addLayout(self._examples)
        column.addSpacing(14)
        column.addWidget(self._hint_row)
        page = QVBoxLayout(self)
        page.setContentsMargins(SIDE, 16, SIDE, 16)
        page.addStretch(2)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(middle, 100)
        row.addStretch(1)
        page.addLayout(row)
        page.addStretch(3)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 60)  # what does not fit is left out

    def hasHeightForWidth(self) -> bool:
        return False  # or that height would be the least, and the composer would have to give way

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()


def _abilities(senses: Sequence[Sense]) -> str:
    """Sentences, as each language puts them together in its own way."""
    if "image" in senses and "audio" in senses:
        return translate(
            "EmptyState",
            "It reads text, looks at pictures and listens to sounds. "
            "Everything stays on this machine.",
        )
    if "image" in senses:
        return translate(
            "EmptyState",
            "It reads text and looks at pictures. Everything stays on this machine.",
        )
    if "audio" in senses:
        return translate(
            "EmptyState",
            "It reads text and listens to sounds. Everything stays on this machine.",
        )
    return translate("EmptyState", "It reads text. Everything stays on this machine.")


def _drop_hint(senses: Sequence[Sense]) -> str:
    if "image" in senses and "audio" in senses:
        return translate("EmptyState", "Drop a picture or a sound anywhere")
    if "image" in senses:
        return translate("EmptyState", "Drop a picture anywhere")
    return translate("EmptyState", "Drop a sound anywhere") if "audio" in senses else ""
