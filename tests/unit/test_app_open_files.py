"""Files from the command line, the Dock icon, "Open With" and a second start."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.open_files import OpenFiles
from app.parts import Parts
from app.reopening import Reopening
from app.shared import make_shared
from app.windows import Windows
from tests.unit.app_fakes import FakeEngine

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise")


class Opened:
    """The app with its first window, and files on their way to it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.ended = False
        self.windows = Windows(make_shared(FakeEngine))
        self.windows.stays = True
        self.memory = self.windows.memory = Reopening(self.windows)
        self.parts = self.memory.first(reopen=True)
        self.files = OpenFiles(self.windows)
        self.memory.done.connect(self.files.go_on)
        self.parts.window.show()

    def start(self) -> None:
        with self.qtbot.waitSignal(self.memory.done):
            self.parts.chats.start()

    def end(self) -> None:
        if self.ended:
            return
        self.ended = True
        assert self.windows.close()
        for parts in self.windows.all:
            parts.window.close()
            parts.window.deleteLater()

    def attached(self, parts: Parts, count: int) -> list[str]:
        self.qtbot.waitUntil(lambda: len(parts.tray.attachments) == count)
        return [each.name for each in parts.tray.attachments]


@pytest.fixture
def start_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> Iterator[Callable[[], Opened]]:
    """Starts the app, each time on the same data."""
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    all_of_them: list[Opened] = []

    def start() -> Opened:
        all_of_them.append(Opened(qtbot))
        return all_of_them[-1]

    yield start
    for each in all_of_them:
        each.end()


@pytest.fixture
def opened(start_app: Callable[[], Opened]) -> Opened:
    return start_app()


@pytest.fixture
def picture(tmp_path: Path) -> str:
    Image.new("RGB", (32, 24), "red").save(tmp_path / "red.png")
    return str(tmp_path / "red.png")


def test_files_wait_until_the_window_can_take_them(opened: Opened, picture: str) -> None:
    opened.files.offer([picture])
    assert not opened.parts.tray.reading
    opened.start()
    assert opened.attached(opened.parts, 1) == ["red.png"]


def test_files_that_come_early_stay_with_the_chat_that_comes_back(
    start_app: Callable[[], Opened], picture: str, qtbot: QtBot
) -> None:
    opened = start_app()
    opened.start()
    parts = opened.parts
    with qtbot.waitSignal(parts.chat.answer_finished):
        with qtbot.waitSignal(parts.shelf.model_changed):
            parts.shelf.start()
        parts.window.send_requested.emit("hi")
    opened.end()
    again = start_app()
    again.files.offer([picture])
    again.start()
    assert again.attached(again.parts, 1) == ["red.png"]
    qtbot.waitUntil(lambda: again.parts.chat.id is not None)
    assert again.attached(again.parts, 1) == ["red.png"]


def test_files_come_to_the_front_window(opened: Opened, picture: str, qtbot: QtBot) -> None:
    opened.start()
    second = opened.windows.open()
    qtbot.waitUntil(lambda: opened.windows.front is second)
    opened.files.offer_one(picture)
    assert opened.attached(second, 1) == ["red.png"]
    assert not opened.parts.tray.attachments


def test_without_a_window_one_opens(opened: Opened, picture: str) -> None:
    opened.start()
    opened.parts.window.close()
    assert opened.windows.front is None
    opened.files.offer_one(picture)
    parts = opened.windows.all[0]
    assert opened.attached(parts, 1) == ["red.png"]


def test_nothing_to_open_brings_the_window_forward(opened: Opened, qtbot: QtBot) -> None:
    opened.start()
    opened.windows.open().window.close()
    opened.parts.window.showMinimized()
    opened.files.offer([])
    qtbot.waitUntil(lambda: not opened.parts.window.isMinimized())


def test_a_file_that_is_no_picture_and_no_sound_is_one_sentence(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "notes.xyz").write_bytes(b"\0\1\2 nothing known")
    opened.start()
    told: list[str] = []
    opened.parts.tray.notice.connect(told.append)
    opened.files.offer([str(tmp_path / "notes.xyz"), str(tmp_path / "gone.png")])
    qtbot.waitUntil(lambda: len(told) == 2)
    assert "notes.xyz" in told[0]
    assert "gone.png" in told[1]
    assert not opened.parts.tray.attachments


def run(code: str, *words: str, data: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, "PARLANCE_DATA": str(data)},
    )


def test_the_system_says_which_file_to_open(tmp_path: Path, picture: str) -> None:
    code = (
        "import sys\n"
        "from PySide6.QtCore import QEvent\n"
        "from PySide6.QtGui import QFileOpenEvent\n"
        "from app.application import Application\n"
        "application = Application([])\n"
        "application.file_opened.connect(lambda path: print('open', path))\n"
        "application.leaving.connect(lambda: print('leaving'))\n"
        "application.sendEvent(application, QFileOpenEvent(sys.argv[1]))\n"
        "application.sendEvent(application, QEvent(QEvent.Type.Quit))\n"
    )
    done = run(code, picture, data=tmp_path)
    assert done.stdout.splitlines() == [f"open {picture}", "leaving"], done.stderr


@pytest.mark.parametrize("words", [["{picture}"], ["{picture}", "{missing}"]])
def test_a_file_as_the_first_word_opens_the_window_with_it(
    tmp_path: Path, picture: str, words: list[str]
) -> None:
    code = (
        "import sys, app.window\n"
        "app.window.open_window = lambda files, place, beside: print(*files) or 0\n"
        "from app.__main__ import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    given = [os.path.relpath(w.format(picture=picture, missing="gone.png"), ROOT) for w in words]
    done = run(code, *given, data=tmp_path / "data")
    assert done.stdout.split() == [os.path.abspath(ROOT / each) for each in given], done.stderr
    assert done.returncode == 0


def test_a_word_that_is_no_file_is_said(tmp_path: Path) -> None:
    done = run("from app.__main__ import main; main(['gone.png'])", data=tmp_path)
    assert "“gone.png” is neither a command nor a file" in done.stderr


def test_a_second_start_says_what_became_of_it(tmp_path: Path) -> None:
    code = (
        "import sys, app.one_copy\n"
        "app.one_copy.find_place = lambda place, files: 'answered'\n"
        "from app.__main__ import main\n"
        "code = main([])\n"
        "sys.exit(code or 'app.window' in sys.modules)\n"
    )
    done = run(code, data=tmp_path)
    assert "open already" in done.stderr
    assert done.returncode == 0
