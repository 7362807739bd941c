"""parlance:// links: they fill a composer, open a page, and never do more."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from pytestqt.qtbot import QtBot

from app.links import LONGEST, ModelPage, NewChat, is_link, read_link
from app.open_files import OpenFiles
from app.parts import Parts
from app.reopening import Reopening
from app.shared import make_shared
from app.windows import Windows
from tests.unit.app_fakes import FakeEngine

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise")


@pytest.mark.parametrize(
    ("link", "meaning"),
    [
        ("parlance://new?text=hello", NewChat("hello")),
        ("parlance:new?text=hello", NewChat("hello")),
        ("parlance://new/?text=hello+there%20you", NewChat("hello there you")),
        ("parlance://new?text=%E4%BD%A0%E5%A5%BD%0D%0Atwo", NewChat("你好\ntwo")),
        ("parlance://new", NewChat("")),
        ("parlance://new?other=1", NewChat("")),
        ("parlance://new?text=a&text=b", NewChat("a")),
        ("parlance://new?text=%00a%1B%5B2Jb%7F", NewChat("a[2Jb")),
        ("parlance://new?text=pay%20%E2%80%AEeve", NewChat("pay eve")),  # turned around
        ("parlance://new?text=%FF", NewChat("\ufffd")),
        ("parlance://model?repo=google/gemma-4-E4B-it", ModelPage("google/gemma-4-E4B-it")),
        ("parlance://model?repo=one", None),
        ("parlance://model?repo=../../etc", None),
        ("parlance://model?repo=a/b/c", None),
        ("parlance://model?repo=a/b%20c", None),
        ("parlance://model", None),
        ("parlance://delete?all=1", None),
        ("parlance://", None),
        ("parlance://[", None),
        ("parlance://new?" + "&".join(f"a{number}=1" for number in range(20)), None),
    ],
)
def test_what_a_link_asks_for(link: str, meaning: object) -> None:
    assert read_link(link) == meaning


def test_long_words_are_cut() -> None:
    link = f"parlance://new?text={quote('长' * (LONGEST + 5))}"
    assert read_link(link) == NewChat("长" * LONGEST, cut=True)
    found = read_link("parlance://new?text=" + "%41" * 10_000_000)
    assert found == NewChat("A" * LONGEST, cut=True)


def test_a_file_is_no_link() -> None:
    assert is_link("PARLANCE://new")
    assert not is_link("/home/ada/parlance:new")
    assert not is_link("https://example.org")


@pytest.fixture
def windows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> Iterator[tuple[Windows, OpenFiles]]:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    made = Windows(make_shared(FakeEngine))
    made.memory = Reopening(made)
    parts = made.memory.first(reopen=True)
    files = OpenFiles(made)
    made.memory.done.connect(files.go_on)
    parts.window.show()
    with qtbot.waitSignal(made.memory.done):
        parts.chats.start()
    yield made, files
    assert made.close()
    for each in made.all:
        each.window.close()
        each.window.deleteLater()


def ask(parts: Parts, qtbot: QtBot, text: str) -> None:
    with qtbot.waitSignal(parts.chat.answer_finished):
        if parts.shelf.current is None:
            with qtbot.waitSignal(parts.shelf.model_changed):
                parts.shelf.start()
        parts.window.send_requested.emit(text)


def test_a_link_fills_the_composer_and_sends_nothing(
    windows: tuple[Windows, OpenFiles], qtbot: QtBot
) -> None:
    made, files = windows
    (parts,) = made.all
    sent: list[object] = []
    parts.chat.requested.connect(lambda *found: sent.append(found))
    files.offer(["parlance://new?text=What%20is%20MLX%3F"])
    qtbot.waitUntil(lambda: parts.window.composer.text == "What is MLX?")
    assert made.all == (parts,)
    assert not sent
    assert not parts.window.notices.sentences


def test_it_goes_to_a_new_chat_and_the_open_one_stays(
    windows: tuple[Windows, OpenFiles], qtbot: QtBot
) -> None:
    made, files = windows
    (parts,) = made.all
    ask(parts, qtbot, "first")
    before = parts.chat.id
    assert before is not None
    files.offer(["parlance://new?text=second"])
    qtbot.waitUntil(lambda: parts.window.composer.text == "second")
    assert parts.chat.id is None
    made.show_chat(parts, before)
    qtbot.waitUntil(lambda: parts.chat.id == before)


def test_what_is_being_written_is_left_alone(
    windows: tuple[Windows, OpenFiles], qtbot: QtBot
) -> None:
    made, files = windows
    (parts,) = made.all
    parts.window.set_draft("half a sentence")
    files.offer(["parlance://new?text=from%20a%20link"])
    qtbot.waitUntil(lambda: len(made.all) == 2)
    assert parts.window.composer.text == "half a sentence"
    assert made.all[1].window.composer.text == "from a link"


def test_a_temporary_chat_is_not_thrown_away(
    windows: tuple[Windows, OpenFiles], qtbot: QtBot
) -> None:
    made, files = windows
    (parts,) = made.all
    parts.chat.start_temporary()
    files.offer(["parlance://new?text=hello"])
    qtbot.waitUntil(lambda: len(made.all) == 2)
    assert parts.chat.temporary


def test_an_unknown_link_is_said_and_does_nothing(
    windows: tuple[Windows, OpenFiles], qtbot: QtBot
) -> None:
    made, files = windows
    (parts,) = made.all
    files.offer(["parlance://erase?everything=" + "x" * 500])
    qtbot.waitUntil(lambda: bool(parts.window.notices.sentences))
    (said,) = parts.window.notices.sentences
    assert "parlance://erase" in said
    assert len(said) < 160
    assert parts.window.composer.text == ""


def test_a_cut_link_says_so(windows: tuple[Windows, OpenFiles], qtbot: QtBot) -> None:
    made, files = windows
    (parts,) = made.all
    files.offer([f"parlance://new?text={'a' * (LONGEST + 1)}"])
    qtbot.waitUntil(lambda: bool(parts.window.notices.sentences))
    assert "20,000 characters" in parts.window.notices.sentences[0]
    assert len(parts.window.composer.text) == LONGEST


def test_a_model_is_looked_for_and_not_fetched(
    windows: tuple[Windows, OpenFiles], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, files = windows
    monkeypatch.setattr("app.model_desk.look_for", lambda *_: [])
    got: list[object] = []
    made.models.window.get_requested.connect(lambda *found: got.append(found))
    files.offer(["parlance://model?repo=google/gemma-4-E4B-it"])
    qtbot.waitUntil(lambda: made.models.window.field.text() == "google/gemma-4-E4B-it")
    assert made.models.window.isVisible()
    assert not got


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


def test_a_mac_hands_over_a_link(tmp_path: Path) -> None:
    code = (
        "from PySide6.QtCore import QUrl\n"
        "from PySide6.QtGui import QFileOpenEvent\n"
        "from app.application import Application\n"
        "application = Application([])\n"
        "application.file_opened.connect(print)\n"
        "for each in ('parlance://new?text=%E4%BD%A0%20a', 'https://example.org', 'file:///a.png'):\n"
        "    application.sendEvent(application, QFileOpenEvent(QUrl(each)))\n"
    )
    done = run(code, data=tmp_path)
    assert done.stdout.splitlines() == ["parlance://new?text=%E4%BD%A0%20a", "/a.png"], done.stderr


def test_a_link_as_the_first_word_opens_the_window_with_it(tmp_path: Path) -> None:
    code = (
        "import sys, app.window\n"
        "app.window.open_window = lambda files, place, beside: print(*files) or 0\n"
        "from app.__main__ import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    done = run(code, "parlance://new?text=hello", data=tmp_path)
    assert done.stdout.split() == ["parlance://new?text=hello"], done.stderr
