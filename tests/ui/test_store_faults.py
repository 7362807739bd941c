"""What the window says and does when its chats cannot be kept: one sentence, and it goes on."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import store_thread
from app.hands import drop_files, press, type_text
from app.parts import Parts
from app.store import database
from app.store.backups import DAILY, back_up
from app.store.opening import NAME, open_store
from app.store.schema import VERSION
from app.window import make_window
from engine.types import ImagePart
from tests.ui.disks import disk
from tests.ui.opening import open_parts
from tests.unit.app_fakes import FakeEngine

SAVED = "Your chats are saved again."
LOCKER = (
    "import sqlite3, sys; file = sqlite3.connect(sys.argv[1], isolation_level=None); "
    "file.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read()"
)


class App:
    """The app, opened again and again on the same folder."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
        self.folder = folder
        self.qtbot = qtbot
        self.engine = FakeEngine()
        self._parts: Parts | None = None
        self._set = monkeypatch.setenv
        self.at(folder)

    @property
    def parts(self) -> Parts:
        assert self._parts is not None
        return self._parts

    @property
    def chats(self) -> Path:
        return self.folder / NAME

    def at(self, folder: Path) -> None:
        """Keep everything there from now on."""
        self.folder = folder
        self._set("PARLANCE_DATA", str(folder))
        self._set("HF_HUB_CACHE", str(folder / "hub"))

    def open(self, *, wait: bool = True) -> None:
        """`wait`: until the chats are there."""
        self.close()
        if wait:
            self._parts = open_parts(self.engine, self.qtbot)
            return
        parts = self._parts = make_window(lambda: self.engine)
        self.qtbot.addWidget(parts.window)
        parts.window.show()
        with self.qtbot.waitSignal(parts.shelf.model_changed):
            parts.shelf.start()
            parts.chats.start()

    def close(self) -> None:
        if self._parts is not None:
            self.engine.gate.set()
            assert self._parts.close()
            self._parts = None

    def ask(self, text: str) -> None:
        """Ask and read the whole answer in the transcript."""
        before = len(self.said())
        with self.qtbot.waitSignal(self.parts.chat.answer_finished):
            type_text(self.parts.window.composer.edit, text)
            press(self.parts.window.composer.edit, Qt.Key.Key_Return)
        assert self.said()[before:] == [text, "Hello there"]
        assert self.parts.window.composer.text == ""

    def said(self) -> list[str]:
        return [row.view.text for row in self.parts.window.transcript.rows]

    def notices(self) -> list[str]:
        return self.parts.window.notices.sentences

    def notice(self, words: str) -> str:
        """The one sentence with these words, once it is there."""
        self.qtbot.waitUntil(lambda: any(words in each for each in self.notices()))
        (found,) = [each for each in self.notices() if words in each]
        assert found.endswith(".")
        return found

    def settled(self) -> None:
        """Everything that was asked of the store is answered, and what was asked for then."""
        came: list[int] = []
        for count in range(1, 5):
            self.parts.chats.read(lambda _: 1, came.append)
            self.qtbot.waitUntil(lambda count=count: len(came) == count)  # type: ignore[misc]

    def listed(self) -> list[int]:
        self.settled()
        return self.parts.window.sidebar.list.chat_order()

    def choose(self, chat: int) -> None:
        with self.qtbot.waitSignal(self.parts.chat.shown):
            self.parts.window.sidebar.chat_chosen.emit(chat)

    def retry(self) -> None:
        """What the store does by itself every two seconds."""
        thread = self.parts.chats._thread
        assert thread is not None
        thread.retry()

    def pragma(self, words: str) -> None:
        came: list[object] = []
        self.parts.chats.read(
            lambda store: store.database.run(f"PRAGMA {words}").fetchall(), came.append
        )
        self.qtbot.waitUntil(lambda: bool(came))


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Iterator[App]:
    app = App(tmp_path / "data", monkeypatch, qtbot)
    yield app
    app.close()


