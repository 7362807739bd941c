"""The tree of messages: branches remembered, windows, answers and what becomes of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from app.store.errors import StoreError
from app.store.removal import remove
from app.store.store import ChatStore
from app.store.values import Ending, NewAttachment

CHAT = 1_000_000


@pytest.fixture
def store() -> Iterator[ChatStore]:
    with closing(ChatStore.in_memory()) as store:
        store.chats.add(CHAT, title="Lisbon")
        yield store


def say(store: ChatStore, text: str, parent: int | None) -> int:
    id = store.new_id()
    store.messages.ask(id, CHAT, parent, text)
    return id


def answer(store: ChatStore, text: str, parent: int) -> int:
    id = store.new_id()
    store.answers.begin(id, CHAT, parent, "starter")
    store.answers.append(id, text)
    store.answers.finish(id, Ending())
    return id


def texts(store: ChatStore) -> list[str]:
    return [message.text for message in store.messages.window(CHAT).messages]


def test_messages_follow_each_other(store: ChatStore) -> None:
    question = say(store, "q1", None)
    reply = answer(store, "a1", question)
    say(store, "q2", reply)
    assert texts(store) == ["q1", "a1", "q2"]
    window = store.messages.window(CHAT)
    assert [message.role for message in window.messages] == ["user", "assistant", "user"]
    assert [message.branch for message in window.messages] == [(1, 1)] * 3


def test_switching_back_and_forth_keeps_what_was_chosen_below(store: ChatStore) -> None:
    first = say(store, "q1", None)
    a1 = answer(store, "a1", first)
    say(store, "q2 of a1", a1)
    second_choice = answer(store, "q2's first", store.messages.path(CHAT)[-1])
    answer(store, "q2's second", store.messages.path(CHAT)[-2])
    store.messages.switch(second_choice)
    a2 = answer(store, "a2", first)
    assert texts(store) == ["q1", "a2"]

    store.messages.switch(a1)
    assert texts(store) == ["q1", "a1", "q2 of a1", "q2's first"]
    store.messages.switch(a2)
    assert texts(store) == ["q1", "a2"]
    assert store.messages.window(CHAT).messages[1].branch == (2, 2)


def test_looking_deep_into_a_branch_is_remembered_at_every_fork_above(store: ChatStore) -> None:
    first = say(store, "q1", None)
    a1 = answer(store, "a1", first)
    under_a1 = answer(store, "below a1", say(store, "q2", a1))
    answer(store, "a2", first)
    other = store.new_id()
    store.messages.edit(other, first, "another q1")
    store.messages.show(under_a1)
    store.messages.switch(other)
    store.messages.switch(first)
    assert texts(store) == ["q1", "a1", "q2", "below a1"]


def test_the_first_message_can_have_branches_too(store: ChatStore) -> None:
    first = say(store, "q1", None)
    answer(store, "a1", first)
    other = store.new_id()
    store.messages.edit(other, first, "q1 in other words")
    assert texts(store) == ["q1 in other words"]
    (message,) = store.messages.window(CHAT).messages
    assert message.siblings == (first, other)
    assert store.messages.switch(first) == store.messages.path(CHAT)[-1]
    assert texts(store) == ["q1", "a1"]


def test_an_edited_message_keeps_its_attachments_unless_others_are_given(store: ChatStore) -> None:
    digest = store.media.put(b"picture", "a.png", "image")
    first = store.new_id()
    store.messages.ask(first, CHAT, None, "this?", [NewAttachment(digest, "tram.png", at=4)])
    kept, bare = store.new_id(), store.new_id()
    store.messages.edit(kept, first, "this tram?")
    store.messages.edit(bare, first, "no picture", [])
    message, other = store.messages.get(kept), store.messages.get(bare)
    assert message is not None
    assert other is not None
    assert [(a.name, a.at) for a in message.attachments] == [("tram.png", 4)]
    assert other.attachments == ()


def test_an_edit_of_a_deleted_message_is_a_sentence(store: ChatStore) -> None:
    with pytest.raises(StoreError, match="no longer there"):
        store.messages.edit(store.new_id(), 7, "late")


def test_a_message_taken_out_was_never_said(store: ChatStore) -> None:
    question = say(store, "q1", None)
    first = answer(store, "a1", question)
    second = answer(store, "", question)
    assert remove(store.database, store.messages, second)
    assert texts(store) == ["q1", "a1"]
    assert remove(store.database, store.messages, first)
    assert texts(store) == ["q1"]
    assert store.search.find("a1") == ()
    assert remove(store.database, store.messages, question)
    assert store.messages.path(CHAT) == ()
    assert store.chats.list() == ()
    assert remove(store.database, store.messages, question) is None


def test_taking_out_what_is_not_looked_at_leaves_the_path(store: ChatStore) -> None:
    question = say(store, "q1", None)
    hidden = answer(store, "hidden", question)
    answer(store, "shown", question)
    assert remove(store.database, store.messages, hidden)
    assert texts(store) == ["q1", "shown"]


def test_windows_give_the_first_the_last_or_the_middle(store: ChatStore) -> None:
    parent: int | None = None
    for number in range(10):
        parent = say(store, str(number), parent)
    last = store.messages.window(CHAT, last=3)
    assert [m.text for m in last.messages] == ["7", "8", "9"]
    assert (last.total, last.before, last.after) == (10, 7, 0)
    first = store.messages.window(CHAT, first=3)
    assert [m.text for m in first.messages] == ["0", "1", "2"]
    assert (first.before, first.after) == (0, 7)
    middle = store.messages.window(CHAT, start=4, first=2)
    assert [m.text for m in middle.messages] == ["4", "5"]
    assert (middle.before, middle.after) == (4, 4)
    assert store.messages.window(CHAT, last=99).messages == store.messages.window(CHAT).messages
    assert store.messages.window(CHAT, start=50).messages == ()


def test_a_message_found_on_another_branch_can_be_shown(store: ChatStore) -> None:
    first = say(store, "q1", None)
    hidden = answer(store, "hidden", first)
    answer(store, "shown", first)
    window = store.messages.show(hidden)
    assert window is not None
    assert window.messages[0].text == "hidden"
    assert texts(store) == ["q1", "hidden"]
    assert store.messages.show(4242) is None


def test_a_streaming_answer_reads_as_far_as_it_is(store: ChatStore) -> None:
    question = say(store, "q", None)
    id = store.new_id()
    store.answers.begin(id, CHAT, question, "starter")
    store.answers.append(id, "Let me ", "thinking")
    store.answers.append(id, "see.", "thinking")
    store.answers.append(id, "It ")
    store.answers.append(id, "is")
    message = store.messages.get(id)
    assert message is not None
    assert (message.thinking, message.text, message.state) == ("Let me see.", "It is", "streaming")


def test_a_finished_answer_keeps_all_that_is_known_of_it(store: ChatStore) -> None:
    question = say(store, "q", None)
    id = store.new_id()
    store.answers.begin(id, CHAT, question, "starter")
    store.answers.append(id, "raw ")
    ending = Ending(
        finish_reason="length",
        text="raw and cleaned",
        thinking_s=2.5,
        stats={"ttft_s": 0.25},
        saw=({"kind": "image", "notes": ["cut"]},),
    )
    store.answers.finish(id, ending)
    message = store.messages.get(id)
    assert message is not None
    assert message.text == "raw and cleaned"
    assert (message.state, message.finish_reason) == ("whole", "length")
    assert (message.thinking_s, message.stats) == (2.5, {"ttft_s": 0.25})
    assert message.saw == ({"kind": "image", "notes": ["cut"]},)
    assert message.model == "starter"
    assert store.database.value("SELECT count(*) FROM piece") == 0


def test_a_cut_answer_goes_on_in_the_same_message(store: ChatStore) -> None:
    question = say(store, "q", None)
    id = store.new_id()
    store.answers.begin(id, CHAT, question, "starter")
    store.answers.append(id, "A tale. ", "thinking")
    store.answers.append(id, "Once upon")
    store.answers.finish(id, Ending(state="stopped", thinking_s=1.0))
    store.answers.resume(id)
    message = store.messages.get(id)
    assert message is not None
    assert (message.text, message.state) == ("Once upon", "streaming")
    store.answers.append(id, "Go on.", "thinking")
    store.answers.append(id, " a time")
    store.answers.finish(id, Ending(finish_reason="stop", thinking_s=0.5))
    message = store.messages.get(id)
    assert message is not None
    assert (message.text, message.state, message.thinking_s) == ("Once upon a time", "whole", 1.5)
    assert message.thinking == "A tale. Go on."
    assert message.branch == (1, 1)


def test_text_for_an_answer_whose_chat_was_deleted_is_dropped(store: ChatStore) -> None:
    question = say(store, "q", None)
    id = store.new_id()
    store.answers.begin(id, CHAT, question, "starter")
    store.chats.trash([CHAT])
    store.empty_trash()
    store.answers.append(id, "too late")
    store.answers.finish(id, Ending())
    assert store.database.value("SELECT count(*) FROM piece") == 0


def test_a_message_of_a_chat_that_is_not_there_is_refused(store: ChatStore) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.messages.ask(store.new_id(), 4242, None, "nowhere")
    assert store.database.value("SELECT count(*) FROM message") == 0
