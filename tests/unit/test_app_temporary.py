"""Chats that are kept in memory only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.attachments import Attachment
from app.store.ids import TEMPORARY
from app.store.listing import listing
from app.temporary import Temporary
from engine.types import AudioPart, ImagePart
from tests.unit.app_fakes import make_done
from tests.unit.chat_scenes import Desk

SECRET = "Rosebud-7391"


class Room(Desk):
    """A desk with temporary chats."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        super().__init__(qtbot, folder)
        self.temporary = Temporary(self.chat, self.queues, self.store)
        self.temporary.notice.connect(self.notices.append)
        self.temporary.undo_offered.connect(self.library.offer_undo)
        self.temporary.kept.connect(self.drafts.save)
        self.places: list[tuple[bool, bool]] = []
        self.chat.place_shown.connect(lambda *place: self.places.append(place))
        self.offers: list[str] = []
        self.library.undo_offered.connect(self.offers.append)

    def begin(self) -> None:
        """A temporary chat, when its store is there."""
        self.chat.start_temporary()
        self.qtbot.waitUntil(lambda: self.chat.place.ready)

    def here(self) -> int:
        assert self.chat.id is not None
        return self.chat.id

    def in_memory(self, chat: int) -> list[str]:
        came: list[list[str]] = []
        self.store.temporary.read(
            lambda store: (
                [each.text for each in store.messages.window(chat).messages]
                if store.chats.get(chat)
                else []
            ),
            came.append,
        )
        self.qtbot.waitUntil(lambda: bool(came))
        return came[0]

    def listed(self) -> list[str]:
        found: list[str] = self.read(lambda store: [each.row.title for each in listing(store)])
        return found


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Room]:
    desk = Room(qtbot, tmp_path / "data")
    yield desk
    desk.leave()


def picture() -> Attachment:
    image = QImage(8, 8, QImage.Format.Format_RGB888)
    image.fill(0xFF0000)
    part = ImagePart(data=b"png " + SECRET.encode(), name=f"{SECRET}.png")
    return Attachment(part, "image", part.name, "8×8", thumbnail=image)


