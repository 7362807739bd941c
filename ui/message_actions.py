"""What can be done with a message: which actions it has, their names, icons and menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ui.language import translate
from ui.message_values import MessageView

Action = Literal["copy", "copy_text", "quote", "edit", "regenerate", "continue", "select", "delete"]

ICONS: dict[Action, str] = {"copy": "copy", "edit": "edit", "regenerate": "regenerate"}
_GROUPS: tuple[tuple[Action, ...], ...] = (
    ("copy", "copy_text", "select", "quote"),
    ("edit", "regenerate", "continue"),
    ("delete",),
)


def name_of(action: Action) -> str:
    """As it stands in a menu."""
    return {
        "copy": translate("MessageActions", "Copy"),
        "copy_text": translate("MessageActions", "Copy as Text"),
        "quote": translate("MessageActions", "Quote"),
        "edit": translate("MessageActions", "Edit"),
        "regenerate": translate("MessageActions", "Regenerate"),
        "continue": translate("MessageActions", "Continue"),
        "select": translate("MessageActions", "Select All"),
        "delete": translate("MessageActions", "Delete"),
    }[action]


def spoken_name_of(action: Action, role: str) -> str:
    """As a button below a message says it, which may stand far from the message."""
    answer = {
        "copy": translate("MessageActions", "Copy answer"),
        "edit": translate("MessageActions", "Edit answer"),
        "regenerate": translate("MessageActions", "Regenerate answer"),
    }
    question = {
        "copy": translate("MessageActions", "Copy message"),
        "edit": translate("MessageActions", "Edit message"),
    }
    return (answer if role == "assistant" else question)[action]


def actions_of(view: MessageView) -> tuple[Action, ...]:
    """All, in the order of the menu. While it is being written nothing may change it."""
    has: dict[Action, bool] = dict.fromkeys(get_args(Action), True)
    answer, open_ = view.role == "assistant", view.state == "streaming"
    words = bool(view.text)
    has["copy"] = has["quote"] = has["select"] = words
    has["copy_text"] = words and answer
    has["edit"] = not open_
    has["regenerate"] = answer and not open_
    has["continue"] = view.can_continue and not open_
    has["delete"] = not open_
    return tuple(action for group in _GROUPS for action in group if has[action])


def quick_actions(view: MessageView) -> tuple[Action, ...]:
    """Those with a button of their own."""
    order: tuple[Action, ...] = ("copy", "regenerate", "edit")
    has = actions_of(view)
    return tuple(action for action in order if action in has)


def add_first(menu: QMenu, selected: str, markdown: str, link: str) -> None:
    """What is about the very place of the pointer comes before everything else.

    Args:
        selected, markdown: the selection as text and as Markdown; the latter empty where there
            is no difference.
    """
    before = menu.actions()
    added: list[QAction] = []
    for name, text in (
        (translate("MessageActions", "Copy Selection"), selected),
        (translate("MessageActions", "Copy Selection as Markdown"), markdown),
        (translate("MessageActions", "Copy Link"), link),
    ):
        if text:
            item = QAction(name, menu)
            item.triggered.connect(lambda _=False, text=text: _to_clipboard(text))
            added.append(item)
    menu.addActions(added)
    if added and before:
        menu.addSeparator()
        menu.addActions(before)  # they move to the end


def _to_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def make_menu(view: MessageView, do: Callable[[Action], None], parent: QWidget) -> QMenu:
    """The context menu. It deletes itself when it closes."""
    menu = QMenu(parent)
    menu.setAccessibleName(translate("MessageActions", "Actions for this message"))
    has = actions_of(view)
    for group in _GROUPS:
        shown = [action for action in group if action in has]
        if shown and not menu.isEmpty():
            menu.addSeparator()
        for action in shown:
            name = name_of(action)
            if action == "copy" and view.role == "assistant":
                name = translate("MessageActions", "Copy as Markdown")
            item = QAction(name, menu)
            if action == "select":
                item.setShortcut(QKeySequence(QKeySequence.StandardKey.SelectAll))
            item.triggered.connect(lambda _=False, wish=action: do(wish))
            menu.addAction(item)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu
