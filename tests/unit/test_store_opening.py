"""Opening the chats: old, new, foreign, damaged, read-only, twice."""

from __future__ import annotations

import errno
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from app.store import database, opening, sessions
from app.store.backups import DAILY, OLDER, back_up, back_up_if_due
from app.store.database import connect
from app.store.errors import ForeignStore, NewerStore
from app.store.opening import NAME, open_anyway, open_store
from app.store.schema import APPLICATION_ID, MIGRATIONS, VERSION, statements
from app.store.store import ChatStore
from app.store.values import NewAttachment
from app.store.words import words

ROOT = Path(__file__).resolve().parent.parent.parent
V1 = ROOT / "tests" / "data" / "chats_v1.sql"
V2 = ROOT / "tests" / "data" / "chats_v2.sql"


def make(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as file:
        file.create_function("words", 1, words, deterministic=True)
        file.execute("PRAGMA synchronous = OFF")
        file.executescript(script)


def fill(folder: Path, text: str = "Where is Lisbon?") -> None:
    with closing(open_store(folder).store) as store:
        store.chats.add(1, title="Lisbon")
        store.messages.ask(2, 1, None, text)


def titles(store: ChatStore) -> list[str]:
    return [row.title for row in store.chats.list()]


def test_a_new_store_is_ours_and_of_the_newest_version(tmp_path: Path) -> None:
    with closing(open_store(tmp_path).store) as store:
        assert store.database.value("PRAGMA application_id") == APPLICATION_ID
        assert store.database.value("PRAGMA user_version") == VERSION
        assert store.database.value("PRAGMA journal_mode") == "wal"
        assert store.database.value("PRAGMA foreign_keys") == 1
        assert store.kept


def test_version_1_is_migrated_with_everything_in_it(tmp_path: Path) -> None:
    make(tmp_path / NAME, V1.read_text(encoding="utf-8"))
    opened = open_store(tmp_path)
    with closing(opened.store) as store:
        assert opened.notices == ()
        assert opened.interrupted == (12,)
        chat = store.chats.get(2)
        assert chat is not None
        assert (chat.row.title, chat.system_prompt, chat.sampling) == (
            "里斯本之旅",
            "Be brief.",
            {"temperature": 0.5},
        )
        question, answer = store.messages.window(2).messages
        assert answer.text == "The second, cut"
        assert answer.branch == (2, 2)
        assert question.attachments[0].missing
        # What trigrams could not find:
        assert [hit.message for hit in store.search.find("学习")] == [10]
        assert [hit.message for hit in store.search.find("cafe")] == [10]
        assert [hit.title for hit in store.search.find("里斯")] == ["里斯本之旅"]
        assert [hit.message for hit in store.search.find("cut")] == [12]


def test_version_2_is_migrated_and_messages_can_wait_in_it(tmp_path: Path) -> None:
    make(tmp_path / NAME, V2.read_text(encoding="utf-8"))
    with closing(open_store(tmp_path).store) as store:
        assert [message.text for message in store.messages.window(2).messages] == [
            "机器学习 in Café Lisboa",
            "The second, cut",
        ]
        assert [hit.message for hit in store.search.find("cafe")] == [10]
        draft = store.chats.get(3)
        assert draft is not None
        assert [each.name for each in draft.draft.attachments] == ["cafe.png"]
        assert store.queue.of(2) == ()
        store.queue.add(20, 2, "And then?", [NewAttachment("a" * 64, "cafe.png")])
        assert [each.text for each in store.queue.of(2)] == ["And then?"]


def test_the_old_schema_is_backed_up_before_it_is_migrated(tmp_path: Path) -> None:
    make(tmp_path / NAME, V1.read_text(encoding="utf-8"))
    open_store(tmp_path).store.close()
    with closing(sqlite3.connect(tmp_path / "chats-backup-v1.sqlite3")) as backup:
        assert backup.execute("PRAGMA user_version").fetchone() == (1,)
        assert backup.execute("SELECT count(*) FROM message").fetchone() == (3,)


def test_a_migration_that_fails_leaves_the_old_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / NAME, V1.read_text(encoding="utf-8"))
    broken = "DROP TABLE found_title;\nCREATE TABLE half (x);\nSELECT * FROM nowhere;"
    monkeypatch.setattr(opening, "MIGRATIONS", (MIGRATIONS[0], broken))
    opened = open_anyway(tmp_path)
    opened.store.close()
    assert not opened.store.kept
    with closing(sqlite3.connect(tmp_path / NAME)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (1,)
        names = {name for (name,) in file.execute("SELECT name FROM sqlite_master")}
    assert "half" not in names
    assert "found_title" in names


def test_migrated_and_new_stores_have_the_same_schema(tmp_path: Path) -> None:
    make(tmp_path / NAME, V1.read_text(encoding="utf-8"))
    query = "SELECT type, name, tbl_name FROM sqlite_master ORDER BY name"
    with closing(open_store(tmp_path).store) as old, closing(ChatStore.in_memory()) as new:
        assert [tuple(row) for row in old.database.rows(query)] == [
            tuple(row) for row in new.database.rows(query)
        ]


def test_statements_keeps_triggers_whole() -> None:
    script = "CREATE TABLE a (x);\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n SELECT 1;\nEND;\n"
    assert len(statements(script)) == 2


def test_a_newer_store_is_left_alone(tmp_path: Path) -> None:
    make(tmp_path / NAME, f"CREATE TABLE future (x); PRAGMA user_version = {VERSION + 1};")
    before = (tmp_path / NAME).read_bytes()
    with pytest.raises(NewerStore, match="newer Parlance"):
        open_store(tmp_path)
    opened = open_anyway(tmp_path)
    with closing(opened.store) as store:
        assert not store.kept
        assert len(opened.notices) == 1
    assert (tmp_path / NAME).read_bytes() == before


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    make(tmp_path / NAME, "CREATE TABLE theirs (x); PRAGMA application_id = 7;")
    with pytest.raises(ForeignStore, match="another program"):
        open_store(tmp_path)


@pytest.mark.parametrize("damage", ["no database", "cut", "scribbled"])
def test_a_damaged_store_is_set_aside_and_the_backup_is_used(tmp_path: Path, damage: str) -> None:
    fill(tmp_path)
    back_up(tmp_path / NAME, tmp_path / DAILY)
    with closing(open_store(tmp_path).store) as store:
        for id in range(100, 200):
            store.messages.ask(id, 1, None, "more " * 200)
    whole = (tmp_path / NAME).read_bytes()
    broken = {
        "no database": b"this is no database" * 100,
        "cut": whole[:20_000],
        "scribbled": whole[:8192] + b"\xff" * 30_000 + whole[38_192:],
    }[damage]
    (tmp_path / NAME).write_bytes(broken)

    opened = open_store(tmp_path)
    with closing(opened.store) as store:
        assert titles(store) == ["Lisbon"]
        assert store.messages.path(1) == (2,)
        assert store.kept
    (aside,) = tmp_path.glob("chats-damaged-*.sqlite3")
    assert aside.read_bytes() == broken
    (notice,) = opened.notices
    assert aside.name in notice
    assert "backup of" in notice


def test_a_damaged_store_without_backup_starts_anew_and_says_so(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"nonsense" * 1000)
    opened = open_store(tmp_path)
    with closing(opened.store) as store:
        assert titles(store) == []
    assert "no backup" in opened.notices[0]


def test_a_damaged_backup_is_passed_over(tmp_path: Path) -> None:
    fill(tmp_path)
    back_up(tmp_path / NAME, tmp_path / OLDER)
    (tmp_path / DAILY).write_bytes(b"nonsense" * 1000)
    (tmp_path / NAME).write_bytes(b"nonsense" * 1000)
    with closing(open_store(tmp_path).store) as store:
        assert titles(store) == ["Lisbon"]


def test_attachments_of_a_damaged_store_are_not_collected(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"nonsense" * 1000)
    with closing(open_store(tmp_path).store) as store:
        store.media.put(b"picture", "a.png", "image")
        store.empty_trash(grace_s=0)
        store.settle()
        assert len(list(tmp_path.glob("media/??/*"))) == 1


def test_backups_come_daily_and_keep_the_one_before(tmp_path: Path) -> None:
    fill(tmp_path)
    assert back_up_if_due(tmp_path / NAME)
    assert not back_up_if_due(tmp_path / NAME)
    assert back_up_if_due(tmp_path / NAME, age_s=-1)
    assert {path.name for path in tmp_path.glob("chats-backup*")} == {DAILY, OLDER}


def test_a_backup_of_an_open_store_has_what_was_committed(tmp_path: Path) -> None:
    fill(tmp_path)
    with closing(open_store(tmp_path).store) as store:
        store.chats.rename(1, "Porto")
        back_up(tmp_path / NAME, tmp_path / DAILY)
    with closing(sqlite3.connect(tmp_path / DAILY)) as backup:
        assert backup.execute("SELECT title FROM chat").fetchall() == [("Porto",)]


def test_a_read_only_disk_gives_the_chats_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path)
    with closing(open_store(tmp_path).store) as store:
        digest = store.media.put(b"picture", "a.png", "image")
    before = (tmp_path / NAME).read_bytes()
    monkeypatch.setattr(opening, "only_one_at_a_time", refuse)
    opened = open_anyway(tmp_path)
    with closing(opened.store) as store:
        assert titles(store) == ["Lisbon"]
        store.chats.rename(1, "Porto")
        assert not store.kept
        assert store.media.read(digest) == b"picture"
    assert "can be read but not written" in opened.notices[0]
    assert (tmp_path / NAME).read_bytes() == before


