"""Messages that are sent while the model is busy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.attachments import Attachment
from app.store.values import Queued
from engine.errors import Failure
from engine.types import ImagePart, TextPart
from tests.unit.app_fakes import make_done, make_info
from tests.unit.chat_scenes import Desk

PICTURE = Attachment(ImagePart(data=b"png", name="a.png"), "image", "a.png", "1×1")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(qtbot, tmp_path / "chats")
    yield desk
    desk.leave()


def in_store(desk: Desk, chat: int) -> list[str]:
    found = desk.read(lambda store: store.queue.of(chat))
    return [each.text for each in found]


def number(desk: Desk, text: str) -> int:
    """The waiting message with that text."""
    chat = desk.chat.id
    assert chat is not None
    found: tuple[Queued, ...] = desk.read(lambda store: store.queue.of(chat))
    return next(each.id for each in found if each.text == text)


def busy(desk: Desk, *waiting: str) -> int:
    """A chat in which an answer is being written and these wait. Its id."""
    desk.chat.send("first")
    for text in waiting:
        desk.chat.send(text)
    assert desk.chat.id is not None
    return desk.chat.id


def test_messages_wait_for_the_answer_and_go_out_in_order(desk: Desk) -> None:
    chat = busy(desk, "second", "third")
    assert len(desk.requests) == 1
    assert desk.waiting == ["second", "third"]
    assert in_store(desk, chat) == ["second", "third"]
    desk.say("one")
    assert desk.told == ["first", "one", "second"]
    assert desk.waiting == ["third"]
    assert desk.chat.busy
    desk.say("two")
    assert desk.told == ["first", "one", "second", "two", "third"]
    desk.say("three")
    assert not desk.chat.busy
    assert desk.waiting == []
    assert in_store(desk, chat) == []
    assert [text for _, text, _ in desk.stored(chat)] == [
        "first", "one", "second", "two", "third", "three",
    ]  # fmt: skip


def test_attachments_wait_with_their_message(desk: Desk) -> None:
    chat = busy(desk)
    desk.tray.put_back((PICTURE,))
    desk.chat.send("look")
    assert desk.tray.attachments == ()
    kept = desk.read(lambda store: store.queue.of(chat))
    assert [each.name for each in kept[0].attachments] == ["a.png"]
    desk.say("one")
    assert desk.requests[-1].messages[-1].parts == (PICTURE.part, TextPart("look"))


def test_a_draft_that_was_sent_to_the_queue_is_no_draft_any_more(desk: Desk) -> None:
    chat = busy(desk)
    desk.drafts.take_text("second")
    desk.drafts.save()
    desk.chat.send("second")
    assert desk.read(lambda store: store.chats.get(chat)).draft.text == ""


def test_a_message_going_out_leaves_the_composer_alone(desk: Desk) -> None:
    chat = busy(desk, "second")
    desk.drafts.take_text("half a thought")
    desk.drafts.save()
    desk.tray.put_back((PICTURE,))
    desk.say("one")
    assert desk.tray.attachments == (PICTURE,)
    assert desk.requests[-1].messages[-1].parts == (TextPart("second"),)
    assert desk.read(lambda store: store.chats.get(chat)).draft.text == "half a thought"


def test_a_failure_holds_the_queue_until_the_person_goes_on(desk: Desk) -> None:
    chat = busy(desk, "second", "third")
    desk.chat.take_text(desk.answer, "o", "answer")
    desk.chat.take_failure(desk.answer, Failure("OutOfMemory", "Full."))
    assert len(desk.requests) == 1
    assert "failed" in desk.held
    assert in_store(desk, chat) == ["second", "third"]
    desk.queues.resume()
    assert desk.told[-1] == "second"
    assert desk.held == ""
    desk.say("two")
    assert desk.told[-1] == "third"


def test_the_question_of_a_failed_answer_stays_before_what_follows_it(desk: Desk) -> None:
    chat = busy(desk, "second")
    desk.chat.take_failure(desk.answer, Failure("OutOfMemory", "Full."))
    assert desk.withdrawn == []
    assert [text for _, text, _ in desk.stored(chat)] == ["first", ""]


def test_a_stop_holds_the_queue(desk: Desk) -> None:
    busy(desk, "second")
    desk.chat.take_text(desk.answer, "o", "answer")
    desk.chat.stop()
    assert len(desk.requests) == 1
    assert "stopped" in desk.held


def test_a_full_context_holds_the_queue(desk: Desk) -> None:
    busy(desk, "second")
    desk.chat.take_text(desk.answer, "o", "answer")
    desk.chat.take_end(desk.answer, replace(make_done("o"), finish_reason="context"))
    assert len(desk.requests) == 1
    assert "context" in desk.held


def test_send_now_stops_the_answer_and_jumps_the_queue(desk: Desk) -> None:
    chat = busy(desk, "second", "third")
    desk.chat.take_text(desk.answer, "o", "answer")
    first = desk.answer
    desk.queues.send_now(number(desk, "third"))
    assert desk.stopped == [first]
    assert desk.told == ["first", "o", "third"]
    assert desk.waiting == ["second"]
    desk.say("three")
    assert desk.told[-1] == "second"
    assert desk.stored(chat)[1] == ("assistant", "o", "stopped")


def test_send_now_before_the_first_word_loses_no_question(desk: Desk) -> None:
    chat = busy(desk, "second")
    desk.queues.send_now(number(desk, "second"))
    assert desk.withdrawn == []
    assert [text for _, text, _ in desk.stored(chat)] == ["first", "", "second", ""]


def test_a_new_message_goes_out_at_once_while_others_are_held(desk: Desk) -> None:
    busy(desk, "second")
    desk.chat.take_text(desk.answer, "o", "answer")
    desk.chat.stop()
    desk.chat.send("instead")
    assert desk.told[-1] == "instead"
    desk.say("fine")
    assert desk.waiting == ["second"]
    assert desk.held
    assert desk.told[-1] == "instead"


def test_adding_to_a_held_queue_lets_it_go_on(desk: Desk) -> None:
    busy(desk, "second")
    desk.chat.take_text(desk.answer, "o", "answer")
    desk.chat.stop()
    desk.chat.send("instead")
    desk.chat.send("third")
    assert desk.held == ""
    desk.say("fine")
    assert desk.told[-1] == "second"


def test_edit_brings_a_message_back_into_the_composer(desk: Desk, qtbot: QtBot) -> None:
    chat = busy(desk)
    desk.tray.put_back((PICTURE,))
    desk.chat.send("look")
    with qtbot.waitSignal(desk.queues.edited) as edited:
        desk.queues.edit(number(desk, "look"))
    assert edited.args == ["look"]
    assert desk.tray.attachments == (PICTURE,)
    assert desk.waiting == []
    assert in_store(desk, chat) == []
    desk.say("one")
    assert len(desk.requests) == 1


def test_an_edited_message_keeps_its_place(desk: Desk) -> None:
    chat = busy(desk, "second", "third", "fourth")
    desk.queues.edit(number(desk, "third"))
    assert desk.waiting == ["second", "fourth"]
    desk.chat.send("third, but better")
    assert desk.waiting == ["second", "third, but better", "fourth"]
    assert in_store(desk, chat) == ["second", "third, but better", "fourth"]
    desk.chat.send("fifth")
    assert desk.waiting[-1] == "fifth"


def test_two_edited_messages_wait_as_one_in_the_place_of_the_first(desk: Desk) -> None:
    busy(desk, "second", "third", "fourth", "fifth")
    desk.queues.edit(number(desk, "second"))
    desk.queues.edit(number(desk, "fourth"))
    desk.chat.send("both")
    assert desk.waiting == ["both", "third", "fifth"]


def test_an_edited_message_that_was_sent_at_once_leaves_no_place(desk: Desk) -> None:
    busy(desk, "second", "third")
    desk.queues.edit(number(desk, "second"))
    desk.chat.stop()
    desk.chat.send("second, now")
    desk.chat.send("fourth")
    assert desk.waiting == ["third", "fourth"]


def test_a_removed_message_comes_back_to_its_place(desk: Desk) -> None:
    chat = busy(desk, "second", "third")
    desk.queues.remove(number(desk, "second"))
    assert desk.waiting == ["third"]
    assert in_store(desk, chat) == ["third"]
    desk.library.undo()
    assert desk.waiting == ["second", "third"]
    assert in_store(desk, chat) == ["second", "third"]
    desk.say("one")
    assert desk.told[-1] == "second"


def test_every_chat_shows_its_own_queue(desk: Desk) -> None:
    chat = busy(desk, "second")
    desk.chat.start_new()
    assert desk.waiting == []
    desk.chat.send("elsewhere")
    assert len(desk.requests) == 2
    desk.open(chat)
    assert desk.waiting == ["second"]


def test_a_chat_that_is_not_shown_goes_on_with_its_queue(desk: Desk, qtbot: QtBot) -> None:
    desk.chat.send("first")
    desk.tray.put_back((PICTURE,))
    desk.chat.send("second")
    desk.chat.send("third")
    chat = desk.chat.id
    assert chat is not None
    desk.chat.start_new()
    with qtbot.waitSignal(desk.chat.requested):
        desk.say("one")
    assert desk.told == ["first", "one", "second"]
    (picture,) = [p for p in desk.requests[-1].messages[-1].parts if isinstance(p, ImagePart)]
    assert picture.path is not None
    assert picture.path.read_bytes() == b"png"
    assert desk.chat.answering == {chat}
    with qtbot.waitSignal(desk.chat.requested):
        desk.say("two")
    assert desk.told[-1] == "third"
    desk.say("three")
    assert in_store(desk, chat) == []
    desk.open(chat)
    assert [view.text for view in desk.views] == [
        "first", "one", "second", "two", "third", "three",
    ]  # fmt: skip


def test_coming_back_while_the_next_message_goes_out_shows_it(desk: Desk, qtbot: QtBot) -> None:
    chat = busy(desk, "second")
    desk.chat.start_new()
    with qtbot.waitSignal(desk.chat.requested):
        desk.say("one")  # the store is being asked
        desk.chat.open(chat)
    qtbot.waitUntil(lambda: [view.text for view in desk.views] == ["first", "one", "second", ""])
    assert desk.chat.busy
    desk.chat.take_text(desk.answer, "two", "answer")
    assert desk.shown_text[-1] == "two"
    desk.chat.send("third")
    desk.chat.take_end(desk.answer, make_done("two"))
    assert desk.told == ["first", "one", "second", "two", "third"]


def test_a_message_that_is_stopped_on_its_way_is_never_asked(desk: Desk) -> None:
    chat = busy(desk, "second", "third")
    desk.chat.start_new()
    desk.say("one")
    desk.chat.stop_in(frozenset({chat}))
    desk.read(lambda _: None)
    assert desk.stored(chat)[-1] == ("assistant", "", "stopped")
    assert len(desk.requests) == 1
    assert in_store(desk, chat) == ["third"]
    assert desk.chat.answering == frozenset()


def test_a_model_that_cannot_see_is_not_sent_a_waiting_picture(desk: Desk) -> None:
    chat = busy(desk)
    desk.tray.put_back((PICTURE,))
    desk.chat.send("look")
    desk.chat.set_model(make_info(senses=("text",)))
    desk.say("one")
    assert len(desk.requests) == 1
    assert "cannot see" in desk.held
    assert desk.waiting == ["look"]
    assert in_store(desk, chat) == ["look"]


def test_a_picture_sent_unseen_to_a_model_that_cannot_see_fails_in_its_chat(desk: Desk) -> None:
    chat = busy(desk)
    desk.tray.put_back((PICTURE,))
    desk.chat.send("look")
    desk.chat.start_new()
    desk.chat.set_model(make_info(senses=("text",)))
    desk.say("one")
    desk.read(lambda _: None)
    assert desk.stored(chat)[-1] == ("assistant", "", "failed")
    assert len(desk.requests) == 1


def test_what_waits_outlives_the_app(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(qtbot, tmp_path / "chats")
    chat = busy(desk)
    desk.tray.put_back((PICTURE,))
    desk.chat.send("look")
    desk.chat.send("third")
    desk.leave()
    desk = Desk(qtbot, tmp_path / "chats")
    try:
        desk.queues.remind()
        desk.read(lambda _: None)
        assert "“first”" in desk.notices[0]
        desk.open(chat)
        desk.read(lambda _: None)
        assert desk.waiting == ["look", "third"]
        assert "ended" in desk.held
        desk.queues.resume()
        assert isinstance(desk.requests[-1].messages[-1].parts[0], ImagePart)
        assert desk.told[-1] == "look"
    finally:
        desk.leave()


def test_all_chats_in_which_something_waits_are_named_at_once(desk: Desk) -> None:
    first = busy(desk, "waits")
    desk.chat.start_new()
    desk.chat.send("elsewhere")
    desk.chat.send("waits too")
    desk.queues.remind()
    desk.read(lambda _: None)
    assert desk.notices == ["Messages that were not sent yet wait in “elsewhere”, “first”."]
    desk.queues.remind(lambda chat: chat == first)
    desk.queues.remind(lambda _: True)
    desk.read(lambda _: None)
    assert desk.notices[1:] == ["A message that was not sent yet waits in “elsewhere”."]


def test_nothing_blank_waits(desk: Desk) -> None:
    busy(desk, "  ")
    assert desk.waiting == []
    assert desk.notices


def test_of_many_chats_in_which_something_waits_some_are_named(desk: Desk) -> None:
    for _ in range(5):
        busy(desk, "waits")
        desk.chat.start_new()
    desk.queues.remind()
    desk.read(lambda _: None)
    (notice,) = desk.notices
    assert notice.count("“first”") == 3
    assert notice.endswith("2 others.")
