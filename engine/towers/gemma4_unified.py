"""Gemma 4 unified's way from pixels to soft tokens: one projection, no encoder.

Sounds need nothing but the `Embedder` of layers.py.

Source: transformers 5.23, gemma4_unified/modeling_gemma4_unified.py, Gemma4UnifiedVisionEmbedder.
"""

from __future__ import annotations

from typing import Any

import mlx.core as mx
import mlx.nn as nn

from engine.towers.layers import Check, evaluate

__all__ = ["VisionEmbedder", "patch_side", "sanitize"]

# Where the reference's classes keep what the published files call vision_embedder and embed_vision.
_INSIDE = {
    "embed_vision.multimodal_embedder.": "embed_vision.",
    "embed_vision.patch_": "vision_embedder.patch_",
    "embed_vision.pos_": "vision_embedder.pos_",
}


class VisionEmbedder(nn.Module):  # type: ignore[misc]
    """`vision_embedder.` of the checkpoint. `config` is the model's `vision_config`."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        pixels, width = 3 * patch_side(config) ** 2, config.get("mm_embed_dim", 3840)
        self.patch_ln1 = _CentredLayerNorm(pixels)
        self.patch_dense = nn.Linear(pixels, width)
        self.patch_ln2 = nn.LayerNorm(width)
        self.pos_embedding = mx.zeros((config.get("mm_posemb_size", 1120), 2, width))
        self.pos_norm = nn.LayerNorm(width)

    def __call__(
        self, patches: mx.array, positions: mx.array, check: Check | None = None
    ) -> mx.array:
        """Soft tokens before their projection into the text model's width.

        Args:
            patches: (..., N, 3 * patch_side**2), values 0..1.
            positions: (..., N, 2) int, x and y of each patch; -1 where there is none.
            check: called once; may raise to stop.

        Returns:
            (..., N, mm_embed_dim)
        """
        table = self.pos_embedding
        x = self.patch_ln1(patches.astype(table.dtype))  # that of the weights, even quantised
        x = self.patch_ln2(self.patch_dense(x))
        evaluate(x, check)
        at = mx.maximum(positions, 0)
        where = table[at[..., 0], 0] + table[at[..., 1], 1]
        where = mx.where(positions[..., :1] >= 0, where, mx.zeros_like(where))
        embedded: mx.array = self.pos_norm(x + where)
        return embedded


class _CentredLayerNorm(nn.LayerNorm):  # type: ignore[misc]
    """Layer norm of pixels: thousands of values that may all be nearly white.

    Their plain sum in float32 is off by as much as an even patch varies; what is left after
    taking away a first mean is small, and its mean exact.
    """

    def __call__(self, x: mx.array) -> mx.array:
        exact = x.astype(mx.float32)
        exact = exact - exact.mean(axis=-1, keepdims=True)
        weight, bias = self.weight.astype(mx.float32), self.bias.astype(mx.float32)
        return mx.fast.layer_norm(exact, weight, bias, self.eps).astype(x.dtype)


def patch_side(config: dict[str, Any]) -> int:
    """Side in pixels of the square that becomes one soft token."""
    return int(config.get("patch_size", 16)) * int(config.get("pooling_kernel_size", 3))


def sanitize(weights: dict[str, mx.array]) -> dict[str, mx.array]:
    """Published, converted or the reference's inner names to ours. Twice changes nothing."""
    return {_ours(name): value for name, value in weights.items()}


def _ours(name: str) -> str:
    for inside, ours in _INSIDE.items():
        if name.startswith(inside):
            return ours + name.removeprefix(inside)
    return name