def kept(folder: Path, how: str = "mode=rw") -> list[str]:
    """Every text in the store, as another program finds it."""
    address = f"{(folder / NAME).as_uri()}?{how}"
    with closing(sqlite3.connect(address, uri=True)) as file:
        return [text for (text,) in file.execute("SELECT text FROM message ORDER BY id")]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process has the database locked."""
    with subprocess.Popen(
        [sys.executable, "-c", LOCKER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        try:
            yield
        finally:
            other.kill()


# Locked by another program


def test_locked_at_the_start_old_chats_can_be_read_and_new_ones_are_not_kept(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.open()
    app.ask("Where is Lisbon?")
    app.close()
    monkeypatch.setattr(database, "BUSY_MS", 1)
    monkeypatch.setattr(store_thread, "LOCKED_S", 0)
    with locked(app.chats):
        app.open()
        sentence = app.notice("another program is using their file")
        assert "nothing new is kept after you quit" in sentence
        (chat,) = app.listed()
        app.choose(chat)
        app.ask("And Porto?")
        assert len(app.notices()) == 1
        app.close()
    app.open()
    assert app.notices() == []
    app.choose(app.listed()[0])
    assert app.said() == ["Where is Lisbon?", "Hello there"]


def test_locked_for_a_while_at_the_start_the_chats_are_waited_for(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.open()
    app.ask("Where is Lisbon?")
    app.close()
    monkeypatch.setattr(database, "BUSY_MS", 1)
    with locked(app.chats):
        app.open(wait=False)
        app.notice("they appear when it ends")
        edit = app.parts.window.composer.edit
        type_text(edit, "one")
        app.parts.drafts.save()  # which does not wait for the store
        press(edit, Qt.Key.Key_Return)
        type_text(edit, "And Porto?")
        app.parts.drafts.save()
    app.qtbot.waitUntil(lambda: app.said()[-1:] == ["Hello there"])
    app.notice(SAVED)
    app.close()
    assert kept(app.folder) == ["Where is Lisbon?", "Hello there", "one", "Hello there"]
    with closing(open_store(app.folder).store) as store:
        drafts = store.database.column("SELECT draft FROM chat ORDER BY updated")
    assert drafts == ["", "And Porto?"]


def test_locked_at_the_start_the_app_can_be_left(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    app.open()
    app.ask("Where is Lisbon?")
    app.close()
    monkeypatch.setattr(database, "BUSY_MS", 1)
    with locked(app.chats):
        app.open(wait=False)
        app.notice("they appear when it ends")
        app.close()


def test_locked_while_it_runs_the_chat_goes_on_and_is_saved_later(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 1)
    app.open()
    app.ask("one")
    app.settled()
    with locked(app.chats):
        app.ask("two")
        assert "another program is using their file" in app.notice("only in memory")
        app.ask("three")
        assert app.listed()  # reading goes on meanwhile
        assert kept(app.folder) == ["one", "Hello there"]
    app.retry()
    app.notice(SAVED)
    assert kept(app.folder) == ["one", "Hello there", "two", "Hello there", "three", "Hello there"]


# Corrupt


def test_a_corrupt_file_is_kept_aside_and_the_backup_is_shown(app: App) -> None:
    app.open()
    app.ask("in the backup")
    app.settled()
    back_up(app.chats, app.folder / DAILY)
    app.ask("after it")
    app.close()
    broken = b"\xff" * 50_000
    app.chats.write_bytes(broken)
    app.open()
    sentence = app.notice("was damaged")
    (aside,) = app.folder.glob("chats-damaged-*.sqlite3")
    assert aside.name in sentence
    assert "what you see is the backup" in sentence
    assert aside.read_bytes() == broken
    app.choose(app.listed()[0])
    assert app.said() == ["in the backup", "Hello there"]
    app.ask("and it goes on")
    app.close()
    assert kept(app.folder)[-2:] == ["and it goes on", "Hello there"]


def test_corrupt_without_a_backup_the_window_starts_empty_and_keeps_what_comes(app: App) -> None:
    app.folder.mkdir()
    app.chats.write_bytes(b"nonsense" * 1000)
    app.open()
    assert "there is no backup" in app.notice("was damaged")
    app.ask("hi")
    app.close()
    assert kept(app.folder) == ["hi", "Hello there"]
    assert len(list(app.folder.glob("chats-damaged-*.sqlite3"))) == 1


def test_damaged_while_it_runs_the_chat_goes_on_and_says_what_to_do(app: App) -> None:
    app.open()
    app.ask("one")
    app.settled()
    app.pragma("wal_checkpoint(TRUNCATE)")
    size = app.chats.stat().st_size
    with app.chats.open("rb+") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    app.pragma("shrink_memory")
    app.ask("two")
    assert "quit and open Parlance again" in app.notice("was damaged while Parlance was using it")
    app.ask("three")
    assert app.said() == ["one", "Hello there", "two", "Hello there", "three", "Hello there"]


# From a newer version


def test_a_newer_file_is_left_alone_and_the_chat_goes_on_unsaved(app: App) -> None:
    app.open()
    app.ask("one")
    app.close()
    with closing(sqlite3.connect(app.chats)) as file:
        file.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = app.chats.read_bytes()
    app.open()
    assert "stays in memory until you quit" in app.notice("newer Parlance")
    app.ask("two")
    app.ask("three")
    app.close()
    assert app.chats.read_bytes() == before


# A full disk


def test_a_disk_that_fills_up_is_told_once_and_nothing_is_lost(app: App) -> None:
    app.open()
    app.ask("one")
    app.settled()
    app.pragma("max_page_count = 1")
    app.engine.words = ["x" * 100_000]
    with app.qtbot.waitSignal(app.parts.chat.answer_finished):
        type_text(app.parts.window.composer.edit, "much")
        press(app.parts.window.composer.edit, Qt.Key.Key_Return)
    assert "the disk is full" in app.notice("only in memory")
    app.engine.words = ["Hello", " there"]
    app.ask("more")
    assert len(app.notices()) == 1
    app.pragma("max_page_count = 1000000")
    app.retry()
    app.notice(SAVED)
    texts = kept(app.folder)
    assert texts == ["one", "Hello there", "much", "x" * 100_000, "more", "Hello there"]


def test_who_quits_while_something_is_not_saved_is_told_first(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    quits: list[int] = []
    monkeypatch.setattr(QApplication, "quit", lambda: quits.append(1))
    app.open()
    app.ask("one")
    app.settled()
    quit_requested = app.parts.window.quit_requested
    for _ in range(2):
        app.pragma("query_only = ON")
        app.ask("two")
        app.notice("only in memory")
        quit_requested.emit()
        app.notice("quit again to leave without it")
        assert quits == []
        app.pragma("query_only = OFF")
        app.retry()
        app.notice(SAVED)
        app.parts.window.notices.clear()
    app.pragma("query_only = ON")
    app.ask("three")
    app.notice("only in memory")
    quit_requested.emit()
    quit_requested.emit()
    assert quits == [1]


def test_a_real_disk_that_fills_up(app: App, tmp_path: Path) -> None:
    with disk(tmp_path / "disk", megabytes=4) as small:
        app.at(small.folder / "data")
        app.open()
        app.ask("one")
        app.settled()
        small.fill()
        Image.effect_noise((300, 300), 90).save(tmp_path / "noise.png")
        with app.qtbot.waitSignal(app.parts.tray.settled):
            drop_files(app.parts.window, [tmp_path / "noise.png"])
        app.ask("with a picture")
        assert "the disk is full" in app.notice("only in memory")
        app.ask("more")
        assert app.said()[-2:] == ["more", "Hello there"]
        small.make_room()
        app.retry()
        app.notice(SAVED)
        app.close()
        assert kept(app.folder)[2::2] == ["with a picture", "more"]
        app.open()
        app.choose(app.listed()[0])
        (picture,) = app.parts.window.transcript.rows[2].view.attachments
        assert (picture.name, picture.detail) == ("noise.png", "300×300")
        app.close()


def test_a_real_disk_that_is_full_at_the_start(app: App, tmp_path: Path) -> None:
    with disk(tmp_path / "disk", megabytes=4) as small:
        app.at(small.folder / "data")
        app.open()
        app.ask("one")
        app.close()
        small.fill()
        app.open()
        (chat,) = app.listed()
        app.choose(chat)
        assert app.said() == ["one", "Hello there"]
        app.ask("two")
        app.notice("the disk is full")
        app.close()
        small.make_room()
        assert kept(app.folder)[:2] == ["one", "Hello there"]


def test_a_real_disk_that_is_full_and_has_no_room_for_a_copy_either(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a Mac, where everything is on one disk."""
    with disk(tmp_path / "disk", megabytes=4) as small:
        app.at(small.folder / "data")
        app.open()
        Image.new("RGB", (64, 48), "red").save(tmp_path / "red.png")
        with app.qtbot.waitSignal(app.parts.tray.settled):
            drop_files(app.parts.window, [tmp_path / "red.png"])
        app.ask("one")
        app.close()
        small.fill()
        monkeypatch.setattr(tempfile, "tempdir", str(small.folder))
        app.open()
        assert "the disk is full" in app.notice("can be read but not written")
        app.choose(app.listed()[0])
        assert app.said() == ["one", "Hello there"]
        app.ask("two")
        assert isinstance(app.engine.heard[-1][0].parts[0], ImagePart)
        assert len(app.notices()) == 1
        app.close()
        small.make_room()
        assert kept(app.folder) == ["one", "Hello there"]


