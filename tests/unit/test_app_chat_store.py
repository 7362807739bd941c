"""What is said in a chat is kept, and comes back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.attachments import Attachment
from app.thumbnails import Thumbnails
from engine.errors import Failure
from engine.types import AudioPart, ImagePart, Saw
from tests.unit.app_fakes import make_done
from tests.unit.chat_scenes import Desk

Open = Callable[[], Desk]


def picture() -> Attachment:
    small = QImage(8, 6, QImage.Format.Format_RGB888)
    small.fill(0xFF0000)
    return Attachment(ImagePart(data=b"png"), "image", "red.png", "8×6", small)


SOUND = Attachment(AudioPart(data=b"wav"), "audio", "b.wav", "0:01", waveform=(0.25, 1.0, 0.5))


@pytest.fixture
def open_desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    """Desks on the same folder, one after the other."""
    desks: list[Desk] = []

    def open_desk() -> Desk:
        if desks:
            desks[-1].leave()
        desks.append(Desk(qtbot, tmp_path))
        return desks[-1]

    yield open_desk
    desks[-1].leave()


@pytest.fixture
def desk(open_desk: Open) -> Desk:
    return open_desk()


def test_question_and_answer_are_kept(desk: Desk) -> None:
    chat = desk.ask("Where?", "In Lisbon.")
    assert desk.stored(chat) == [("user", "Where?", "whole"), ("assistant", "In Lisbon.", "whole")]


def test_streamed_text_is_in_the_store_before_the_end(desk: Desk) -> None:
    desk.chat.send("Where?")
    desk.chat.take_text(desk.answer, "In Lis", "answer")
    chat = desk.chat.id
    assert chat is not None
    assert desk.stored(chat)[1] == ("assistant", "In Lis", "streaming")


def test_a_chat_is_opened_again_with_its_picture_and_its_sound(open_desk: Open) -> None:
    desk = open_desk()
    desk.tray.put_back((picture(), SOUND))
    chat = desk.ask("What?", "A square and a beep.")
    desk = open_desk()
    desk.open(chat)
    question, answer = desk.views
    image, sound = question.attachments
    assert (question.text, image.name, image.detail) == ("What?", "red.png", "8×6")
    assert image.thumbnail is None  # until it comes into view
    thumbnails = Thumbnails(desk.store)
    with desk.qtbot.waitSignal(thumbnails.found) as found:
        thumbnails.look(question.id, image.id)
    assert found.args[2].pixelColor(1, 1).red() == 255
    assert (sound.name, sound.waveform) == ("b.wav", SOUND.waveform)
    assert (answer.text, answer.state) == ("A square and a beep.", "whole")
    assert answer.stats is not None
    desk.chat.send("And now?")
    first = desk.requests[-1].messages[0].parts[0]
    assert isinstance(first, ImagePart)
    assert first.path is not None
    assert first.path.read_bytes() == b"png"
    assert first.name == "red.png"


def test_a_sent_picture_needs_no_memory_once_it_is_stored(desk: Desk) -> None:
    desk.tray.put_back((picture(),))
    with desk.qtbot.waitSignal(desk.chat.recorded):
        desk.chat.send("What?")
    part = desk.chat.conversation.said[0].media[0]
    assert part.data is None
    assert part.path is not None


def test_figures_thinking_and_receipts_come_back(open_desk: Open) -> None:
    desk = open_desk()
    desk.chat.send("What?")
    desk.chat.take_text(desk.answer, "hm", "thinking")
    desk.chat.take_text(desk.answer, "Red.", "answer")
    saw = Saw("image", "red.png", 9, {"width": 8, "height": 6}, ("Shrunk.",), cached=True)
    done = replace(make_done("Red.", 3), saw=(saw,), thinking="hm", finish_reason="length")
    desk.chat.take_end(desk.answer, done)
    chat = desk.chat.id
    assert chat is not None
    desk = open_desk()
    desk.open(chat)
    view = desk.views[1]
    assert view.thinking == "hm"
    assert view.thinking_s is not None
    assert view.saw == (saw,)
    assert (view.finish_reason, view.stats) == ("length", done.stats)


def test_an_opened_chat_shows_how_much_of_the_context_it_took(desk: Desk) -> None:
    chat = desk.ask("one", "first")
    desk.chat.start_new()
    with desk.qtbot.waitSignal(desk.chat.context_changed) as changed:
        desk.chat.open(chat)
    assert changed.args == [11, 512]


def test_stopped_and_failed_answers_stay_what_they_were(open_desk: Open) -> None:
    desk = open_desk()
    desk.chat.send("one")
    desk.chat.take_text(desk.answer, "half", "answer")
    desk.chat.take_stop(desk.answer)
    desk.chat.send("two")
    desk.chat.take_text(desk.answer, "some", "answer")
    desk.chat.take_failure(desk.answer, Failure("OutOfMemory", "It does not fit."))
    chat = desk.chat.id
    assert chat is not None
    desk = open_desk()
    desk.open(chat)
    assert [(v.text, v.state, v.note) for v in desk.views if v.role == "assistant"] == [
        ("half", "stopped", ""),
        ("some", "failed", "It does not fit."),
    ]


def test_a_turn_without_a_word_is_not_kept(desk: Desk) -> None:
    desk.chat.send("one")
    chat = desk.chat.id
    assert chat is not None
    desk.chat.take_stop(desk.answer)
    assert desk.chat.id is None
    assert desk.stored(chat) == []
    assert desk.read(lambda store: store.chats.list()) == ()
    assert desk.ask("two", "second") == chat  # the record is used again


def test_a_turn_without_a_word_leaves_those_before_it(desk: Desk) -> None:
    chat = desk.ask("one", "first")
    desk.chat.send("two")
    desk.chat.take_failure(desk.answer, Failure("ContextFull", "Too long."))
    assert [text for _, text, _ in desk.stored(chat)] == ["one", "first"]
    desk.chat.send("three")
    assert desk.told == ["one", "first", "three"]


def test_the_end_of_the_app_interrupts_an_answer(open_desk: Open) -> None:
    desk = open_desk()
    desk.chat.send("one")
    desk.chat.take_text(desk.answer, "half", "answer")
    chat = desk.chat.id
    assert chat is not None
    desk = open_desk()
    desk.open(chat)
    assert [(view.text, view.state) for view in desk.views] == [
        ("one", "whole"),
        ("half", "interrupted"),
    ]
    desk.chat.send("Go on.")
    assert desk.told == ["one", "half", "Go on."]


def test_an_answer_goes_on_while_another_chat_is_shown(desk: Desk) -> None:
    other = desk.ask("one", "first")
    desk.chat.start_new()
    desk.chat.send("two")
    number, chat = desk.answer, desk.chat.id
    assert chat is not None
    desk.chat.take_text(number, "sec", "answer")
    desk.open(other)
    assert not desk.chat.busy
    assert desk.chat.answering == {chat}
    desk.shown_text.clear()
    desk.chat.take_text(number, "ond", "answer")
    assert desk.shown_text == []
    desk.open(chat)
    assert desk.chat.busy
    assert [(view.text, view.state) for view in desk.views] == [
        ("two", "whole"),
        ("second", "streaming"),
    ]
    desk.chat.take_text(number, "!", "answer")
    assert desk.shown_text == ["!"]
    desk.chat.take_end(number, make_done("second!"))
    assert desk.stored(chat)[1] == ("assistant", "second!", "whole")


def test_an_answer_that_ends_while_its_chat_is_opened_is_shown_whole(desk: Desk) -> None:
    desk.chat.send("one")
    number, chat = desk.answer, desk.chat.id
    assert chat is not None
    desk.chat.start_new()
    with desk.qtbot.waitSignal(desk.chat.shown):
        desk.chat.open(chat)
        desk.chat.take_end(number, make_done("first"))
    assert [(view.text, view.state) for view in desk.views] == [
        ("one", "whole"),
        ("first", "whole"),
    ]
    assert not desk.chat.busy


def test_a_question_in_a_second_chat_is_asked_after_the_first(desk: Desk) -> None:
    desk.chat.send("one")
    first = desk.answer
    desk.chat.start_new()
    desk.chat.send("two")
    assert len(desk.requests) == 2
    desk.chat.take_end(first, make_done("first"))
    assert desk.chat.busy
    desk.chat.take_end(desk.answer, make_done("second"))
    assert not desk.chat.busy


def test_stop_stops_the_answer_of_the_open_chat_alone(desk: Desk) -> None:
    desk.chat.send("one")
    desk.chat.take_text(desk.answer, "x", "answer")
    desk.chat.start_new()
    desk.chat.send("two")
    desk.chat.stop()
    assert desk.stopped == [desk.answer]
    assert len(desk.chat.answering) == 1


def test_stopped_unseen_before_a_word_the_question_stays_in_its_chat(desk: Desk) -> None:
    desk.chat.send("one")
    number, chat = desk.answer, desk.chat.id
    assert chat is not None
    desk.chat.start_new()
    desk.chat.take_stop(number)
    assert desk.stored(chat) == [("user", "one", "whole"), ("assistant", "", "stopped")]


def test_a_picture_that_is_gone_is_told_and_its_text_is_sent(desk: Desk) -> None:
    desk.tray.put_back((picture(),))
    chat = desk.ask("What?", "Red.")
    desk.chat.start_new()
    folder = desk.read(lambda store: store.media.of_messages(0, 1 << 40, chat))
    (attachment,) = next(iter(folder.values()))
    attachment.path.unlink()
    desk.open(chat)
    assert desk.views[0].attachments[0].detail == "missing"
    desk.chat.send("And?")
    assert desk.told == ["What?", "Red.", "And?"]
    assert "red.png can no longer be found" in desk.notices[0]
    desk.chat.take_end(desk.answer, make_done("Yes."))
    desk.chat.send("Sure?")
    assert len(desk.notices) == 1


def test_a_chat_that_is_gone_is_a_sentence(desk: Desk) -> None:
    with desk.qtbot.waitSignal(desk.chat.notice):
        desk.chat.open(123_456)
    assert desk.notices == ["That chat is no longer there."]


def test_the_chat_wished_for_last_is_the_one_that_opens(desk: Desk) -> None:
    first = desk.ask("one", "first")
    desk.chat.start_new()
    second = desk.ask("two", "second")
    desk.chat.start_new()
    desk.chat.open(first)
    desk.open(second)
    assert desk.chat.id == second


def test_chats_are_backed_up_while_the_app_runs(desk: Desk, tmp_path: Path) -> None:
    desk.ask("one", "first")
    desk.read(lambda _: 1)
    desk.store.backups.timeout.emit()
    desk.qtbot.waitUntil(lambda: any(tmp_path.rglob("chats-backup.sqlite3")))


def grow_old(folder: Path) -> list[Path]:
    """The files of all attachments, as if they had been there for long."""
    files = list(folder.glob("media/??/*"))
    for file in files:
        os.utime(file, (1.0, 1.0))
    return files


def test_attachments_that_were_never_sent_do_not_stay(desk: Desk, tmp_path: Path) -> None:
    chat = desk.ask("one", "first")
    desk.tray.put_back((SOUND,))
    desk.drafts.save()
    assert desk.read(lambda store: store.chats.get(chat)).draft.attachments
    (file,) = grow_old(tmp_path)
    desk.tray.clear()
    desk.drafts.save()
    desk.store.backups.timeout.emit()
    desk.read(lambda _: 1)
    assert not file.exists()


def test_attachments_of_a_message_that_may_come_back_stay(desk: Desk, tmp_path: Path) -> None:
    desk.tray.put_back((SOUND,))
    chat = desk.ask("one", "first")
    question = desk.read(lambda store: store.messages.path(chat))[0]
    (file,) = grow_old(tmp_path)
    desk.do(lambda: desk.edits.delete(question))
    desk.store.backups.timeout.emit()
    desk.read(lambda _: 1)
    assert file.exists()
    desk.do(desk.library.undo)
    assert [view.text for view in desk.views] == ["one", "first"]
    assert desk.notices == []


# Changing what was said


def test_an_edited_question_starts_a_branch(desk: Desk) -> None:
    desk.tray.put_back((picture(),))
    desk.ask("one", "first")
    desk.ask("two", "second")
    question = desk.chat.conversation.said[0].id
    desk.do(lambda: desk.edits.edit(question, "uno"))
    assert desk.told == ["uno"]
    assert isinstance(desk.requests[-1].messages[0].parts[0], ImagePart)
    assert [(view.text, view.sibling, view.siblings) for view in desk.views] == [
        ("uno", 2, 2),
        ("", 1, 1),
    ]
    assert len(desk.views[0].attachments) == 1
    desk.chat.take_text(desk.answer, "primo", "answer")
    assert desk.shown_text[-1] == "primo"
    desk.chat.take_end(desk.answer, make_done("primo"))
    desk.do(lambda: desk.edits.switch(desk.views[0].id, -1))
    assert [view.text for view in desk.views] == ["one", "first", "two", "second"]


def test_another_answer_to_the_same_question(desk: Desk) -> None:
    chat = desk.ask("one", "first")
    desk.do(lambda: desk.edits.answer_again(desk.chat.conversation.said[1].id))
    assert desk.told == ["one"]
    desk.chat.take_end(desk.answer, make_done("other"))
    assert [text for _, text, _ in desk.stored(chat)] == ["one", "other"]
    assert (desk.views[1].sibling, desk.views[1].siblings) == (2, 2)
    desk.chat.send("two")
    assert desk.told == ["one", "other", "two"]


def test_an_answer_over_before_it_is_shown_is_shown_whole(desk: Desk) -> None:
    desk.ask("one", "first")
    answer = desk.chat.conversation.said[1].id

    def again_at_once() -> None:
        desk.edits.answer_again(answer)
        desk.chat.take_end(desk.answer, make_done("other"))

    desk.do(again_at_once)
    assert (desk.views[1].text, desk.views[1].state) == ("other", "whole")


def test_an_edited_answer_is_what_the_model_said(desk: Desk) -> None:
    chat = desk.ask("one", "first")
    desk.do(lambda: desk.edits.edit(desk.chat.conversation.said[1].id, "never"))
    assert desk.stored(chat)[1] == ("assistant", "never", "whole")
    assert desk.views[1].stats is not None
    desk.chat.send("two")
    assert desk.told == ["one", "never", "two"]


def test_nothing_is_changed_while_an_answer_is_written(desk: Desk) -> None:
    desk.ask("one", "first")
    answer = desk.chat.conversation.said[1].id
    desk.chat.send("two")
    desk.edits.answer_again(answer)
    desk.edits.edit(answer, "x")
    assert len(desk.requests) == 2
    assert all("Wait for the answer" in notice for notice in desk.notices)
    assert len(desk.notices) == 2


def test_a_question_that_was_not_kept_cannot_be_edited(desk: Desk) -> None:
    desk.chat.send("one")
    question = desk.chat.conversation.said[0].id
    desk.chat.take_stop(desk.answer)
    desk.edits.edit(question, "two")
    assert "was not kept" in desk.notices[0]


def test_a_cut_answer_is_gone_on_with(open_desk: Open) -> None:
    desk = open_desk()
    desk.chat.send("one")
    desk.chat.take_text(desk.answer, "Half", "answer")
    chat = desk.chat.id
    assert chat is not None
    desk = open_desk()
    desk.open(chat)
    assert [view.can_continue for view in desk.views] == [False, True]
    desk.edits.go_on(desk.views[1].id)
    assert desk.told == ["one", "Half"]
    assert desk.answer == desk.views[1].id
    desk.chat.take_text(desk.answer, " an ans", "answer")
    assert desk.stored(chat)[1] == ("assistant", "Half an ans", "streaming")
    desk.chat.take_text(desk.answer, "wer", "answer")
    desk.chat.take_end(desk.answer, make_done(" an answer"))
    assert desk.stored(chat)[1] == ("assistant", "Half an answer", "whole")
    desk.chat.send("two")
    assert desk.told == ["one", "Half an answer", "two"]


def test_a_stopped_answer_offers_to_go_on_and_a_whole_one_does_not(desk: Desk) -> None:
    offered: list[int] = []
    desk.chat.can_go_on.connect(offered.append)
    desk.ask("one", "first")
    assert offered == []
    desk.chat.send("two")
    desk.chat.take_text(desk.answer, "sec", "answer")
    desk.chat.take_stop(desk.answer)
    assert offered == [desk.answer]
    desk.chat.send("three")
    desk.chat.take_text(desk.answer, "x", "answer")
    desk.chat.take_end(desk.answer, make_done("x"))
    desk.edits.go_on(offered[0])
    assert "Only the last answer" in desk.notices[0]


def test_a_deleted_message_comes_back_with_what_followed_it(desk: Desk) -> None:
    chat = desk.ask("one", "first")
    desk.tray.put_back((picture(),))
    desk.ask("two", "second")
    question = desk.chat.conversation.said[2].id
    with desk.qtbot.waitSignal(desk.library.undo_offered) as offered:
        desk.edits.delete(question)
    assert offered.args == ["The message and what followed it were deleted."]
    assert [view.text for view in desk.views] == ["one", "first"]
    desk.do(desk.library.undo)
    assert [view.text for view in desk.views] == ["one", "first", "two", "second"]
    assert [each.name for each in desk.views[2].attachments] == ["red.png"]
    assert len(desk.stored(chat)) == 4


def test_a_chat_whose_first_message_is_deleted_is_empty_and_can_be_used(desk: Desk) -> None:
    chat = desk.ask("one", "first")
    desk.do(lambda: desk.edits.delete(desk.chat.conversation.said[0].id))
    assert desk.views == []
    assert desk.ask("two", "second") == chat
    assert [text for _, text, _ in desk.stored(chat)] == ["two", "second"]


# Drafts


def test_a_draft_stays_with_its_chat(open_desk: Open) -> None:
    desk = open_desk()
    chat = desk.ask("one", "first")
    desk.drafts.take_text("half a thou")
    desk.tray.put_back((SOUND,))
    desk.chat.start_new()
    assert desk.tray.attachments == ()
    desk = open_desk()
    with desk.qtbot.waitSignal(desk.drafts.restored) as restored:
        desk.chat.open(chat)
    assert restored.args == ["half a thou"]
    (sound,) = desk.tray.attachments
    assert (sound.name, sound.part.data, sound.waveform) == ("b.wav", b"wav", SOUND.waveform)


def test_what_was_never_sent_waits_in_a_new_chat(open_desk: Open) -> None:
    desk = open_desk()
    desk.drafts.take_text("dear")
    desk = open_desk()
    with desk.qtbot.waitSignal(desk.drafts.restored) as restored:
        desk.drafts.look()
    assert restored.args == ["dear"]
    assert desk.read(lambda store: store.chats.list()) == ()
    desk.drafts.take_text("")
    desk.ask("dear all", "Yes?")
    assert desk.read(lambda store: store.chats.unsent()) is None


def test_a_draft_found_late_does_not_overwrite_what_is_written(open_desk: Open) -> None:
    desk = open_desk()
    desk.drafts.take_text("old")
    desk = open_desk()
    desk.drafts.take_text("new")
    with desk.qtbot.assertNotEmitted(desk.drafts.restored):
        desk.drafts.look()
        desk.read(lambda _: 1)


def test_a_sent_draft_is_gone(open_desk: Open) -> None:
    desk = open_desk()
    desk.drafts.take_text("one")
    desk.drafts.save()
    chat = desk.ask("one", "first")
    assert desk.read(lambda store: store.chats.get(chat)).draft.text == ""


def test_a_question_that_comes_back_at_once_is_a_draft_again(desk: Desk) -> None:
    chat = desk.ask("one", "first")
    desk.drafts.take_text("two")
    desk.tray.put_back((SOUND,))
    desk.drafts.save()
    desk.chat.send("two")
    desk.chat.take_failure(desk.answer, Failure("ModelCorrupt", "No."))
    desk.drafts.take_text("two")  # as the composer says, before what it held was missed
    desk.drafts.save()
    draft = desk.read(lambda store: store.chats.get(chat)).draft
    assert (draft.text, [each.name for each in draft.attachments]) == ("two", ["b.wav"])


def test_other_words_leave_the_attachments_of_a_draft_as_they_are(desk: Desk) -> None:
    chat = desk.ask("one", "first")
    desk.tray.put_back((SOUND,))
    desk.drafts.take_text("tw")
    desk.drafts.save()
    desk.drafts.take_text("two")
    desk.drafts.save()
    draft = desk.read(lambda store: store.chats.get(chat)).draft
    assert (draft.text, [each.name for each in draft.attachments]) == ("two", ["b.wav"])


class Clock:
    """In place of the timer that saves."""

    def __init__(self) -> None:
        self.starts = 0

    def isActive(self) -> bool:  # noqa: N802
        return self.starts > 0

    def start(self) -> None:
        self.starts += 1

    def stop(self) -> None:
        self.starts = 0


def test_who_writes_without_a_pause_is_kept_up_with(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(desk.drafts, "_pause", clock)
    for words in ("t", "tw", "two"):
        desk.drafts.take_text(words)
    assert clock.starts == 1  # the first letter's pause is not put off by the next ones
    desk.drafts.save()
    desk.drafts.take_text("two ")
    assert clock.starts == 1
