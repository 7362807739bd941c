"""The store's thread: in order, never waited for, and patient when the disk is full."""

from __future__ import annotations

import errno
import json
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.store.errors import StoreError
from app.store.opening import NAME, Opened, open_store
from app.store.store import ChatReader, ChatStore
from app.store.values import Ending, Message
from app.store_thread import ImportReport, StoreThread
from engine.errors import Failure

CHAT, QUESTION, ANSWER = 1_000_000, 1_000_001, 1_000_002


class Asker:
    """Asks a `StoreThread` and remembers everything that comes back."""

    def __init__(self, thread: StoreThread, qtbot: QtBot) -> None:
        self.thread = thread
        self.qtbot = qtbot
        self.told: list[str] = []
        thread.saving_stopped.connect(self.told.append)
        thread.saving_resumed.connect(lambda: self.told.append("resumed"))

    def read(self, work: Any) -> Any:
        came: list[Any] = []
        self.thread.read(work, came.append, came.append)
        self.qtbot.waitUntil(lambda: bool(came))
        return came[0]

    def write(self, work: Any) -> Any:
        came: list[Any] = []
        self.thread.write(work, came.append, came.append)
        self.qtbot.waitUntil(lambda: bool(came))
        return came[0]

    def fill_the_disk(self) -> None:
        self.read(lambda store: store.database.run("PRAGMA max_page_count = 1").fetchall())

    def make_room(self) -> None:
        self.read(lambda store: store.database.run("PRAGMA max_page_count = 1000000").fetchall())
        self.thread.retry()


@pytest.fixture
def asker(tmp_path: Path, qtbot: QtBot) -> Iterator[Asker]:
    thread = StoreThread(tmp_path)
    with qtbot.waitSignal(thread.opened):
        thread.start()
    yield Asker(thread, qtbot)
    assert thread.stop()


def begin(store: ChatStore) -> None:
    store.chats.add(CHAT, title="Lisbon")
    store.messages.ask(QUESTION, CHAT, None, "Where?")
    store.answers.begin(ANSWER, CHAT, QUESTION, "starter")


def node(text: str) -> dict[str, Any]:
    content = {"content_type": "text", "parts": [text]}
    return {"message": {"author": {"role": "user"}, "content": content}}


def texts(store: ChatReader) -> list[str]:
    return [message.text for message in store.messages.window(CHAT).messages]


def test_wishes_from_before_the_start_are_done_after_it(tmp_path: Path, qtbot: QtBot) -> None:
    thread = StoreThread(tmp_path)
    came: list[object] = []
    thread.opened.connect(came.append)
    thread.write(begin, lambda _: came.append("written"))
    thread.read(texts, came.append)
    assert not thread.ready
    thread.start()
    qtbot.waitUntil(lambda: len(came) == 3)
    assert thread.ready
    assert thread.stop()
    assert isinstance(came[0], Opened)
    assert came[1:] == ["written", ["Where?", ""]]


def test_results_arrive_on_the_thread_of_the_asker(asker: Asker) -> None:
    where: list[threading.Thread] = []
    worked = asker.read(lambda _: threading.current_thread())
    asker.thread.read(lambda _: None, lambda _: where.append(threading.current_thread()))
    asker.qtbot.waitUntil(lambda: bool(where))
    assert where == [threading.main_thread()]
    assert worked is not threading.main_thread()


def test_streamed_text_and_changes_keep_their_order(asker: Asker) -> None:
    asker.thread.write(begin)
    for word in ("In ", "Port", "ugal"):
        asker.thread.append(ANSWER, word)
    assert asker.read(texts) == ["Where?", "In Portugal"]
    asker.thread.append(ANSWER, "!")
    asker.thread.write(lambda store: store.answers.finish(ANSWER, Ending()))
    message = asker.read(lambda store: store.messages.get(ANSWER))
    assert isinstance(message, Message)
    assert (message.text, message.state) == ("In Portugal!", "whole")


def test_streamed_text_is_written_without_anything_following(asker: Asker, tmp_path: Path) -> None:
    asker.thread.write(begin)
    asker.thread.append(ANSWER, "alone")

    def is_there() -> bool:
        with closing(sqlite3.connect(tmp_path / NAME)) as database:
            return database.execute("SELECT text FROM piece").fetchall() == [("alone",)]

    asker.qtbot.waitUntil(is_there)


