"""Which model answers: a button, and the list that it opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui import wording
from ui.buttons import IconLabel
from ui.elided import Elided
from ui.language import translate
from ui.look import Look
from ui.meters import ThinBar

if TYPE_CHECKING:
    from engine.types import ModelInfo, Stage
    from ui.model_list import ModelList

_MEGABYTE = 1_000_000  # bytes; what is smaller is there at once


def load_line(stage: Stage) -> str:
    """ "Loading… 1.2 GB of 3 GB"."""
    done = wording.percent(stage)
    if stage.total >= _MEGABYTE:
        words = translate("ModelPicker", "Loading… {done} of {total}")
        size, whole = wording.size(stage.done), wording.size(stage.total)
        return words.format(done=size, total=whole)
    if done is None:
        return translate("ModelPicker", "Loading…")
    return translate("ModelPicker", "Loading… {percent} %").format(percent=done)


class ModelPicker(QPushButton):
    """Shows the present model, and how far it has loaded.

    Signals:
        model_chosen: path of the model.
        window_wanted: the person wants to see all models, and to get others.
        folder_wanted: the person wants to pick a folder of models.
    """

    model_chosen = Signal(str)
    window_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "row")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._models: list[ModelInfo] = []
        self._folder = ""
        self._current = ""
        self._resting = False
        self._look = look
        self._name = Elided(translate("ModelPicker", "Choose a model"), "strong")
        self._line = Elided("", "secondary")
        self._bar = ThinBar(look, translate("ModelPicker", "Model loading"), 3, self)
        self._bar.hide()
        arrow = IconLabel(look, "chevron-down", "secondary", 14)
        for part in (self._name, self._line, arrow):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        top = QHBoxLayout()
        top.setSpacing(6)
        top.addWidget(self._name)
        top.addWidget(arrow)
        top.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 12, 7)
        column.setSpacing(1)
        column.addLayout(top)
        column.addWidget(self._line)
        self.clicked.connect(self.open_list)
        self._popup: ModelList | None = None
        self._show_line()

    @property
    def models(self) -> Sequence[ModelInfo]:
        return self._models

    @property
    def current(self) -> ModelInfo | None:
        return next((m for m in self._models if str(m.path) == self._current), None)

    @property
    def popup(self) -> ModelList:
        """The list, made when it is first wanted: most starts never open it."""
        if self._popup is None:
            from ui.model_list import ModelList

            self._popup = ModelList(self._look, self)
            self._popup.model_chosen.connect(self.model_chosen)
            self._popup.window_wanted.connect(self.window_wanted)
            self._popup.folder_wanted.connect(self.folder_wanted)
            self._popup.set_models(self._models, self._folder, self._current)
        return self._popup

    def set_models(self, models: Sequence[ModelInfo], folder: str) -> None:
        self._models, self._folder = list(models), folder
        self._refresh_popup()
        self._show_line()

    def show_model(self, path: str) -> None:
        self._current = path
        self._refresh_popup()
        self._show_line()

    def show_load(self, stage: Stage | None) -> None:
        self._bar.setVisible(stage is not None)
        if stage is None:
            self._show_line()
            return
        done = wording.percent(stage)
        self._bar.set_share(None if done is None else done / 100)
        self._line.setText(load_line(stage))

    def show_resting(self, resting: bool) -> None:
        """Its memory was given back; the next question brings it back."""
        self._resting = resting
        self._show_line()

    def open_list(self) -> None:
        self.popup.open_at(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def _refresh_popup(self) -> None:
        if self._popup is not None:
            self._popup.set_models(self._models, self._folder, self._current)

    def _show_line(self) -> None:
        model = self.current
        self._name.setText(model.name if model else translate("ModelPicker", "Choose a model"))
        if model is None:
            line = translate("ModelPicker", "No model loaded")
        elif self._resting:
            line = translate("ModelPicker", "Unloaded until your next question")
        else:
            line = wording.senses(model.senses)
        self._line.setText(line)
        self.setAccessibleName(
            translate("ModelPicker", "Model: {name}").format(name=model.name)
            if model
            else translate("ModelPicker", "Choose a model")
        )
        self.setToolTip(wording.model_line(model) if model else "")

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bar.setGeometry(10, self.height() - 3, self.width() - 20, 3)
