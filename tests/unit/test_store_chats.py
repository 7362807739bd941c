"""Chats and folders: listing, sorting away, and taking it all back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest

from app.store.changes import Undo
from app.store.store import ChatStore
from app.store.values import Ending, NewAttachment


@pytest.fixture
def store() -> Iterator[ChatStore]:
    with closing(ChatStore.in_memory()) as store:
        yield store


def add(store: ChatStore, title: str, text: str = "Hello") -> int:
    chat = store.new_id()
    store.chats.add(chat, title=title)
    store.messages.ask(store.new_id(), chat, None, text)
    return chat


def titles(store: ChatStore, shelf: str = "open") -> list[str]:
    return [row.title for row in store.chats.list(shelf)]  # type: ignore[arg-type]


def everything(store: ChatStore) -> list[tuple[object, ...]]:
    return [
        tuple(row)
        for table in ("chat", "folder")
        for row in store.database.rows(f"SELECT * FROM {table} ORDER BY id")
    ]


def test_pinned_chats_come_first_then_the_newest(store: ChatStore) -> None:
    old, middle = add(store, "old"), add(store, "middle")
    store.chats.touch(old, 1.0)
    store.chats.touch(middle, 2.0)
    add(store, "new")
    store.chats.pin(old)
    assert titles(store) == ["old", "new", "middle"]


def test_a_chat_without_a_message_is_not_listed_but_kept_for_new_chat(store: ChatStore) -> None:
    assert store.chats.unsent() is None
    chat = store.new_id()
    store.chats.add(chat)
    store.chats.set_draft(chat, "half a thou")
    assert titles(store) == []
    assert store.chats.unsent() == chat


def test_a_model_names_only_what_no_user_has_named(store: ChatStore) -> None:
    chat = add(store, "")
    answer = store.new_id()
    assert store.chats.untitled() == ()
    store.answers.begin(answer, chat, store.messages.path(chat)[-1], "m")
    store.answers.append(answer, "Hi")
    store.answers.finish(answer, Ending())
    assert store.chats.untitled() == (chat,)
    assert store.chats.suggest_title(chat, "Greetings")
    assert store.chats.untitled() == ()
    store.chats.rename(chat, "  My \n own ")
    assert not store.chats.suggest_title(chat, "Other")
    assert titles(store) == ["My own"]


def test_taking_back_a_new_name_gives_the_model_its_say_again(store: ChatStore) -> None:
    chat = add(store, "")
    undo = store.chats.rename(chat, "Mine")
    store.undo(undo)
    assert store.chats.suggest_title(chat, "The model's")


@dataclass(frozen=True)
class Scene:
    store: ChatStore
    chat: int
    folder: int


DEEDS: list[Callable[[Scene], Undo]] = [
    lambda it: it.store.chats.rename(it.chat, "Another"),
    lambda it: it.store.chats.pin(it.chat),
    lambda it: it.store.chats.archive([it.chat]),
    lambda it: it.store.chats.move([it.chat], None),
    lambda it: it.store.chats.trash([it.chat]),
    lambda it: it.store.folders.rename(it.folder, "Work"),
    lambda it: it.store.folders.delete(it.folder),
    lambda it: it.store.folders.add(it.store.new_id(), "More"),
]


@pytest.mark.parametrize("deed", range(len(DEEDS)))
def test_every_deed_is_taken_back_and_done_again(store: ChatStore, deed: int) -> None:
    folder = store.new_id()
    store.folders.add(folder, "Trips")
    chat = add(store, "Lisbon")
    store.chats.move([chat], folder)
    before = everything(store)
    undo = DEEDS[deed](Scene(store, chat, folder))
    after = everything(store)
    assert after != before
    redo = store.undo(undo)
    assert everything(store) == before
    store.undo(redo)
    assert everything(store) == after
    assert redo.deed == undo.deed


def test_deleting_a_folder_leaves_its_chats_outside(store: ChatStore) -> None:
    folder = store.new_id()
    store.folders.add(folder, "Trips")
    chat = add(store, "Lisbon")
    store.chats.move([chat], folder)
    undo = store.folders.delete(folder)
    assert (undo.deed, undo.subject, undo.chats) == ("delete_folder", "Trips", (chat,))
    assert [row.folder for row in store.chats.list()] == [None]
    assert store.folders.all() == ()


def test_undo_after_the_folder_is_gone_leaves_the_chat_outside(store: ChatStore) -> None:
    folder = store.new_id()
    store.folders.add(folder, "Trips")
    chat = add(store, "Lisbon")
    store.chats.move([chat], folder)
    undo = store.chats.move([chat], None)
    store.folders.delete(folder)
    store.undo(undo)
    assert [row.folder for row in store.chats.list()] == [None]


def test_undo_after_the_chat_is_gone_changes_nothing(store: ChatStore) -> None:
    chat = add(store, "Lisbon")
    undo = store.chats.rename(chat, "Porto")
    store.chats.trash([chat])
    store.empty_trash()
    assert store.undo(undo).changes == ()


def test_shelves_show_each_chat_once(store: ChatStore) -> None:
    add(store, "open")
    store.chats.archive([add(store, "archived")])
    both = add(store, "both")
    store.chats.archive([both])
    store.chats.trash([both])
    assert titles(store) == ["open"]
    assert titles(store, "archived") == ["archived"]
    assert titles(store, "trash") == ["both"]
    store.chats.restore([both])
    assert set(titles(store, "archived")) == {"both", "archived"}


def test_emptying_the_trash_deletes_only_what_is_in_it(store: ChatStore) -> None:
    keep, one, two = add(store, "keep"), add(store, "one"), add(store, "two")
    store.chats.trash([one, two])
    assert store.empty_trash([one, keep]) == 1
    assert titles(store, "trash") == ["two"]
    assert store.empty_trash() == 1
    assert titles(store) == ["keep"]


def test_a_chat_of_thousands_of_messages_can_be_deleted(store: ChatStore) -> None:
    chat = add(store, "long")
    parent = store.messages.path(chat)[-1]
    rows = []
    for id in store.database.reserve_ids(3000):
        rows.append((id, chat, parent))
        parent = id
    store.database.many(
        "INSERT INTO message (id, chat, parent, role, text, created, state) "
        "VALUES (?, ?, ?, 'user', 'x', 0, 'whole')",
        rows,
    )
    store.chats.trash([chat])
    assert store.empty_trash() == 1
    assert store.database.value("SELECT count(*) FROM message") == 0
    assert store.search.find("x") == ()


def test_drafts_come_back_with_their_attachments(store: ChatStore) -> None:
    chat = add(store, "Lisbon")
    digest = store.media.put(b"picture", "a.png", "image", detail="1×1")
    store.chats.set_draft(chat, "look at", [NewAttachment(digest, "tram.png")])
    found = store.chats.get(chat)
    assert found is not None
    assert found.draft.text == "look at"
    assert [(a.name, a.detail, a.missing) for a in found.draft.attachments] == [
        ("tram.png", "1×1", False)
    ]
    store.chats.set_draft(chat, "")
    found = store.chats.get(chat)
    assert found is not None
    assert found.draft.attachments == ()


def test_system_prompt_and_sampling_are_the_chats_own(store: ChatStore) -> None:
    chat, other = add(store, "one"), add(store, "two")
    store.chats.set_system_prompt(chat, "Be brief.")
    store.chats.set_sampling(chat, {"temperature": 0.2, "stop": ["x"]})
    first, second = store.chats.get(chat), store.chats.get(other)
    assert first is not None
    assert second is not None
    assert (first.system_prompt, first.sampling) == (
        "Be brief.",
        {"temperature": 0.2, "stop": ["x"]},
    )
    assert (second.system_prompt, second.sampling) == ("", None)


def test_a_duplicate_has_the_whole_tree_and_a_life_of_its_own(store: ChatStore) -> None:
    chat = add(store, "Lisbon", "question")
    (question,) = store.messages.path(chat)
    digest = store.media.put(b"picture", "a.png", "image")
    edited, answer = store.new_id(), store.new_id()
    store.messages.edit(edited, question, "better question", [NewAttachment(digest, "a.png")])
    store.answers.begin(answer, chat, edited, "m")
    store.answers.append(answer, "half an ans")
    copy, undo = store.duplicate(chat, "Lisbon (copy)")

    ours, theirs = store.messages.window(chat).messages, store.messages.window(copy).messages
    assert [message.text for message in theirs] == ["better question", "half an ans"]
    assert [message.branch for message in theirs] == [message.branch for message in ours]
    assert theirs[0].attachments == ours[0].attachments
    assert theirs[1].state == "interrupted"
    assert ours[1].state == "streaming"
    store.messages.ask(store.new_id(), copy, theirs[1].id, "only here")
    assert len(store.messages.path(chat)) == 2

    store.undo(undo)
    assert titles(store) == ["Lisbon"]
    store.messages.switch(question)
    assert [message.text for message in store.messages.window(chat).messages] == ["question"]


def test_an_empty_chat_can_be_duplicated(store: ChatStore) -> None:
    chat = store.new_id()
    store.chats.add(chat)
    copy, _ = store.duplicate(chat, "copy")
    assert store.messages.path(copy) == ()
