"""After a crash the next start offers the report: the whole way, with a crash of the real app."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from app.paths import crash_folder
from app.shared import make_shared
from app.windows import Windows
from tests.unit.app_fakes import FakeEngine

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise")


def start_app(data: Path, do: str) -> int:
    """The real start; once everything stands, `do`."""
    code = (
        "import ctypes, os, signal, sys\n"
        "import app.start\n"
        "steps = app.start.Start.steps\n"
        "def then(self):\n"
        "    yield from steps(self)\n"
        f"    {do}\n"
        "app.start.Start.steps = then\n"
        "from app.__main__ import main\n"
        "sys.exit(main([]))\n"
    )
    environment = {**os.environ, "PARLANCE_DATA": str(data), "PYTHONFAULTHANDLER": ""}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def windows(data: Path, qtbot: QtBot) -> Iterator[Windows]:
    assert data
    made = Windows(make_shared(FakeEngine))
    qtbot.addWidget(made.make().window)
    yield made
    assert made.close()


def settle(windows: Windows, qtbot: QtBot) -> list[str]:
    windows.crashes.start()
    qtbot.waitUntil(lambda: not windows.shared.disk.busy)
    assert windows.front is not None
    return windows.front.window.notices.sentences


def test_a_crash_of_the_real_app_is_offered_once(
    data: Path, windows: Windows, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert start_app(data, "ctypes.string_at(0)") == -11
    revealed: list[Path] = []
    monkeypatch.setattr("app.settings_desk.reveal", revealed.append)
    (said,) = settle(windows, qtbot)
    assert "ended unexpectedly" in said
    assert windows.front is not None
    (notice,) = windows.front.window.notices.notices
    assert notice.button is not None
    assert notice.button.text() == "Show Report"
    notice.button.click()
    (report,) = revealed
    assert report.parent == crash_folder()
    text = report.read_text()
    assert "Segmentation fault" in text
    assert "in then" in text
    assert settle(windows, qtbot) == []  # not again


def test_a_bug_in_the_start_is_offered_too(data: Path, windows: Windows, qtbot: QtBot) -> None:
    assert start_app(data, "raise RuntimeError('words')") == 1
    (said,) = settle(windows, qtbot)
    assert "ended unexpectedly" in said
    (report,) = crash_folder().iterdir()
    assert "RuntimeError" in report.read_text()


@pytest.mark.parametrize(
    "do",
    [
        "os.kill(os.getpid(), signal.SIGKILL)",
        "os.kill(os.getpid(), signal.SIGTERM)",
        "self.windows.quit()",
    ],
)
def test_nothing_is_said_after_any_other_end(
    data: Path, windows: Windows, qtbot: QtBot, do: str
) -> None:
    start_app(data, do)
    assert settle(windows, qtbot) == []
    assert list(crash_folder().iterdir()) == []


def test_the_help_menu_and_the_settings_show_the_folder(
    windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("app.settings_desk.open_folder", opened.append)
    assert windows.front is not None
    items = windows.front.window.findChildren(QAction)
    (item,) = [each for each in items if each.text() == "Show Crash Reports"]
    item.trigger()
    windows.settings.window.advanced.crashes.click()
    assert opened == [crash_folder(), crash_folder()]


def test_the_folder_is_there_when_it_is_shown(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.settings_desk import open_folder

    monkeypatch.setattr("PySide6.QtGui.QDesktopServices.openUrl", lambda _: True)
    open_folder(crash_folder())
    assert (data / "logs" / "crashes").is_dir()
