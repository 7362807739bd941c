"""In which precision a model computes, where that is not the one its weights are stored in."""

from __future__ import annotations

from typing import Any

import mlx.core as mx
import mlx.nn as nn
from mlx_lm.models.switch_layers import SwitchLinear


def set_dtype(model: Any, dtype: str | None) -> None:
    """Compute in `dtype`, e.g. "float32"; `None`: as stored, unless the device cannot."""
    if dtype is None and mx.default_device() == mx.cpu:
        # MLX's CPU backend multiplies by gathered experts in float32 only.
        experts = any(isinstance(module, SwitchLinear) for module in model.modules())
        dtype = "float32" if experts else None
    if dtype is None:
        return
    model.set_dtype(getattr(mx, dtype))
    for module in model.modules():
        if type(module) is nn.QuantizedEmbedding and module.mode != "affine":
            module.__class__ = _Embedding
            object.__setattr__(module, "gives", getattr(mx, dtype))


class _Embedding(nn.QuantizedEmbedding):  # type: ignore[misc]
    """In modes without floating-point scales MLX's own gives bfloat16, whatever follows."""

    gives: mx.Dtype

    def __call__(self, ids: mx.array) -> mx.array:
        return mx.dequantize(
            self.weight[ids],
            scales=self.scales[ids],
            group_size=self.group_size,
            bits=self.bits,
            mode=self.mode,
            dtype=self.gives,
        )