# A read-only disk


def test_a_real_disk_that_is_read_only_at_the_start(app: App, tmp_path: Path) -> None:
    with disk(tmp_path / "disk", megabytes=8) as small:
        app.at(small.folder / "data")
        app.open()
        Image.new("RGB", (64, 48), "red").save(tmp_path / "red.png")
        with app.qtbot.waitSignal(app.parts.tray.settled):
            drop_files(app.parts.window, [tmp_path / "red.png"])
        app.ask("one")
        app.close()
        small.lock()
        app.open()
        assert "nothing new is kept after you quit" in app.notice("can be read but not written")
        (chat,) = app.listed()
        app.choose(chat)
        assert app.said() == ["one", "Hello there"]
        assert app.parts.window.transcript.rows[0].view.attachments[0].detail == "64×48"
        app.ask("two")
        app.ask("three")
        assert len(app.notices()) == 1
        app.close()
        assert kept(app.folder, "immutable=1") == ["one", "Hello there"]


def test_a_real_disk_that_is_read_only_and_empty(app: App, tmp_path: Path) -> None:
    with disk(tmp_path / "disk", megabytes=1) as small:
        app.at(small.folder / "data")
        small.lock()
        app.open()
        assert "the disk is read-only" in app.notice("cannot be kept")
        app.ask("one")
        assert len(app.listed()) == 1
        app.close()


