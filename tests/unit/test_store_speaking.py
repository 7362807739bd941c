"""Stored messages as the engine wants them, and sampling settings there and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.store.opening import open_store
from app.store.speaking import engine_message, params_of, sampling_of
from app.store.store import ChatStore
from app.store.values import Message, NewAttachment
from engine.types import AudioPart, GenerationParams, ImagePart, TextPart

CHAT, QUESTION = 1_000_000, 1_000_001


@pytest.fixture(params=["disk", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ChatStore]:
    made = ChatStore.in_memory() if request.param == "memory" else open_store(tmp_path).store
    with closing(made) as store:
        store.chats.add(CHAT)
        yield store


def ask(store: ChatStore, text: str, *attachments: NewAttachment) -> Message:
    store.messages.ask(QUESTION, CHAT, None, text, attachments)
    message = store.messages.get(QUESTION)
    assert message is not None
    return message


def test_attachments_stand_where_they_were_given(store: ChatStore) -> None:
    picture = store.media.put(b"picture", "a.png", "image")
    sound = store.media.put(b"sound", "b.wav", "audio")
    message = ask(
        store, "Before. After.", NewAttachment(picture, "a.png"), NewAttachment(sound, "b.wav", 8)
    )
    spoken = engine_message(message, store.media.read)
    assert spoken.role == "user"
    first, before, second, after = spoken.parts
    assert isinstance(first, ImagePart)
    assert isinstance(second, AudioPart)
    assert (before, after) == (TextPart("Before. "), TextPart("After."))
    assert (first.name, second.name) == ("a.png", "b.wav")
    contents = [part.data or (part.path and part.path.read_bytes()) for part in (first, second)]
    assert contents == [b"picture", b"sound"]


def test_a_missing_attachment_is_left_out(store: ChatStore) -> None:
    gone = store.media.put_missing("0" * 64, "gone.png", "image")
    message = ask(store, "What?", NewAttachment(gone, "gone.png"))
    assert engine_message(message, store.media.read).parts == (TextPart("What?"),)


def test_sampling_comes_back_as_it_was(store: ChatStore) -> None:
    params = GenerationParams(temperature=0.5, stop=("a", "b"), seed=7, thinking=True)
    store.chats.set_sampling(CHAT, sampling_of(params))
    chat = store.chats.get(CHAT)
    assert chat is not None
    assert params_of(chat.sampling) == params


def test_sampling_of_elsewhere_is_taken_as_far_as_it_is_known() -> None:
    assert params_of({"temperature": 0.5, "from_the_future": 1}) == GenerationParams(
        temperature=0.5
    )
    assert params_of(None) == GenerationParams()
