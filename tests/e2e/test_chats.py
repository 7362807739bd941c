"""Chats that outlive the app, with the real engine and the starter model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.parts import Parts
from app.window import make_window
from tests.e2e.conftest import LOAD_MS
from tests.e2e.hands import ask, drop, shown


@pytest.fixture
def opened(data: Path, starter: Path, qtbot: QtBot) -> Iterator[list[Parts]]:
    """The window is opened by `open_window`; what is left open is closed at the end."""
    del data, starter, qtbot
    opened: list[Parts] = []
    yield opened
    assert all(parts.close() for parts in opened)


def open_window(opened: list[Parts], qtbot: QtBot) -> Parts:
    """Close the one before, as quitting does, and start again on the same data."""
    while opened:
        assert opened.pop().close()
    parts = make_window()
    opened.append(parts)
    qtbot.addWidget(parts.window)
    parts.window.show()
    with qtbot.waitSignals([parts.shelf.model_changed, parts.chats.opened], timeout=LOAD_MS):
        parts.shelf.start()
        parts.chats.start()
    return parts


def test_a_chat_with_a_picture_is_opened_again_and_goes_on(
    opened: list[Parts], tmp_path: Path, qtbot: QtBot
) -> None:
    image = Image.new("RGB", (200, 160), "white")
    image.paste((220, 30, 30), (60, 40, 140, 120))
    image.save(tmp_path / "square.png")
    parts = open_window(opened, qtbot)
    drop(parts, qtbot, tmp_path / "square.png")
    said = ask(parts, qtbot, "What do you see?").text.strip()
    (tmp_path / "square.png").unlink()

    parts = open_window(opened, qtbot)
    qtbot.waitUntil(lambda: parts.window.sidebar_shown)
    assert parts.window.transcript.empty
    (chat,) = parts.window.sidebar.list.chat_order()
    with qtbot.waitSignal(parts.thumbnails.found) as found:
        parts.window.sidebar.chat_chosen.emit(chat)
    question = parts.window.transcript.rows[0].view
    assert question.text == "What do you see?"
    assert question.attachments[0].name == "square.png"
    assert found.args is not None
    assert found.args[2].pixelColor(100, 80).red() > 200
    assert shown(parts, 1).strip() == said
    done = ask(parts, qtbot, "And which colour?")
    assert [saw.name for saw in done.saw] == ["square.png"]
    assert done.text.strip()
