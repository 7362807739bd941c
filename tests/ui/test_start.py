"""The app comes up behind its first window, in pieces, and misses nothing meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.first_window import FirstLook, load_first_look, make_first_window
from app.paths import program_folder
from app.settings import Settings, save_settings, settings_file
from app.shared import make_shared
from app.start import MODULES, Start
from app.window_memory import WindowState, memory_file, save_windows
from tests.unit.app_fakes import FakeEngine
from ui import warm_up
from ui.main_window import MainWindow
from ui.warm_up import WarmUp

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def type_letters(window: MainWindow, text: str) -> None:
    for letter in text:
        QTest.keyClick(window.windowHandle(), Qt.Key(ord(letter.upper())))


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    made = FakeEngine()
    monkeypatch.setattr("app.shared.make_shared", lambda: make_shared(lambda: made))
    return made


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication, engine: FakeEngine) -> Iterator[Start]:
    window = make_first_window(FirstLook({}, {}))
    qtbot.addWidget(window)
    made = Start(qapp, window)
    window.show()
    qtbot.waitExposed(window)
    yield made
    engine.gate.set()
    engine.load_gate.set()
    if made.slices is not None:
        made.slices.finish()
    assert made.error is None
    made.hide()
    assert made.close()
    made.leave_place()


def test_a_question_sent_at_once_is_asked(
    qtbot: QtBot, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.slices.SLICE_MS", 0)  # nothing comes by itself
    window = start.window
    start.begin()
    type_letters(window, "hello")
    assert window.composer.text == "hello"
    assert start.windows is None  # letters need nothing of it
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    assert start.windows is not None
    qtbot.waitUntil(lambda: [row.view.text for row in window.transcript.rows][:1] == ["hello"])


def test_what_was_written_before_the_rest_was_there_is_a_draft(start: Start) -> None:
    start.begin()
    type_letters(start.window, "dear")
    assert start.slices is not None
    start.slices.finish()
    assert start.windows is not None
    assert start.windows.all[0].drafts._text == "dear"


def test_the_first_window_becomes_the_apps_window(qtbot: QtBot, start: Start) -> None:
    start.begin()
    assert start.slices is not None
    with qtbot.waitSignal(start.slices.done):
        pass
    assert start.windows is not None
    assert [parts.window for parts in start.windows.all] == [start.window]


def test_files_that_come_early_are_attached(qtbot: QtBot, start: Start, tmp_path: Path) -> None:
    picture = tmp_path / "red.png"
    picture.write_bytes((program_folder() / "resources/samples/picture.png").read_bytes())
    start.offer(str(picture))
    start.begin()
    qtbot.waitUntil(
        lambda: [each.name for each in start.window.composer.attachments] == ["red.png"]
    )


def test_the_first_window_looks_as_the_settings_say(qtbot: QtBot) -> None:
    look = FirstLook({"appearance": "dark", "text_size": 1.5, "sidebar": "hidden 300"}, {})
    window = make_first_window(look)
    qtbot.addWidget(window)
    assert (window.look.theme.dark, window.look.scale) == (True, 1.5)
    assert window.sidebar_place == (False, 300)


def test_the_first_look_is_read_from_the_files_that_the_app_writes() -> None:
    save_settings(Settings(language="zh_CN", appearance="light", text_size=1.25))
    save_windows([WindowState(geometry="AAAA", sidebar=False, sidebar_width=280)], [])
    look = load_first_look()
    assert (look.language, look.appearance, look.text_size) == ("zh_CN", "light", 1.25)
    assert (look.geometry, look.sidebar) == ("AAAA", (False, 280))
    save_settings(Settings(geometry="BBBB", reopen_windows=False))
    assert load_first_look().geometry == "BBBB"


@pytest.mark.parametrize("settings", ["", "[]", "{", '{"text_size": "big", "language": 3}'])
@pytest.mark.parametrize("windows", ["", '{"windows": 3}', '{"windows": [1]}', '{"windows": [{}]}'])
def test_broken_files_give_the_usual_look(data: Path, settings: str, windows: str) -> None:
    data.mkdir()
    settings_file().write_text(settings)
    memory_file().write_text(windows)
    look = load_first_look()
    usual = vars(FirstLook({}, {}))
    assert vars(look) == usual


@pytest.mark.parametrize(
    ("before", "modules"),
    [
        ("app.window, app.first_window", "app.start"),
        ("app.windows, ui.transcript, markdown_it", "ui.warm_up"),
    ],
)
def test_no_step_of_the_start_imports_much_at_once(before: str, modules: str) -> None:
    code = (
        "import json, sys\n"
        f"import {before}\n"
        "from importlib import import_module\n"
        f"from {modules} import MODULES\n"
        "new = {}\n"
        "for name in MODULES:\n"
        "    before = set(sys.modules)\n"
        "    import_module(name)\n"
        "    found = set(sys.modules) - before\n"
        "    new[name] = sorted(m for m in found if m.split('.')[0] in ('app', 'engine', 'ui'))\n"
        "print(json.dumps(new))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=program_folder(),
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert {name: new for name, new in found.items() if len(new) > 5} == {}


def test_the_first_answer_finds_its_modules(qtbot: QtBot) -> None:
    made = WarmUp()
    with qtbot.waitSignal(made.done):
        made.start()
    assert {"markdown_it", "ui.answer", "ui.question", "ui.model_list"} <= set(sys.modules)


@pytest.mark.parametrize("name", [*MODULES, *warm_up.MODULES])
def test_modules_of_the_start_are_there(name: str) -> None:
    assert find_spec(name)
