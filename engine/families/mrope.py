"""Interleaved multimodal rotary positions: a picture's soft tokens turn with row and column.

Text after a picture goes on from the picture's longer side, so its positions lag behind its
indices by a constant; there the fused kernel does. Only passes over a picture need angles of
their own.

Source: transformers 5.23, qwen3_vl/modeling_qwen3_vl.py, Qwen3VLTextRotaryEmbedding and
Qwen3VLModel.get_rope_index.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import mlx.core as mx
import numpy as np
import numpy.typing as npt

from engine.families import SoftSpan

_TIME, _ROW, _COLUMN = range(3)


class MRope:
    """Stands for the rotary embedding of every layer. It holds no weights.

    Args:
        text: mlx-lm's rotary embedding of the same model, for text.
        sections: of the half head, how many angles turn with time, row and column.
        base: rotary theta.
        dims: how much of a head turns; the rest of it stays as it is.
    """

    def __init__(self, text: Any, sections: Sequence[int], base: float, dims: int) -> None:
        self._text = text
        steps = mx.arange(0, dims, 2, dtype=mx.float32) / dims
        # mlx-lm keeps scaled frequencies as what positions are divided by.
        divisors = getattr(text, "_freqs", None)
        self._inverse = 1 / (base**steps if divisors is None else divisors)
        self._inverse = self._inverse * getattr(text, "scale", 1.0)
        self._size = float(getattr(text, "mscale", 1.0))
        self._axis = _axes(sections, dims // 2)
        self._dims = dims
        self._spans: tuple[SoftSpan, ...] = ()
        self._shift = 0
        self._turn: tuple[mx.array, mx.array] | None = None

    def place(self, spans: Sequence[SoftSpan]) -> None:
        """All pictures of the prompts that are run next."""
        self._spans, self._shift, self._turn = tuple(spans), 0, None

    def aim(self, start: int, length: int) -> None:
        """Make ready for a pass over prompt positions `start` to `start` + `length`."""
        stop = start + length
        if any(span.start < stop and span.stop > start for span in self._spans):
            at = rope_positions(self._spans, start, stop)[self._axis]  # (dims / 2, L)
            angles = mx.array(at.T).astype(mx.float32) * self._inverse
            self._turn = mx.cos(angles) * self._size, mx.sin(angles) * self._size
            return
        self._turn = None
        self._shift = sum(_lag(span) for span in self._spans if span.stop <= start)

    def __call__(self, x: mx.array, offset: Any = 0) -> mx.array:
        """(B, H, L, D) rotated."""
        if self._turn is None:
            turned: mx.array = self._text(x, offset=offset + self._shift)
            return turned
        cos, sin = self._turn
        first, second = mx.split(x[..., : self._dims].astype(mx.float32), 2, axis=-1)
        halves = [first * cos - second * sin, second * cos + first * sin]
        return mx.concatenate([*(h.astype(x.dtype) for h in halves), x[..., self._dims :]], axis=-1)


def rope_positions(spans: Sequence[SoftSpan], start: int, stop: int) -> npt.NDArray[np.int32]:
    """(3, stop - start): time, row and column of prompt positions `start` to `stop`.

    `spans` are all pictures of the prompt, in order.
    """
    at = np.arange(start, stop, dtype=np.int32)
    positions = np.repeat(at[None], 3, axis=0)
    shift = 0
    for span in spans:
        inside = (at >= span.start) & (at < span.stop)
        row, column = np.divmod(at[inside] - span.start, _grid(span)[1])
        positions[:, inside] = span.start + shift
        positions[_ROW, inside] += row
        positions[_COLUMN, inside] += column
        shift += _lag(span)
        positions[:, at >= span.stop] = at[at >= span.stop] + shift
    return positions


def _lag(span: SoftSpan) -> int:
    """By how much positions after a picture lag behind those before it; not above nought."""
    return max(_grid(span)) - (span.stop - span.start)


def _grid(span: SoftSpan) -> tuple[int, int]:
    assert span.grid is not None, "a picture stands in the prompt without its rows and columns"
    return span.grid


def _axes(sections: Sequence[int], angles: int) -> npt.NDArray[np.int32]:
    """Which of time, row and column each angle turns with: t h w t h w ..., then time."""
    axis = np.full(angles, _TIME, dtype=np.int32)
    for which in (_ROW, _COLUMN):
        axis[which : 3 * sections[which] : 3] = which
    return axis
