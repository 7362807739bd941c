"""A KV cache that keeps 8 bits and gives what it was given, nearly. See `engine.eight_bits`."""

from __future__ import annotations

from typing import Any

import mlx.core as mx
from mlx.utils import tree_map
from mlx_lm.models.cache import QuantizedKVCache, _BaseCache

from engine.eight_bits import BITS


class EightBitKVCache(_BaseCache):  # type: ignore[misc]  # mlx-lm has no types
    """Append-only, like mlx-lm's plain cache, and cut back in the same way."""

    def __init__(self, group_size: int) -> None:
        self._kept = QuantizedKVCache(group_size=group_size, bits=BITS)

    @property
    def offset(self) -> int:
        """Tokens inside."""
        return int(self._kept.offset)

    def update_and_fetch(self, keys: mx.array, values: mx.array) -> tuple[mx.array, mx.array]:
        """All keys and values, (B, heads, tokens, dim), with those of the new tokens at the end."""
        all_keys, all_values = self._kept.update_and_fetch(keys, values)
        return self._whole(all_keys), self._whole(all_values)

    def trim(self, count: int) -> int:
        return int(self._kept.trim(count))

    def cut(self) -> None:
        """Let go of the room that is kept for tokens to come."""
        if self._kept.keys is not None:
            kept = tree_map(
                lambda x: x[..., : self.offset, :], (self._kept.keys, self._kept.values)
            )
            self._kept.keys, self._kept.values = kept

    def is_trimmable(self) -> bool:
        return True

    def make_mask(self, *args: Any, **kwargs: Any) -> Any:
        return self._kept.make_mask(*args, **kwargs)

    def size(self) -> int:
        return self.offset

    def empty(self) -> bool:
        return self._kept.keys is None

    @property
    def nbytes(self) -> int:
        return 0 if self.empty() else int(self._kept.nbytes)

    @property
    def state(self) -> Any:
        return self._kept.state

    @state.setter
    def state(self, state: Any) -> None:
        keys, values, offset, group, bits = state
        self._kept = QuantizedKVCache(group_size=group, bits=bits)
        self._kept.state = keys, values, offset, group, bits

    def _whole(self, packed: Any) -> mx.array:
        weights, scales, biases = packed
        return mx.dequantize(weights, scales, biases, self._kept.group_size, self._kept.bits)
