"""A chat is answered with its own system prompt and sampling, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.sampling import from_whole, packed, unpacked, whole
from app.store.carried import CarriedChat
from app.store.carrying import put_in
from app.store.chats_json import VERSION, export_json
from app.store.export_markdown import export_markdown
from app.store.importing import read_chats
from engine.types import GenerationParams
from tests.unit.app_fakes import make_done
from tests.unit.chat_scenes import Desk
from ui.chat_settings_values import NO_LIMIT, ChatSettings, Preset

Open = Callable[[], Desk]
TERSE = ChatSettings(
    "Be brief.",
    GenerationParams(
        max_tokens=NO_LIMIT,
        temperature=0.3,
        top_p=0.9,
        top_k=40,
        min_p=0.05,
        repetition_penalty=1.1,
        seed=7,
        thinking=True,
    ),
)


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


def stored(desk: Desk, chat: int) -> tuple[str, object]:
    found = desk.read(lambda store: store.chats.get(chat))
    return found.system_prompt, found.sampling


def test_question_goes_out_under_the_system_prompt_with_the_sampling(desk: Desk) -> None:
    desk.chat.change_settings(TERSE)
    chat = desk.ask("Where?", "Lisbon.")
    request = desk.requests[-1]
    assert [(m.role, m.text) for m in request.messages] == [
        ("system", "Be brief."),
        ("user", "Where?"),
    ]
    assert request.params == TERSE.params
    assert stored(desk, chat) == ("Be brief.", packed(TERSE))


def test_blank_system_prompt_is_none(desk: Desk) -> None:
    desk.chat.change_settings(ChatSettings("  \n"))
    desk.ask("Where?", "Lisbon.")
    assert [m.role for m in desk.requests[-1].messages] == ["user"]


def test_settings_come_back_with_the_chat(open_desk: Open) -> None:
    desk = open_desk()
    desk.chat.change_settings(TERSE)
    chat = desk.ask("Where?", "Lisbon.")
    desk = open_desk()
    assert desk.chat.settings == ChatSettings()
    desk.open(chat)
    assert desk.chat.settings == TERSE
    desk.ask("And then?", "Porto.")
    assert desk.requests[-1].messages[0].text == "Be brief."
    assert desk.requests[-1].params == TERSE.params


def test_change_in_the_middle_holds_from_the_next_answer_on(desk: Desk) -> None:
    chat = desk.ask("Where?", "Lisbon.")
    desk.chat.change_settings(TERSE)
    assert stored(desk, chat) == ("Be brief.", packed(TERSE))
    assert desk.requests[-1].params == GenerationParams()
    desk.ask("And then?", "Porto.")
    assert desk.requests[-1].params == TERSE.params


def test_another_answer_is_made_with_the_chats_settings(desk: Desk) -> None:
    desk.ask("Where?", "Lisbon.")
    desk.chat.change_settings(TERSE)
    desk.do(lambda: desk.edits.answer_again(desk.answer))
    assert desk.requests[-1].params == TERSE.params
    assert desk.requests[-1].messages[0].role == "system"


def test_one_chats_settings_do_not_reach_another(desk: Desk) -> None:
    desk.chat.change_settings(TERSE)
    first = desk.ask("Where?", "Lisbon.")
    desk.chat.start_new()
    assert desk.chat.settings == ChatSettings()
    second = desk.ask("Who?", "Me.")
    assert desk.requests[-1].params == GenerationParams()
    assert stored(desk, second) == ("", {})
    desk.open(first)
    assert desk.chat.settings == TERSE


def test_new_chat_starts_as_the_defaults_say_and_keeps_that(desk: Desk) -> None:
    desk.chat.fresh = lambda: TERSE
    chat = desk.ask("Where?", "Lisbon.")
    assert desk.requests[-1].params == TERSE.params
    desk.chat.fresh = ChatSettings
    desk.ask("And then?", "Porto.")
    assert desk.requests[-1].params == TERSE.params
    assert stored(desk, chat) == ("Be brief.", packed(TERSE))


def test_chat_from_before_there_were_defaults_is_not_given_any(desk: Desk) -> None:
    chat = desk.ask("Where?", "Lisbon.")
    desk.read(lambda store: store.chats.set_sampling(chat, None))
    desk.chat.start_new()
    desk.chat.fresh = lambda: TERSE
    desk.open(chat)
    assert desk.chat.settings == ChatSettings()


def test_settings_chosen_before_the_first_question_survive_a_restart(open_desk: Open) -> None:
    desk = open_desk()
    desk.chat.change_settings(TERSE)
    desk.chat.leave()
    desk = open_desk()
    with desk.qtbot.waitSignal(desk.chat.settings_shown):
        desk.drafts.look()
    assert desk.chat.settings == TERSE
    desk.ask("Where?", "Lisbon.")
    desk.chat.start_new()
    assert desk.chat.settings == ChatSettings()


def test_new_chat_that_was_set_back_follows_the_defaults_again(desk: Desk) -> None:
    desk.chat.change_settings(TERSE)
    desk.chat.change_settings(ChatSettings())
    desk.chat.fresh = lambda: TERSE
    assert desk.chat.settings == TERSE


def test_question_that_returns_to_the_composer_leaves_the_settings(desk: Desk) -> None:
    desk.chat.change_settings(TERSE)
    desk.chat.send("Where?")
    desk.chat.take_stop(desk.answer)
    assert desk.chat.id is None
    assert desk.chat.settings == TERSE


def test_duplicate_is_answered_alike(desk: Desk) -> None:
    desk.chat.change_settings(TERSE)
    first = desk.ask("Where?", "Lisbon.")
    with desk.qtbot.waitSignal(desk.chat.shown):
        desk.library.duplicate(first)
    assert desk.chat.id != first
    assert desk.chat.settings == TERSE


def test_settings_survive_json() -> None:
    preset = Preset("1", "Terse", TERSE)
    copied = preset.copy().replace(system_prompt="Be briefer.")
    assert unpacked("Be briefer.", packed(copied)) == copied
    assert from_whole(whole(copied)) == copied
    assert packed(ChatSettings()) == {}
    assert VERSION == 1  # chats are carried with this JSON: see `packed` when it changes


@pytest.mark.parametrize(
    "values",
    [
        None,
        [],
        {"temperature": "hot", "top_k": 1.5, "seed": True, "max_tokens": 0, "top_p": 0},
        {"temperature": -1, "min_p": 2, "thinking": 1, "repetition_penalty": float("nan")},
        {"preset": {"id": 3}, "stop": ["x"], "colour": "red"},
    ],
)
def test_values_that_make_no_sense_are_as_if_not_set(values: object) -> None:
    assert unpacked("", values) == ChatSettings()


def test_settings_are_carried_to_another_store(desk: Desk, tmp_path: Path) -> None:
    preset = Preset("1", "Terse", TERSE)
    desk.chat.change_settings(preset.copy().replace(system_prompt="Be briefer."))
    chat = desk.ask("Where?", "Lisbon.")
    file = tmp_path / "chats.json"
    desk.read(lambda store: export_json(store, [chat], file))
    (found,) = read_chats(file)
    assert isinstance(found, CarriedChat)
    copy = desk.read(lambda store: put_in(store, found))
    desk.open(copy)
    assert desk.chat.settings == preset.copy().replace(system_prompt="Be briefer.")


def test_markdown_shows_the_system_prompt(desk: Desk, tmp_path: Path) -> None:
    desk.chat.change_settings(TERSE)
    chat = desk.ask("Where?", "Lisbon.")
    desk.read(lambda store: export_markdown(store, [chat], tmp_path / "chat.md"))
    assert "## System prompt\n\nBe brief.\n" in (tmp_path / "chat.md").read_text()


def test_sampling_of_an_imported_chat_is_used(desk: Desk) -> None:
    """As LM Studio's import gives it."""
    chat = desk.ask("Where?", "Lisbon.")
    theirs = {"temperature": 0.8, "top_k": 40.0, "max_tokens": 512}
    desk.read(lambda store: store.chats.set_sampling(chat, theirs))
    desk.chat.start_new()
    desk.open(chat)
    assert desk.chat.settings.params == GenerationParams(temperature=0.8, top_k=40, max_tokens=512)


def test_answer_remembers_what_it_was_drawn_with(desk: Desk) -> None:
    drawn = GenerationParams(temperature=0.7, top_k=40, seed=7)
    desk.chat.send("Where?")
    done = make_done("Lisbon.")
    desk.chat.take_end(desk.answer, replace(done, stats=replace(done.stats, sampling=drawn)))
    chat = desk.chat.id
    assert chat is not None
    desk.chat.start_new()
    desk.open(chat)
    stats = desk.views[-1].stats
    assert stats is not None
    assert stats.sampling == drawn
