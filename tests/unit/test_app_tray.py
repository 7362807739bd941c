"""The tray reads elsewhere, refuses with a sentence and loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.tray import READING, Tray
from app.wav import wav_bytes
from tests.unit.app_fakes import make_info
from ui.values import AttachmentView


@pytest.fixture
def tray(qtbot: QtBot) -> Iterator[Tray]:
    del qtbot
    tray = Tray()
    yield tray
    assert tray.stop()


@pytest.fixture
def notices(tray: Tray) -> list[str]:
    said: list[str] = []
    tray.notice.connect(said.append)
    return said


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    Image.new("RGB", (30, 20)).save(tmp_path / "a.png")
    return tmp_path / "a.png"


def test_files_keep_their_order_and_bad_ones_are_named(
    tray: Tray, notices: list[str], picture: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "b.wav").write_bytes(wav_bytes(b"\x10\x20" * 4000, 8000))
    (tmp_path / "notes.txt").write_text("words")
    paths = [tmp_path / "b.wav", tmp_path / "notes.txt", picture]
    with qtbot.waitSignal(tray.settled):
        tray.offer_files([str(path) for path in paths])
    assert [view.name for view in tray.views] == ["b.wav", "a.png"]
    assert len(notices) == 1
    assert "notes.txt" in notices[0]


def test_attachment_for_a_model_without_that_sense_is_refused_at_once(
    tray: Tray, notices: list[str], picture: Path, qtbot: QtBot
) -> None:
    tray.set_model(make_info(senses=("text", "audio")))
    with qtbot.waitSignal(tray.settled):
        tray.offer_files([str(picture)])
    assert tray.attachments == ()
    assert "a.png" in notices[0]
    assert "cannot see pictures" in notices[0]


def test_removed_attachment_is_not_sent(tray: Tray, picture: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.settled):
        tray.offer_files([str(picture), str(picture)])
    first, second = tray.views
    tray.remove(first.id)
    assert tray.views == [second]


def test_pasted_picture_and_recording_are_attached(tray: Tray, qtbot: QtBot) -> None:
    image = QImage(6, 6, QImage.Format.Format_RGB32)
    image.fill(0)
    with qtbot.waitSignal(tray.settled):
        tray.offer_image(image)
        tray.offer_recording(wav_bytes(b"\x01\x10" * 8000, 8000))
    assert [view.kind for view in tray.views] == ["image", "audio"]


def test_chip_stands_there_while_a_file_is_read(tray: Tray, picture: Path, qtbot: QtBot) -> None:
    shown: list[AttachmentView] = []
    tray.added.connect(shown.append)
    with qtbot.waitSignal(tray.settled):
        tray.offer_files([str(picture)])
        assert [(view.name, view.detail) for view in shown] == [("a.png", READING)]
        assert tray.attachments == ()
    assert [view.id for view in shown] == [1, 1]
    assert shown[1].detail == "30×20"


def test_chip_of_a_bad_file_is_withdrawn(tray: Tray, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignals([tray.withdrawn, tray.notice]):
        tray.offer_files([str(tmp_path / "gone.png")])


def test_file_removed_while_it_is_read_does_not_come_back(
    tray: Tray, picture: Path, qtbot: QtBot
) -> None:
    tray.offer_files([str(picture)])
    with qtbot.waitSignal(tray.settled):
        tray.remove(1)
    with qtbot.waitSignal(tray.settled):
        tray.offer_files([str(picture)])
    assert [view.id for view in tray.views] == [2]
