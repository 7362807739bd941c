"""Asks where chats go, and where they come from."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.language import translate

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def ask_where(parent: QWidget, title: str, done: Callable[[str, bool], object]) -> QFileDialog:
    """A file for one chat; its ending says in which form, and `done` also hears of thoughts."""
    dialog = QFileDialog(parent, translate("CarryDialogs", "Export chat"), file_name(title))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    with_thoughts = translate("CarryDialogs", "PDF, with what the model thought (*.pdf)")
    endings = {
        translate("CarryDialogs", "Markdown, with its files beside (*.md)"): "md",
        translate("CarryDialogs", "PDF, to read and to print (*.pdf)"): "pdf",
        with_thoughts: "pdf",
        translate("CarryDialogs", "JSON, to import again (*.json)"): "json",
    }
    dialog.setNameFilters(list(endings))
    dialog.setDefaultSuffix("md")
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(endings[chosen]))
    dialog.fileSelected.connect(
        lambda path: done(path, dialog.selectedNameFilter() == with_thoughts)
    )
    return _opened(dialog)


def ask_what(parent: QWidget, done: Callable[[str], object]) -> QFileDialog:
    """An export of ours or of another app."""
    dialog = QFileDialog(
        parent,
        translate("CarryDialogs", "Import chats"),
        "",
        translate("CarryDialogs", "Chats (*.json *.zip *.jsonl);;All files (*)"),
    )
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(done)
    return _opened(dialog)


def file_name(title: str) -> str:
    """The title as a file's name on any system, without an ending."""
    return _UNFIT.sub(" ", title).strip(" .")[:80] or translate("CarryDialogs", "Chat")


def _opened(dialog: QFileDialog) -> QFileDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
