"""Messages that wait, in the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.store.opening import open_store
from app.store.store import ChatStore
from app.store.values import NewAttachment


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChatStore]:
    with closing(open_store(tmp_path).store) as store:
        store.chats.add(1, title="Lisbon")
        store.chats.add(2, title="Porto")
        yield store


def texts(store: ChatStore, chat: int) -> list[str]:
    return [each.text for each in store.queue.of(chat)]


def test_every_chat_has_a_queue_of_its_own_in_order(store: ChatStore) -> None:
    store.queue.add(10, 1, "first")
    store.queue.add(11, 2, "elsewhere")
    store.queue.add(12, 1, "second")
    assert texts(store, 1) == ["first", "second"]
    assert texts(store, 2) == ["elsewhere"]
    store.queue.remove(10)
    assert texts(store, 1) == ["second"]


def test_an_attachment_lives_as_long_as_its_message_waits(store: ChatStore) -> None:
    digest = store.media.put(b"png", "a.png", "image")
    store.queue.add(10, 1, "look", [NewAttachment(digest, "a.png")])
    assert store.media.collect(0) == 0
    (attachment,) = store.queue.of(1)[0].attachments
    assert (attachment.name, attachment.missing) == ("a.png", False)
    store.queue.remove(10)
    assert store.media.collect(0) == 1


def test_a_deleted_chat_takes_its_queue_along(store: ChatStore) -> None:
    store.queue.add(10, 1, "first")
    store.chats.trash([1])
    assert store.queue.chats() == ()  # nobody is reminded of it
    assert texts(store, 1) == ["first"]  # but it comes back with its chat
    store.empty_trash()
    assert store.database.value("SELECT count(*) FROM queued") == 0


def test_nothing_waits_in_a_chat_that_is_gone(store: ChatStore) -> None:
    store.queue.add(10, 3, "first", [NewAttachment(store.media.put(b"x", "x", "image"), "x")])
    assert store.queue.chats() == ()


def test_what_waits_survives_the_end(tmp_path: Path, store: ChatStore) -> None:
    store.queue.add(10, 1, "first")
    with closing(open_store(tmp_path).store) as again:
        assert texts(again, 1) == ["first"]


def test_a_store_in_memory_gives_ids_that_no_kept_one_has() -> None:
    with closing(ChatStore.in_memory(first_id=1 << 30)) as store:
        assert store.new_id() >= 1 << 30
