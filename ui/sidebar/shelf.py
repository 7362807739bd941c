"""Archived chats, or deleted ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from ui.buttons import IconButton, TextButton, label
from ui.elided import Elided
from ui.language import translate
from ui.look import Look
from ui.sidebar import rows
from ui.sidebar.blank import Blank
from ui.sidebar.chat_list import ChatList
from ui.values import ChatItem

Kind = Literal["archive", "trash"]


def _words(kind: Kind) -> tuple[str, str, str, str]:
    """Its name, what takes a chat out, and what is said when there is none."""
    if kind == "archive":
        return (
            translate("Shelf", "Archive", "the place"),
            translate("Shelf", "Unarchive"),
            translate("Shelf", "The archive is empty"),
            translate(
                "Shelf", "Chats that you archive leave the list, and are still found by search."
            ),
        )
    return (
        translate("Shelf", "Trash"),
        translate("Shelf", "Restore"),
        translate("Shelf", "The trash is empty"),
        translate("Shelf", "Chats that you delete stay here until you empty it."),
    )


class Shelf(QWidget):
    """Chats put away, and the way back for them.

    Signals:
        back_wanted: the chats again.
        returned: ids of chats to take out.
        emptied: after the question whether it is meant.
    """

    back_wanted = Signal()
    returned = Signal(list)
    emptied = Signal()

    def __init__(self, look: Look, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name, take_out, nothing, advice = _words(kind)
        self.kind: Kind = kind
        self.chats: list[ChatItem] = []
        self.list = ChatList(look, name)
        self.back = IconButton(look, "chevron-left", translate("Shelf", "Back to chats"), size=18)
        self.take_out = TextButton(look, take_out, kind="link")
        self.empty = TextButton(look, translate("Shelf", "Empty Trash…"), kind="row", icon="trash")
        self.question = label("", "small")
        self.question.setWordWrap(True)
        self.sure = TextButton(look, translate("Shelf", "Delete"), kind="danger")
        self.not_sure = TextButton(look, translate("Shelf", "Cancel"), kind="plain")
        self._blank = Blank(nothing, advice)
        self._asked = QWidget(self)
        self._arrange(name)
        self.empty.setVisible(kind == "trash")
        self.back.clicked.connect(self.back_wanted)
        self.take_out.clicked.connect(self._return)
        self.empty.clicked.connect(self._ask)
        self.sure.clicked.connect(self._empty)
        self.not_sure.clicked.connect(self.take_back)
        self.list.targets_changed.connect(self._refresh)
        self.show_chats([])

    def show_chats(self, chats: Sequence[ChatItem]) -> None:
        self.chats = list(chats)
        self.list.set_rows(rows.flat(chats))
        self._pages.setCurrentIndex(0 if chats else 1)
        self._forget()
        self._refresh()

    @property
    def asking(self) -> bool:
        """Whether it is meant to be emptied."""
        return self._asked.isVisible()

    def take_back(self) -> None:
        """The answer is no."""
        self._forget()
        self.empty.setFocus()

    def _arrange(self, name: str) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(8, 2, 10, 4)
        top.setSpacing(4)
        top.addWidget(self.back)
        top.addWidget(Elided(name, "strong"))
        top.addStretch(1)
        top.addWidget(self.take_out)
        middle = QWidget(self)
        self._pages = QStackedLayout(middle)
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._blank)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.not_sure)
        buttons.addWidget(self.sure)
        buttons.addStretch(1)
        asked = QVBoxLayout(self._asked)
        asked.setContentsMargins(17, 6, 12, 8)
        asked.addWidget(self.question)
        asked.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(middle, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(8, 4, 8, 0)
        foot.addWidget(self.empty)
        column.addLayout(foot)
        column.addWidget(self._asked)

    def _refresh(self) -> None:
        self.take_out.setVisible(bool(self.chats))
        self.take_out.setEnabled(bool(self.list.targets()))
        self.empty.setEnabled(bool(self.chats))

    def _return(self) -> None:
        self.returned.emit(self.list.targets())

    def _ask(self) -> None:
        """Nothing brings these back: the one question that the sidebar asks."""
        words = translate(
            "Shelf", "Delete %Ln chat(s) for good? This cannot be undone.", "", len(self.chats)
        )
        self.question.setText(words)
        self.empty.hide()
        self._asked.show()
        self.not_sure.setFocus()

    def _forget(self) -> None:
        self._asked.hide()
        self.empty.setVisible(self.kind == "trash")

    def _empty(self) -> None:
        self._forget()
        self.emptied.emit()
