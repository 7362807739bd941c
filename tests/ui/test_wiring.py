"""The real window, wired, with an engine and a microphone that are not there."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.errors import UserError
from app.hands import drop_files, press, type_text
from app.parts import Parts
from app.recorder import Sink, Stream
from app.settings import Settings, load_settings, save_settings
from app.window import make_window
from engine.errors import ContextFull, ModelCorrupt
from engine.types import ImagePart, TextPart
from tests.unit.app_fakes import FakeEngine
from ui.answer import AnswerView
from ui.main_window import MainWindow


class QuietStream:
    rate = 8000

    def __init__(self, sink: Sink) -> None:
        sink(array("h", [9000] * 8000).tobytes())

    def close(self) -> None:
        """Nothing to give back."""


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


def open_parts(engine: FakeEngine, qtbot: QtBot, microphone: type[Stream] = QuietStream) -> Parts:
    parts = make_window(lambda: engine, microphone)
    qtbot.addWidget(parts.window)
    parts.window.show()
    return parts


@pytest.fixture
def parts(engine: FakeEngine, qtbot: QtBot) -> Iterator[Parts]:
    parts = open_parts(engine, qtbot)
    signals = [parts.shelf.model_changed, parts.shelf.models_changed, parts.chats.opened]
    with qtbot.waitSignals(signals):
        parts.shelf.start()
        parts.chats.start()
    yield parts
    engine.gate.set()
    engine.load_gate.set()
    assert parts.close()


@pytest.fixture
def window(parts: Parts) -> MainWindow:
    return parts.window


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    Image.new("RGB", (64, 48), "red").save(tmp_path / "red.png")
    return tmp_path / "red.png"


def send(window: MainWindow, text: str) -> None:
    type_text(window.composer.edit, text)
    press(window.composer.edit, Qt.Key.Key_Return)


def answer(window: MainWindow, number: int) -> AnswerView:
    """The answer that is the first, the second... in the transcript."""
    views = [row.view for row in window.transcript.rows if row.view.role == "assistant"]
    return window.transcript.answer(views[number - 1].id)


def shown(window: MainWindow, number: int) -> str:
    return answer(window, number).body.source


def test_typed_question_is_answered_in_the_transcript(
    parts: Parts, window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(parts.engine.finished):
        send(window, "hi")
        assert window.composer.busy
        assert window.composer.text == ""
    assert shown(window, 1) == "Hello there"
    assert "token" in answer(window, 1).figures.text()
    assert not window.composer.busy
    assert engine.heard[0][-1].parts == (TextPart("hi"),)


def test_dropped_picture_is_shown_and_sent(
    parts: Parts, window: MainWindow, engine: FakeEngine, picture: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(parts.tray.settled):
        assert drop_files(window, [picture])
    assert [view.name for view in window.composer.attachments] == ["red.png"]
    with qtbot.waitSignal(parts.engine.finished):
        send(window, "look")
    assert len(window.composer.attachments) == 0
    part = engine.heard[0][-1].parts[0]
    assert isinstance(part, ImagePart)
    assert part.data == picture.read_bytes()


def test_question_sent_while_its_picture_is_read_goes_out_with_it(
    parts: Parts, window: MainWindow, engine: FakeEngine, picture: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(parts.engine.finished):
        drop_files(window, [picture])
        send(window, "look")
        assert window.composer.text == ""
    assert len(engine.heard[0][-1].parts) == 2


def test_removed_chip_is_not_sent(
    parts: Parts, window: MainWindow, engine: FakeEngine, picture: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(parts.tray.settled):
        drop_files(window, [picture])
    window.composer.chips.chip(1).remove_button.click()
    assert len(window.composer.attachments) == 0
    with qtbot.waitSignal(parts.engine.finished):
        send(window, "look")
    assert len(engine.heard[0][-1].parts) == 1


def test_escape_stops_and_the_partial_answer_stays(
    parts: Parts, window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.gate.clear()
    with qtbot.waitSignal(parts.engine.text_ready):
        send(window, "hi")
    with qtbot.waitSignal(parts.engine.cancelled):
        window.stop_or_discard()
    assert shown(window, 1) == "Hello"
    assert not window.composer.busy
    engine.gate.set()
    with qtbot.waitSignal(parts.engine.finished):
        send(window, "again")
    assert [m.text for m in engine.heard[1]] == ["hi", "Hello", "again"]


def test_stopped_before_a_word_the_question_returns_to_the_composer(
    parts: Parts, window: MainWindow, engine: FakeEngine, picture: Path, qtbot: QtBot
) -> None:
    engine.words = ["", ""]
    engine.gate.clear()
    with qtbot.waitSignal(parts.tray.settled):
        drop_files(window, [picture])
    with qtbot.waitSignal(parts.engine.stage_changed):
        send(window, "look")
    with qtbot.waitSignal(parts.engine.cancelled):
        window.stop_or_discard()
    assert window.composer.text == "look"
    assert [view.name for view in window.composer.attachments] == ["red.png"]


def test_returned_question_does_not_overwrite_a_new_one(
    parts: Parts, window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.words = [""]
    engine.gate.clear()
    with qtbot.waitSignal(parts.engine.stage_changed):
        send(window, "old")
    type_text(window.composer.edit, "new")
    with qtbot.waitSignal(parts.engine.cancelled):
        window.stop_or_discard()
    assert window.composer.text == "new"
    assert [row.view.text for row in window.transcript.rows] == ["old", ""]


def test_failed_answer_is_told_and_the_app_goes_on(
    parts: Parts, window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.words = [""]
    engine.error = ContextFull("The chat is too long; start a new one.")
    with qtbot.waitSignal(parts.engine.failed):
        send(window, "hi")
    assert window.composer.text == "hi"
    assert window.transcript.empty  # the question is below now, and nowhere else
    assert window.notices.sentences == ["The chat is too long; start a new one."]
    engine.error, engine.words = None, ["fine"]
    with qtbot.waitSignal(parts.engine.finished):
        press(window.composer.edit, Qt.Key.Key_Return)
    assert shown(window, 1) == "fine"


def test_new_chat_while_answering_starts_empty_and_is_answered_next(
    parts: Parts, window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.gate.clear()
    with qtbot.waitSignal(parts.engine.text_ready):
        send(window, "hi")
    window.new_chat_requested.emit()
    assert window.transcript.empty
    assert not window.composer.busy
    send(window, "fresh")
    assert window.composer.busy
    with qtbot.waitSignals([parts.engine.finished, parts.engine.finished]):
        engine.gate.set()
    assert shown(window, 1) == "Hello there"
    assert [m.text for m in engine.heard[1]] == ["fresh"]


def test_switching_models_while_generating_stops_and_loads(
    parts: Parts, window: MainWindow, engine: FakeEngine, tmp_path: Path, qtbot: QtBot
) -> None:
    engine.gate.clear()
    with qtbot.waitSignal(parts.engine.text_ready):
        send(window, "hi")
    with qtbot.waitSignals([parts.engine.cancelled, parts.shelf.model_changed], order="strict"):
        window.choose_model(str(tmp_path))
    current = window.header.picker.current
    assert current is not None
    assert current.path == tmp_path
    assert shown(window, 1) == "Hello"
    engine.gate.set()
    with qtbot.waitSignal(parts.engine.finished):
        send(window, "you?")
    assert [m.text for m in engine.heard[1]] == ["hi", "Hello", "you?"]


def test_damaged_model_is_told_and_the_one_before_answers(
    parts: Parts, window: MainWindow, engine: FakeEngine, tmp_path: Path, qtbot: QtBot
) -> None:
    engine.bad[tmp_path] = ModelCorrupt("It lacks a shard; download it again.")
    with qtbot.waitSignal(parts.engine.load_failed):
        window.choose_model(str(tmp_path))
    assert window.notices.sentences == ["It lacks a shard; download it again."]
    with qtbot.waitSignal(parts.engine.finished):
        send(window, "hi")


def test_picture_for_a_text_model_is_refused_at_once(
    parts: Parts,
    window: MainWindow,
    engine: FakeEngine,
    picture: Path,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    engine.senses[tmp_path] = ("text",)
    with qtbot.waitSignal(parts.shelf.model_changed):
        window.choose_model(str(tmp_path))
    with qtbot.waitSignal(parts.tray.settled):
        drop_files(window, [picture])
    assert len(window.composer.attachments) == 0
    assert "cannot see pictures" in window.notices.sentences[0]


def test_bad_files_are_told_one_by_one(
    parts: Parts, window: MainWindow, picture: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "notes.png").write_text("words")
    (tmp_path / "empty.wav").touch()
    with qtbot.waitSignal(parts.tray.settled):
        drop_files(window, [tmp_path / "notes.png", picture, tmp_path / "empty.wav", tmp_path])
    assert [view.name for view in window.composer.attachments] == ["red.png"]
    assert len(window.notices.sentences) == 3


def test_pasted_picture_becomes_an_attachment(
    parts: Parts, window: MainWindow, qtbot: QtBot
) -> None:
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    with qtbot.waitSignal(parts.tray.settled):
        window.image_pasted.emit(image)
    assert [view.detail for view in window.composer.attachments] == ["20×10"]


def test_recording_becomes_an_attachment(parts: Parts, window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(parts.recorder.level_changed):
        window.composer.record.click()
    assert window.composer.recording
    with qtbot.waitSignal(parts.tray.settled):
        window.composer.recorder.finish.click()
    assert not window.composer.recording
    assert [view.detail for view in window.composer.attachments] == ["0:01"]


def test_text_model_refuses_a_recording_before_it_begins(
    parts: Parts, window: MainWindow, engine: FakeEngine, tmp_path: Path, qtbot: QtBot
) -> None:
    engine.senses[tmp_path] = ("text",)
    with qtbot.waitSignal(parts.shelf.model_changed):
        window.choose_model(str(tmp_path))
    window.composer.record.click()
    assert "cannot hear sounds" in window.notices.sentences[0]
    assert not window.composer.recording


def test_no_microphone_is_a_sentence(engine: FakeEngine, qtbot: QtBot) -> None:
    class NoMicrophone(QuietStream):
        def __init__(self, sink: Sink) -> None:
            del sink
            raise UserError("No microphone was found; connect one.")

    parts = open_parts(engine, qtbot, NoMicrophone)
    with qtbot.waitSignal(parts.recorder.refused):
        parts.window.composer.record.click()
    assert parts.window.notices.sentences == ["No microphone was found; connect one."]
    assert not parts.window.composer.recording
    assert parts.close()


def test_full_disk_is_told_and_the_app_goes_on(
    parts: Parts,
    window: MainWindow,
    engine: FakeEngine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    def full(settings: Settings) -> None:
        raise UserError(f"The disk is full ({settings.model}).")

    monkeypatch.setattr("app.settings_store.save_settings", full)
    with qtbot.waitSignal(parts.store.notice):
        window.choose_model(str(tmp_path))
    assert window.notices.sentences == [f"The disk is full ({tmp_path})."]
    with qtbot.waitSignal(parts.engine.finished):
        send(window, "hi")
    assert engine.heard


def test_memory_speed_and_context_are_shown(parts: Parts, window: MainWindow, qtbot: QtBot) -> None:
    signals = [parts.engine.memory_changed, parts.engine.speed_changed, parts.engine.finished]
    with qtbot.waitSignals(signals):
        send(window, "hi")


def test_window_remembers_appearance_and_place(
    data: Path, engine: FakeEngine, qtbot: QtBot
) -> None:
    del data
    save_settings(Settings(appearance="dark"))
    parts = open_parts(engine, qtbot)
    assert parts.window.look.appearance == "dark"
    parts.window.choose_appearance("light")
    parts.window.resize(701, 603)
    assert parts.close()
    assert load_settings().appearance == "light"
    again = open_parts(engine, qtbot)
    assert (again.window.width(), again.window.height()) == (701, 603)
    assert again.close()


def test_closing_while_generating_ends_all_threads(engine: FakeEngine, qtbot: QtBot) -> None:
    parts = open_parts(engine, qtbot)
    with qtbot.waitSignal(parts.shelf.model_changed):
        parts.shelf.start()
    engine.gate.clear()
    with qtbot.waitSignal(parts.engine.text_ready):
        send(parts.window, "hi")
    parts.window.close()
    assert parts.close()
