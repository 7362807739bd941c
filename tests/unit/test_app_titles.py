"""Titles that the model gives, when it has nothing else to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.engine_thread import EngineThread
from app.title_words import MOST, clean, request
from app.titles import TRIES, Titles
from engine.errors import OutOfMemory
from tests.unit.app_fakes import FakeEngine
from tests.unit.chat_scenes import Desk


@pytest.mark.parametrize(
    ("reply", "title"),
    [
        ("Trip to Lisbon", "Trip to Lisbon"),
        ("  “Trip to Lisbon.”  ", "Trip to Lisbon"),
        ("**Trip to Lisbon**\n\nI hope that helps!", "Trip to Lisbon"),
        ('Title: "Trip to Lisbon"', "Trip to Lisbon"),
        ("# Trip to `Lisbon`:", "Trip to Lisbon"),
        ("1. Trip to Lisbon", "Trip to Lisbon"),
        ("- Trip to Lisbon -", "Trip to Lisbon"),
        ("[Trip](http://x) to Lisbon", "Trip to Lisbon"),
        ("标题：《里斯本之旅》。", "里斯本之旅"),
        ("C++ and C#", "C++ and C#"),
        ("3.5 percent?", "3.5 percent?"),
        ("", ""),
        ("\n  \n", ""),
        ("…!?", ""),
        ("Lisbon is the capital of Portugal, and it lies on the river Tagus near the sea.", ""),
        ("**", ""),
        ("Title:", ""),
        ("Title", ""),
    ],
)
def test_a_reply_becomes_one_plain_line(reply: str, title: str) -> None:
    assert clean(reply) == title


def test_a_long_reply_is_cut_between_words() -> None:
    title = clean("One of the longest titles that any model has ever thought of")
    assert title == "One of the longest titles that any model has"
    assert len(clean("长" * 90)) == MOST


def test_half_a_word_is_left_out() -> None:
    assert clean("Trip to Lisb", whole=False) == "Trip to"
    assert clean("Trip to Lisbon\nand", whole=False) == "Trip to Lisbon"


def test_the_model_is_asked_in_the_language_of_the_chat() -> None:
    assert "title" in request("Where is Lisbon?", "In Portugal.")
    assert "标题" in request("里斯本在哪里？", "在葡萄牙。")
    assert "題名" in request("リスボンはどこですか？", "ポルトガルです。")
    assert "title" in request("What does 你好 mean in English, please?", "Hello.")


def test_only_the_beginning_of_a_long_chat_is_read() -> None:
    assert len(request("long " * 5000, "longer " * 5000)) < 1500


@pytest.fixture
def model() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def engine(model: FakeEngine, qtbot: QtBot) -> Iterator[EngineThread]:
    thread = EngineThread(lambda: model)
    with qtbot.waitSignal(thread.model_loaded):
        thread.load(Path("/models/fake"))
    yield thread
    model.gate.set()
    assert thread.stop()


class Room:
    """A chat with an engine that runs, and titles; the clock is turned by hand."""

    def __init__(self, qtbot: QtBot, folder: Path, engine: EngineThread) -> None:
        self.desk = Desk(qtbot, folder)
        self.engine, self.qtbot, self.wanted = engine, qtbot, True
        self.titles = Titles(engine, self.desk.store, lambda: self.wanted)
        self.titles.rest.setInterval(1_000_000)
        chat = self.desk.chat
        chat.requested.connect(engine.submit)
        engine.text_ready.connect(chat.take_text)
        engine.finished.connect(chat.take_end)
        engine.cancelled.connect(chat.take_stop)
        chat.ended.connect(self.titles.note)

    def ask(self, text: str = "Where is Lisbon?") -> int:
        with self.qtbot.waitSignal(self.engine.finished):
            self.desk.chat.send(text)
        assert self.desk.chat.id is not None
        return self.desk.chat.id

    def rest(self) -> None:
        """The pause is over."""
        assert self.titles.rest.isActive()
        self.titles.rest.stop()
        self.titles.look()

    def title(self, chat: int) -> tuple[str, str]:
        row = self.desk.read(lambda store: store.chats.get(chat)).row
        return row.title, row.title_by


@pytest.fixture
def room(qtbot: QtBot, tmp_path: Path, engine: EngineThread) -> Iterator[Room]:
    room = Room(qtbot, tmp_path / "chats", engine)
    yield room
    room.desk.leave()
    assert engine.stop()
    room.titles.rest.stop()


def test_a_chat_is_named_after_its_first_answer(room: Room, model: FakeEngine) -> None:
    chat = room.ask()
    assert room.title(chat) == ("", "none")
    with room.qtbot.waitSignal(room.titles.named):
        room.rest()
    assert room.title(chat) == ("A title", "model")
    assert "Where is Lisbon?" in model.heard_aside[0][0].text
    assert "Hello there" in model.heard_aside[0][0].text
    assert len(model.heard) == 1
    assert model.params[-1].temperature == 0
    assert not model.params[-1].thinking


def test_a_chat_is_named_once(room: Room, model: FakeEngine) -> None:
    room.ask()
    with room.qtbot.waitSignal(room.titles.named):
        room.rest()
    room.ask("And Porto?")
    room.rest()
    room.desk.read(lambda _: None)
    assert len(model.heard_aside) == 1


def test_the_name_that_a_person_gave_is_never_replaced(room: Room, model: FakeEngine) -> None:
    chat = room.ask()
    model.aside_gate.clear()
    with room.qtbot.waitSignal(room.engine.aside_ended):
        room.rest()
        room.qtbot.waitUntil(lambda: len(model.heard_aside) == 1)
        room.desk.library.rename(chat, "Mine")  # while the model is thinking
        model.aside_gate.set()
    assert room.title(chat) == ("Mine", "user")


def test_a_chat_with_a_name_is_not_asked_about(room: Room, model: FakeEngine) -> None:
    chat = room.ask()
    room.desk.library.rename(chat, "Mine")
    room.rest()
    room.desk.read(lambda _: None)
    assert model.heard_aside == []


def test_a_question_ends_it_at_once_and_it_is_tried_again(room: Room, model: FakeEngine) -> None:
    chat = room.ask()
    model.aside_gate.clear()
    for count in range(1, TRIES + 2):  # which does not count as trying
        room.rest()
        room.qtbot.waitUntil(lambda: len(model.heard_aside) == count)  # noqa: B023
        room.ask("And Porto?")  # would never be answered if the title were waited for
        assert room.title(chat) == ("", "none")
    model.aside_gate.set()
    with room.qtbot.waitSignal(room.titles.named):
        room.rest()
    assert room.title(chat) == ("A title", "model")


def test_the_model_is_not_asked_while_it_answers(room: Room, model: FakeEngine) -> None:
    room.ask()
    model.gate.clear()
    with room.qtbot.waitSignal(room.engine.text_ready):
        room.desk.chat.send("And Porto?")
    room.titles.look()
    room.desk.read(lambda _: None)
    assert model.heard_aside == []


def test_nonsense_is_tried_twice_at_most(room: Room, model: FakeEngine) -> None:
    model.aside = "…"
    chat = room.ask()
    for _ in range(TRIES):
        with room.qtbot.waitSignal(room.engine.aside_ended):
            room.titles.look()
        room.ask("And Porto?")
    room.titles.look()
    room.desk.read(lambda _: None)
    assert len(model.heard_aside) == TRIES
    assert room.title(chat) == ("", "none")


def test_an_engine_that_fails_at_it_is_not_heard_of(room: Room, model: FakeEngine) -> None:
    chat = room.ask()
    model.error = OutOfMemory("Full.")
    with room.qtbot.waitSignal(room.engine.aside_ended):
        room.rest()
    assert room.desk.notices == []
    model.error = None
    room.ask("And Porto?")
    with room.qtbot.waitSignal(room.titles.named):
        room.rest()
    assert room.title(chat) == ("A title", "model")


def test_who_wants_no_titles_gets_none(room: Room, model: FakeEngine) -> None:
    room.wanted = False
    room.ask()
    room.rest()
    room.desk.read(lambda _: None)
    assert model.heard_aside == []


def test_a_stopped_answer_asks_for_no_title(room: Room, model: FakeEngine) -> None:
    model.gate.clear()
    with room.qtbot.waitSignal(room.engine.text_ready):
        room.desk.chat.send("one")
    with room.qtbot.waitSignal(room.engine.cancelled):
        room.engine.cancel()
    assert not room.titles.rest.isActive()
