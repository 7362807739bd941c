"""The engine stays inside the memory that the machine can spare, and says so in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from engine.cancel import CancelToken
from engine.config import read_config
from engine.errors import OutOfMemory
from engine.governor import HARD, RESERVE, SOFT, Gauges, Governor
from engine.loading import LoadedModel, load_model
from engine.session import Conversation
from engine.system_memory import Pressure, available_bytes, pressure, total_bytes
from engine.types import Delta, Done, GenerationParams, Message
from tests.tiny_models import GEMMA4

GB = 1 << 30
PARAMS = GenerationParams(max_tokens=64, temperature=0)


class Machine:
    """Figures that a test can set."""

    def __init__(self) -> None:
        self.active, self.kept, self.available = GB, 0, 100 * GB
        self.pressed: Pressure = "normal"
        self.shrunk = 0
        self.shrinks_to: int | None = None

    def gauges(self) -> Gauges:
        return Gauges(
            lambda: self.active, lambda: self.kept, lambda: self.available, lambda: self.pressed
        )

    def shrink(self) -> None:
        self.shrunk += 1
        if self.shrinks_to is not None:
            self.active = self.shrinks_to


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def governor(machine: Machine) -> Governor:
    return Governor(read_config(GEMMA4), 10 * GB, machine.shrink, machine.gauges())


def test_a_prompt_that_fits_is_let_through(governor: Governor, machine: Machine) -> None:
    governor.admit(1000, 0)
    assert machine.shrunk == 0


def test_what_is_kept_for_speed_is_given_back_first(governor: Governor, machine: Machine) -> None:
    machine.active = int(HARD * 10 * GB)
    machine.shrinks_to = GB
    governor.admit(1000, 0)
    assert machine.shrunk == 1


def test_a_prompt_that_cannot_fit_is_refused_with_the_sum(
    governor: Governor, machine: Machine
) -> None:
    machine.available = RESERVE + 1000
    with pytest.raises(OutOfMemory, match=r"1,000 tokens takes about .* only 1 kB can be had"):
        governor.admit(1000, 0)
    assert machine.shrunk == 1


def test_what_was_run_already_needs_no_room(governor: Governor, machine: Machine) -> None:
    long, new = governor._need(8000, 0), governor._need(8000, 7990)
    assert new < long
    machine.available = RESERVE + new
    governor.admit(8000, 7990)
    with pytest.raises(OutOfMemory):
        governor.admit(8000, 0)


def test_memory_that_mlx_keeps_counts_as_free(governor: Governor, machine: Machine) -> None:
    machine.available, machine.kept = 0, 2 * GB
    governor.admit(1000, 0)


def test_below_the_soft_line_nothing_happens(governor: Governor, machine: Machine) -> None:
    machine.active = int(SOFT * 10 * GB)
    governor.watch()
    assert machine.shrunk == 0


def test_above_the_soft_line_it_gives_back_and_goes_on(
    governor: Governor, machine: Machine
) -> None:
    machine.active = int(SOFT * 10 * GB) + 1
    governor.watch()
    assert machine.shrunk == 1


def test_above_the_hard_line_it_stops(governor: Governor, machine: Machine) -> None:
    machine.active = int(HARD * 10 * GB) + 1
    with pytest.raises(OutOfMemory, match=r"reached the 10\.7 GB .* what was written is kept"):
        governor.watch()


def test_a_machine_that_is_pressed_gets_something_back(
    governor: Governor, machine: Machine
) -> None:
    machine.pressed = "warning"
    governor.watch()
    assert machine.shrunk == 1


def test_a_machine_without_memory_ends_the_answer(governor: Governor, machine: Machine) -> None:
    machine.pressed = "critical"
    with pytest.raises(OutOfMemory, match="the machine is out of memory"):
        governor.watch()


def test_the_real_gauges_are_plausible() -> None:
    assert 0 < available_bytes() <= total_bytes()
    assert pressure() in ("normal", "warning", "critical")


@pytest.fixture(scope="module")
def model() -> LoadedModel:
    return replace(load_model(GEMMA4), stop_ids=frozenset())


def governed(conversation: Conversation, machine: Machine) -> None:
    conversation._governor = replace(conversation._governor, gauges=machine.gauges())


def test_an_answer_that_is_stopped_keeps_its_words_and_the_next_turn_works(
    model: LoadedModel, machine: Machine
) -> None:
    conversation = Conversation(model)
    governed(conversation, machine)
    question = [Message.of("user", "Tell me a long story about a small boat.")]
    events: Iterator[Any] = conversation.respond(question, PARAMS, CancelToken())
    text = ""

    def read_on() -> None:
        nonlocal text
        for event in events:
            if isinstance(event, Delta):
                text += event.text
                machine.active = model.memory_limit

    with pytest.raises(OutOfMemory, match="what was written is kept"):
        read_on()
    assert text
    machine.active = GB
    *_, warm = conversation.respond(question, PARAMS, CancelToken())
    *_, cold = Conversation(model).respond(question, PARAMS, CancelToken())
    assert isinstance(warm, Done)
    assert isinstance(cold, Done)
    assert warm.stats.cached_tokens > 0
    assert warm.token_ids == cold.token_ids


def test_giving_back_changes_no_word(model: LoadedModel, machine: Machine) -> None:
    messages = [Message.of("user", "What is the sea? " * 20)]
    free, tight = Conversation(model), Conversation(model)
    governed(tight, machine)
    machine.pressed = "warning"
    for turn in range(3):
        *_, wanted = free.respond(messages, PARAMS, CancelToken())
        *_, got = tight.respond(messages, PARAMS, CancelToken())
        assert isinstance(wanted, Done)
        assert isinstance(got, Done)
        assert got.token_ids == wanted.token_ids
        messages += [Message.of("assistant", got.text), Message.of("user", f"And {turn}?")]


def test_a_prompt_too_big_for_now_is_refused_before_anything_is_run(
    model: LoadedModel, machine: Machine
) -> None:
    conversation = Conversation(model)
    governed(conversation, machine)
    machine.available = 0
    events = conversation.respond([Message.of("user", "Hello")], PARAMS, CancelToken())
    with pytest.raises(OutOfMemory, match="Reading this conversation"):
        list(events)
    machine.available = 100 * GB
    events = conversation.respond([Message.of("user", "Hello")], PARAMS, CancelToken())
    assert isinstance(list(events)[-1], Done)
