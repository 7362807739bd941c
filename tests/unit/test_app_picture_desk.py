"""Pictures at their full size: decoded, saved byte for byte, and what is said without them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app import picture_desk as module
from app.lazy_store import LazyStore
from app.picture_desk import PictureDesk
from app.store.store import ChatStore
from app.store.values import NewAttachment
from app.tray import Tray
from tests.unit.app_fakes import make_info
from ui.sound_state import IN_COMPOSER


class Room:
    """A store with one question and its picture; the message's id."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.store, self.tray = LazyStore(folder / "chats"), Tray()
        self.tray.set_model(make_info())
        self.desk = PictureDesk(self.store, self.tray)
        self.said: list[str] = []
        self.desk.notice.connect(self.said.append)
        with qtbot.waitSignal(self.store.opened):
            self.store.start()

    def ask(self, path: Path, *, temporary: bool = False) -> int:
        lazy = self.store.temporary if temporary else self.store

        def write(store: ChatStore) -> int:
            chat, message = store.new_id(), store.new_id()
            store.chats.add(chat)
            digest = store.media.put(path.read_bytes(), path.name, "image")
            store.messages.ask(message, chat, None, "Look", [NewAttachment(digest, path.name)])
            return message

        written: list[int] = []
        lazy.write(write, written.append)
        self.qtbot.waitUntil(lambda: bool(written))
        return written[0]

    def look(self, message: int, number: int = 0) -> QImage:
        with self.qtbot.waitSignal(self.desk.found) as found:
            self.desk.look(message, number)
        assert found.args[:2] == [message, number]
        image = found.args[2]
        assert isinstance(image, QImage)
        return image

    def problem(self, message: int, number: int = 0) -> str:
        with self.qtbot.waitSignal(self.desk.failed) as failed:
            self.desk.look(message, number)
        return str(failed.args[2])

    def notice(self) -> str:
        self.qtbot.waitUntil(lambda: bool(self.said))
        return self.said.pop()

    def lose(self) -> None:
        for file in (self.folder / "chats").rglob("*.png"):
            file.unlink()


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    room = Room(qtbot, tmp_path)
    yield room
    assert room.desk.stop()
    assert room.tray.stop()
    assert room.store.stop()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "red.png"
    Image.new("RGB", (900, 700), "red").save(path)
    return path


def test_a_picture_comes_at_its_full_size(room: Room, picture: Path) -> None:
    image = room.look(room.ask(picture))
    assert (image.width(), image.height()) == (900, 700)
    assert image.pixelColor(10, 10).name() == "#ff0000"


def test_a_photo_stands_upright(room: Room, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    Image.new("RGB", (80, 40), "blue").save(tmp_path / "photo.jpg", exif=exif)
    image = room.look(room.ask(tmp_path / "photo.jpg"))
    assert (image.width(), image.height()) == (40, 80)


def test_what_waits_in_the_composer_can_be_seen(room: Room, picture: Path) -> None:
    with room.qtbot.waitSignal(room.tray.settled):
        room.tray.offer_files([str(picture)])
    (view,) = room.tray.views
    assert room.look(IN_COMPOSER, view.id).width() == 900
    room.desk.reveal(IN_COMPOSER, 4242)
    assert "no longer" in room.notice()


def test_it_is_saved_byte_for_byte(room: Room, picture: Path) -> None:
    message = room.ask(picture)
    target = room.folder / "saved.png"
    room.desk.save(message, 0, str(target))
    assert room.notice() == f"The picture was saved to {target}."
    assert target.read_bytes() == picture.read_bytes()
    assert not list(room.folder.glob("*.part"))


def test_a_place_that_cannot_be_written_is_a_sentence(room: Room, picture: Path) -> None:
    message = room.ask(picture)
    room.desk.save(message, 0, str(room.folder / "nowhere" / "saved.png"))
    assert "could not be saved" in room.notice()


def test_a_picture_that_is_gone_is_a_sentence_everywhere(room: Room, picture: Path) -> None:
    message = room.ask(picture)
    room.lose()
    assert "no longer" in room.problem(message)
    room.desk.save(message, 0, str(room.folder / "saved.png"))
    assert "no longer" in room.notice()
    room.desk.reveal(message, 0)
    assert "no longer" in room.notice()
    assert not (room.folder / "saved.png").exists()
    assert "no longer" in room.problem(4242)


def test_a_picture_that_was_damaged_is_a_sentence(room: Room, picture: Path) -> None:
    message = room.ask(picture)
    for file in (room.folder / "chats").rglob("*.png"):
        file.write_bytes(picture.read_bytes()[:300])
    assert "red.png" in room.problem(message)


def test_a_picture_of_a_chat_that_is_not_kept_has_no_file(room: Room, picture: Path) -> None:
    message = room.ask(picture, temporary=True)
    assert room.look(message).width() == 900
    room.desk.reveal(message, 0)
    assert "save it first" in room.notice()


def test_its_file_is_shown(room: Room, picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Path] = []
    monkeypatch.setattr(module, "show_file", shown.append)
    room.desk.reveal(room.ask(picture), 0)
    room.qtbot.waitUntil(lambda: bool(shown))
    assert shown[0].read_bytes() == picture.read_bytes()


@pytest.mark.parametrize("platform", ["darwin", "linux"])
def test_files_are_shown_as_the_system_does(
    platform: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr("subprocess.run", lambda command, **_: asked.append(command[1]))

    class Desktop:
        @staticmethod
        def openUrl(address: object) -> None:  # noqa: N802
            asked.append(str(address))

    monkeypatch.setattr(module, "QDesktopServices", Desktop)
    module.show_file(tmp_path / "red.png")
    assert len(asked) == 1
    assert (asked == ["-R"]) == (platform == "darwin")