def test_nobody_waits_for_a_busy_store(asker: Asker) -> None:
    go_on = threading.Event()
    asker.thread.read(lambda _: go_on.wait(120), lambda _: None)
    asker.thread.write(begin)
    asker.thread.append(ANSWER, "text")
    assert asker.thread.new_id() != asker.thread.new_id()
    go_on.set()
    assert asker.read(texts) == ["Where?", "text"]


def test_a_write_happens_wholly_or_not_at_all(asker: Asker) -> None:
    def half(store: ChatStore) -> None:
        begin(store)
        raise StoreError("It went wrong.")

    assert asker.write(half) == Failure("StoreError", "It went wrong.")
    assert asker.read(lambda store: store.chats.get(CHAT)) is None


def test_a_bug_is_told_and_the_thread_goes_on(asker: Asker) -> None:
    assert asker.read(lambda _: 1 / 0) == Failure.bug()
    assert asker.write(lambda store: store.database.run("nonsense")).kind == "StoreError"
    assert asker.read(lambda _: 7) == 7


def test_a_full_disk_is_told_once_and_what_waits_is_written_later(asker: Asker) -> None:
    asker.write(begin)
    asker.fill_the_disk()
    asker.thread.append(ANSWER, "a" * 100_000)
    asker.qtbot.waitUntil(lambda: bool(asker.told))
    asker.thread.write(lambda store: store.answers.finish(ANSWER, Ending()))
    follow_up = asker.thread.new_id()
    asker.thread.write(lambda store: store.messages.ask(follow_up, CHAT, ANSWER, "b" * 100_000))
    asker.thread.retry()
    assert asker.read(texts) == ["Where?", ""]  # reading goes on meanwhile
    assert len(asker.told) == 1
    assert "the disk is full" in asker.told[0]

    asker.make_room()
    asker.qtbot.waitUntil(lambda: asker.told[1:] == ["resumed"])
    assert asker.read(texts) == ["Where?", "a" * 100_000, "b" * 100_000]
    assert asker.read(lambda store: store.database.value("PRAGMA integrity_check")) == "ok"


def test_room_for_a_part_of_it_is_not_yet_all_saved(asker: Asker) -> None:
    asker.write(begin)
    asker.fill_the_disk()
    asker.thread.append(ANSWER, "a" * 100_000)
    asker.qtbot.waitUntil(lambda: bool(asker.told))
    asker.thread.write(lambda store: store.chats.set_system_prompt(CHAT, "b" * 1_000_000))
    asker.read(
        lambda store: store.database.run(
            f"PRAGMA max_page_count = {store.database.value('PRAGMA page_count') + 60}"
        ).fetchall()
    )
    asker.thread.retry()
    asker.qtbot.waitUntil(lambda: asker.read(texts)[1] != "")
    assert len(asker.told) == 1
    asker.make_room()
    asker.qtbot.waitUntil(lambda: asker.told[1:] == ["resumed"])


def test_the_sentence_comes_again_when_the_disk_is_full_again(asker: Asker) -> None:
    asker.write(begin)
    for times in (1, 2):
        asker.fill_the_disk()
        asker.thread.append(ANSWER, "a" * 100_000)
        asker.qtbot.waitUntil(lambda times=times: len(asker.told) == 2 * times - 1)  # type: ignore[misc]
        asker.make_room()
        asker.qtbot.waitUntil(lambda times=times: len(asker.told) == 2 * times)  # type: ignore[misc]
    assert asker.told[1::2] == ["resumed", "resumed"]


def test_a_disk_that_stays_full_loses_only_what_it_never_took(tmp_path: Path, qtbot: QtBot) -> None:
    thread = StoreThread(tmp_path)
    thread.start()
    asker = Asker(thread, qtbot)
    asker.write(begin)
    asker.thread.append(ANSWER, "kept")
    asker.read(texts)
    asker.fill_the_disk()
    asker.thread.append(ANSWER, "a" * 100_000)
    qtbot.waitUntil(lambda: bool(asker.told))
    thread.write(lambda store: store.chats.rename(CHAT, "b" * 100_000))
    assert thread.stop()
    assert thread.unsaved == 2
    opened = open_store(tmp_path)
    with closing(opened.store) as store:
        assert texts(store) == ["Where?", "kept"]
        assert opened.interrupted == (ANSWER,)


