"""The real engine when things go missing under it."""

from __future__ import annotations

import shutil
from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.hands import press
from app.parts import Parts
from engine.types import Done
from tests.e2e.hands import ANSWER_MS, ask, drop, send, shown


def copy_model(starter: Path, folder: Path) -> Path:
    shutil.copytree(starter, folder, ignore=shutil.ignore_patterns("training"))
    return folder


def load(parts: Parts, qtbot: QtBot, folder: Path) -> None:
    with qtbot.waitSignal(parts.shelf.model_changed, timeout=ANSWER_MS):
        parts.window.choose_model(str(folder))


def test_a_model_whose_folder_is_removed_goes_on_and_is_refused_when_it_is_wanted_again(
    parts: Parts, starter: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other = copy_model(starter, tmp_path / "other")
    load(parts, qtbot, other)
    first = ask(parts, qtbot, "What can you do?")
    shutil.rmtree(other)
    second = ask(parts, qtbot, "And which colour?")  # it is in memory
    assert second.stats.cached_tokens >= first.stats.prompt_tokens - 8
    assert parts.engine.unload()
    back = [parts.chat.draft_returned, parts.shelf.model_changed]
    with qtbot.waitSignals(back, timeout=ANSWER_MS):
        send(parts, "Hello")
    assert parts.window.composer.text == "Hello"
    assert any("other" in sentence for sentence in parts.window.notices.sentences)
    assert parts.shelf.current is not None
    assert parts.shelf.current.path == starter  # what is always there
    with qtbot.waitSignal(parts.chat.answer_finished, timeout=ANSWER_MS) as finished:
        press(parts.window.composer.edit, Qt.Key.Key_Return)
    done = finished.args[1]
    assert isinstance(done, Done)
    assert done.text.strip()


def test_a_picture_whose_stored_file_is_gone_costs_no_answer(
    parts: Parts, data: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    Image.new("RGB", (64, 64), "red").save(tmp_path / "square.png")
    drop(parts, qtbot, tmp_path / "square.png")
    ask(parts, qtbot, "What is this?")
    shutil.rmtree(data / "media")
    assert ask(parts, qtbot, "And which colour?").saw == ()
    assert "square.png can no longer be found" in parts.window.notices.sentences[0]
    assert shown(parts, 2).strip()


def test_messages_that_wait_are_answered_by_the_real_engine_in_their_order(
    parts: Parts, qtbot: QtBot
) -> None:
    finished = [parts.chat.answer_finished] * 3
    with qtbot.waitSignals(finished, timeout=ANSWER_MS):
        for question in ("What can you do?", "Hello", "Does anything leave this machine?"):
            send(parts, question)
    said = parts.chat.conversation.messages()
    assert [message.text for message in said][::2] == [
        "What can you do?", "Hello", "Does anything leave this machine?",
    ]  # fmt: skip
    assert all(message.text.strip() for message in said)


def test_a_title_is_made_beside_the_chat_without_costing_its_prompt_cache(
    parts: Parts, starter: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    load(parts, qtbot, copy_model(starter, tmp_path / "other"))  # not known as the starter
    titles = parts.shared.titles
    titles.rest.setInterval(1_000_000)
    first = ask(parts, qtbot, "What can you do?")
    with qtbot.waitSignal(parts.engine.aside_ended, timeout=ANSWER_MS):
        titles.look()
    titles.rest.stop()
    second = ask(parts, qtbot, "Hello")
    titles.rest.stop()
    assert second.stats.cached_tokens >= first.stats.prompt_tokens - 8