def on_disk(folder: Path) -> list[Path]:
    """Files in which the secret stands."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if SECRET.encode() in path.read_bytes() or SECRET in path.name]


def test_nothing_of_it_reaches_the_disk(desk: Room, tmp_path: Path) -> None:
    desk.ask("kept", "fine")
    desk.begin()
    desk.tray.put_back((picture(),))
    desk.chat.send(f"{SECRET}?")
    desk.chat.send(f"{SECRET} queued")
    desk.chat.take_text(desk.answer, f"{SECRET}!", "thinking")
    desk.say(f"{SECRET}.")
    desk.say("two")
    desk.drafts.take_text(f"{SECRET} half")
    desk.drafts.save()
    desk.do(lambda: desk.edits.answer_again(desk.chat.conversation.said[-1].id))
    desk.say(f"{SECRET} once more")
    assert desk.told[-1] == f"{SECRET} queued"
    desk.chat.start_new()
    desk.read(lambda _: None)
    assert desk.in_memory(TEMPORARY + 10_000) == []  # it has done all it was asked for
    assert on_disk(tmp_path) == []
    assert desk.store.stop()
    assert on_disk(tmp_path) == []


def test_it_follows_what_was_said_like_any_other(desk: Room) -> None:
    desk.begin()
    chat = desk.ask("one", "first")
    assert chat >= TEMPORARY
    desk.ask("two", "second")
    assert desk.told == ["one", "first", "two"]
    assert desk.in_memory(chat) == ["one", "first", "two", "second"]
    desk.chat.send("three")
    desk.chat.take_text(desk.answer, "thi", "answer")
    desk.chat.stop()
    desk.do(lambda: desk.edits.delete(desk.chat.conversation.said[2].id))
    assert [view.text for view in desk.views] == ["one", "first"]
    desk.do(desk.library.undo)
    assert len(desk.views) == 6


def test_lists_and_search_know_nothing_of_it(desk: Room, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.chat.current_changed) as current:
        desk.begin()
    desk.ask("Lisbon", "fine")
    assert current.args == [None]
    assert desk.listed() == []
    assert desk.read(lambda store: store.search.find("Lisbon")) == ()
    assert desk.read(lambda store: store.chats.untitled()) == ()
    assert desk.places[-1] == (True, True)


def test_the_window_is_told_what_kind_of_chat_it_shows(desk: Room) -> None:
    desk.begin()
    assert desk.places[-1] == (True, False)
    desk.ask("one", "first")
    assert desk.places[-1] == (True, True)
    desk.chat.start_new()
    assert desk.places[-1] == (False, False)


def test_a_kept_draft_does_not_come_into_it(desk: Room) -> None:
    desk.drafts.take_text("kept draft")
    desk.drafts.save()
    shown: list[str] = []
    desk.drafts.restored.connect(shown.append)
    desk.begin()
    desk.read(lambda _: None)
    assert shown == [""]
    assert desk.chat.unsent is None
    desk.chat.start_new()
    desk.read(lambda _: None)
    assert shown[-1] == "kept draft"


def test_what_is_left_can_be_brought_back(desk: Room) -> None:
    desk.begin()
    chat = desk.ask("one", "first")
    desk.drafts.take_text("half")
    desk.chat.note_draft("half")
    desk.chat.start_new()
    assert desk.offers == ["The temporary chat was discarded."]
    drafts: list[str] = []
    desk.chat.draft_found.connect(lambda text, _: drafts.append(text))
    desk.do(desk.library.undo)
    assert desk.chat.id == chat
    assert desk.chat.temporary
    assert [view.text for view in desk.views] == ["one", "first"]
    assert drafts == ["half"]
    desk.temporary.forget(chat)  # too late: it is here
    assert desk.in_memory(chat) == ["one", "first"]
    desk.chat.start_new()
    desk.temporary.forget(chat)
    assert desk.in_memory(chat) == []


def test_an_empty_one_is_left_without_a_word(desk: Room) -> None:
    desk.begin()
    desk.chat.start_new()
    assert desk.offers == []


def test_its_answer_stops_when_it_is_left(desk: Room) -> None:
    desk.begin()
    desk.chat.send("one")
    answer = desk.answer
    desk.chat.start_new()
    assert desk.stopped == [answer]
    assert desk.chat.answering == frozenset()


def test_an_answer_elsewhere_goes_on_meanwhile(desk: Room) -> None:
    desk.chat.send("one")
    answer, chat = desk.answer, desk.here()
    desk.begin()
    desk.chat.send("two")
    assert desk.told == ["two"]
    desk.chat.take_text(answer, "first", "answer")
    desk.chat.take_end(answer, make_done("first"))
    assert desk.stored(chat)[-1] == ("assistant", "first", "whole")


def keep(desk: Room, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.temporary.kept):
        desk.temporary.keep()


def test_keep_copies_all_of_it_into_the_store(desk: Room, qtbot: QtBot, tmp_path: Path) -> None:
    desk.begin()
    desk.tray.put_back((picture(),))
    desk.ask("look", "red")
    desk.ask("and now?", "blue")
    desk.drafts.take_text("half")
    keep(desk, qtbot)
    chat = desk.here()
    assert chat < TEMPORARY
    assert not desk.chat.temporary
    assert desk.stored(chat) == [
        ("user", "look", "whole"),
        ("assistant", "red", "whole"),
        ("user", "and now?", "whole"),
        ("assistant", "blue", "whole"),
    ]
    assert [view.text for view in desk.views] == ["look", "red", "and now?", "blue"]
    message = desk.read(lambda store: store.messages.window(chat)).messages[0]
    assert message.attachments[0].path.read_bytes() == b"png " + SECRET.encode()
    assert message.attachments[0].thumbnail is not None
    assert desk.read(lambda store: store.chats.get(chat)).draft.text == "half"
    assert desk.listed() == ["look"]
    assert on_disk(tmp_path)  # what is kept is found there
    desk.ask("three", "green")
    assert desk.told == ["look", "red", "and now?", "blue", "three"]
    assert desk.chat.id == chat


def test_keep_waits_for_the_answer(desk: Room, qtbot: QtBot) -> None:
    desk.begin()
    desk.chat.send("one")
    desk.temporary.keep()
    assert len(desk.notices) == 1
    with qtbot.waitSignal(desk.temporary.kept):
        desk.say("first")
    assert desk.stored(desk.here())[-1] == ("assistant", "first", "whole")


def test_what_is_sent_while_it_is_being_kept_is_asked_in_the_kept_chat(
    desk: Room, qtbot: QtBot
) -> None:
    desk.begin()
    desk.ask("one", "first")
    with qtbot.waitSignal(desk.temporary.kept):
        desk.temporary.keep()
        desk.chat.send("two")
        assert len(desk.requests) == 1
    assert desk.told == ["one", "first", "two"]
    assert [text for _, text, _ in desk.stored(desk.here())] == ["one", "first", "two", ""]


def test_what_waits_in_it_is_kept_too(desk: Room, qtbot: QtBot) -> None:
    desk.begin()
    desk.chat.send("one")
    desk.chat.send("two")
    desk.chat.take_text(desk.answer, "fi", "answer")
    desk.chat.stop()
    assert desk.waiting == ["two"]
    keep(desk, qtbot)
    assert desk.waiting == ["two"]
    chat = desk.here()
    assert [each.text for each in desk.read(lambda store: store.queue.of(chat))] == ["two"]
    desk.queues.resume()
    assert desk.told == ["one", "fi", "two"]
    assert desk.read(lambda store: store.queue.of(chat)) == ()


def test_a_sound_in_it_is_forgotten_with_it(desk: Room) -> None:
    desk.begin()
    desk.tray.put_back(
        (Attachment(AudioPart(data=b"wav", name="a.wav"), "audio", "a.wav", "0:01"),)
    )
    chat = desk.ask("listen", "a beep")
    came: list[int] = []
    desk.store.temporary.read(lambda store: len(store.media._memory), came.append)
    desk.qtbot.waitUntil(lambda: came == [1])
    desk.chat.start_new()
    desk.temporary.forget(chat)
    desk.store.temporary.read(lambda store: len(store.media._memory), came.append)
    desk.qtbot.waitUntil(lambda: came == [1, 0])


def test_the_window_that_closes_takes_it_along(desk: Room) -> None:
    desk.begin()
    chat = desk.ask("one", "first")
    desk.chat.part()
    assert desk.offers == []
    assert desk.in_memory(chat) == []


def test_one_after_the_other(desk: Room) -> None:
    desk.begin()
    first = desk.ask("one", "first")
    desk.begin()
    assert desk.chat.temporary
    assert desk.chat.id is None
    second = desk.ask("two", "second")
    assert desk.told == ["two"]
    assert second != first
    assert desk.offers == ["The temporary chat was discarded."]
    desk.begin()
    desk.begin()  # nothing is in it: it stays
    assert len(desk.offers) == 2
