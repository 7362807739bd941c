"""Messages that wait, in the real window, with an engine that takes its time."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.hands import drop_files, press, type_text
from app.parts import Parts
from app.store.opening import open_store
from engine.errors import OutOfMemory
from engine.types import ImagePart
from tests.ui.opening import open_parts
from tests.unit.app_fakes import FakeEngine, make_info


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def parts(engine: FakeEngine, qtbot: QtBot) -> Iterator[Parts]:
    parts = open_parts(engine, qtbot)
    yield parts
    engine.gate.set()
    assert parts.close()


def send(parts: Parts, text: str) -> None:
    type_text(parts.window.composer.edit, text)
    press(parts.window.composer.edit, Qt.Key.Key_Return)


def ask(parts: Parts, engine: FakeEngine, qtbot: QtBot, text: str = "first") -> None:
    """An answer that goes on until the gate is opened."""
    engine.gate.clear()
    with qtbot.waitSignal(parts.engine.text_ready):
        send(parts, text)


def cards(parts: Parts) -> list[str]:
    if not parts.window.queue.isVisible():
        return []
    return [card.view.text for card in parts.window.queue.cards]


def heard(engine: FakeEngine, request: int) -> list[str]:
    return [message.text for message in engine.heard[request]]


def test_return_while_busy_lets_the_message_wait_below_the_answer(
    parts: Parts, engine: FakeEngine, qtbot: QtBot
) -> None:
    ask(parts, engine, qtbot)
    send(parts, "second")
    send(parts, "third")
    assert parts.window.composer.text == ""
    assert cards(parts) == ["second", "third"]
    assert parts.window.composer.busy
    with qtbot.waitSignals([parts.engine.finished] * 3):
        engine.gate.set()
    assert cards(parts) == []
    assert heard(engine, 2) == [
        "first", "Hello there", "second", "Hello there", "third",
    ]  # fmt: skip
    texts = [row.view.text for row in parts.window.transcript.rows if row.view.role == "user"]
    assert texts == ["first", "second", "third"]


def test_a_picture_waits_with_its_question(
    parts: Parts, engine: FakeEngine, qtbot: QtBot, tmp_path: Path
) -> None:
    Image.new("RGB", (64, 48), "red").save(tmp_path / "red.png")
    ask(parts, engine, qtbot)
    drop_files(parts.window, [tmp_path / "red.png"])
    send(parts, "look")  # while it is still being read
    qtbot.waitUntil(lambda: cards(parts) == ["look"])
    assert len(parts.window.composer.attachments) == 0
    assert parts.window.queue.cards[0].view.attachments[0].name == "red.png"
    with qtbot.waitSignals([parts.engine.finished] * 2):
        engine.gate.set()
    assert isinstance(engine.heard[1][-1].parts[0], ImagePart)


def test_what_is_being_written_survives_a_message_that_goes_out(
    parts: Parts, engine: FakeEngine, qtbot: QtBot
) -> None:
    ask(parts, engine, qtbot)
    send(parts, "second")
    type_text(parts.window.composer.edit, "second")  # the same words once more
    with qtbot.waitSignals([parts.engine.finished] * 2):
        engine.gate.set()
    assert parts.window.composer.text == "second"


def test_a_message_that_was_refused_stays_when_another_goes_out(
    parts: Parts, engine: FakeEngine, qtbot: QtBot, tmp_path: Path
) -> None:
    Image.new("RGB", (64, 48), "red").save(tmp_path / "red.png")
    ask(parts, engine, qtbot)
    send(parts, "second")
    with qtbot.waitSignal(parts.tray.settled):
        drop_files(parts.window, [tmp_path / "red.png"])
    parts.chat.set_model(make_info(senses=("text",)))
    send(parts, "look")
    assert "cannot see" in parts.window.notices.sentences[0]
    parts.window.composer.chips.chip(1).remove_button.click()
    with qtbot.waitSignals([parts.engine.finished] * 2):
        engine.gate.set()
    assert parts.window.composer.text == "look"


def test_send_now_stops_the_answer(parts: Parts, engine: FakeEngine, qtbot: QtBot) -> None:
    ask(parts, engine, qtbot)
    send(parts, "second")
    send(parts, "third")
    with qtbot.waitSignal(parts.engine.cancelled):
        parts.window.queue.cards[1].send.click()
    qtbot.waitUntil(lambda: len(engine.heard) == 2)
    assert heard(engine, 1) == ["first", "Hello", "third"]
    assert cards(parts) == ["second"]


def test_edit_puts_the_message_above_what_is_written(
    parts: Parts, engine: FakeEngine, qtbot: QtBot
) -> None:
    ask(parts, engine, qtbot)
    send(parts, "second")
    type_text(parts.window.composer.edit, "half")
    parts.window.queue.cards[0].edit.click()
    assert parts.window.composer.text == "second\n\nhalf"
    assert cards(parts) == []
    engine.gate.set()


def test_removed_by_mistake_it_comes_back(parts: Parts, engine: FakeEngine, qtbot: QtBot) -> None:
    ask(parts, engine, qtbot)
    send(parts, "second")
    parts.window.queue.cards[0].remove.click()
    assert cards(parts) == []
    parts.window.undo_bar.undo.click()
    assert cards(parts) == ["second"]


def test_a_failure_holds_the_queue_with_a_sentence_and_a_button(
    parts: Parts, engine: FakeEngine, qtbot: QtBot
) -> None:
    ask(parts, engine, qtbot)
    send(parts, "second")
    engine.error = OutOfMemory("The memory is full.")
    with qtbot.waitSignal(parts.engine.failed):
        engine.gate.set()
    assert cards(parts) == ["second"]
    assert "failed" in parts.window.queue.why.text()
    assert not parts.window.composer.busy
    engine.error = None
    with qtbot.waitSignal(parts.engine.finished):
        parts.window.queue.resume.click()
    assert cards(parts) == []
    assert heard(engine, 1)[-1] == "second"


def test_escape_holds_the_queue(parts: Parts, engine: FakeEngine, qtbot: QtBot) -> None:
    ask(parts, engine, qtbot)
    send(parts, "second")
    with qtbot.waitSignal(parts.engine.cancelled):
        parts.window.stop_or_discard()
    assert cards(parts) == ["second"]
    assert "stopped" in parts.window.queue.why.text()


def test_after_the_end_what_waited_is_there_again(
    engine: FakeEngine, qtbot: QtBot, tmp_path: Path
) -> None:
    Image.new("RGB", (64, 48), "red").save(tmp_path / "red.png")
    parts = open_parts(engine, qtbot)
    ask(parts, engine, qtbot)
    with qtbot.waitSignal(parts.tray.settled):
        drop_files(parts.window, [tmp_path / "red.png"])
    send(parts, "second")
    send(parts, "third")
    chat = parts.chat.id
    assert chat is not None
    assert parts.close()
    parts = open_parts(FakeEngine(), qtbot)
    try:
        qtbot.waitUntil(lambda: bool(parts.window.notices.sentences))
        assert "first" in parts.window.notices.sentences[0]
        parts.window.chat_chosen.emit(chat)
        qtbot.waitUntil(lambda: cards(parts) == ["second", "third"])
        assert parts.window.queue.cards[0].view.attachments[0].name == "red.png"
        with qtbot.waitSignals([parts.engine.finished] * 2):
            parts.window.queue.resume.click()
        assert cards(parts) == []
    finally:
        assert parts.close()


def test_the_answer_of_a_closed_window_is_followed_by_what_waited(
    engine: FakeEngine, qtbot: QtBot
) -> None:
    parts = open_parts(engine, qtbot, closes=True)
    parts.windows.stays = True
    ask(parts, engine, qtbot)
    send(parts, "second")
    parts.window.close()
    with qtbot.waitSignals([parts.engine.finished] * 2):
        engine.gate.set()
    assert heard(engine, 1) == ["first", "Hello there", "second"]
    assert parts.close()


def test_cards_say_what_they_are(parts: Parts, engine: FakeEngine, qtbot: QtBot) -> None:
    ask(parts, engine, qtbot)
    send(parts, "second")
    send(parts, "third")
    names = [card.accessibleName() for card in parts.window.queue.cards]
    assert names == ["Waiting message 1 of 2: second", "Waiting message 2 of 2: third"]
    card = parts.window.queue.cards[0]
    assert parts.window.queue.resume.accessibleName() == "Send what waits"
    assert [button.accessibleName() for button in (card.send, card.edit, card.remove)] == [
        "Send now", "Edit", "Remove",
    ]  # fmt: skip


@pytest.mark.parametrize("how", ["quit", "kill"])
def test_a_process_that_ends_loses_nothing_that_waits(data: Path, how: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.ui.queue_child", how],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == (0 if how == "quit" else -signal.SIGKILL), ended.stderr
    with closing(open_store(data).store) as store:
        (chat,) = store.queue.chats()
        assert [each.text for each in store.queue.of(chat)] == ["second", "third"]
        assert store.messages.window(chat).messages[0].text == "first"
        found = store.chats.get(chat)
        assert found is not None
        assert found.draft.text == "half a thought"
