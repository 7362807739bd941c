"""What a person does in the window, and waiting for what comes of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.hands import drop_files, press, type_text
from app.parts import Parts
from engine.types import Done
from ui.answer import AnswerView

ANSWER_MS = 180_000  # a busy machine is not a broken one


def drop(parts: Parts, qtbot: QtBot, *paths: Path) -> None:
    """Drop files and wait until they have been read."""
    with qtbot.waitSignal(parts.tray.settled, timeout=ANSWER_MS):
        assert drop_files(parts.window, paths)


def send(parts: Parts, text: str) -> None:
    type_text(parts.window.composer.edit, text)
    press(parts.window.composer.edit, Qt.Key.Key_Return)


def ask(parts: Parts, qtbot: QtBot, text: str) -> Done:
    """Type, press Return, wait for the end."""
    with qtbot.waitSignal(parts.chat.answer_finished, timeout=ANSWER_MS) as finished:
        send(parts, text)
    done = finished.args[1]
    assert isinstance(done, Done)
    return done


def answer(parts: Parts, number: int) -> AnswerView:
    """The answer that is the first, the second... in the transcript."""
    transcript = parts.window.transcript
    views = [row.view for row in transcript.rows if row.view.role == "assistant"]
    return transcript.answer(views[number - 1].id)


def shown(parts: Parts, number: int) -> str:
    """The answer's text as the transcript holds it."""
    return answer(parts, number).body.source
