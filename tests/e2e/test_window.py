"""The whole path: from a dropped file to the words in the transcript, with nothing in between."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Generator, Sequence
from itertools import count
from pathlib import Path
from time import perf_counter

import pytest
import soundfile
from PIL import Image
from PySide6.QtCore import QObject, Qt, QTimer
from pytestqt.qtbot import QtBot

from app.hands import press
from app.local_engine import LocalEngine
from app.parts import Parts
from engine.cancel import CancelToken
from engine.types import Delta, Event, GenerationParams, Message
from tests.e2e.hands import ANSWER_MS, answer, ask, drop, send, shown

QUESTION = "What can you do?"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    image = Image.new("RGB", (200, 160), "white")
    image.paste((220, 30, 30), (60, 40, 140, 120))
    image.save(tmp_path / "square.png")
    return tmp_path / "square.png"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    import numpy as np

    times = np.arange(16_000) / 16_000
    tone = 0.4 * np.sin(2 * np.pi * 880 * times) * (times % 0.5 < 0.25)
    soundfile.write(tmp_path / "beeps.wav", tone, 16_000)
    return tmp_path / "beeps.wav"


def copy_model(starter: Path, folder: Path) -> Path:
    shutil.copytree(starter, folder, ignore=shutil.ignore_patterns("training"))
    return folder


def make_text_only(starter: Path, folder: Path) -> Path:
    """The starter without its senses."""
    copy_model(starter, folder)
    config = json.loads((folder / "config.json").read_text())
    config.update(vision_config=None, audio_config=None)
    (folder / "config.json").write_text(json.dumps(config))
    return folder


def load(parts: Parts, qtbot: QtBot, folder: Path) -> None:
    with qtbot.waitSignal(parts.shelf.model_changed, timeout=ANSWER_MS):
        parts.window.choose_model(str(folder))


def test_dropped_picture_and_sound_reach_the_model_and_the_answer_the_window(
    parts: Parts, picture: Path, sound: Path, qtbot: QtBot
) -> None:
    drop(parts, qtbot, picture, sound)
    assert [view.detail for view in parts.window.composer.attachments] == ["200×160", "0:01"]
    done = ask(parts, qtbot, "What do you see and hear?")
    assert [(saw.kind, saw.name) for saw in done.saw] == [
        ("image", "square.png"),
        ("audio", "beeps.wav"),
    ]
    assert all(saw.soft_tokens > 0 for saw in done.saw)
    assert shown(parts, 1).strip() == done.text.strip()
    assert len(parts.window.composer.attachments) == 0


def test_second_turn_reuses_what_the_first_has_run(
    parts: Parts, picture: Path, qtbot: QtBot
) -> None:
    drop(parts, qtbot, picture)
    first = ask(parts, qtbot, "What is this?")
    second = ask(parts, qtbot, "And which colour?")
    assert second.stats.cached_tokens >= first.stats.prompt_tokens - 8
    assert second.saw[0].cached


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first answer waits after its first words until it is stopped: it is not over before."""
    respond, asked = LocalEngine.respond, count()

    def respond_until_stopped(
        self: LocalEngine,
        messages: Sequence[Message],
        params: GenerationParams,
        cancel: CancelToken,
        chat: str = "",
    ) -> Generator[Event, None, None]:
        first = next(asked) == 0
        for event in respond(self, messages, params, cancel, chat):
            yield event
            if first and isinstance(event, Delta):
                cancel.wait(ANSWER_MS / 1000)

    monkeypatch.setattr(LocalEngine, "respond", respond_until_stopped)


