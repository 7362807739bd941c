"""A conversation's per-layer KV caches, and which prefix of a new prompt they already hold.

Caches are of two kinds. An append-only cache can be cut back to any length. A ring (sliding
window) that has wrapped has overwritten its past and cannot be cut back, only replaced by a copy
taken earlier. So a checkpoint is a length plus copies of the rings, and going back means: cut the
append-only ones, put the ring copies in place. Rings are bounded by their window, which keeps
checkpoints small however long the conversation is.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import mlx.core as mx
from mlx_lm.models.cache import KVCache

_CHECKPOINT_BYTES = 1 << 30


@dataclass(frozen=True)
class Checkpoint:
    """The first `length` tokens. `rings` holds copies by layer; sizes in bytes."""

    length: int
    rings: dict[int, Any]
    nbytes: int


class PromptCache:
    """KV caches with the key of every token inside.

    A key is a list of ints, one per position: the token id for text, and for soft tokens a
    negative number made from the content of the picture or sound, so that two pictures of one
    size never pass for each other.
    """

    def __init__(
        self, make: Callable[[], list[Any]], checkpoint_bytes: int = _CHECKPOINT_BYTES
    ) -> None:
        self._make = make
        self._checkpoint_bytes = checkpoint_bytes
        self._checkpoints: list[Checkpoint] = []
        self.caches: list[Any] = make()
        self.key: list[int] = []

    def __len__(self) -> int:
        return len(self.key)

    def reuse(self, key: Sequence[int]) -> int:
        """Go back to the longest reusable prefix of `key`; how many tokens that is.

        At least one token of `key` is always left to run, since its logits are needed.
        """
        shared = min(common_prefix(self.key, key), len(key) - 1)
        if shared == len(self.key):
            return shared
        if shared and all(_can_cut(cache) for cache in self.caches):
            for cache in self.caches:
                cache.trim(len(self.key) - shared)
            self._forget_after(shared)
            return shared
        return self._go_back(shared)

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

    def mark(self) -> Checkpoint:
        """The present state. Copies are cheap: arrays are shared until one side changes."""
        rings = {
            i: copy.deepcopy(cache)
            for i, cache in enumerate(self.caches)
            if not _is_append_only(cache)
        }
        return Checkpoint(len(self.key), rings, sum(int(r.nbytes) for r in rings.values()))

    def restore(self, mark: Checkpoint) -> None:
        """Back to a state that lies before the present one, also from inside a broken step."""
        for i, cache in enumerate(self.caches):
            if i in mark.rings:
                self.caches[i] = copy.deepcopy(mark.rings[i])
            else:
                cache.trim(cache.offset - mark.length)
        self._forget_after(mark.length)

    def evaluate(self) -> None:
        mx.eval([cache.state for cache in self.caches if not cache.empty()])

    def clear(self) -> None:
        self.caches, self.key, self._checkpoints = self._make(), [], []

    @property
    def nbytes(self) -> int:
        return sum(int(c.nbytes) for c in self.caches) + sum(c.nbytes for c in self._checkpoints)

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
        self._checkpoints = [c for c in self._checkpoints if c.length <= length]


def common_prefix(a: Sequence[int], b: Sequence[int]) -> int:
    """How many leading items are equal."""
    for i, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return i
    return min(len(a), len(b))


def _is_append_only(cache: Any) -> bool:
    return type(cache) is KVCache


def _can_cut(cache: Any) -> bool:
    # mlx-lm's ring calls itself trimmable as long as it has not wrapped.
    return bool(_is_append_only(cache) or cache.is_trimmable())
