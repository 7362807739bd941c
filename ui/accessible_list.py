"""The transcript to screen readers: a list, and items in it."""

from __future__ import annotations

import itertools
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import invalidate

from ui.language import translate
from ui.message import Message

SPOKEN = 300  # letters of a message's beginning
_done = False
_made: dict[int, QAccessibleInterface] = {}
_numbers = itertools.count()


def announce_roles() -> None:
    """Once is enough, however many windows there are."""
    global _done  # noqa: PLW0603
    if not _done:
        _done = True
        QAccessible.installFactory(_interface)


def name(item: Message, place: int, total: int) -> None:
    """Whose message it is, where it stands, and how it begins."""
    if item.view.role == "assistant":
        words = translate("AccessibleList", "Answer, {place} of {total}")
    else:
        words = translate("AccessibleList", "Your message, {place} of {total}")
    item.setAccessibleName(words.format(place=place, total=total))
    item.setAccessibleDescription(item.view.text[:SPOKEN])


def tell_focus(item: QWidget) -> None:
    """The keyboard is on this item, though the focus is the list's."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(item, QAccessible.Event.Focus))


def _interface(_name: str, thing: QObject | None) -> QAccessibleInterface | None:
    """Qt asks for every widget; None leaves it to Qt's own kinds."""
    if isinstance(thing, Message):
        role = QAccessible.Role.ListItem
    elif isinstance(thing, QWidget) and thing.property("list"):
        role = QAccessible.Role.List
    else:
        return None
    made = QAccessibleWidget(thing, role)
    # Qt deletes it together with the widget. Python must not do so before, nor after.
    number = next(_numbers)
    _made[number] = made
    thing.destroyed.connect(partial(_let_go, number))
    return made


def _let_go(number: int) -> None:
    invalidate(_made.pop(number))