@pytest.mark.usefixtures("endless")
def test_stop_midway_keeps_the_part_and_the_next_question_is_answered(
    parts: Parts, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(parts.chat.text_appended, timeout=ANSWER_MS):
        send(parts, QUESTION)
    with qtbot.waitSignal(parts.chat.answer_stopped, timeout=ANSWER_MS):
        press(parts.window, Qt.Key.Key_Escape)
    part = shown(parts, 1)
    assert part
    assert "Stopped" in answer(parts, 1).figures.text()
    ask(parts, qtbot, "Go on.")
    history = parts.chat.conversation.messages()
    assert [message.role for message in history] == ["user", "assistant", "user", "assistant"]
    assert history[1].text == part


@pytest.mark.usefixtures("endless")
def test_switching_models_while_generating_stops_and_the_new_model_answers(
    parts: Parts, starter: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other = copy_model(starter, tmp_path / "other")
    with qtbot.waitSignal(parts.chat.text_appended, timeout=ANSWER_MS):
        send(parts, QUESTION)
    signals = [parts.chat.answer_stopped, parts.shelf.model_changed]
    with qtbot.waitSignals(signals, timeout=ANSWER_MS, order="strict"):
        parts.window.choose_model(str(other))
    assert parts.shelf.current is not None
    assert parts.shelf.current.path == other
    assert ask(parts, qtbot, "Hello").stats.cached_tokens == 0


def test_text_only_model_refuses_a_picture_and_answers_text(
    parts: Parts, starter: Path, picture: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    load(parts, qtbot, make_text_only(starter, tmp_path / "text-only"))
    drop(parts, qtbot, picture)
    assert len(parts.window.composer.attachments) == 0
    assert "cannot see pictures" in parts.window.notices.sentences[0]
    assert ask(parts, qtbot, "Hello").saw == ()


def test_attachment_from_before_the_switch_is_refused_when_sent(
    parts: Parts, starter: Path, sound: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    drop(parts, qtbot, sound)
    load(parts, qtbot, make_text_only(starter, tmp_path / "text-only"))
    send(parts, "What is this?")
    assert "cannot hear sounds" in parts.window.notices.sentences[0]
    assert parts.window.composer.text == "What is this?"
    load(parts, qtbot, starter)
    with qtbot.waitSignal(parts.chat.answer_finished, timeout=ANSWER_MS):
        press(parts.window.composer.edit, Qt.Key.Key_Return)


def test_broken_model_folder_is_told_and_the_starter_still_answers(
    parts: Parts, starter: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    broken = copy_model(starter, tmp_path / "broken")
    (broken / "model.safetensors").write_bytes(b"\0" * 64)
    with qtbot.waitSignal(parts.shelf.notice, timeout=ANSWER_MS):
        parts.window.choose_model(str(broken))
    assert "model.safetensors" in parts.window.notices.sentences[0]
    ask(parts, qtbot, "Hello")


def test_empty_question_is_not_sent(parts: Parts) -> None:
    press(parts.window.composer.edit, Qt.Key.Key_Return)
    parts.window.send_requested.emit("   ")
    assert not parts.chat.busy
    assert parts.window.transcript.empty


def test_question_longer_than_the_context_comes_back(parts: Parts, qtbot: QtBot) -> None:
    assert parts.shelf.current is not None
    question = "long " * (parts.shelf.current.context + 10)
    with qtbot.waitSignal(parts.chat.answer_failed, timeout=ANSWER_MS) as failed:
        send(parts, question)
    assert failed.args[1].kind == "ContextFull"
    assert parts.window.composer.text == question.strip()
    parts.window.composer.edit.clear()
    ask(parts, qtbot, "Hello")


def test_file_that_vanished_after_it_was_dropped_does_not_matter(
    parts: Parts, picture: Path, qtbot: QtBot
) -> None:
    drop(parts, qtbot, picture)
    picture.unlink()
    assert ask(parts, qtbot, "What is this?").saw[0].name == "square.png"


def test_recording_without_a_microphone_is_a_sentence(parts: Parts, qtbot: QtBot) -> None:
    try:
        import sounddevice
    except OSError:  # not even PortAudio
        expected = "PortAudio"
    else:
        if any(device["max_input_channels"] for device in sounddevice.query_devices()):
            pytest.skip("this machine has a microphone")
        expected = "No microphone"
    with qtbot.waitSignal(parts.recorder.refused, timeout=ANSWER_MS):
        parts.window.composer.record.click()
    assert expected in parts.window.notices.sentences[0]


class HeartBeat(QObject):
    """Finds the longest time for which the main thread's event loop did not turn."""

    def __init__(self) -> None:
        super().__init__()
        self._last = perf_counter()
        self.gaps_ms: list[float] = []
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = perf_counter()
        self.gaps_ms.append(1000 * (now - self._last))
        self._last = now


def test_main_thread_turns_while_an_answer_streams(
    parts: Parts, qtbot: QtBot, record_property: Callable[[str, object], None]
) -> None:
    """Reports the longest pause; how long it may be is for a quiet machine to say."""
    ask(parts, qtbot, "Hello")
    heart = HeartBeat()
    done = ask(parts, qtbot, QUESTION)
    gaps = sorted(heart.gaps_ms)
    record_property("main_thread_longest_gap_ms", round(gaps[-1], 1))
    record_property("main_thread_p99_gap_ms", round(gaps[int(0.99 * len(gaps))], 1))
    sys.stdout.write(
        f"\nmain thread: {len(gaps)} turns while {done.stats.generation_tokens} tokens streamed, "
        f"longest gap {gaps[-1]:.1f} ms, 99 % below {gaps[int(0.99 * len(gaps))]:.1f} ms\n"
    )
    assert len(gaps) > 1
