"""A window with everything behind it: model, chats, settings, on the test's own data folder."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.local_engine import Engine
from app.parts import Parts
from app.window import make_window


def open_parts(engine: Engine, qtbot: QtBot, *, closes: bool = False) -> Parts:
    """Shown, with its model loaded and its chats opened.

    Args:
        closes: its window is gone before the end, so that nobody has to clear it away.
    """
    parts = make_window(lambda: engine)
    if not closes:
        qtbot.addWidget(parts.window)
    parts.window.show()
    start_parts(parts, qtbot)
    return parts


def start_parts(parts: Parts, qtbot: QtBot) -> None:
    """Load its model and open its chats, and wait for both."""
    with qtbot.waitSignals([parts.shelf.model_changed, parts.chats.opened]):
        parts.shelf.start()
        parts.chats.start()
