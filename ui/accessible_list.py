"""The transcript to screen readers: a list, and items in it."""

from __future__ import annotations

import itertools
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from ui.announcer import spoken
from ui.language import translate

if TYPE_CHECKING:
    from ui.message import Message

SPOKEN = 300  # letters of a message's beginning
_made: dict[int, QAccessibleInterface] = {}
_numbers = itertools.count()


def announce(thing: QWidget, role: QAccessible.Role) -> None:
    """Tell screen readers what it is. Before its name is set: that makes Qt choose for itself.

    Not by a factory that Qt asks for every widget: PySide keeps all that it has ever given.
    """
    made = QAccessibleWidget(thing, role)
    QAccessible.registerAccessibleInterface(made)
    # Qt deletes it together with the widget, and PySide's half has to be there when it does.
    number = next(_numbers)
    _made[number] = made
    thing.destroyed.connect(partial(_let_go, number))


def name(item: Message, place: int, total: int) -> None:
    """Whose message it is, where it stands, and how it begins."""
    if item.view.role == "assistant":
        words = translate("AccessibleList", "Answer, {place} of {total}")
    else:
        words = translate("AccessibleList", "Your message, {place} of {total}")
    item.setAccessibleName(words.format(place=place, total=total))
    begins = item.view.text[: 2 * SPOKEN]
    if item.view.role == "assistant":
        begins = spoken(begins)
    item.setAccessibleDescription(begins[:SPOKEN])


def tell_focus(item: QWidget) -> None:
    """The keyboard is on this item, though the focus is the list's."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(item, QAccessible.Event.Focus))


def _let_go(number: int) -> None:
    _made.pop(number, None)
