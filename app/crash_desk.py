"""Offers the report of a crash to whoever opens Parlance again, without a dialogue."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.crash_reports import collect
from app.paths import crash_folder
from engine.errors import Failure
from ui.language import translate

if TYPE_CHECKING:
    from app.parts import Parts
    from app.windows import Windows

log = logging.getLogger(__name__)


class CrashDesk(QObject):
    """One for the app."""

    def __init__(self, windows: Windows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._windows = windows
        windows.opened.connect(self._take_window)

    @Slot()
    def start(self) -> None:
        """Look for what crashed before."""
        self._windows.shared.disk.run(collect, self._offer, _log_failure)

    @Slot()
    def open_folder(self) -> None:
        from app.settings_desk import open_folder

        open_folder(crash_folder())

    @Slot(object)
    def _take_window(self, parts: Parts) -> None:
        parts.window.crash_reports_requested.connect(self.open_folder)

    def _offer(self, reports: list[Path]) -> None:
        if not reports:
            return
        from app.settings_desk import reveal

        words = translate(
            "CrashDesk",
            "Parlance ended unexpectedly. What happened is in a report on this machine; nothing "
            "of your chats is in it, and nobody was sent it.",
        )
        show = translate("CrashDesk", "Show Report")
        self._windows.offer(words, show, partial(reveal, reports[-1]))


def _log_failure(failure: Failure) -> None:
    log.warning("crash reports: %s", failure.message)
