"""A number on the app's icon, in the Dock or in the taskbar."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication


def show_share(share: float | None) -> None:
    """Percent of what is being downloaded; no number while nothing is under way."""
    application = QGuiApplication.instance()
    if isinstance(application, QGuiApplication):
        # 0 would take the number away: something is under way from the start.
        application.setBadgeNumber(0 if share is None else max(1, min(99, int(100 * share))))
