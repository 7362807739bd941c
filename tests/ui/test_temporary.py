"""The temporary chat in the real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from app.hands import drop_files, press, type_text
from app.parts import Parts
from tests.ui.opening import open_parts
from tests.unit.app_fakes import FakeEngine

SECRET = "Rosebud-7391"


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(("It is ", SECRET))


@pytest.fixture
def parts(engine: FakeEngine, qtbot: QtBot) -> Iterator[Parts]:
    parts = open_parts(engine, qtbot)
    yield parts
    engine.gate.set()
    assert parts.close()


def action(parts: Parts, text: str) -> QAction:
    return next(each for each in parts.window.findChildren(QAction) if each.text() == text)


def ask(parts: Parts, qtbot: QtBot, text: str) -> None:
    with qtbot.waitSignal(parts.engine.finished):
        send(parts, text)


def send(parts: Parts, text: str) -> None:
    type_text(parts.window.composer.edit, text)
    press(parts.window.composer.edit, Qt.Key.Key_Return)


def begin(parts: Parts) -> None:
    action(parts, "New Temporary Chat").trigger()


def asked(parts: Parts) -> list[str]:
    rows = parts.window.transcript.rows
    return [row.view.text for row in rows if row.view.role == "user"]


def test_the_window_says_that_a_chat_is_not_kept(parts: Parts, qtbot: QtBot) -> None:
    window = parts.window
    keep = action(parts, "Keep This Chat")
    begin(parts)
    assert window.mark.isVisible()
    assert not window.mark.keep.isVisible()
    assert not keep.isEnabled()
    assert "not kept" in window.empty_state._title.text()
    assert window.windowTitle() == "Temporary Chat"
    ask(parts, qtbot, "one")
    assert window.mark.keep.isVisible()
    assert keep.isEnabled()
    window.new_chat_requested.emit()
    assert not window.mark.isVisible()
    assert not keep.isEnabled()
    assert "not kept" not in window.empty_state._title.text()


def test_nothing_of_it_is_on_the_disk_after_the_end(
    parts: Parts, engine: FakeEngine, qtbot: QtBot, data: Path, tmp_path: Path
) -> None:
    picture = tmp_path / f"{SECRET}.png"
    Image.new("RGB", (64, 48), "red").save(picture)
    engine.words = ["fine"]
    ask(parts, qtbot, "a chat that is kept")
    engine.words = ["It is ", SECRET]
    begin(parts)
    with qtbot.waitSignal(parts.tray.settled):
        drop_files(parts.window, [picture])
    ask(parts, qtbot, f"{SECRET} one")
    engine.gate.clear()
    with qtbot.waitSignal(parts.engine.text_ready):
        send(parts, f"{SECRET} two")
    send(parts, f"{SECRET} waits")
    type_text(parts.window.composer.edit, f"{SECRET} half")
    parts.drafts.save()
    with qtbot.waitSignal(parts.engine.cancelled):
        parts.window.stop_or_discard()
    assert parts.close()
    everything = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert b"a chat that is kept" in everything  # this is the place to look
    assert SECRET.encode() not in everything
    assert not [path for path in data.rglob("*") if SECRET in path.name]


def test_a_kept_one_is_in_the_sidebar(parts: Parts, qtbot: QtBot) -> None:
    begin(parts)
    ask(parts, qtbot, "one")
    with qtbot.waitSignal(parts.library.chats_changed):
        parts.window.mark.keep.click()
        qtbot.waitUntil(lambda: not parts.chat.temporary)
    assert not parts.window.mark.isVisible()
    assert asked(parts) == ["one"]
    qtbot.waitUntil(lambda: parts.window.windowTitle() == "one")


def test_leaving_it_offers_a_way_back(parts: Parts, qtbot: QtBot) -> None:
    begin(parts)
    ask(parts, qtbot, "one")
    parts.window.new_chat_requested.emit()
    assert parts.window.undo_bar.words.text() == "The temporary chat was discarded."
    with qtbot.waitSignal(parts.chat.shown):
        parts.window.undo_bar.undo.click()
    assert asked(parts) == ["one"]
    assert parts.window.mark.isVisible()
    ask(parts, qtbot, "two")
    assert asked(parts) == ["one", "two"]


def test_a_picture_of_it_is_shown(parts: Parts, qtbot: QtBot, tmp_path: Path) -> None:
    Image.new("RGB", (64, 48), "red").save(tmp_path / "red.png")
    begin(parts)
    with qtbot.waitSignal(parts.tray.settled):
        drop_files(parts.window, [tmp_path / "red.png"])
    ask(parts, qtbot, "look")
    parts.window.new_chat_requested.emit()
    with qtbot.waitSignal(parts.thumbnails.found):  # asked for when it comes into view
        parts.window.undo_bar.undo.click()


def test_no_title_is_asked_for(parts: Parts, engine: FakeEngine, qtbot: QtBot) -> None:
    begin(parts)
    ask(parts, qtbot, "one")
    assert not parts.shared.titles.rest.isActive()
    parts.window.new_chat_requested.emit()
    ask(parts, qtbot, "kept")
    assert parts.shared.titles.rest.isActive()
    parts.shared.titles.rest.stop()
    assert engine.heard_aside == []


def test_the_window_that_closes_stops_its_answer(
    engine: FakeEngine, qtbot: QtBot, data: Path
) -> None:
    parts = open_parts(engine, qtbot, closes=True)
    parts.windows.stays = True
    begin(parts)
    engine.gate.clear()
    with qtbot.waitSignal(parts.engine.text_ready):
        send(parts, f"{SECRET}?")
    with qtbot.waitSignal(parts.engine.cancelled):
        parts.window.close()
    assert parts.close()
    files = [path for path in data.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]
