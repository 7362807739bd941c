"""Titles that the model gives, in the real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.hands import press, type_text
from app.parts import Parts
from app.settings import Settings, save_settings
from tests.ui.opening import open_parts
from tests.unit.app_fakes import FakeEngine


@pytest.fixture(autouse=True)
def gemma(data: Path) -> None:
    """The model that is loaded: the starter names no chats."""
    folder = data.with_name("gemma")
    folder.mkdir()
    save_settings(Settings(model=str(folder)))


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


def open_restless(engine: FakeEngine, qtbot: QtBot) -> Parts:
    parts = open_parts(engine, qtbot)
    parts.shared.titles.rest.setInterval(1_000_000)
    return parts


@pytest.fixture
def parts(engine: FakeEngine, qtbot: QtBot) -> Iterator[Parts]:
    parts = open_restless(engine, qtbot)
    yield parts
    parts.shared.titles.rest.stop()
    engine.gate.set()
    assert parts.close()
    parts.shared.titles.rest.stop()


def ask(parts: Parts, qtbot: QtBot, text: str) -> None:
    with qtbot.waitSignal(parts.engine.finished):
        type_text(parts.window.composer.edit, text)
        press(parts.window.composer.edit, Qt.Key.Key_Return)


def test_a_chat_is_named_in_the_sidebar_and_on_the_window(
    parts: Parts, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.aside = "“Capitals of Europe.”"
    ask(parts, qtbot, "Where is Lisbon?")
    qtbot.waitUntil(lambda: parts.window.windowTitle() == "Where is Lisbon?")
    with qtbot.waitSignal(parts.shared.titles.named):
        parts.shared.titles.look()
    qtbot.waitUntil(lambda: parts.window.windowTitle() == "Capitals of Europe")
    assert parts.library.name_of(parts.chat.id or 0) == "Capitals of Europe"


def test_nothing_of_it_is_seen_in_the_chat(parts: Parts, engine: FakeEngine, qtbot: QtBot) -> None:
    ask(parts, qtbot, "Where is Lisbon?")
    engine.aside_gate.clear()
    parts.shared.titles.look()
    qtbot.waitUntil(lambda: len(engine.heard_aside) == 1)
    assert not parts.window.composer.busy
    assert len(parts.window.transcript.rows) == 2
    assert [item.text for item in parts.chat.conversation.said] == [
        "Where is Lisbon?", "Hello there",
    ]  # fmt: skip
    engine.aside_gate.set()
    qtbot.waitUntil(lambda: parts.window.windowTitle() == "A title")


def test_who_switched_it_off_is_not_given_titles(
    parts: Parts, engine: FakeEngine, qtbot: QtBot
) -> None:
    parts.store.change("automatic_titles", False)
    ask(parts, qtbot, "Where is Lisbon?")
    parts.shared.titles.look()
    parts.store.change("automatic_titles", True)
    assert engine.heard_aside == []
    with qtbot.waitSignal(parts.shared.titles.named):
        parts.shared.titles.look()


def test_the_starter_is_not_asked(engine: FakeEngine, qtbot: QtBot) -> None:
    save_settings(Settings())
    parts = open_restless(engine, qtbot)
    try:
        ask(parts, qtbot, "Where is Lisbon?")
        parts.shared.titles.look()
        assert not parts.shared.titles._wanted()
    finally:
        parts.shared.titles.rest.stop()
        assert parts.close()


def test_titles_are_asked_for_by_themselves(parts: Parts, engine: FakeEngine, qtbot: QtBot) -> None:
    parts.shared.titles.rest.setInterval(0)
    with qtbot.waitSignal(parts.shared.titles.named):
        ask(parts, qtbot, "Where is Lisbon?")
    assert len(engine.heard_aside) == 1