def test_a_locked_file_is_waited_for(asker: Asker, tmp_path: Path) -> None:
    asker.write(begin)
    asker.read(lambda store: store.database.run("PRAGMA busy_timeout = 1").fetchall())
    with closing(sqlite3.connect(tmp_path / NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        asker.thread.append(ANSWER, "patience")
        asker.qtbot.waitUntil(lambda: bool(asker.told))
        assert "another program" in asker.told[0]
        other.execute("COMMIT")
    asker.thread.retry()
    asker.qtbot.waitUntil(lambda: asker.told[1:] == ["resumed"])
    assert asker.read(texts) == ["Where?", "patience"]


def test_what_is_tried_again_lets_readers_pass_soon(asker: Asker) -> None:
    patience: list[int] = []

    def write(store: ChatStore) -> None:
        patience.append(store.database.value("PRAGMA busy_timeout"))
        if len(patience) == 1:
            raise OSError(errno.ENOSPC, "no space")

    asker.thread.write(write)
    asker.qtbot.waitUntil(lambda: bool(asker.told))
    asker.thread.retry()
    asker.qtbot.waitUntil(lambda: asker.told[1:] == ["resumed"])
    assert patience[1] < patience[0]
    assert asker.read(lambda store: store.database.value("PRAGMA busy_timeout")) == patience[0]


@pytest.mark.usefixtures("qapp")
def test_damage_while_running_is_told_and_what_was_said_stays_readable(
    asker: Asker, tmp_path: Path
) -> None:
    asker.write(begin)
    asker.read(lambda store: store.database.run("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    size = (tmp_path / NAME).stat().st_size
    with (tmp_path / NAME).open("rb+") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    asker.read(lambda store: store.database.run("PRAGMA shrink_memory").fetchall())
    asker.thread.append(ANSWER, "text")
    asker.qtbot.waitUntil(lambda: bool(asker.told))
    assert "was damaged while Parlance was using it" in asker.told[0]


def test_what_was_asked_for_is_written_before_the_end(tmp_path: Path) -> None:
    thread = StoreThread(tmp_path)
    thread.start()
    thread.write(begin)
    thread.append(ANSWER, "the last word")
    assert thread.stop()
    assert thread.unsaved == 0
    with closing(open_store(tmp_path).store) as store:
        assert texts(store) == ["Where?", "the last word"]


def test_a_newer_store_leaves_us_one_in_memory_and_a_sentence(tmp_path: Path, qtbot: QtBot) -> None:
    with closing(sqlite3.connect(tmp_path / NAME)) as database:
        database.execute("PRAGMA user_version = 999")
    thread = StoreThread(tmp_path)
    with qtbot.waitSignal(thread.opened) as opened:
        thread.start()
    asker = Asker(thread, qtbot)
    assert asker.write(begin) is None
    assert asker.read(texts) == ["Where?", ""]
    assert thread.stop()
    (report,) = opened.args
    assert not report.store.kept
    assert "newer Parlance" in report.notices[0]


def test_an_import_comes_in_chat_by_chat_with_a_report(asker: Asker, tmp_path: Path) -> None:
    chats = [
        {"title": "one", "mapping": {"q": node("Where?")}, "current_node": "q"},
        {"mapping": {"q": 7}},
        {"title": "two", "mapping": {"q": node("When?")}, "current_node": "q"},
    ]
    (tmp_path / "conversations.json").write_text(json.dumps(chats))
    came: list[ImportReport] = []
    asker.thread.bring_in(tmp_path / "conversations.json", came.append)
    asker.qtbot.waitUntil(lambda: bool(came))
    (report,) = came
    assert len(report.refused) == 1
    rows = asker.read(lambda store: store.chats.list())
    assert {(row.id, row.title) for row in rows} == set(
        zip(report.chats, ("one", "two"), strict=True)
    )


def test_a_bug_in_an_import_is_a_sentence_in_its_report(
    asker: Asker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.importing.read_chats", lambda _: iter([1 / 0]))
    came: list[ImportReport] = []
    asker.thread.bring_in(tmp_path / "x.json", came.append)
    asker.qtbot.waitUntil(lambda: bool(came))
    assert came[0].chats == ()
    assert came[0].refused[0].startswith("x.json: ")


def test_an_import_lets_others_pass(asker: Asker, tmp_path: Path) -> None:
    chats = [{"mapping": {"q": node(f"{n}")}, "current_node": "q"} for n in range(50)]
    (tmp_path / "conversations.json").write_text(json.dumps(chats))
    asker.write(begin)
    go_on = threading.Event()
    asker.thread.read(lambda _: go_on.wait(120), lambda _: None)
    came: list[ImportReport] = []
    asker.thread.bring_in(tmp_path / "conversations.json", came.append)
    asker.qtbot.waitUntil(lambda: asker.thread._writer.waiting > 0)
    asker.thread.append(ANSWER, "meanwhile")
    there: list[int] = []
    asker.thread.read(lambda store: len(store.chats.list()), there.append)
    go_on.set()
    asker.qtbot.waitUntil(lambda: bool(came))
    assert len(came[0].chats) == 50
    assert there[0] < 10


def test_an_import_ends_with_the_app(asker: Asker, tmp_path: Path) -> None:
    chats = [{"mapping": {"q": node(f"{n}")}, "current_node": "q"} for n in range(50)]
    (tmp_path / "conversations.json").write_text(json.dumps(chats))
    asker.write(begin)
    asker.thread.bring_in(tmp_path / "conversations.json", lambda _: None)
    # `asker` stops the thread, and fails the test if something hangs.


def test_a_long_read_runs_aside_and_sees_what_was_asked_for_before(asker: Asker) -> None:
    came: list[Any] = []
    asker.thread.write(begin)
    asker.thread.append(ANSWER, "In Portugal")
    asker.thread.aside(
        lambda store: (threading.current_thread().name, store.messages.window(CHAT).messages),
        came.append,
    )
    asker.qtbot.waitUntil(lambda: bool(came))
    name, messages = came[0]
    assert name == "export"
    assert [message.text for message in messages] == ["Where?", "In Portugal"]


def test_a_long_read_cannot_write(asker: Asker) -> None:
    came: list[Any] = []
    asker.thread.aside(lambda store: store.chats.add(CHAT), came.append, came.append)
    asker.qtbot.waitUntil(lambda: bool(came))
    assert isinstance(came[0], Failure)


def test_a_temporary_store_writes_nothing_anywhere(tmp_path: Path, qtbot: QtBot) -> None:
    thread = StoreThread(tmp_path, temporary=True)
    thread.start()
    asker = Asker(thread, qtbot)
    asker.write(begin)
    thread.append(ANSWER, "secret")
    came: list[Any] = []
    thread.aside(texts, came.append)
    qtbot.waitUntil(lambda: bool(came))
    assert came == [["Where?", "secret"]]
    thread.back_up()
    assert thread.stop()
    assert list(tmp_path.iterdir()) == []


def test_the_daily_backup_is_made_aside(asker: Asker, tmp_path: Path) -> None:
    asker.write(begin)
    asker.thread.back_up()
    asker.qtbot.waitUntil((tmp_path / "chats-backup.sqlite3").exists)


@pytest.mark.usefixtures("qapp")
def test_a_store_that_was_never_started_can_be_stopped(tmp_path: Path) -> None:
    assert StoreThread(tmp_path).stop()
    assert list(tmp_path.iterdir()) == []


def test_the_thread_does_not_hold_whom_it_answers(asker: Asker, qtbot: QtBot) -> None:
    """It would hold it until the next wish: a window that is closed meanwhile would end there."""

    class Window:
        def __init__(self) -> None:
            self.came: list[int] = []

        def take(self, value: int) -> None:
            self.came.append(value)

    for ask in (asker.thread.read, asker.thread.write, asker.thread.aside):
        window = Window()
        ask(lambda _: 7, window.take)
        came = window.came
        qtbot.waitUntil(partial(came.__contains__, 7))
        gone = weakref.ref(window)
        del window
        assert gone() is None, ask