def test_a_newer_store_on_a_read_only_disk_is_called_newer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / NAME, f"CREATE TABLE future (x); PRAGMA user_version = {VERSION + 1};")
    monkeypatch.setattr(opening, "only_one_at_a_time", refuse)
    opened = open_anyway(tmp_path)
    opened.store.close()
    assert "newer Parlance" in opened.notices[0]


def test_without_room_for_a_copy_the_chats_are_read_into_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / NAME, V1.read_text(encoding="utf-8"))
    with closing(connect(tmp_path / NAME)) as writer:
        writer.run("UPDATE chat SET title = 'Porto' WHERE id = 2")
        shutil.copyfile(tmp_path / f"{NAME}-wal", tmp_path / "log")
        shutil.copyfile(tmp_path / NAME, tmp_path / "file")
    shutil.copyfile(tmp_path / "log", tmp_path / f"{NAME}-wal")  # as after a power cut
    shutil.copyfile(tmp_path / "file", tmp_path / NAME)
    monkeypatch.setattr(opening, "only_one_at_a_time", refuse)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    opened = open_anyway(tmp_path)
    with closing(opened.store) as store:
        chat = store.chats.get(2)
        assert chat is not None
        assert chat.row.title == "Porto"
        assert store.folder is None
        assert not store.kept
        store.chats.rename(2, "Faro")
    assert "can be read but not written" in opened.notices[0]
    with closing(sqlite3.connect(tmp_path / NAME)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (1,)
        assert file.execute("SELECT title FROM chat WHERE id = 2").fetchone() == ("Porto",)


def test_a_store_that_others_keep_locked_gives_the_chats_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path)
    monkeypatch.setattr(database, "BUSY_MS", 1)
    with closing(sqlite3.connect(tmp_path / NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        opened = open_anyway(tmp_path)
        with closing(opened.store) as store:
            assert titles(store) == ["Lisbon"]
            assert not store.kept
    assert "another program is using their file" in opened.notices[0]


def test_a_folder_that_cannot_be_made_leaves_a_store_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    opened = open_anyway(tmp_path / "file")
    with closing(opened.store) as store:
        store.chats.add(1, title="Lisbon")
        assert store.chats.get(1) is not None
    assert "cannot be kept" in opened.notices[0]


def test_two_stores_write_the_same_file(tmp_path: Path) -> None:
    with (
        closing(open_store(tmp_path).store) as one,
        closing(open_store(tmp_path).store) as two,
    ):
        first, second = one.new_id(), two.new_id()
        one.chats.add(first, title="one")
        two.chats.add(second, title="two")
        one.messages.ask(one.new_id(), second, None, "from one")
        two.messages.ask(two.new_id(), first, None, "from two")
        assert set(titles(one)) == set(titles(two)) == {"one", "two"}
        assert one.database.value("PRAGMA integrity_check") == "ok"


def test_a_change_that_reads_first_keeps_others_out_until_it_has_written(tmp_path: Path) -> None:
    with (
        closing(open_store(tmp_path).store) as one,
        closing(open_store(tmp_path).store) as two,
    ):
        two.database.run("PRAGMA busy_timeout = 1")
        with one.database.transaction():
            assert one.chats.list() == ()
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                two.chats.add(7)
            one.chats.add(8)
        two.chats.add(7)


def test_a_second_store_leaves_the_first_ones_streaming_answer_alone(tmp_path: Path) -> None:
    fill(tmp_path)
    with closing(open_store(tmp_path).store) as one:
        one.answers.begin(3, 1, 2, "starter")
        second = open_store(tmp_path)
        second.store.close()
        assert second.interrupted == ()
        message = one.messages.get(3)
        assert message is not None
        assert message.state == "streaming"
    third = open_store(tmp_path)
    third.store.close()
    assert third.interrupted == (3,)


def test_a_session_is_dead_when_nobody_holds_its_lock(tmp_path: Path) -> None:
    one, two = sessions.Session(tmp_path, 1), sessions.Session(tmp_path, 2)
    assert not one.is_dead(2)
    assert not one.is_dead(1)
    two.close()
    assert one.is_dead(2)
    assert one.is_dead(77)
    one.close()


def test_the_store_knows_nothing_of_qt() -> None:
    code = (
        "import importlib, pkgutil, sys, app.store as p\n"
        "for m in pkgutil.walk_packages(p.__path__, 'app.store.'):\n"
        "    importlib.import_module(m.name)\n"
        "sys.exit('PySide6' in sys.modules or 'mlx' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0


def test_sentences_are_sentences(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"nonsense" * 1000)
    opened = open_store(tmp_path)
    opened.store.close()
    assert all(re.fullmatch(r"[A-Z].*\.", notice) for notice in opened.notices)


def refuse(_: Path) -> None:
    raise OSError(errno.EROFS, "read-only file system")
