"""What is deleted for good is gone, and what is not stays."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.erasing import clear_up, count_chats, delete_old_trash, erase_all, kept_bytes
from app.store.opening import open_store
from app.store.store import ChatStore
from app.store.values import NewAttachment

DAY = 24 * 3600


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChatStore]:
    opened = open_store(tmp_path).store
    yield opened
    opened.close()


def add(store: ChatStore, text: str, data: bytes = b"") -> int:
    chat, message = store.new_id(), store.new_id()
    store.chats.add(chat, title=f"About {text}")
    attached = []
    if data:
        attached = [NewAttachment(store.media.put(data, "a.png", "image"), "a.png")]
    store.messages.ask(message, chat, None, text, attached)
    return chat


def files_with(folder: Path, word: bytes) -> list[str]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file.name for file in files if word in file.read_bytes()]


def test_everything_is_erased_with_its_copies(store: ChatStore, tmp_path: Path) -> None:
    chats = [add(store, "xylophone", b"xylophone in a picture"), add(store, "zither")]
    store.folders.add(store.new_id(), "xylophone folder")
    store.chats.archive([chats[1]])
    (tmp_path / "chats-backup.sqlite3").write_bytes(b"xylophone")
    (tmp_path / "chats-damaged-1.sqlite3").write_bytes(b"xylophone")
    (tmp_path / "presets.json").write_text("{}")
    assert count_chats(store) == 2
    with store.database.transaction():
        assert erase_all(store) == 2
    store.settle()
    clear_up(store)
    assert count_chats(store) == 0
    assert store.folders.all() == ()
    store.close()
    assert files_with(tmp_path, b"xylophone") == []
    assert (tmp_path / "presets.json").is_file()


def test_store_works_on_after_it_was_erased(store: ChatStore) -> None:
    add(store, "xylophone")
    with store.database.transaction():
        erase_all(store)
    store.settle()
    clear_up(store)
    chat = add(store, "zither")
    assert [row.id for row in store.chats.list()] == [chat]
    assert [hit.chat for hit in store.search.find("zither")][-1] == chat


def test_only_what_was_in_the_trash_for_too_long_is_deleted(store: ChatStore) -> None:
    old, young, kept = (add(store, text) for text in ("old", "young", "kept"))
    store.chats.trash([old, young])
    for chat, days in ((old, 31), (young, 29)):
        when = time.time() - days * DAY
        store.database.run("UPDATE chat SET trashed_at = ? WHERE id = ?", when, chat)
    assert delete_old_trash(store, 30) == 1
    assert [row.id for row in store.chats.list("trash")] == [young]
    assert [row.id for row in store.chats.list()] == [kept]
    assert delete_old_trash(store, 30) == 0


def test_size_counts_the_database_its_copies_and_attachments(
    store: ChatStore, tmp_path: Path
) -> None:
    before = kept_bytes(tmp_path)
    add(store, "a", b"x" * 10_000)
    (tmp_path / "chats-backup.sqlite3").write_bytes(b"y" * 5_000)
    (tmp_path / "something else").write_bytes(b"z" * 5_000)
    assert kept_bytes(tmp_path) >= before + 15_000
    assert kept_bytes(tmp_path) < before + 15_000 + 200_000
    assert kept_bytes(tmp_path / "nowhere") == 0
