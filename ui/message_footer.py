"""The line below a message: which version it is, its figures, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakMethod

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from ui.buttons import IconButton, TextButton, label
from ui.copy_button import CopyButton
from ui.elided import Elided
from ui.language import translate
from ui.look import Look
from ui.message_actions import ICONS, Action, actions_of, quick_actions, spoken_name_of
from ui.message_values import MessageView

HEIGHT = 24


class MessageFooter(QWidget):
    """Takes its room always, so that nothing moves when the pointer comes by.

    Signals:
        wished: an `Action`, or "menu".
        step_wanted: -1 or 1.
    """

    wished = Signal(str)
    step_wanted = Signal(int)

    def __init__(
        self,
        look: Look,
        text: Callable[[], str],
        parent: QWidget,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        """`text` gives what the copy button copies."""
        super().__init__(parent)
        self._look = look
        self._text = WeakMethod(text)  # the message holds this, not the other way round
        self._right = side == Qt.AlignmentFlag.AlignRight
        self._view: MessageView | None = None
        self._made: tuple[Action, ...] = ()
        self.pager: _Pager | None = None
        self._figures: Elided | None = None
        self.go_on: TextButton | None = None
        self.bar: QWidget | None = None
        self._fit()
        look.tell(self._fit)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._row.addStretch(1)

    def show_view(self, view: MessageView) -> None:
        """What does not depend on the pointer."""
        self._view = view
        if view.siblings > 1:
            if self.pager is None:
                self.pager = _Pager(self._look, self)
                self.pager.step_wanted.connect(self.step_wanted)
                # On the outer side: it stays where it is when the buttons come.
                self._row.insertWidget(self._row.count() if self._right else 0, self.pager)
            self.pager.show_place(view.sibling, view.siblings)
        if self.pager is not None:
            self.pager.setVisible(view.siblings > 1)
        if view.can_continue and self.go_on is None:
            self.go_on = TextButton(
                self._look, translate("MessageFooter", "Continue"), self, kind="quiet"
            )
            self.go_on.clicked.connect(lambda: self.wished.emit("continue"))
            self._insert(self.go_on, after=(self._figures, self.pager))
        if self.go_on is not None:
            self.go_on.setVisible(view.can_continue)
        if self.bar is not None and self._made != quick_actions(view):
            lit = not self.bar.isHidden()
            self._row.removeWidget(self.bar)
            self.bar.deleteLater()
            self.bar = None
            self.set_lit(lit)

    @property
    def figures(self) -> Elided:
        if self._figures is None:
            self._figures = Elided("", "secondary", self)
            self._insert(self._figures, after=(self.pager,))
        return self._figures

    def show_figures(self, text: str, help_text: str = "") -> None:
        self.figures.setText(text)
        self.figures.setToolTip(help_text)
        self.figures.show()

    def set_lit(self, lit: bool) -> None:
        if lit and self.bar is None and self._view is not None:
            self.bar = self._make_actions(self._view)
            at = 1 if self._right else self._row.count() - 1
            self._row.insertWidget(at, self.bar)
        if self.bar is not None:
            self.bar.setVisible(lit)

    def _fit(self) -> None:
        line = QFontMetrics(self._look.font("secondary")).height()
        self.setFixedHeight(max(HEIGHT, line + 4))

    def buttons(self) -> list[IconButton]:
        """Those that come and go."""
        return self.bar.findChildren(IconButton) if self.bar is not None else []

    def _insert(self, widget: QWidget, *, after: tuple[QWidget | None, ...]) -> None:
        at = 1 if self._right else 0
        for other in after:
            if other is not None:
                at = self._row.indexOf(other) + 1
                break
        self._row.insertWidget(at, widget)

    def _make_actions(self, view: MessageView) -> QWidget:
        self._made = quick_actions(view)
        box = QWidget(self)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.setSizeConstraint(QLayout.SizeConstraint.SetMinimumSize)
        for action in self._made:
            name = spoken_name_of(action, view.role)
            if action == "copy":
                row.addWidget(CopyButton(self._look, name, self._source, box))
            else:
                row.addWidget(self._button(ICONS[action], name, action, box))
        if actions_of(view):
            more = (
                translate("MessageFooter", "More for this answer")
                if view.role == "assistant"
                else translate("MessageFooter", "More for this message")
            )
            row.addWidget(self._button("more", more, "menu", box))
        return box

    def _source(self) -> str:
        text = self._text()
        return "" if text is None else text()

    def _button(self, icon: str, name: str, wish: str, parent: QWidget) -> IconButton:
        button = IconButton(self._look, icon, name, parent, kind="small", size=16)
        button.setFixedSize(HEIGHT, HEIGHT)
        button.clicked.connect(lambda: self.wished.emit(wish))
        return button


class _Pager(QWidget):
    """ "‹ 2/3 ›": which version of the message this is, and the way to its neighbours.

    Signals:
        step_wanted: -1 or 1.
    """

    step_wanted = Signal(int)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.before = IconButton(
            look, "chevron-left", translate("Pager", "Earlier version"), self, kind="small", size=14
        )
        self.after = IconButton(
            look, "chevron-right", translate("Pager", "Later version"), self, kind="small", size=14
        )
        self.place = label("", "secondary", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        for button, step in ((self.before, -1), (self.after, 1)):
            button.setFixedSize(HEIGHT, HEIGHT)
            button.clicked.connect(lambda _=False, step=step: self.step_wanted.emit(step))
        row.addWidget(self.before)
        row.addWidget(self.place)
        row.addWidget(self.after)

    def show_place(self, sibling: int, siblings: int) -> None:
        self.place.setText(f"{sibling}/{siblings}")
        said = translate("Pager", "Version {number} of {total}")
        self.setAccessibleName(said.format(number=sibling, total=siblings))
        self.before.setEnabled(sibling > 1)
        self.after.setEnabled(sibling < siblings)
