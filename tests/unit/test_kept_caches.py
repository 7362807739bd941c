"""Prompt caches in a folder: they come back for their chat, for nobody else, and never damaged."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import mlx.core as mx
import pytest

from engine import cache_file, kept_caches
from engine.cache_folder import SHARE, CacheFolder
from engine.cancel import CancelToken
from engine.errors import Cancelled
from engine.loading import LoadedModel, load_model
from engine.prompt_cache import common_prefix
from engine.prompt_caches import MOST
from engine.session import Conversation
from engine.types import AudioPart, Done, GenerationParams, ImagePart, Message, TextPart
from tests.tiny_models import GEMMA4, MEDIA

GREEDY = GenerationParams(max_tokens=4, temperature=0)
GB = 1 << 30


@pytest.fixture(scope="module")
def model() -> LoadedModel:
    return replace(load_model(GEMMA4), stop_ids=frozenset())


@pytest.fixture(autouse=True)
def short_chats_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_caches, "FEWEST", 32)


@pytest.fixture
def folder(tmp_path: Path) -> CacheFolder:
    return CacheFolder(tmp_path / "kept", lambda: GB)


def story(name: str, turns: int = 1) -> list[Message]:
    """A chat that no other begins like, with a picture and a sound in front."""
    parts = (
        ImagePart(path=MEDIA / "scene.png"),
        AudioPart(path=MEDIA / "tone.wav"),
        TextPart(f"{name} and what {name} did then, from the beginning. " * 6),
    )
    messages = [Message.of("system", f"You are {name}."), Message("user", parts)]
    for turn in range(1, turns):
        messages += [
            Message.of("assistant", f"{name} went on, {turn}."),
            Message.of("user", f"And then, {turn}?"),
        ]
    return messages


def ask(conversation: Conversation, messages: Sequence[Message], chat: str = "") -> Done:
    *_, done = conversation.respond(messages, GREEDY, CancelToken(), chat)
    assert isinstance(done, Done)
    return done


def started(model: LoadedModel, folder: CacheFolder) -> Conversation:
    """As after another start: nothing is in memory."""
    return Conversation(replace(model, media=model.media.emptied()), folder)


def files(folder: CacheFolder) -> list[Path]:
    return sorted(folder.folder.glob("*.safetensors"))


def kept(model: LoadedModel, folder: CacheFolder, *names: str) -> Path:
    """The file of the last of these chats, all of which were answered and kept."""
    conversation = Conversation(model, folder)
    for name in names:
        ask(conversation, story(name), name)
        conversation.keep(CancelToken())
    return max(files(folder), key=os.path.getmtime)


def test_a_chat_goes_on_after_a_restart_without_reading_it_again(
    model: LoadedModel, folder: CacheFolder
) -> None:
    kept(model, folder, "Anna")
    done = ask(started(model, folder), story("Anna", 2), "Anna")
    cold = ask(Conversation(model), story("Anna", 2))
    assert done.token_ids == cold.token_ids
    assert cold.stats.cached_tokens == 0
    assert done.stats.cached_tokens > 0.7 * done.stats.prompt_tokens
    assert all(saw.cached for saw in done.saw), "the picture and the sound were encoded again"


def test_a_chat_that_others_pushed_out_of_memory_comes_back(
    model: LoadedModel, folder: CacheFolder
) -> None:
    conversation = Conversation(model, folder)
    for name in ["Anna", *(f"Person{number}" for number in range(MOST + 1))]:
        ask(conversation, story(name), name)
        conversation.keep(CancelToken())
    done = ask(conversation, story("Anna", 2), "Anna")
    assert done.token_ids == ask(Conversation(model), story("Anna", 2)).token_ids
    assert done.stats.cached_tokens > 0.7 * done.stats.prompt_tokens


def test_another_chat_gets_nothing_from_the_file_of_this_one(
    model: LoadedModel, folder: CacheFolder
) -> None:
    kept(model, folder, "Anna")
    assert ask(started(model, folder), story("Anna"), "Berta").stats.cached_tokens == 0
    assert ask(started(model, folder), story("Anna")).stats.cached_tokens == 0


def test_a_conversation_without_a_name_is_never_written(
    model: LoadedModel, folder: CacheFolder
) -> None:
    conversation = Conversation(model, folder)
    ask(conversation, story("Anna"), "Anna")
    ask(conversation, story("Anna", 2))  # goes on from the other's cache, and is not that chat
    conversation.keep(CancelToken(), whole=True)
    conversation.beside().keep(CancelToken(), whole=True)
    assert not files(folder)


def test_a_chat_that_was_forgotten_is_deleted_and_not_written_again(
    model: LoadedModel, folder: CacheFolder
) -> None:
    conversation = Conversation(model, folder)
    for name in ("Anna", "Berta"):
        ask(conversation, story(name), name)
    conversation.keep(CancelToken())
    assert len(files(folder)) == 2
    folder.forget(["Anna"])
    conversation.keep(CancelToken(), whole=True)
    assert len(files(folder)) == 1
    ask(conversation, story("Anna", 2), "Anna")  # it was taken back out of the trash
    conversation.keep(CancelToken())
    assert len(files(folder)) == 2


def test_what_is_forgotten_while_it_is_written_does_not_come_to_be(
    model: LoadedModel, folder: CacheFolder
) -> None:
    class Forgets(CancelToken):
        def check(self) -> None:
            folder.forget(["Anna"])

    conversation = Conversation(model, folder)
    ask(conversation, story("Anna"), "Anna")
    conversation.keep(Forgets())
    assert list(folder.folder.iterdir()) == []


def test_a_question_stops_the_writing_and_leaves_nothing_behind(
    model: LoadedModel, folder: CacheFolder
) -> None:
    class Later(CancelToken):
        looks = 0

        def check(self) -> None:
            self.looks += 1
            if self.looks == 3:
                raise Cancelled

    conversation = Conversation(model, folder)
    ask(conversation, story("Anna"), "Anna")
    with pytest.raises(Cancelled):
        conversation.keep(Later())
    assert list(folder.folder.iterdir()) == []
    conversation.keep(CancelToken())
    assert len(files(folder)) == 1


def test_a_stop_while_it_is_read_leaves_everything_as_it_was(
    model: LoadedModel, folder: CacheFolder
) -> None:
    file = kept(model, folder, "Anna")
    looks = 0

    def check() -> None:
        nonlocal looks
        looks += 1
        if looks == 5:
            raise Cancelled

    conversation = started(model, folder)
    ticket = folder.ticket("Anna")
    assert conversation._kept is not None
    assert ticket is not None
    key = Conversation(model, folder)
    ask(key, story("Anna"))
    with pytest.raises(Cancelled):
        conversation._kept.bring_back(key._caches.latest.key, ticket, check)
    assert [len(cache) for cache in conversation._caches.all] == [0]
    assert file.is_file()


def test_nothing_is_begun_that_there_is_no_time_for(
    model: LoadedModel, folder: CacheFolder
) -> None:
    conversation = Conversation(model, folder)
    ask(conversation, story("Anna"), "Anna")
    conversation.keep(CancelToken(), within_s=0)
    assert not folder.folder.exists() or list(folder.folder.iterdir()) == []


def test_a_large_cache_is_written_again_only_when_enough_is_new(
    model: LoadedModel, folder: CacheFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_caches, "SMALL", 0)
    monkeypatch.setattr(kept_caches, "PART", 2)
    conversation = Conversation(model, folder)
    ask(conversation, story("Anna"), "Anna")
    conversation.keep(CancelToken())
    first = files(folder)[0].read_bytes()
    ask(conversation, story("Anna", 2), "Anna")
    conversation.keep(CancelToken())
    assert files(folder)[0].read_bytes() == first
    conversation.keep(CancelToken(), whole=True)
    assert files(folder)[0].read_bytes() != first


def test_of_two_branches_of_a_chat_the_last_one_is_kept(
    model: LoadedModel, folder: CacheFolder
) -> None:
    conversation = Conversation(model, folder)
    ask(conversation, story("Anna", 2), "Anna")
    conversation.keep(CancelToken())
    ask(conversation, story("Carla"), "Anna")
    conversation.keep(CancelToken())
    assert len(files(folder)) == 1
    assert ask(started(model, folder), story("Anna", 2), "Anna").stats.cached_tokens < 64
    assert ask(started(model, folder), story("Carla", 2), "Anna").stats.cached_tokens > 64


def test_without_memory_to_spare_the_chat_is_read_again(
    model: LoadedModel, folder: CacheFolder
) -> None:
    kept(model, folder, "Anna")
    conversation = started(model, folder)
    assert conversation._kept is not None
    conversation._kept._make_room = lambda _: False
    assert ask(conversation, story("Anna", 2), "Anna").stats.cached_tokens == 0


def cut_short(content: bytearray) -> None:
    del content[-100:]


def made_longer(content: bytearray) -> None:
    content.extend(bytes(100))


def flip_in_the_tensors(content: bytearray) -> None:
    content[-5000] ^= 4


def flip_in_the_key(content: bytearray) -> None:
    at = content.index(b'\\"turn\\"')
    content[at - 3] = content[at - 3] % 10 + 48  # one digit for another


def other_version(content: bytearray) -> None:
    at = content.index(b'"format":"') + 10
    content[at : at + 1] = b"1"


def all_else(content: bytearray) -> None:
    content[:] = b"x" * 99


@pytest.mark.parametrize(
    "damage",
    [
        cut_short,
        made_longer,
        flip_in_the_tensors,
        flip_in_the_key,
        other_version,
        all_else,
        bytearray.clear,
    ],
)
def test_a_file_that_cannot_be_used_is_deleted_and_does_no_harm(
    model: LoadedModel, folder: CacheFolder, damage: Callable[[bytearray], Any]
) -> None:
    file = kept(model, folder, "Anna")
    content = bytearray(file.read_bytes())
    damage(content)
    file.write_bytes(content)
    done = ask(started(model, folder), story("Anna", 2), "Anna")
    assert done.stats.cached_tokens == 0
    assert done.token_ids == ask(Conversation(model), story("Anna", 2)).token_ids
    assert not file.exists()


def test_the_file_of_another_version_of_the_app_is_not_used(
    model: LoadedModel, folder: CacheFolder
) -> None:
    file = kept(model, folder, "Anna")
    newer = CacheFolder(folder.folder, lambda: GB, "2")
    assert ask(started(model, newer), story("Anna", 2), "Anna").stats.cached_tokens == 0
    assert not file.exists()


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("dtype", [mx.float32, mx.bfloat16, mx.float16])
def test_invalid_numbers_never_come_back(tmp_path: Path, number: float, dtype: mx.Dtype) -> None:
    file = tmp_path / "c"
    largest = mx.array(mx.finfo(dtype).max, dtype)
    good = {"a": mx.ones((3, 5), dtype) * -largest, "b": mx.zeros((0, 2), dtype)}
    assert cache_file.write(file, "f", {}, good)
    found = cache_file.read(file, "f")
    assert found is not None
    assert found[1]["a"].tolist() == good["a"].tolist()
    assert found[1]["b"].shape == (0, 2)
    assert cache_file.write(file, "f", {}, {"a": mx.array([1, number, 2], dtype)})
    assert cache_file.read(file, "f") is None


def test_every_kind_of_number_survives(tmp_path: Path) -> None:
    kinds = (mx.bool_, mx.uint8, mx.int8, mx.uint16, mx.int32, mx.uint32, mx.int64, mx.uint64)
    tensors = {str(kind): mx.arange(12).reshape(3, 4).astype(kind).T for kind in kinds}
    tensors["alone"] = mx.array(5)
    assert cache_file.write(tmp_path / "c", "f", [1, "é"], tensors)
    found = cache_file.read(tmp_path / "c", "f")
    assert found is not None
    assert found[0] == [1, "é"]
    assert {name: (a.dtype, a.tolist()) for name, a in found[1].items()} == {
        name: (a.dtype, a.tolist()) for name, a in tensors.items()
    }
    assert not cache_file.write(tmp_path / "d", "f", [], {"a": mx.ones(2, mx.complex64)})
    assert [each.name for each in tmp_path.iterdir()] == ["c"]


def some(folder: CacheFolder, chat: str, nbytes: int, used: float) -> Path:
    """A file of that chat, last used then."""
    ticket = folder.ticket(chat)
    assert ticket is not None
    file = folder.file(ticket, Path("/models/one"))
    file.parent.mkdir(exist_ok=True)
    unfinished = file.with_name(f".{file.stem}-x.unfinished")
    unfinished.write_bytes(bytes(nbytes))
    assert folder.put(unfinished, file, ticket)
    os.utime(file, (used, used))
    return file


def test_those_that_were_not_used_for_longest_make_room(tmp_path: Path) -> None:
    folder = CacheFolder(tmp_path / "kept", lambda: 1000)
    old, new = some(folder, "old", 400, 2e9), some(folder, "new", 400, 1e9)
    folder.touch(new)
    os.utime(old, (1e9, 1e9))
    last = some(folder, "last", 500, 3e9)
    assert files(folder) == sorted([new, last])
    assert folder.nbytes() == 900
    assert not folder.takes(1001)


def test_a_disk_that_is_nearly_full_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = 30 * GB
    monkeypatch.setattr("engine.cache_folder.CacheFolder._free", lambda _: free)
    folder = CacheFolder(tmp_path / "kept", lambda: 4 * GB)
    assert folder.takes(free // SHARE)
    assert not folder.takes(free // SHARE + 1)
    free = GB // 2
    assert not folder.takes(1)


def test_a_smaller_limit_holds_at_once_and_none_deletes_all(tmp_path: Path) -> None:
    limit = 1000
    folder = CacheFolder(tmp_path / "kept", lambda: limit)
    some(folder, "a", 400, 1e9)
    new = some(folder, "b", 400, 2e9)
    ticket = folder.ticket("b")
    limit = 500
    folder.fit()
    assert files(folder) == [new]
    limit = 0
    folder.fit()
    assert not files(folder)
    assert folder.ticket("b") is None
    assert not folder.allows(ticket)


def test_chats_that_are_no_longer_there_are_swept_out(tmp_path: Path) -> None:
    folder = CacheFolder(tmp_path / "kept", lambda: 1000)
    here = some(folder, "here", 10, 1e9)
    some(folder, "gone", 10, 1e9)
    stale, fresh = here.with_name(".a-x.unfinished"), here.with_name(".b-y.unfinished")
    for file in (stale, fresh):
        file.write_bytes(b"x")
    os.utime(stale, (1e9, 1e9))
    folder.keep_only(["here"])
    assert files(folder) == [here]
    assert fresh.exists()
    assert not stale.exists()
    folder.clear()
    assert [each.name for each in folder.folder.iterdir()] == ["CACHEDIR.TAG"]


def test_nobody_else_can_read_what_is_kept(model: LoadedModel, folder: CacheFolder) -> None:
    file = kept(model, folder, "Anna")
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0
    assert "Anna" not in file.name


@pytest.mark.parametrize("lengths", [(0, 3), (1, 1), (9, 9), (100, 70)])
def test_the_common_beginning_is_found_at_every_length(lengths: tuple[int, int]) -> None:
    a, b = (list(range(length)) for length in lengths)
    shorter = min(lengths)
    assert common_prefix(a, b) == shorter
    for at in range(shorter):
        assert common_prefix(a, [*b[:at], -1, *b[at + 1 :]]) == at
