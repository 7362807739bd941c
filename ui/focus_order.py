"""Where the keyboard goes next, by Tab or because what had it is about to go."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def takes_tab(widget: QWidget) -> bool:
    tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tab and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def next_stop(start: QWidget, forward: bool, skipped: QWidget | None) -> QWidget | None:
    """The next place for Tab that is not inside of `skipped`; None if there is no other."""
    other: QWidget | None = start
    while True:
        assert other is not None  # the chain is a ring
        other = other.nextInFocusChain() if forward else other.previousInFocusChain()
        if other is None or other is start:
            return None
        if takes_tab(other) and not (skipped is not None and skipped.isAncestorOf(other)):
            return other


def give_focus(widget: QWidget, forward: bool) -> None:
    tab, back = Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason
    widget.setFocus(tab if forward else back)


def move_on(page: QWidget, home: QWidget, skipped: QWidget | None, forward: bool) -> bool:
    """Give the focus to what is next; False if that is for Qt to decide.

    Args:
        page: the column that all this is about.
        home: where the focus goes if nothing is left beside what had it.
        skipped: what Tab does not go into: its widgets stand anywhere in Tab's order.
    """
    had = QApplication.focusWidget()
    if had is None:
        return False
    after = next_stop(had, forward, skipped)
    if after is None:
        return False
    if page.isAncestorOf(had) and not takes_tab(had):  # it was pressed, and goes
        stays = had.parentWidget()
        while stays is not None and not stays.isVisible():
            stays = stays.parentWidget()
        if stays is None or stays.isAncestorOf(home) or not stays.isAncestorOf(after):
            after = home
    give_focus(after, forward)
    return True
