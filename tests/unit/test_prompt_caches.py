"""Chats that take turns keep what was computed for each, and it changes no word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from engine.cancel import CancelToken
from engine.loading import LoadedModel, load_model
from engine.prompt_caches import MOST, PromptCaches
from engine.session import Conversation
from engine.types import Done, GenerationParams, ImagePart, Message, TextPart
from tests.tiny_models import GEMMA4, GOLDEN, MEDIA

GREEDY = GenerationParams(max_tokens=12, temperature=0)
SCENE = ImagePart(path=MEDIA / "scene.png")
FAMILIES = [GEMMA4, GOLDEN / "qwen3" / "model", GOLDEN / "qwen3_5" / "model"]


@pytest.fixture(scope="module", params=FAMILIES, ids=lambda path: path.parent.name)
def model(request: pytest.FixtureRequest) -> LoadedModel:
    folder: Path = request.param
    return replace(load_model(folder, dtype="float32"), stop_ids=frozenset())


def ask(conversation: Conversation, messages: Sequence[Message]) -> Done:
    *_, done = conversation.respond(messages, GREEDY, CancelToken())
    assert isinstance(done, Done)
    return done


def story(name: str, turns: int = 1) -> list[Message]:
    """A chat that no other begins like."""
    messages = [Message.of("user", f"{name} and what {name} did then, from the beginning. " * 6)]
    for turn in range(1, turns):
        messages += [
            Message.of("assistant", f"{name} went on, {turn}."),
            Message.of("user", f"And then, {turn}?"),
        ]
    return messages


def test_two_chats_in_turn_compute_only_what_is_new(model: LoadedModel) -> None:
    conversation = Conversation(model)
    for turns in (1, 2, 3):
        for name in ("Anna", "Berta"):
            messages = story(name, turns)
            done = ask(conversation, messages)
            assert done.token_ids == ask(Conversation(model), messages).token_ids
            if turns > 1:
                assert done.stats.cached_tokens > ask_length(model, story(name)) // 2


def ask_length(model: LoadedModel, messages: Sequence[Message]) -> int:
    return ask(Conversation(model), messages).stats.prompt_tokens


def test_a_new_chat_begins_with_the_system_prompt_that_both_have(model: LoadedModel) -> None:
    if model.info.family == "gemma4" or model.info.family == "qwen3_5":
        pytest.skip("a ring or a state goes back to a checkpoint only")
    conversation = Conversation(model)
    system = Message.of("system", "Be kind to everybody who asks you something. " * 8)
    first = [system, *story("Anna", 6)]
    second = [system, *story("Berta")]
    ask(conversation, first)
    done = ask(conversation, second)
    assert done.stats.cached_tokens > 100
    assert done.token_ids == ask(Conversation(model), second).token_ids
    assert ask(conversation, first).stats.cached_tokens > 100


def test_a_branch_leaves_the_other_branch_as_it_was(model: LoadedModel) -> None:
    conversation = Conversation(model)
    chat: list[Message] = []
    for turn in range(4):
        chat.append(Message.of("user", f"{turn}: tell me more of Anna and her small boat. " * 3))
        done = ask(conversation, chat)
        chat.append(Message.of("assistant", done.text))
    edited = [*chat[:2], Message.of("user", "No, tell me of Carla instead. " * 4)]
    assert ask(conversation, edited).token_ids == ask(Conversation(model), edited).token_ids
    chat.append(Message.of("user", "And what came then?"))
    again = ask(conversation, chat)
    assert again.token_ids == ask(Conversation(model), chat).token_ids
    assert again.stats.cached_tokens > again.stats.prompt_tokens // 2


def test_a_picture_of_another_chat_is_not_taken_for_this_ones(model: LoadedModel) -> None:
    if "image" not in model.info.senses:
        pytest.skip("it has no eyes")
    conversation = Conversation(model)
    other = ImagePart(path=MEDIA / "other.png")
    for picture in (SCENE, other, SCENE, other):
        messages = [Message("user", (picture, TextPart("What is this?")))]
        done = ask(conversation, messages)
        assert done.token_ids == ask(Conversation(model), messages).token_ids


def test_the_chat_that_rests_longest_is_forgotten_first(model: LoadedModel) -> None:
    conversation = Conversation(model)
    names = [f"Person{i}" for i in range(MOST + 1)]
    for name in names:
        ask(conversation, story(name))
    kept = conversation._caches._caches
    assert len(kept) == MOST
    newest = ask(conversation, story(names[-2], 2))
    assert newest.stats.cached_tokens > 20


def test_caches_at_rest_stay_below_their_limit(model: LoadedModel) -> None:
    caches = PromptCaches(model.make_caches, limit_bytes=0)
    conversation = Conversation(model)
    conversation._caches = caches
    for name in ("Anna", "Berta", "Carla"):
        ask(conversation, story(name))
        assert len(caches._caches) == 1


def test_shrinking_keeps_the_present_chat(model: LoadedModel) -> None:
    conversation = Conversation(model)
    ask(conversation, story("Anna"))
    ask(conversation, story("Berta"))
    conversation._governor.shrink()
    assert len(conversation._caches._caches) == 1
    assert ask(conversation, story("Berta", 2)).stats.cached_tokens > 20
