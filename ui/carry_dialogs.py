"""Asks where chats go, and where they come from."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

_MARKDOWN, _JSON = "Markdown (*.md)", "JSON, to import again (*.json)"
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def ask_where(parent: QWidget, title: str, done: Callable[[str], object]) -> QFileDialog:
    """A file for one chat; its ending says in which form."""
    dialog = QFileDialog(parent, "Export chat", file_name(title))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([_MARKDOWN, _JSON])
    dialog.setDefaultSuffix("md")
    dialog.filterSelected.connect(
        lambda chosen: dialog.setDefaultSuffix("json" if chosen == _JSON else "md")
    )
    dialog.fileSelected.connect(done)
    return _opened(dialog)


def ask_what(parent: QWidget, done: Callable[[str], object]) -> QFileDialog:
    """An export of ours or of another app."""
    dialog = QFileDialog(parent, "Import chats", "", "Chats (*.json *.zip *.jsonl);;All files (*)")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(done)
    return _opened(dialog)


def file_name(title: str) -> str:
    """The title as a file's name on any system, without an ending."""
    return _UNFIT.sub(" ", title).strip(" .")[:80] or "Chat"


def _opened(dialog: QFileDialog) -> QFileDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
