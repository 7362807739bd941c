"""What all panes of a message share: selecting and copying reach beyond the one pane."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtGui import QKeyEvent, QMouseEvent

from ui import selection
from ui.panes import Pane

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractScrollArea as _Base
else:
    _Base = object  # Qt's own class comes second


class MessagePane(_Base):
    """For a text edit, before Qt's class; outside of a message that does what it always does."""

    def copy(self) -> None:
        message = selection.message_of(self._pane)
        if message is None:
            super().copy()  # type: ignore[misc]
        else:
            selection.copy(message)

    def selectAll(self) -> None:  # noqa: N802
        message = selection.message_of(self._pane)
        if message is None:
            super().selectAll()  # type: ignore[misc]
        else:
            message.select_all()

    @property
    def _pane(self) -> Pane:
        return cast(Pane, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        selection.pressed(self._pane, event)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not selection.dragged(self._pane, event):
            super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not selection.key_taken(self._pane, event):
            super().keyPressEvent(event)
