"""Widgets that keep what they have painted when they grow.

Qt paints a widget anew, with all that is in it, whenever its size changes. An answer grows with
each line of it, and what stands above that line is the same.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget


def keep_painted(widget: QWidget) -> None:
    """What it paints hangs at its top left corner; a `resized` elsewhere makes up for the rest."""
    widget.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
    if isinstance(widget, QAbstractScrollArea):
        widget.viewport().setAttribute(Qt.WidgetAttribute.WA_StaticContents)


def resized(widget: QWidget, event: QResizeEvent, bottom: int = 0) -> None:
    """Paint what is not where it was: all of it with another width, else `bottom` points of it."""
    if event.size().width() != event.oldSize().width():
        widget.update()
    elif bottom:
        lower = min(event.size().height(), event.oldSize().height()) - bottom
        widget.update(QRect(0, lower, widget.width(), widget.height() - lower))
