"""Whatever goes wrong in the engine: one sentence, nothing lost, and the next question works."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.hands import drop_files, press, type_text
from app.parts import Parts
from app.wav import wav_bytes
from app.window import make_window
from engine.cancel import CancelToken
from engine.errors import EngineError, MediaError, ModelNotFound, NumericError, OutOfMemory
from engine.types import Delta, Event, GenerationParams, Message, Saw, Stage
from tests.unit.app_fakes import FakeEngine, make_done

SENTENCE = "The memory is full: choose a smaller model."
BEFORE_A_WORD = ("start", "prefill", "picture", "sound", "seen", "first token")
STAGES = (*BEFORE_A_WORD, "middle", "end")


class BrittleEngine(FakeEngine):
    """Breaks at one of `STAGES`, if one is set.

    Attributes:
        breaks: where. fault: with what.
    """

    def __init__(self) -> None:
        super().__init__(("Hello", " there"))
        self.breaks = ""
        self.fault: Exception = OutOfMemory(SENTENCE)

    def respond(
        self,
        messages: Sequence[Message],
        params: GenerationParams,
        cancel: CancelToken,
        chat: str = "",
    ) -> Generator[Event, None, None]:
        self.heard.append(tuple(messages))
        self._reach("start")
        yield Stage("encode", 0, 2)
        self._reach("picture")
        yield Stage("encode", 1, 2)
        self._reach("sound")
        yield Stage("prefill", 0, 2)
        self._reach("prefill")
        yield Saw("image", "red.png", 4, {})
        self._reach("seen")
        yield Stage("prefill", 2, 2)
        self._reach("first token")
        for count, word in enumerate(self.words, 1):
            yield Delta(word, (count,), "answer", count, 40.0)
            self._reach("middle" if count == 1 else "end")
            cancel.check()
        yield make_done("".join(self.words), len(self.words))

    def _reach(self, stage: str) -> None:
        if self.breaks == stage:
            raise self.fault


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "data"


@pytest.fixture
def engine() -> BrittleEngine:
    return BrittleEngine()


@pytest.fixture
def parts(engine: BrittleEngine, qtbot: QtBot) -> Iterator[Parts]:
    parts = make_window(lambda: engine)
    qtbot.addWidget(parts.window)
    parts.window.show()
    with qtbot.waitSignals([parts.shelf.model_changed, parts.chats.opened]):
        parts.shelf.start()
        parts.chats.start()
    yield parts
    assert parts.close()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    Image.new("RGB", (64, 48), "red").save(tmp_path / "red.png")
    (tmp_path / "beep.wav").write_bytes(wav_bytes(bytes(16000), 8000))
    return [tmp_path / "red.png", tmp_path / "beep.wav"]


def send(parts: Parts, text: str) -> None:
    type_text(parts.window.composer.edit, text)
    press(parts.window.composer.edit, Qt.Key.Key_Return)


def said(parts: Parts) -> list[tuple[str, str]]:
    """The transcript: text and state of every message."""
    rows = parts.window.transcript.rows
    return [(row.view.text, row.view.state) for row in rows]


def works(parts: Parts, engine: BrittleEngine, qtbot: QtBot) -> None:
    """The next question is answered, with all of what was said before."""
    engine.breaks = ""
    with qtbot.waitSignal(parts.engine.finished):
        if parts.window.composer.text:
            press(parts.window.composer.edit, Qt.Key.Key_Return)
        else:
            send(parts, "and now?")
    assert said(parts)[-1] == ("Hello there", "whole")
    assert not parts.chat.busy
    assert not parts.window.composer.busy


@pytest.mark.parametrize("stage", STAGES)
def test_an_engine_that_fails_says_one_sentence_and_goes_on(
    parts: Parts, engine: BrittleEngine, qtbot: QtBot, files: list[Path], stage: str
) -> None:
    with qtbot.waitSignal(parts.engine.finished):
        send(parts, "before")
    with qtbot.waitSignal(parts.tray.settled):
        drop_files(parts.window, files)
    engine.breaks = stage
    with qtbot.waitSignal(parts.engine.failed):
        send(parts, "look and listen")
    window = parts.window
    if stage in BEFORE_A_WORD:
        assert window.composer.text == "look and listen"
        assert [view.name for view in window.composer.attachments] == ["red.png", "beep.wav"]
        assert said(parts) == [("before", "whole"), ("Hello there", "whole")]
        assert window.notices.sentences == [SENTENCE]
    else:
        assert window.composer.text == ""
        partial = "Hello" if stage == "middle" else "Hello there"
        assert said(parts)[2:] == [("look and listen", "whole"), (partial, "failed")]
        answer = window.transcript.answer(parts.chat.conversation.said[-1].id)
        assert answer.view.note == SENTENCE
        assert window.notices.sentences == []
    works(parts, engine, qtbot)
    if stage in BEFORE_A_WORD:
        assert len(engine.heard[-1][-1].parts) == 3  # the attachments went along
    else:
        assert [message.text for message in engine.heard[-1]][-2] == partial


@pytest.mark.parametrize("stage", STAGES)
def test_a_bug_in_the_engine_is_told_without_a_traceback(
    parts: Parts,
    engine: BrittleEngine,
    qtbot: QtBot,
    caplog: pytest.LogCaptureFixture,
    stage: str,
) -> None:
    engine.breaks, engine.fault = stage, ZeroDivisionError("division by zero")
    with caplog.at_level(logging.CRITICAL), qtbot.waitSignal(parts.engine.failed) as failed:
        send(parts, "hi")
    sentence = failed.args[1].message
    assert "inside Parlance" in sentence
    assert "division" not in sentence
    works(parts, engine, qtbot)


@pytest.mark.parametrize(
    "fault",
    [
        MediaError("red.png cannot be read; save it again."),
        NumericError("The model put out invalid numbers."),
        ModelNotFound("The model is gone."),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_every_kind_of_failure_is_shown_as_it_stands(
    parts: Parts, engine: BrittleEngine, qtbot: QtBot, fault: EngineError
) -> None:
    engine.breaks, engine.fault = "middle", fault
    with qtbot.waitSignal(parts.engine.failed):
        send(parts, "hi")
    answer = parts.window.transcript.answer(parts.chat.conversation.said[-1].id)
    assert answer.view.note == str(fault)
    works(parts, engine, qtbot)


def test_failing_again_and_again_says_it_once_at_a_time(
    parts: Parts, engine: BrittleEngine, qtbot: QtBot
) -> None:
    engine.breaks = "prefill"
    send_again = "hi"
    for _ in range(4):
        with qtbot.waitSignal(parts.engine.failed):
            if parts.window.composer.text:
                press(parts.window.composer.edit, Qt.Key.Key_Return)
            else:
                send(parts, send_again)
    assert parts.window.notices.sentences == [SENTENCE]
    assert parts.window.composer.text == "hi"
    assert said(parts) == []
    works(parts, engine, qtbot)


def test_a_failed_answer_is_still_there_after_the_chat_was_left(
    parts: Parts, engine: BrittleEngine, qtbot: QtBot
) -> None:
    engine.breaks = "middle"
    with qtbot.waitSignal(parts.engine.failed):
        send(parts, "hi")
    chat = parts.chat.id
    parts.window.new_chat_requested.emit()
    with qtbot.waitSignal(parts.chat.shown):
        parts.window.chat_chosen.emit(chat)
    assert said(parts) == [("hi", "whole"), ("Hello", "failed")]
    works(parts, engine, qtbot)


def test_what_fails_in_a_chat_that_is_not_shown_stays_there(
    parts: Parts, engine: BrittleEngine, qtbot: QtBot
) -> None:
    engine.breaks = "first token"
    with qtbot.waitSignal(parts.engine.failed):
        send(parts, "hi")
        parts.window.new_chat_requested.emit()
        chat = next(iter(parts.chat.answering))
    assert parts.window.composer.text == ""
    with qtbot.waitSignal(parts.chat.shown):
        parts.window.chat_chosen.emit(chat)
    assert said(parts) == [("hi", "whole"), ("", "failed")]


def test_a_model_that_cannot_be_loaded_leaves_the_one_before(
    parts: Parts, engine: BrittleEngine, qtbot: QtBot, tmp_path: Path
) -> None:
    gone = tmp_path / "gone"
    engine.bad[gone] = ModelNotFound(f"There is no model in {gone}; choose another.")
    with qtbot.waitSignal(parts.shelf.model_changed):
        parts.window.choose_model(str(gone))
    assert parts.window.notices.sentences == [str(engine.bad[gone])]
    works(parts, engine, qtbot)


def test_a_model_whose_folder_went_while_it_rested_is_told(
    parts: Parts, engine: BrittleEngine, qtbot: QtBot
) -> None:
    current = parts.shelf.current
    assert current is not None
    assert parts.engine.unload()
    engine.bad[current.path] = ModelNotFound("The model's folder is gone; choose another.")
    with qtbot.waitSignal(parts.engine.failed):
        send(parts, "hi")
    assert parts.window.composer.text == "hi"
    assert str(engine.bad.pop(current.path)) in parts.window.notices.sentences
    with qtbot.waitSignal(parts.engine.model_loaded):
        parts.window.choose_model(str(current.path))
    works(parts, engine, qtbot)


def test_a_picture_whose_file_is_gone_is_told_once_and_the_rest_is_asked(
    parts: Parts, engine: BrittleEngine, qtbot: QtBot, files: list[Path], data: Path
) -> None:
    with qtbot.waitSignal(parts.tray.settled):
        drop_files(parts.window, files[:1])
    with qtbot.waitSignals([parts.engine.finished, parts.chat.question_kept]):
        send(parts, "look")
    shutil.rmtree(data / "media")
    for _ in range(2):
        works(parts, engine, qtbot)
    (sentence,) = parts.window.notices.sentences
    assert "red.png can no longer be found" in sentence
    assert engine.heard[-1][0].text == "look"


def test_a_picture_whose_file_is_gone_does_not_hold_up_what_waits(
    parts: Parts, qtbot: QtBot, files: list[Path], data: Path
) -> None:
    with qtbot.waitSignal(parts.tray.settled):
        drop_files(parts.window, files[:1])
    with qtbot.waitSignals([parts.engine.finished, parts.chat.question_kept]):
        send(parts, "look")
    chat = parts.chat.id
    with qtbot.waitSignals([parts.engine.finished] * 2):
        send(parts, "second")
        send(parts, "third")
        parts.window.new_chat_requested.emit()
        shutil.rmtree(data / "media")
    with qtbot.waitSignal(parts.chat.shown):
        parts.window.chat_chosen.emit(chat)
    assert [text for text, _ in said(parts)][::2] == ["look", "second", "third"]


def test_memory_figures_that_cannot_be_read_disturb_nothing(
    parts: Parts, engine: BrittleEngine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("no figures")

    monkeypatch.setattr(engine, "memory", broken)
    works(parts, engine, qtbot)
    assert parts.window.notices.sentences == []
