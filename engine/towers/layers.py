"""Layers that both Gemma 4 towers are made of, under the names of the published checkpoints.

Source: transformers 5.23, gemma4/modeling_gemma4.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mlx.core as mx
import mlx.nn as nn

from engine.errors import ModelUnsupported
from engine.sentences import say

Check = Callable[[], None]

_ACTIVATIONS: dict[str, Callable[[mx.array], mx.array]] = {
    "gelu": nn.gelu,
    "gelu_pytorch_tanh": nn.gelu_approx,
    "relu": nn.relu,
    "silu": nn.silu,
}


def activation(name: str) -> Callable[[mx.array], mx.array]:
    """The function that config.json names.

    Raises:
        ModelUnsupported: a name that no published Gemma 4 uses.
    """
    try:
        return _ACTIVATIONS[name]
    except KeyError as error:
        raise ModelUnsupported(
            say(
                "This model's tower uses the activation “{name}”, which Parlance does not know; "
                "choose another model.",
                name=name,
            )
        ) from error


class ClippedLinear(nn.Module):  # type: ignore[misc]
    """A linear layer without bias, with limits on what goes in and out if `clipped`.

    The inner layer is called `linear`, so `nn.quantize` finds it and the names stay.
    """

    def __init__(self, inputs: int, outputs: int, clipped: bool) -> None:
        super().__init__()
        self.linear = nn.Linear(inputs, outputs, bias=False)
        if clipped:
            self.input_min = self.output_min = mx.array(-float("inf"))
            self.input_max = self.output_max = mx.array(float("inf"))

    def __call__(self, x: mx.array) -> mx.array:
        clipped = "input_min" in self
        if clipped:
            x = mx.clip(x, self.input_min.astype(x.dtype), self.input_max.astype(x.dtype))
        out: mx.array = self.linear(x)
        if clipped:
            out = mx.clip(out, self.output_min.astype(x.dtype), self.output_max.astype(x.dtype))
        return out


class RMSNorm(nn.Module):  # type: ignore[misc]
    """RMS norm in float32, scale included, rounded once at the end."""

    def __init__(self, dim: int, eps: float = 1e-6, scaled: bool = True) -> None:
        super().__init__()
        self.eps = eps
        if scaled:
            self.weight = mx.ones((dim,))

    def __call__(self, x: mx.array) -> mx.array:
        weight = self.weight.astype(mx.float32) if "weight" in self else None
        return mx.fast.rms_norm(x.astype(mx.float32), weight, self.eps).astype(x.dtype)


class Embedder(nn.Module):  # type: ignore[misc]
    """Soft tokens (..., inputs) from a tower into the text model's width (..., outputs)."""

    def __init__(self, inputs: int, outputs: int, config: dict[str, Any]) -> None:
        super().__init__()
        self.embedding_projection = nn.Linear(inputs, outputs, bias=False)
        self.embedding_pre_projection_norm = RMSNorm(
            inputs, config.get("rms_norm_eps", 1e-6), scaled=False
        )

    def __call__(self, soft: mx.array) -> mx.array:
        normed = self.embedding_pre_projection_norm(soft)
        projected: mx.array = self.embedding_projection(normed)
        return projected


def evaluate(x: mx.array, check: Check | None) -> None:
    """Finish what is computed so far, then give the user a chance to stop."""
    if check is not None:
        mx.eval(x)
        check()