def test_a_file_that_becomes_read_only_is_waited_for(app: App) -> None:
    app.open()
    app.ask("one")
    app.settled()
    app.pragma("query_only = ON")
    app.ask("two")
    assert "cannot be written" in app.notice("only in memory")
    app.ask("three")
    app.pragma("query_only = OFF")
    app.retry()
    app.notice(SAVED)
    assert kept(app.folder)[::2] == ["one", "two", "three"]


# An attachment whose file is gone


def test_an_attachment_that_is_gone_is_shown_as_missing_and_told_once(
    app: App, tmp_path: Path
) -> None:
    app.open()
    Image.new("RGB", (64, 48), "red").save(tmp_path / "red.png")
    with app.qtbot.waitSignal(app.parts.tray.settled):
        drop_files(app.parts.window, [tmp_path / "red.png"])
    app.ask("What is it?")
    app.close()
    shutil.rmtree(app.folder / "media")
    app.open()
    app.choose(app.listed()[0])
    (picture,) = app.parts.window.transcript.rows[0].view.attachments
    assert picture.detail == "missing"
    app.ask("And now?")
    app.notice("red.png can no longer be found")
    app.ask("And then?")
    assert len(app.notices()) == 1
    assert [message.text for message in app.engine.heard[-1]] == [
        "What is it?", "Hello there", "And now?", "Hello there", "And then?",
    ]  # fmt: skip


# Killed


def test_after_a_kill_the_window_offers_to_go_on(app: App, kill: Callable[[Path], int]) -> None:
    answer = kill(app.folder)
    app.open()
    (chat,) = app.listed()
    app.choose(chat)
    shown = app.parts.window.transcript.answer(answer)
    begun = shown.body.source
    assert shown.figures.text() == "Interrupted"
    assert begun
    assert shown.footer.go_on is not None
    with app.qtbot.waitSignal(app.parts.chat.answer_finished):
        shown.footer.go_on.click()
    assert shown.body.source == begun + "Hello there"


@pytest.fixture
def kill() -> Callable[[Path], int]:
    """Kills a process in the middle of an answer. The answer's id."""
    from tests.unit.test_store_kill import Child

    def run(folder: Path) -> int:
        child = Child(folder)
        child.kill(child.read(120))
        return child.answer

    return run


def test_the_store_that_was_killed_is_whole(tmp_path: Path, kill: Callable[[Path], int]) -> None:
    kill(tmp_path)
    with closing(open_store(tmp_path).store) as store:
        assert store.database.value("PRAGMA integrity_check") == "ok"
