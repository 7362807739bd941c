"""The list of the models on this machine: by arrow keys and Return one of them is used."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from engine.types import Stage
from ui.buttons import label
from ui.language import translate
from ui.look import Look
from ui.model_picker import load_line
from ui.models_window import words
from ui.models_window.rows import InstalledRow
from ui.models_window.values import InstalledView, Order
from ui.models_window.wishes import Wishes
from ui.settings.controls import Choice
from ui.settings.page import Group


class InstalledList(QWidget):
    """Signals, beside those of `wishes`:
    ordered: the person wants another order.
    row_focused: the row that has the keyboard now.
    """

    ordered = Signal(str)
    row_focused = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.wishes = Wishes(self)
        self._views: list[InstalledView] = []
        self._loaded = ""
        self._stage: Stage | None = None
        self._text = ""
        self._order: Order = "used"
        self._group: Group | None = None
        self.rows: list[InstalledRow] = []
        self.order = Choice(look, translate("ModelsWindow", "Order of the models"))
        self.order.offer(
            [
                (translate("ModelsWindow", "Last Used First"), "used"),
                (translate("ModelsWindow", "By Name"), "name"),
                (translate("ModelsWindow", "Largest First"), "size"),
            ]
        )
        self.order.chosen.connect(self._reorder)
        heading = label(translate("ModelsWindow", "On this machine"), "heading")
        top = QHBoxLayout()
        top.setContentsMargins(2, 0, 0, 0)
        top.addWidget(heading, 1)
        top.addWidget(self.order)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addLayout(top)

    @property
    def views(self) -> list[InstalledView]:
        return self._views

    @property
    def stops(self) -> list[QWidget]:
        """What Tab goes through, from top to bottom."""
        found: list[QWidget] = [self.order]
        for row in self.rows:
            found += row.stops
        return found

    def set_views(self, views: Sequence[InstalledView]) -> None:
        self._views = list(views)
        self._renew()

    def show_order(self, order: str) -> None:
        """As it was chosen once; the usual one for a word that is none."""
        self._order = "name" if order == "name" else "size" if order == "size" else "used"
        self.order.show_value(self._order)
        self._renew()

    def show_loaded(self, path: str) -> None:
        """The model in use; empty for none."""
        if path != self._loaded:
            self._loaded = path
            self._renew()

    def show_load(self, stage: Stage | None) -> None:
        """How far the model in use is loaded; None while nothing is being loaded."""
        before, self._stage = self._stage, stage
        if (stage is None) != (before is None):
            self._renew()
        self._show_stage()

    def look_for(self, text: str) -> None:
        """Only those with all its words in their names."""
        if text != self._text:
            self._text = text
            self._renew()

    def focus(self) -> bool:
        """Give the keyboard to the model in use, else to the first one; False without any."""
        if not self.rows:
            return False
        chosen = [row for row in self.rows if row.view.path == self._loaded]
        (chosen or self.rows)[0].setFocus()
        return True

    def _renew(self) -> None:
        """Rows in place of those before."""
        if self._group is not None:
            self._column.removeWidget(self._group)
            self._group.hide()
            self._group.deleteLater()
        group, self.rows = Group(edge=6), []  # as much as the ring around a row takes
        for view in words.sort(words.matching(self._views, self._text), self._order):
            loaded = view.path == self._loaded
            busy = self._stage is not None
            row = InstalledRow(self._look, view, loaded, busy, self.wishes)
            row.stepped.connect(self._step)
            row.focused.connect(self.row_focused)
            group.add_wide(row)
            self.rows.append(row)
        self._group = group
        self._column.addWidget(group)
        group.show()
        self._show_stage()
        self.setVisible(bool(self.rows))

    def _show_stage(self) -> None:
        for row in self.rows:
            if row.view.path == self._loaded:
                row.show_state("" if self._stage is None else load_line(self._stage))

    @Slot(object, int)
    def _step(self, row: InstalledRow, steps: int) -> None:
        at = self.rows.index(row) + steps
        self.rows[min(max(at, 0), len(self.rows) - 1)].setFocus()

    @Slot(object)
    def _reorder(self, order: str) -> None:
        self.show_order(order)
        self.ordered.emit(self._order)
