"""A chat that comes back from the disk is bit for bit the one that never left memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import mlx.core as mx
import pytest

from engine import kept_caches
from engine.cache_folder import CacheFolder
from engine.cancel import CancelToken
from engine.prompt_cache import PromptCache
from engine.session import Conversation
from engine.trace import Request
from engine.types import AudioPart, Done, GenerationParams, ImagePart, Message, TextPart
from tests.golden.running import MEDIA, MODELS, forgetful, loaded, senses_of

TOKENS = 6


def opening(name: str) -> list[Message]:
    """A picture and a sound where the model takes them in; longer than any sliding window."""
    parts: dict[str, Any] = {
        "image": ImagePart(path=MEDIA / "scene.png"),
        "audio": AudioPart(path=MEDIA / "tone.wav"),
    }
    media = [parts[sense] for sense in senses_of(name) if sense in parts]
    return [Message("user", (*media, TextPart("What is this, and what is it not? " * 8)))]


def ask(conversation: Conversation, request: Request) -> Done:
    params = GenerationParams(max_tokens=TOKENS, temperature=0, thinking=request.thinking)
    *_, done = conversation.respond(request.messages, params, CancelToken(), "chat")
    assert isinstance(done, Done)
    return done


def held(cache: PromptCache) -> list[tuple[str, mx.array]]:
    packed = cache.packed()
    assert packed is not None
    return sorted(packed[1].items())


@pytest.mark.parametrize("thinking", [False, True])
@pytest.mark.parametrize("name", MODELS)
def test_a_kept_chat_goes_on_with_the_same_bits(
    name: str, thinking: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_caches, "FEWEST", 1)
    folder = CacheFolder(tmp_path, lambda: 1 << 30)
    model = loaded(name)
    stayed, back = Conversation(model, folder), Conversation(forgetful(model), folder)
    request = Request(opening(name), thinking)
    first = ask(stayed, request)
    stayed.keep(CancelToken())
    turns = [*request.messages, Message.of("assistant", first.text), Message.of("user", "And?")]
    request = replace(request, messages=turns)
    one, other = ask(stayed, request), ask(back, request)
    assert other.token_ids == one.token_ids
    assert other.stats.cached_tokens == one.stats.cached_tokens > 50
    assert all(saw.cached for saw in other.saw)
    caches = stayed._caches.latest, back._caches.latest
    for (place, mine), (_, theirs) in zip(*map(held, caches), strict=True):
        assert mx.array_equal(mine, theirs).item(), place
    logits = [model.model(mx.array([[5]]), cache=cache.caches) for cache in caches]
    assert mx.array_equal(*logits).item()
