"""A prompt cache that goes to disk and comes back, and caches that cannot be cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import mlx.core as mx
import pytest
from mlx_lm.models.cache import ArraysCache, CacheList, ChunkedKVCache, KVCache, RotatingKVCache

from engine.cancel import CancelToken
from engine.eight_bit_cache import EightBitKVCache
from engine.fingerprint import fingerprint
from engine.loading import LoadedModel, load_model
from engine.prompt_cache import PromptCache
from engine.session import Conversation
from engine.types import Done, GenerationParams, ImagePart, Message, TextPart
from tests.tiny_models import GEMMA4, MEDIA, copy_model, read_weights, rewrite_weights

GREEDY = GenerationParams(max_tokens=4, temperature=0)
LONG = "tell me all that you know of this and of that, please. "
HISTORY = [
    Message("user", (ImagePart(path=MEDIA / "scene.png"), TextPart(LONG))),
    Message.of("assistant", "yes"),
    Message.of("user", "and then?"),
]


@pytest.fixture(scope="module")
def model() -> LoadedModel:
    return load_model(GEMMA4, dtype="float32")


@pytest.fixture(scope="module")
def saved(model: LoadedModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("saved") / "chat.safetensors"
    conversation = Conversation(model)
    ask(conversation, HISTORY[:1])
    assert conversation.save(file)
    return file


def ask(conversation: Conversation, messages: list[Message]) -> Done:
    for event in conversation.respond(messages, GREEDY, CancelToken()):
        if isinstance(event, Done):
            return event
    raise AssertionError("no Done")


def test_a_restored_conversation_goes_on_where_it_was(model: LoadedModel, saved: Path) -> None:
    restored = Conversation(replace(model, media=model.media.emptied()))
    assert restored.restore(saved)
    done = ask(restored, HISTORY)
    fresh = ask(Conversation(model), HISTORY)
    assert done.token_ids == fresh.token_ids
    assert done.stats.cached_tokens > 0.7 * fresh.stats.prompt_tokens
    assert done.saw[0].cached, "the picture was encoded again"


def test_a_restored_conversation_can_still_go_back(model: LoadedModel, saved: Path) -> None:
    restored = Conversation(model)
    assert restored.restore(saved)
    again = ask(restored, HISTORY[:1])
    assert again.token_ids == ask(Conversation(model), HISTORY[:1]).token_ids
    assert 0 < again.stats.cached_tokens < again.stats.prompt_tokens


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def flip_a_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-5000] ^= 4
    file.write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [
        cut_short,
        flip_a_bit,
        lambda f: f.write_bytes(b""),
        lambda f: f.write_text("x" * 99),
        Path.unlink,
    ],
    ids=["cut short", "one bit", "empty", "text", "absent"],
)
def test_a_damaged_file_means_a_cold_start(
    model: LoadedModel, saved: Path, tmp_path: Path, damage: Callable[[Path], Any]
) -> None:
    file = tmp_path / "chat.safetensors"
    file.write_bytes(saved.read_bytes())
    damage(file)
    conversation = Conversation(model)
    ask(conversation, [Message.of("user", "something else")])
    assert not conversation.restore(file)
    assert ask(conversation, HISTORY[:1]).stats.cached_tokens == 0


def retrained(folder: Path) -> None:
    name = "model.language_model.layers.1.mlp.gate_proj.weight"
    rewrite_weights(folder, **{name.replace(".", "__"): read_weights(folder)[name] * 1.5})


def rephrased(folder: Path) -> None:
    template = folder / "chat_template.jinja"
    template.write_text(template.read_text() + "\n")


def reprocessed(folder: Path) -> None:
    settings = folder / "processor_config.json"
    settings.write_text(settings.read_text().replace("70", "80"))


@pytest.mark.parametrize("change", [retrained, rephrased, reprocessed])
def test_another_model_refuses_the_file(
    saved: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    same = load_model(folder, dtype="float32")
    assert Conversation(same).restore(saved), "a copy of the model is the same model"
    change(folder)
    assert not Conversation(load_model(folder, dtype="float32")).restore(saved)


def test_another_dtype_refuses_the_file(saved: Path) -> None:
    assert not Conversation(load_model(GEMMA4)).restore(saved)


def test_fingerprint_is_of_the_weights_in_memory(model: LoadedModel) -> None:
    assert fingerprint(model) == fingerprint(load_model(GEMMA4, dtype="float32"))


def test_a_file_that_cannot_be_written_is_told_and_leaves_the_old_one(
    model: LoadedModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "chat.safetensors"
    file.write_text("old")

    def full(*_: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("engine.cache_file._write_all", full)
    assert not Conversation(model).save(file)
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def kinds() -> list[Any]:
    return [
        KVCache(),
        RotatingKVCache(max_size=8),
        ChunkedKVCache(8),
        ArraysCache(2),
        CacheList(ArraysCache(1), KVCache()),
        CacheList(KVCache(), KVCache()),
    ]


def run(cache: PromptCache, start: int, stop: int) -> None:
    """What a model does to its caches for these positions, in one pass."""
    rows = mx.arange(start, stop, dtype=mx.float32).reshape(1, 1, -1, 1)
    plain, ring, chunked, state, mixed, pair = cache.caches
    chunked.maybe_trim_front()
    for one in (plain, ring, chunked, mixed[1], *pair.caches):
        one.update_and_fetch(rows, rows)
    for one in (state, mixed[0]):
        for i in range(len(one.cache)):
            old = mx.zeros((1,)) if one[i] is None else one[i]
            one[i] = old * 3 + rows.sum()
    cache.append(range(start, stop))
    cache.evaluate()


def held(cache: PromptCache) -> list[list[float]]:
    plain, ring, chunked, state, mixed, pair = cache.caches
    arrays = [c.keys_and_values()[0] for c in (plain, ring, chunked, mixed[1], *pair.caches)]
    return [a.reshape(-1).tolist() for a in (*arrays, *state.cache, *mixed[0].cache)]


def test_every_kind_of_cache_goes_back_to_a_checkpoint_however_it_was_left() -> None:
    cache = PromptCache(kinds)
    run(cache, 0, 6)
    run(cache, 6, 11)
    cache.keep_checkpoint()
    there = held(cache)
    for more in ((11, 12), (11, 30)):
        run(cache, *more)
        assert cache.reuse([*range(12), -1, -2]) in (11, 12)
        assert cache.reuse([*range(11), -1, -2]) == 11
        assert held(cache) == there


def test_every_kind_of_cache_survives_the_disk(tmp_path: Path) -> None:
    cache = PromptCache(kinds)
    run(cache, 0, 6)
    cache.keep_checkpoint()
    there = held(cache)
    run(cache, 6, 19)
    assert cache.save(tmp_path / "c", "f")
    other = PromptCache(kinds)
    assert other.load(tmp_path / "c", "f")
    assert held(other) == held(cache)
    assert other.key == cache.key
    run(cache, 19, 23)
    run(other, 19, 23)
    assert held(other) == held(cache)
    assert other.reuse([*range(6), -1, -2]) == 6
    assert held(other) == there


def in_eight_bits(cache: PromptCache, start: int, stop: int) -> None:
    rows = mx.arange(start, stop, dtype=mx.float32).reshape(1, 1, -1, 1)
    for one in cache.caches:
        one.update_and_fetch(mx.repeat(rows, 64, axis=3), mx.repeat(-rows, 64, axis=3))
    cache.append(range(start, stop))
    cache.evaluate()


def kept(cache: PromptCache) -> list[float]:
    """The keys, as attention would get them: the first number of each."""
    (one,) = cache.caches
    if one.empty():
        return []
    weights, scales, biases = one._kept.keys_and_values()[0]
    rows: Any = mx.dequantize(weights, scales, biases, 64, 8)[0, 0, :, 0].tolist()
    return [round(row, 3) for row in rows]


def test_cache_in_eight_bits_is_cut_forked_and_goes_to_the_disk(tmp_path: Path) -> None:
    cache = PromptCache(lambda: [EightBitKVCache(64)])
    assert cache.nbytes == 0
    in_eight_bits(cache, 0, 300)
    there = kept(cache)
    assert there == [float(row) for row in range(300)]
    fork = cache.fork(200)
    assert len(fork) == 200
    assert kept(fork) == there[:200]
    assert fork.nbytes < cache.nbytes, "what was cut off is not kept"
    in_eight_bits(fork, 200, 210)
    assert kept(cache) == there, "the other one stays as it was"
    assert cache.reuse([*range(250), -1]) == 250
    in_eight_bits(cache, 250, 260)
    assert kept(cache) == there[:260]
    assert cache.save(tmp_path / "c", "f")
    other = PromptCache(lambda: [EightBitKVCache(64)])
    assert other.load(tmp_path / "c", "f")
    assert kept(other) == there[:260]
    in_eight_bits(other, 260, 270)
    assert kept(other) == there[:270]
    assert not PromptCache(lambda: [KVCache()]).load(tmp_path / "c", "f")


def test_a_file_for_other_kinds_of_cache_is_refused(tmp_path: Path) -> None:
    cache = PromptCache(kinds)
    run(cache, 0, 6)
    assert cache.save(tmp_path / "c", "f")
    assert not PromptCache(lambda: [KVCache()]).load(tmp_path / "c", "f")
    assert not PromptCache(kinds).load(tmp_path / "c", "g")


def test_a_chunked_cache_is_not_cut_back_into_a_chunk_that_it_let_go() -> None:
    cache = PromptCache(lambda: [ChunkedKVCache(8)])
    for start in range(0, 24, 4):
        cache.caches[0].maybe_trim_front()
        rows = mx.zeros((1, 1, 4, 1))
        cache.caches[0].update_and_fetch(rows, rows)
        cache.append(range(start, start + 4))
    assert cache.reuse([0, 1, 2, -1]) == 0
    assert cache.caches[0].offset == 0


class OwnKind:
    """As some of mlx-lm's models have: it can be read, but not be set, by `state`."""

    def __init__(self) -> None:
        self.rows: mx.array | None = None

    @property
    def state(self) -> tuple[mx.array | None]:
        return (self.rows,)

    @property
    def nbytes(self) -> int:
        return 0 if self.rows is None else self.rows.nbytes

    def is_trimmable(self) -> bool:
        return False


def test_a_models_own_kind_of_cache_goes_back_but_is_not_saved(tmp_path: Path) -> None:
    cache = PromptCache(lambda: [OwnKind()])
    for start in (0, 4):
        cache.caches[0].rows = mx.arange(start, start + 4)
        cache.append(range(start, start + 4))
        cache.keep_checkpoint()
    cache.evaluate()
    assert cache.reuse([0, 1, 2, 3, 9, 9]) == 4
    assert cache.caches[0].rows.tolist() == [0, 1, 2, 3]
    assert not cache.save(tmp_path / "c", "f")
    assert not list(tmp_path.iterdir())
