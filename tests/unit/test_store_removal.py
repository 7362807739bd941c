"""Messages deleted from the tree, and names for chats that have none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.store.listing import first_words, listing
from app.store.removal import put_back, remove
from app.store.store import ChatStore
from app.store.values import Ending, NewAttachment

CHAT = 1_000_000


@pytest.fixture
def store() -> Iterator[ChatStore]:
    store = ChatStore.in_memory()
    store.chats.add(CHAT)
    yield store
    store.close()


def turn(store: ChatStore, question: int, parent: int | None, text: str) -> None:
    store.messages.ask(question, CHAT, parent, text)
    store.answers.begin(question + 1, CHAT, question, "m")
    store.answers.finish(question + 1, Ending(text=f"answer to {text}"))


def test_a_message_goes_with_all_that_follows(store: ChatStore) -> None:
    turn(store, 1, None, "one")
    turn(store, 3, 2, "two")
    turn(store, 5, 4, "three")
    remove(store.database, store.messages, 3)
    assert store.messages.path(CHAT) == (1, 2)
    assert store.search.find("three") == ()
    assert store.search.find("one") != ()


def test_what_was_removed_is_put_back_as_it_was(store: ChatStore) -> None:
    turn(store, 1, None, "one")
    turn(store, 3, 2, "two")
    digest = store.media.put(b"png", "red.png", "image")
    store.messages.attach(3, [NewAttachment(digest, "red.png")])
    before = store.messages.window(CHAT)
    removed = remove(store.database, store.messages, 3)
    assert removed is not None
    put_back(store.database, removed)
    assert store.messages.window(CHAT) == before
    assert store.search.find("two") != ()


def test_nothing_is_put_back_after_a_message_that_is_gone(store: ChatStore) -> None:
    turn(store, 1, None, "one")
    turn(store, 3, 2, "two")
    removed = remove(store.database, store.messages, 3)
    assert removed is not None
    remove(store.database, store.messages, 1)
    put_back(store.database, removed)
    assert store.messages.path(CHAT) == ()


def test_another_version_takes_its_place(store: ChatStore) -> None:
    turn(store, 1, None, "one")
    turn(store, 3, 2, "two")
    turn(store, 5, 2, "zwei")
    remove(store.database, store.messages, 5)
    assert store.messages.path(CHAT) == (1, 2, 3, 4)


def test_the_path_stays_when_a_message_beside_it_goes(store: ChatStore) -> None:
    turn(store, 1, None, "one")
    turn(store, 3, 2, "two")
    turn(store, 5, 2, "zwei")
    remove(store.database, store.messages, 3)
    assert store.messages.path(CHAT) == (1, 2, 5, 6)


def test_without_messages_the_chat_is_unsent(store: ChatStore) -> None:
    turn(store, 1, None, "one")
    remove(store.database, store.messages, 1)
    assert store.messages.path(CHAT) == ()
    assert store.chats.unsent() == CHAT
    remove(store.database, store.messages, 1)


def test_a_very_long_chat_is_deleted_from_its_beginning(store: ChatStore) -> None:
    with store.database.transaction():
        for at in range(3000):
            store.messages.ask(at + 1, CHAT, at or None, "x")
    remove(store.database, store.messages, 1)
    assert store.messages.path(CHAT) == ()


def test_a_chat_without_a_title_is_listed_by_what_was_said_first(store: ChatStore) -> None:
    turn(store, 1, None, "  Where\n is Lisbon?")
    turn(store, 3, 2, "And Porto?")
    assert [listed.row.title for listed in listing(store)] == ["Where is Lisbon?"]
    store.chats.rename(CHAT, "Cities")
    assert [listed.row.title for listed in listing(store)] == ["Cities"]


def test_a_chat_that_begins_with_a_picture_is_listed_by_its_name(store: ChatStore) -> None:
    digest = store.media.put(b"png", "red.png", "image")
    store.messages.ask(1, CHAT, None, "", [NewAttachment(digest, "red.png")])
    assert [listed.row.title for listed in listing(store)] == ["red.png"]


def test_long_beginnings_are_cut_between_words() -> None:
    assert first_words("word " * 30) == ("word " * 12).strip() + "…"
    assert first_words("x" * 90) == "x" * 60 + "…"
