"""Looking in between a model's layers: to stop halfway, and to see what each one puts out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import mlx.core as mx
from mlx_lm.models.cache import _BaseCache

Observer = Callable[[str, mx.array, Any], None]
"""Called after a layer with its name, its output and, where it owns one, its KV cache."""


class LayerWatch:
    """Lets one observer at a time see every call of a model's layers, "<group>.<index>".

    mlx-lm's models call their layers in a plain loop without hooks, so each layer gets a subclass
    of its own class: weights, names and quantisation stay as they are.
    """

    def __init__(self, groups: Mapping[str, Sequence[Any]]) -> None:
        self._observer: Observer | None = None
        for group, layers in groups.items():
            for index, layer in enumerate(layers):
                kind: Any = type(layer)
                layer.__class__ = _watched(kind)
                object.__setattr__(layer, "watch", (self, f"{group}.{index}"))

    @contextmanager
    def observed_by(self, observer: Observer) -> Iterator[None]:
        previous, self._observer = self._observer, observer
        try:
            yield
        finally:
            self._observer = previous

    def tell(self, name: str, output: Any, arguments: tuple[Any, ...]) -> None:
        if self._observer is not None:
            hidden = output[0] if isinstance(output, tuple) else output
            owned = next((a for a in arguments if isinstance(a, _BaseCache)), None)
            self._observer(name, hidden, owned)


@cache
def _watched(kind: Any) -> Any:
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        output = kind.__call__(self, *args, **kwargs)
        watch, name = self.watch
        watch.tell(name, output, (*args, *kwargs.values()))
        return output

    return type(kind.__name__, (kind,), {"__call__": call})
