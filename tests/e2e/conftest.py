"""The real window with the real engine and the starter model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.parts import Parts
from app.window import make_window

LOAD_MS = 180_000  # a busy machine is not a broken one


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder and an empty Hugging Face cache."""
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "data"


@pytest.fixture
def empty_window(data: Path, qtbot: QtBot) -> Iterator[Parts]:
    """The window, shown, with nothing loaded."""
    del data
    parts = make_window()
    qtbot.addWidget(parts.window)
    parts.window.show()
    yield parts
    assert parts.close()


@pytest.fixture
def parts(empty_window: Parts, starter: Path, qtbot: QtBot) -> Parts:
    """The window with the starter loaded."""
    del starter
    signals = [empty_window.shelf.model_changed, empty_window.chats.opened]
    with qtbot.waitSignals(signals, timeout=LOAD_MS):
        empty_window.shelf.start()
        empty_window.chats.start()
    return empty_window
