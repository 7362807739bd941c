"""Where soft tokens stand in a pass over part of a prompt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import mlx.core as mx

from engine.families import SoftSpan, SoftTokens


def overlapping(spans: Sequence[SoftSpan], start: int, stop: int) -> list[SoftSpan]:
    """Those with soft tokens at prompt positions `start` to `stop`."""
    return [span for span in spans if span.start < stop and span.stop > start]


def spliced(
    hidden: mx.array, spans: Sequence[SoftSpan], start: int, rows: Callable[[SoftSpan], mx.array]
) -> mx.array:
    """(B, L, D) with rows of `spans` put in, in every row of the batch.

    Args:
        hidden: (B, L, D), prompt positions `start` to `start` + L.
        spans: in order; each has soft tokens among these positions.
        rows: all rows (n, D) of a span.
    """
    parts, at = [], 0
    batch, length, _ = hidden.shape
    for span in spans:
        first, last = max(span.start - start, 0), min(span.stop - start, length)
        mine = rows(span)[first + start - span.start : last + start - span.start]
        mine = mx.broadcast_to(mine.astype(hidden.dtype), (batch, *mine.shape))
        parts += [hidden[:, at:first], mine]
        at = last
    return mx.concatenate([*parts, hidden[:, at:]], axis=1)


def soft_of(span: SoftSpan) -> SoftTokens:
    """Its soft tokens, which must have been encoded by now."""
    assert span.soft is not None, "soft tokens were not encoded before they are run"
    return span.soft
