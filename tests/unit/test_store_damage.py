"""Files that a disk has harmed: whatever can still be read is there, and the rest is said."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import struct
import time
from contextlib import closing
from pathlib import Path

import pytest

from app.chat_records import load
from app.library_records import lists, search
from app.store.backups import DAILY, back_up, back_up_if_due
from app.store.carrying import take_out
from app.store.opening import NAME, Opened, open_anyway, open_store
from app.store.store import SUSPECT, ChatStore
from app.store.values import Ending, NewAttachment
from app.store.writer import Listener, StoreWriter
from engine.errors import Failure

CHATS = 50
PLACES = int(os.environ.get("PARLANCE_TEST_PLACES", "40"))  # by hand: 200
WORDS = ["Lisbon", "tram", "river", "sun", "code", "museum", "里斯本", "机器学习", "café", "naïve"]


def text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(words))


def say_in(store: ChatStore, chat: int, parent: int | None, words: str) -> int:
    """A question and its answer; the answer's id."""
    question, answer = store.new_id(), store.new_id()
    store.messages.ask(question, chat, parent, words)
    store.answers.begin(answer, chat, question, "starter")
    store.answers.append(answer, words[::-1])
    store.answers.finish(answer, Ending(thinking=words, stats={"generation_tps": 2.5}))
    return answer


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """50 chats with a backup, and two that were begun after it."""
    folder, chance = tmp_path_factory.mktemp("library"), random.Random(0)
    with closing(open_store(folder).store) as store:
        store.database.run("PRAGMA synchronous = OFF")
        picture = store.media.put(bytes(range(256)), "a.png", "image", waveform=[0.5])
        travel = store.new_id()
        store.folders.add(travel, "Travel")
        for number in range(CHATS):
            chat = store.new_id()
            store.chats.add(
                chat,
                title=f"{number} {text(chance, 3)}",
                folder=travel if number % 3 else None,
                system_prompt=text(chance, 9),
                sampling={"temperature": 0.5},
            )
            last = say_in(store, chat, None, text(chance, 50))
            say_in(store, chat, last, text(chance, 200))
            store.chats.set_draft(chat, "half a thought", [NewAttachment(picture, "a.png")])
            store.queue.add(store.new_id(), chat, "later", [NewAttachment(picture, "a.png")])
    back_up(folder / NAME, folder / DAILY)
    with closing(open_store(folder).store) as store:
        for number in range(2):
            chat = store.new_id()
            store.chats.add(chat, title=f"since {number}")
            say_in(store, chat, None, text(chance, 100))
    return folder


@pytest.fixture
def folder(library: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(library, tmp_path / "data"))


def overwrite(path: Path, at: int, data: bytes) -> None:
    with path.open("rb+") as file:
        file.seek(at)
        file.write(data)


def place_of(path: Path, words: str) -> int:
    """Where in the file these words are, once."""
    data = path.read_bytes()
    assert data.count(words.encode()) == 1
    return data.index(words.encode())


def use(store: ChatStore) -> int:
    """Read and change everything; the number of chats."""
    assert lists(store, frozenset()).anything
    search(store, "里斯 tra")
    chats = store.database.column("SELECT id FROM chat")
    for chat in chats:
        assert load(store, chat) is not None
        take_out(store, chat)
        store.queue.of(chat)
        store.chats.rename(chat, "Another name")
        last = store.messages.path(chat)[-1]
        store.messages.ask(store.new_id(), chat, last, "And then?")
    store.chats.trash(chats)
    store.empty_trash(grace_s=0)
    return len(chats)


def use_as_the_app_does(opened: Opened) -> int:
    """The writer mends what it stumbles over, and tries again."""
    counts: list[int] = []
    failures: list[Failure] = []
    waits: list[str] = []
    writer = StoreWriter(
        lambda: opened,
        Listener(opened=lambda _: None, call=lambda callback: callback(), waiting=waits.append),
    )
    writer.write(use, counts.append, failures.append)
    writer.start()
    assert writer.finish(60)
    assert (failures, waits) == ([], [])
    return counts[0]


