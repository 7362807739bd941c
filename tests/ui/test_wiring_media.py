"""Sounds and pictures in the real window, on a real store; only the loudspeaker is not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.hands import drop_files, press, type_text
from app.parts import Parts
from tests.ui.opening import open_parts
from tests.unit.app_fakes import FakeEngine
from tests.unit.pdf_reader import Pdf
from tests.unit.player_fakes import FakeSpeaker, write_sound
from ui.open_picture import OpenPicture
from ui.sound_card import SoundCard


@pytest.fixture
def speaker(monkeypatch: pytest.MonkeyPatch) -> FakeSpeaker:
    made = FakeSpeaker()
    monkeypatch.setattr("app.player_stream.SpeakerStream", made.open)
    return made


@pytest.fixture
def parts(qtbot: QtBot, speaker: FakeSpeaker) -> Iterator[Parts]:
    del speaker
    parts = open_parts(FakeEngine(), qtbot)
    yield parts
    assert parts.close()


def attach(parts: Parts, qtbot: QtBot, path: Path) -> None:
    with qtbot.waitSignal(parts.tray.settled):
        drop_files(parts.window, [path])


def ask(parts: Parts, qtbot: QtBot, text: str) -> int:
    """The question's id, once it is stored."""
    with qtbot.waitSignals([parts.chat.answer_finished, parts.chat.question_kept]):
        type_text(parts.window.composer.edit, text)
        press(parts.window.composer.edit, Qt.Key.Key_Return)
    return parts.window.transcript.rows[0].view.id


def card(parts: Parts, message: int) -> SoundCard:
    (found,) = parts.window.transcript.item(message).findChildren(SoundCard)
    return found


def test_a_sound_is_played_from_its_card_and_shown_there(
    parts: Parts, qtbot: QtBot, tmp_path: Path, speaker: FakeSpeaker
) -> None:
    frames = write_sound(tmp_path / "bell.wav", 1.0)
    attach(parts, qtbot, tmp_path / "bell.wav")
    message = ask(parts, qtbot, "What is it?")
    (tmp_path / "bell.wav").unlink()  # what is played is Parlance's own copy
    press(card(parts, message).play.button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: card(parts, message).play.state.total_s == 1.0)
    speaker.last.pull(4000)
    qtbot.waitUntil(lambda: card(parts, message).play.state.place == 0.5)
    assert card(parts, message).play.state.playing

    parts.window.transcript.forget({message})  # scrolled out of sight, and back
    again = card(parts, message)
    qtbot.waitUntil(lambda: again.play.state.playing)
    assert again.play.state.place == 0.5
    press(again.play.wave, Qt.Key.Key_Home)
    speaker.last.pull(100)
    assert np.array_equal(speaker.last.heard[4000:], frames[:100])

    parts.window.new_chat_requested.emit()
    qtbot.waitUntil(lambda: speaker.last.closed)


def test_a_sound_is_heard_in_the_composer_and_silent_once_it_is_sent(
    parts: Parts, qtbot: QtBot, tmp_path: Path, speaker: FakeSpeaker
) -> None:
    write_sound(tmp_path / "bell.wav", 1.0)
    attach(parts, qtbot, tmp_path / "bell.wav")
    (view,) = parts.window.composer.attachments
    chip = parts.window.composer.chips.chip(view.id)
    chip._art.button.click()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: chip._art.state.total_s == 1.0)  # type: ignore[attr-defined]
    ask(parts, qtbot, "What is it?")
    qtbot.waitUntil(lambda: speaker.last.closed)


def test_without_a_loudspeaker_the_window_says_so(
    parts: Parts, qtbot: QtBot, tmp_path: Path, speaker: FakeSpeaker
) -> None:
    speaker.problem = "No loudspeaker was found."
    write_sound(tmp_path / "bell.wav", 1.0)
    attach(parts, qtbot, tmp_path / "bell.wav")
    message = ask(parts, qtbot, "What is it?")
    with qtbot.waitSignal(parts.player.notice):
        card(parts, message).play.button.click()
    assert card(parts, message).play.button.toolTip() == "No loudspeaker was found."


def test_a_picture_is_opened_from_the_transcript_at_its_full_size(
    parts: Parts, qtbot: QtBot, tmp_path: Path
) -> None:
    Image.new("RGB", (1800, 900), "red").save(tmp_path / "red.png")
    attach(parts, qtbot, tmp_path / "red.png")
    message = ask(parts, qtbot, "What is it?")
    (tmp_path / "red.png").unlink()
    (picture,) = parts.window.transcript.item(message).findChildren(OpenPicture)
    with qtbot.waitSignal(parts.pictures.found):
        picture.click()
    view = parts.window.pictures
    assert view.isVisible()
    assert view.canvas.image.width() == 1800
    with qtbot.waitSignal(parts.pictures.notice):
        parts.window.picture_save_chosen.emit(message, 0, str(tmp_path / "copy.png"))
    with Image.open(tmp_path / "copy.png") as copy:
        assert copy.size == (1800, 900)
    press(view, Qt.Key.Key_Escape)
    assert not view.isVisible()


def test_a_picture_that_waits_in_the_composer_is_opened_too(
    parts: Parts, qtbot: QtBot, tmp_path: Path
) -> None:
    Image.new("RGB", (1800, 900), "red").save(tmp_path / "red.png")
    attach(parts, qtbot, tmp_path / "red.png")
    (waiting,) = parts.window.composer.attachments
    picture = parts.window.composer.chips.chip(waiting.id)._art
    assert isinstance(picture, OpenPicture)
    with qtbot.waitSignal(parts.pictures.found):
        picture.click()
    assert parts.window.pictures.canvas.image.width() == 1800


def test_a_chat_is_exported_as_pdf_from_the_window(
    parts: Parts, qtbot: QtBot, tmp_path: Path
) -> None:
    Image.new("RGB", (300, 200), "red").save(tmp_path / "red.png")
    attach(parts, qtbot, tmp_path / "red.png")
    ask(parts, qtbot, "What is it?")
    target = tmp_path / "chat.pdf"
    with qtbot.waitSignal(parts.exchange.notice):
        parts.window.export_chosen.emit(parts.chat.id, str(target), False)
    pdf = Pdf(target)
    assert pdf.pictures == [(300, 200)]
    assert "What is it?" in pdf.text
    assert "Hello there" in pdf.text
