"""Items of the menu bar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

Key = QKeySequence.StandardKey
Role = QAction.MenuRole
Keys = QKeySequence | QKeySequence.StandardKey | str


def add_action(
    owner: QObject,
    menu: QMenu,
    text: str,
    do: Callable[[], object],
    keys: Keys | None = None,
    role: QAction.MenuRole = Role.NoRole,
) -> QAction:
    """One more item at the end of `menu`."""
    action = QAction(text, owner)
    action.setMenuRole(role)
    if isinstance(keys, QKeySequence.StandardKey):
        action.setShortcuts(keys)
    elif keys is not None:
        action.setShortcut(QKeySequence(keys))
    action.triggered.connect(lambda _=False: do())
    menu.addAction(action)
    return action
