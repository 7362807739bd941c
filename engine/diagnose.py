"""Finding out where a model's numbers go wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import mlx.core as mx

from engine.families import SoftSpan
from engine.layers import LayerWatch

if TYPE_CHECKING:
    from engine.loading import LoadedModel

_MOST_TOKENS = 1024  # enough to reproduce a bad layer, few enough to answer at once


@dataclass(frozen=True)
class LayerRow:
    """Range of one layer's output; NaN and infinities are counted, not ranged."""

    layer: str
    min: float
    max: float
    nan: int
    inf: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def describe(layer: str, values: mx.array) -> LayerRow:
    values = values.astype(mx.float32)
    nan, inf = mx.isnan(values), mx.isinf(values)
    bad = nan | inf
    low: Any = mx.where(bad, mx.inf, values).min().item()
    high: Any = mx.where(bad, -mx.inf, values).max().item()
    nans: Any = nan.sum().item()
    infs: Any = inf.sum().item()
    some = nans + infs < values.size
    return LayerRow(layer, low if some else 0.0, high if some else 0.0, nans, infs)


@contextmanager
def recorded(watch: LayerWatch) -> Iterator[list[LayerRow]]:
    """Rows of every layer that runs inside the block, in order."""
    rows: list[LayerRow] = []
    with watch.observed_by(lambda name, hidden, _: rows.append(describe(name, hidden))):
        yield rows


def first_bad(rows: Sequence[LayerRow]) -> str:
    """Name of the first layer with NaN or infinity; empty if there is none."""
    return next((row.layer for row in rows if row.nan or row.inf), "")


def first_bad_layer(model: LoadedModel, ids: Sequence[int], spans: Sequence[SoftSpan] = ()) -> str:
    """The first layer of the text model that puts out NaN or infinity for this prompt.

    Of a long prompt only the end is run again, with the pictures and sounds that lie in it whole.
    """
    cut = max(0, len(ids) - _MOST_TOKENS)
    inside = [replace(s, start=s.start - cut, stop=s.stop - cut) for s in spans if s.start >= cut]
    model.family.place(model.model, inside)
    with recorded(model.watch) as rows:
        logits = model.model(mx.array(list(ids[cut:]))[None], cache=model.make_caches())
        rows.append(describe("logits", logits))
    return first_bad(rows) or "logits"
