"""The panes of a message: prose, code, tables."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

Pane = QTextEdit | QPlainTextEdit