@pytest.mark.parametrize("place", range(PLACES))
def test_a_byte_that_went_wrong_anywhere_costs_no_chat(folder: Path, place: int) -> None:
    chance = random.Random(place)
    path = folder / NAME
    at = chance.randrange(100) if place % 4 == 0 else chance.randrange(path.stat().st_size)
    if path.read_bytes()[at : at + 1] == (wrong := bytes([chance.randrange(256)])):
        return
    overwrite(path, at, wrong)
    opened = open_anyway(folder)
    assert opened.store.kept
    assert all("damaged" in notice for notice in opened.notices)
    assert use_as_the_app_does(opened) >= CHATS


@pytest.mark.parametrize("place", range(8))
def test_of_a_lost_page_the_rest_is_read_and_the_file_is_kept(folder: Path, place: int) -> None:
    path = folder / NAME
    page = random.Random(place).randrange(1, path.stat().st_size // 4096)
    overwrite(path, page * 4096, bytes(4096))
    broken = path.read_bytes()
    opened = open_anyway(folder)
    (aside,) = folder.glob("chats-damaged-*.sqlite3")
    assert aside.read_bytes() == broken
    (notice,) = opened.notices
    assert aside.name in notice
    assert use_as_the_app_does(opened) >= CHATS


def test_what_was_written_after_the_backup_is_read_from_the_damaged_file(folder: Path) -> None:
    path = folder / NAME
    with closing(open_store(folder).store) as store:
        (old,) = (row.id for row in store.chats.list() if row.title.startswith("7 "))
        more = say_in(store, old, store.messages.path(old)[-1], "More was said.")
        store.chats.rename(old, "Seven")
        empty = store.new_id()
        store.chats.add(empty)
        store.chats.set_draft(empty, "not sent yet")
    overwrite(path, 0, bytes(100))  # neither a database nor a page size
    (notice,) = (opened := open_store(folder)).notices
    with closing(opened.store) as store:
        titles = {row.title for row in store.chats.list()}
        assert {"since 0", "since 1", "Seven"} <= titles
        assert store.messages.path(old)[-1] == more
        draft = store.chats.get(empty)
        assert draft is not None
        assert draft.draft.text == "not sent yet"
        assert [hit.chat for hit in store.search.find("More was said")] == [old]
        assert store.new_id() > empty
        assert store.database.value("PRAGMA integrity_check") == "ok"
        assert store.database.rows("PRAGMA foreign_key_check") == []
    assert "of what was written since" in notice
    assert open_store(folder).notices == ()


def test_without_a_backup_what_can_be_read_of_the_file_is_shown(folder: Path) -> None:
    (folder / DAILY).unlink()
    overwrite(folder / NAME, 18, b"\x07\x07")
    opened = open_store(folder)
    with closing(opened.store) as store:
        assert len(store.chats.list()) == CHATS + 2
    assert "there is no backup, and what you see is what could still be read" in opened.notices[0]


def test_one_harmed_byte_in_a_message_leaves_its_chat_open_and_is_mended(folder: Path) -> None:
    with closing(open_store(folder).store) as store:
        chat = store.new_id()
        store.chats.add(chat, title="Harmed")
        question = store.new_id()
        store.messages.ask(question, chat, None, "Où est la précieuse?")
    at = place_of(folder / NAME, "précieuse") + 3  # the second byte of é
    overwrite(folder / NAME, at, b"x")
    opened = open_store(folder)
    assert opened.notices == ()
    store = opened.store
    loaded = load(store, chat)
    assert loaded is not None
    assert loaded.views[0].text == "Où est la pr\ufffdxcieuse?"
    assert store.database.unsound
    store.settle()
    assert not store.database.unsound
    store.close()
    with closing(open_store(folder).store) as again:
        assert again.messages.window(chat).messages[0].text == "Où est la pr\ufffdxcieuse?"
        assert not again.database.unsound
        assert [hit.message for hit in again.search.find("xcieuse")] == [question]
        again.chats.trash([chat])
        assert again.empty_trash() == 1


def test_a_harmed_index_of_searching_is_made_anew_and_nothing_waits(folder: Path) -> None:
    with closing(open_store(folder).store) as store:
        store.database.run("UPDATE found_message_data SET block = x'00' WHERE id > 10")
    assert use_as_the_app_does(open_store(folder)) >= CHATS
    with closing(open_store(folder).store) as store:
        assert store.search.find("tram") == ()  # all were deleted, and found again before that


def test_a_value_that_is_no_json_any_more_is_left_out(folder: Path) -> None:
    with closing(open_store(folder).store) as store:
        chat = store.chats.list()[0].id
        store.database.run("UPDATE chat SET sampling = '{\"temp' WHERE id = ?", chat)
        store.database.run("UPDATE message SET stats = '[1', saw = '{}' WHERE chat = ?", chat)
        loaded = load(store, chat)
    assert loaded is not None
    assert loaded.views[1].stats is None


def test_an_index_that_contradicts_its_table_is_made_anew_at_the_next_start(folder: Path) -> None:
    with closing(open_store(folder).store) as store:
        store.database.run("PRAGMA writable_schema = ON")
        root = store.database.value(
            "SELECT rootpage FROM sqlite_master WHERE name = 'chat_by_updated'"
        )
        entry = store.database.value("SELECT min(updated) FROM chat")
        store.database.run("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        store.suspect()
    packed = struct.pack(">d", entry)
    data = (folder / NAME).read_bytes()
    at = data.index(packed, (root - 1) * 4096, root * 4096)
    overwrite(folder / NAME, at + 6, b"\x01\x01")
    with closing(sqlite3.connect(folder / NAME)) as file:
        assert file.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
        assert file.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",)
    opened = open_store(folder)
    with closing(opened.store) as store:
        assert opened.notices == ()
        assert store.database.value("PRAGMA integrity_check(1)") == "ok"
        assert len(store.chats.list()) == CHATS + 2
    assert not (folder / SUSPECT).exists()


def test_messages_that_follow_each_other_in_a_circle_are_shown_once(folder: Path) -> None:
    with closing(open_store(folder).store) as store:
        chat = store.chats.list()[-1].id
        path = store.messages.path(chat)
        store.database.run("UPDATE message SET parent = ? WHERE id = ?", path[-1], path[0])
        assert sorted(store.messages.path(chat)) == sorted(path)


@pytest.mark.parametrize("lost", ["gone", "empty"])
def test_a_file_that_is_lost_is_brought_back_from_the_backup_and_that_is_said(
    folder: Path, lost: str
) -> None:
    (folder / NAME).unlink()
    if lost == "empty":
        (folder / NAME).touch()
    opened = open_store(folder)
    with closing(opened.store) as store:
        assert len(store.chats.list()) == CHATS
    assert "was gone; what you see is the backup of" in opened.notices[0]


def test_a_good_backup_is_not_given_for_a_damaged_one(folder: Path) -> None:
    good = (folder / DAILY).read_bytes()
    path = folder / NAME
    overwrite(path, path.stat().st_size // 2 // 4096 * 4096, b"\xff" * 4096)
    assert not back_up_if_due(path, age_s=-1)
    assert (folder / DAILY).read_bytes() == good


def test_the_backup_is_named_by_its_own_day(folder: Path) -> None:
    os.utime(folder / DAILY, (0, time.mktime((2026, 1, 2, 3, 4, 0, 0, 0, -1))))
    (folder / NAME).unlink()
    opened = open_store(folder)
    opened.store.close()
    assert "2026-01-02 03:04" in opened.notices[0]
