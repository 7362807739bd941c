"""A conversation's per-layer KV caches, and which prefix of a new prompt they already hold.

Caches are of two kinds. An append-only cache can be cut back to any length. Any other has lost
its past: a ring (sliding window) that has wrapped has overwritten it, a chunked cache has let go
of earlier chunks, a recurrent state never kept it. It cannot be cut back, only replaced by a copy
taken earlier. So a checkpoint is a length plus copies of those, called rings here, and going back
means: cut the append-only ones, put the copies in place. Rings are bounded by their window or by
the size of a state, which keeps checkpoints small however long the conversation is.

A layer may own several caches (mlx-lm's `CacheList`), of either kind; they are handled one by one.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlx.core as mx
from mlx_lm.models.cache import CacheList, ChunkedKVCache, KVCache, _BaseCache

from engine import cache_file
from engine.cache_folder import Ticket
from engine.eight_bit_cache import EightBitKVCache

log = logging.getLogger(__name__)

_CHECKPOINT_BYTES = 1 << 30
_NO_TOKEN = -1  # soft tokens have larger negative numbers
_APPEND_ONLY = {KVCache.__name__, EightBitKVCache.__name__}


@dataclass(frozen=True)
class Checkpoint:
    """The first `length` tokens. `rings` holds copies by number of cache; sizes in bytes."""

    length: int
    rings: dict[int, Any]
    nbytes: int


class PromptCache:
    """KV caches with the key of every token inside.

    A key is a list of ints, one per position: the token id for text, and for soft tokens a
    negative number made from the content of the picture or sound, so that two pictures of one
    size never pass for each other.

    Attributes:
        turn: how many tokens were there before the last turn.
        ticket: leave to keep it on disk for its chat; None for none. See `engine.kept_caches`.
        stored: how many of the first tokens are on disk.
    """

    def __init__(
        self, make: Callable[[], list[Any]], checkpoint_bytes: int = _CHECKPOINT_BYTES
    ) -> None:
        self._make = make
        self._checkpoint_bytes = checkpoint_bytes
        self._checkpoints: list[Checkpoint] = []
        self.caches: list[Any] = make()
        self.key: list[int] = []
        self.turn = 0
        self.ticket: Ticket | None = None
        self.stored = 0

    def __len__(self) -> int:
        return len(self.key)

    def reuse(self, key: Sequence[int]) -> int:
        """Go back to the longest reusable prefix of `key`; how many tokens that is.

        At least one token of `key` is always left to run, since its logits are needed.
        """
        shared = min(common_prefix(self.key, key), len(key) - 1)
        if shared == len(self.key):
            return shared
        if shared and all(_can_cut(cache) for cache in self._single()):
            for cache in self._single():
                cache.trim(len(self.key) - shared)
            self._forget_after(shared)
            return shared
        return self._go_back(shared)

    def fork(self, shared: int) -> PromptCache:
        """Another cache that holds as many of the first `shared` tokens as can be gone back to.

        This one stays as it is. Arrays are shared until one side changes.
        """
        other = PromptCache(self._make, self._checkpoint_bytes)
        other.caches = copy.deepcopy(self.caches)
        other.key = list(self.key)
        other._checkpoints = list(self._checkpoints)
        if shared < len(self.key):
            other.reuse([*self.key[:shared], _NO_TOKEN])
        for cache in other._single():
            # Else its first new token would copy all that was cut off.
            if isinstance(cache, EightBitKVCache):
                cache.cut()
            elif _is_append_only(cache) and cache.keys is not None:
                cache.keys = cache.keys[..., : cache.offset, :]
                cache.values = cache.values[..., : cache.offset, :]
        return other

    def append(self, key: Sequence[int]) -> None:
        """Note tokens that have just been run."""
        self.key.extend(key)

    def keep_checkpoint(self) -> None:
        """Make it possible to come back to the present length."""
        if not self.key or any(c.length == len(self.key) for c in self._checkpoints):
            return
        self._checkpoints.append(self.mark())
        used = sum(c.nbytes for c in self._checkpoints)
        while used > self._checkpoint_bytes and len(self._checkpoints) > 1:
            used -= self._checkpoints.pop(0).nbytes

    def thin_out(self) -> None:
        """Give up all checkpoints but those of the last turn, before and after its answer.

        Going back further then starts from nothing.
        """
        del self._checkpoints[:-2]

    def mark(self) -> Checkpoint:
        """The present state. Copies are cheap: arrays are shared until one side changes."""
        rings = {
            i: copy.deepcopy(cache)
            for i, cache in enumerate(self._single())
            if not _is_append_only(cache)
        }
        return Checkpoint(len(self.key), rings, sum(int(r.nbytes) for r in rings.values()))

    def restore(self, mark: Checkpoint) -> None:
        """Back to a state that lies before the present one, also from inside a broken step."""
        for i, cache in enumerate(self._single()):
            if i in mark.rings:
                # Not by `state`: some models have kinds of their own that cannot be set by it.
                vars(cache).update(vars(copy.deepcopy(mark.rings[i])))
            else:
                cache.trim(cache.offset - mark.length)
        self._forget_after(mark.length)

    def evaluate(self) -> None:
        mx.eval([cache.state for cache in self.caches])

    def clear(self) -> None:
        self.caches, self.key, self._checkpoints, self.turn = self._make(), [], [], 0
        self.stored = 0

    @property
    def nbytes(self) -> int:
        return sum(int(c.nbytes) for c in self.caches) + sum(c.nbytes for c in self._checkpoints)

    def reusable(self, key: Sequence[int]) -> int:
        """How many tokens `reuse` would keep of `key`; nothing changes."""
        shared = min(common_prefix(self.key, key), len(key) - 1)
        if shared == len(self.key) or all(_can_cut(cache) for cache in self._single()):
            return shared
        return max((c.length for c in self._checkpoints if c.length <= shared), default=0)

    def packed(self) -> tuple[Any, cache_file.Tensors] | None:
        """The present state and the last checkpoint before it, as JSON and arrays.

        Arrays are shared, not copied. `None` if this model's caches cannot be put so.
        """
        if not all(isinstance(cache, _BaseCache) for cache in self._single()):
            return None
        tensors: cache_file.Tensors = {}
        before = [mark for mark in self._checkpoints if mark.length < len(self.key)][-1:]
        layout = {
            "key": self.key,
            "turn": self.turn,
            "kinds": _kinds(self._single()),
            "live": [
                cache_file.pack(_state(cache), f"live.{i}", tensors)
                for i, cache in enumerate(self._single())
            ],
            "checkpoints": [
                {
                    "length": mark.length,
                    "rings": {
                        i: cache_file.pack(ring.state, f"checkpoint.{mark.length}.{i}", tensors)
                        for i, ring in mark.rings.items()
                    },
                }
                for mark in before
            ],
        }
        return layout, tensors

    def save(
        self,
        file: Path,
        fingerprint: str,
        check: cache_file.Check = lambda: None,
        put: Callable[[Path], bool] | None = None,
    ) -> bool:
        """Write what can be gone on from to `file`, all or nothing; whether that succeeded.

        Args:
            fingerprint: of the model; only a model with the same one can use the file.
            check, put: see `engine.cache_file.write`.
        """
        if (packed := self.packed()) is None:
            log.info("this model's caches are of a kind that cannot be saved")
            return False
        return cache_file.write(file, fingerprint, *packed, check, put)

    def load(self, file: Path, fingerprint: str, check: cache_file.Check = lambda: None) -> bool:
        """Take over what `save` wrote. If it cannot be used the cache is empty: a cold start."""
        self.clear()
        if (found := cache_file.read(file, fingerprint, check)) is None:
            return False
        try:
            self._unpack(*found)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            log.info("%s does not fit this model's caches: %s", file, error)
            self.clear()
            return False
        return True

    def _unpack(self, layout: Any, tensors: cache_file.Tensors) -> None:
        single = list(self._single())
        if layout["kinds"] != _kinds(single):
            raise ValueError("they are of other kinds")
        self.key = [int(value) for value in layout["key"]]
        self.turn = int(layout["turn"])
        for cache, state in zip(single, layout["live"], strict=True):
            cache.state = cache_file.unpack(state, tensors)
            if _is_append_only(cache) and cache.offset != len(self.key):
                raise ValueError("they have another length than their key")
        for mark in layout["checkpoints"]:
            rings: dict[int, Any] = {}
            for i, state in mark["rings"].items():
                rings[int(i)] = type(single[int(i)]).from_state(cache_file.unpack(state, tensors))
            size = sum(int(ring.nbytes) for ring in rings.values())
            self._checkpoints.append(Checkpoint(int(mark["length"]), rings, size))
        self.keep_checkpoint()

    def _single(self) -> Iterator[Any]:
        """The caches that belong to one thing each: lists are taken apart."""
        return _taken_apart(self.caches)

    def _go_back(self, shared: int) -> int:
        best = max(
            (c for c in self._checkpoints if c.length <= shared),
            key=lambda c: c.length,
            default=None,
        )
        if best is None:
            self.clear()
            return 0
        self.restore(best)
        return best.length

    def _forget_after(self, length: int) -> None:
        del self.key[length:]
        self.stored = min(self.stored, length)
        self._checkpoints = [c for c in self._checkpoints if c.length <= length]


def reusable_of(layout: Any, key: Sequence[int]) -> int:
    """How many tokens of `key` the cache with that `PromptCache.packed` layout would keep.

    For a ring that has not wrapped it may be more. Raises KeyError, TypeError, ValueError for
    what no cache has written.
    """
    kept = layout["key"]
    shared = min(common_prefix(kept, key), len(key) - 1)
    if shared == len(kept) or set(layout["kinds"]) <= _APPEND_ONLY:
        return shared
    return max((m["length"] for m in layout["checkpoints"] if m["length"] <= shared), default=0)


def common_prefix(a: Sequence[int], b: Sequence[int]) -> int:
    """How many leading items are equal."""
    same, most = 0, min(len(a), len(b))
    while same < most:  # by halves: lists of many thousands are compared at once
        middle = (same + most + 1) // 2
        if list(a[same:middle]) == list(b[same:middle]):
            same = middle
        else:
            most = middle - 1
    return same


def _taken_apart(caches: Iterable[Any]) -> Iterator[Any]:
    for cache in caches:
        if isinstance(cache, CacheList):
            yield from _taken_apart(cache.caches)
        else:
            yield cache


def _is_append_only(cache: Any) -> bool:
    return type(cache) in (KVCache, EightBitKVCache)


def _can_cut(cache: Any) -> bool:
    if isinstance(cache, ChunkedKVCache):
        # It always calls itself trimmable, but what lies before its start is gone.
        return bool(cache.start_position == 0)
    # mlx-lm's ring calls itself trimmable as long as it has not wrapped.
    return bool(_is_append_only(cache) or cache.is_trimmable())


def _kinds(caches: Iterable[Any]) -> list[str]:
    return [type(cache).__name__ for cache in caches]


def _state(cache: Any) -> Any:
    """Without the room that an append-only cache keeps for tokens to come."""
    if isinstance(cache, EightBitKVCache):
        cache.cut()
    elif _is_append_only(cache) and cache.keys is not None:
        return (*cache.keys_and_values(), cache.offset)
    return cache.state
