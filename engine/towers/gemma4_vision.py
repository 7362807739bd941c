"""Gemma 4's vision tower: patches of a picture to soft tokens.

Source: transformers 5.23, gemma4/modeling_gemma4.py, Gemma4VisionModel.
"""

from __future__ import annotations

from typing import Any

import mlx.core as mx
import mlx.nn as nn
import numpy as np

from engine.towers.layers import Check, ClippedLinear, Embedder, RMSNorm, activation, evaluate

__all__ = ["Embedder", "VisionTower", "sanitize"]

Rotation = tuple[mx.array, mx.array]
_LIMITS = ("input_min", "input_max", "output_min", "output_max")


class VisionTower(nn.Module):  # type: ignore[misc]
    """`vision_tower.` of the checkpoint.

    `config` is the model's `vision_config`; missing values are the family's.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        self.patch_embedder = _PatchEmbedder(config)
        self.encoder = _Encoder(config)
        self.pooling = config.get("pooling_kernel_size", 3)
        if config.get("standardize", False):
            self.std_bias = mx.zeros((config["hidden_size"],))
            self.std_scale = mx.ones((config["hidden_size"],))

    def __call__(
        self, patches: mx.array, positions: mx.array, check: Check | None = None
    ) -> mx.array:
        """Soft tokens of pictures, one picture after the other.

        Args:
            patches: (B, N, 3 * patch_size**2), values 0..1.
            positions: (B, N, 2) int, x and y of each patch; -1 where there is none.
            check: called between layers; may raise to stop.

        Returns:
            (sum over pictures of patches / pooling**2, hidden_size)
        """
        valid = positions[..., 0] >= 0  # (B, N)
        x: mx.array = self.patch_embedder(patches, positions, valid)
        dtype = x.dtype
        evaluate(x, check)
        x = self.encoder(x, positions, valid, check)
        soft = [
            _pool(x[index], positions[index], valid[index], self.pooling)
            for index in range(x.shape[0])
        ]
        # The square root of the width takes values beyond float16: float32 until the last step.
        pooled: mx.array = mx.concatenate(soft, axis=0).astype(mx.float32) * x.shape[-1] ** 0.5
        if "std_bias" in self:
            bias, scale = (v.astype(mx.float32) for v in (self.std_bias, self.std_scale))
            pooled = (pooled - bias) * scale
        return pooled.astype(dtype)


def sanitize(weights: dict[str, mx.array], config: dict[str, Any] | None) -> dict[str, mx.array]:
    """Published or converted tensors to this module's. Applying it twice changes nothing."""
    if not config:
        return weights
    unused = () if config.get("use_clipped_linears", False) else _LIMITS
    return {
        name: value
        for name, value in weights.items()
        if "vision_tower." not in name or not name.endswith(unused)
    }


class _PatchEmbedder(nn.Module):  # type: ignore[misc]
    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        hidden = config["hidden_size"]
        self.input_proj = nn.Linear(3 * config.get("patch_size", 16) ** 2, hidden, bias=False)
        self.position_embedding_table = mx.ones(
            (2, config.get("position_embedding_size", 10240), hidden)
        )

    def __call__(self, patches: mx.array, positions: mx.array, valid: mx.array) -> mx.array:
        table = self.position_embedding_table
        scaled = (2 * (patches - 0.5)).astype(table.dtype)  # that of the weights, even quantised
        at = mx.maximum(positions, 0)
        where = table[0][at[..., 0]] + table[1][at[..., 1]]
        where = mx.where(valid[..., None], where, mx.zeros_like(where))
        embedded: mx.array = self.input_proj(scaled) + where
        return embedded


class _Encoder(nn.Module):  # type: ignore[misc]
    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        rope = config.get("rope_parameters") or {}
        self._theta = float(rope.get("rope_theta", 100.0))
        self._head_dim = _head_dim(config)
        self.layers = [_Layer(config) for _ in range(config["num_hidden_layers"])]

    def __call__(
        self, x: mx.array, positions: mx.array, valid: mx.array, check: Check | None
    ) -> mx.array:
        # Most calls have one picture without padding, and then no mask to add to every layer.
        mask = None if bool(mx.all(valid)) else valid[:, None, None, :]
        rotation = self._rotation(positions, x.dtype)
        for layer in self.layers:
            x = layer(x, rotation, mask)
            evaluate(x, check)
        return x

    def _rotation(self, positions: mx.array, dtype: mx.Dtype) -> Rotation:
        """Cosine and sine, each (B, N, 1, 2, head_dim / 2): the axis before last is x, y."""
        half = self._head_dim // 2
        steps = mx.arange(0, half, 2, dtype=mx.float32) / half
        angles = positions[..., None].astype(mx.float32) * (1.0 / self._theta**steps)
        angles = mx.concatenate([angles, angles], axis=-1)[:, :, None]
        return mx.cos(angles).astype(dtype), mx.sin(angles).astype(dtype)


class _Layer(nn.Module):  # type: ignore[misc]
    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        hidden, eps = config["hidden_size"], config.get("rms_norm_eps", 1e-6)
        self.self_attn = _Attention(config)
        self.mlp = _Mlp(config)
        self.input_layernorm = RMSNorm(hidden, eps)
        self.post_attention_layernorm = RMSNorm(hidden, eps)
        self.pre_feedforward_layernorm = RMSNorm(hidden, eps)
        self.post_feedforward_layernorm = RMSNorm(hidden, eps)

    def __call__(self, x: mx.array, rotation: Rotation, mask: mx.array | None) -> mx.array:
        attended = self.self_attn(self.input_layernorm(x), rotation, mask)
        x = x + self.post_attention_layernorm(attended)
        return x + self.post_feedforward_layernorm(self.mlp(self.pre_feedforward_layernorm(x)))


class _Attention(nn.Module):  # type: ignore[misc]
    """Every patch sees every other. Scale 1: queries and keys are normed, values too."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        hidden, eps = config["hidden_size"], config.get("rms_norm_eps", 1e-6)
        clipped = config.get("use_clipped_linears", False)
        self._head_dim = _head_dim(config)
        heads = config["num_attention_heads"] * self._head_dim
        kv_heads = config.get("num_key_value_heads", config["num_attention_heads"])
        kv_heads *= self._head_dim
        self.q_proj = ClippedLinear(hidden, heads, clipped)
        self.k_proj = ClippedLinear(hidden, kv_heads, clipped)
        self.v_proj = ClippedLinear(hidden, kv_heads, clipped)
        self.o_proj = ClippedLinear(heads, hidden, clipped)
        self.q_norm = RMSNorm(self._head_dim, eps)
        self.k_norm = RMSNorm(self._head_dim, eps)
        self.v_norm = RMSNorm(self._head_dim, eps, scaled=False)

    def __call__(self, x: mx.array, rotation: Rotation, mask: mx.array | None) -> mx.array:
        batch, length, _ = x.shape
        shape = (batch, length, -1, self._head_dim)
        queries = _rotate(self.q_norm(self.q_proj(x).reshape(shape)), rotation)
        keys = _rotate(self.k_norm(self.k_proj(x).reshape(shape)), rotation)
        values = self.v_norm(self.v_proj(x).reshape(shape))
        out = mx.fast.scaled_dot_product_attention(
            *(t.transpose(0, 2, 1, 3) for t in (queries, keys, values)), scale=1.0, mask=mask
        )
        return self.o_proj(out.transpose(0, 2, 1, 3).reshape(batch, length, -1))


class _Mlp(nn.Module):  # type: ignore[misc]
    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        hidden, inner = config["hidden_size"], config["intermediate_size"]
        clipped = config.get("use_clipped_linears", False)
        self.gate_proj = ClippedLinear(hidden, inner, clipped)
        self.up_proj = ClippedLinear(hidden, inner, clipped)
        self.down_proj = ClippedLinear(inner, hidden, clipped)
        self._act = activation(config.get("hidden_activation", "gelu_pytorch_tanh"))

    def __call__(self, x: mx.array) -> mx.array:
        return self.down_proj(self._act(self.gate_proj(x)) * self.up_proj(x))


def _head_dim(config: dict[str, Any]) -> int:
    return int(config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"])


def _rotate(x: mx.array, rotation: Rotation) -> mx.array:
    """(B, N, H, D): the first half of D turns with the patch's x, the second with its y."""
    cos, sin = rotation
    parts = x.reshape(*x.shape[:-1], 2, -1)
    first, second = mx.split(parts, 2, axis=-1)
    turned = parts * cos + mx.concatenate([-second, first], axis=-1) * sin
    return turned.reshape(x.shape)


def _pool(x: mx.array, positions: mx.array, valid: mx.array, kernel: int) -> mx.array:
    """One picture's (N, D) -> (valid / kernel**2, D), the mean of each square of patches."""
    count = int(np.array(valid).sum()) // kernel**2
    at = mx.maximum(positions, 0)
    columns = (mx.max(at[:, 0]) + 1) // kernel
    square = at[:, 0] // kernel + columns * (at[:, 1] // kernel)  # (N,)
    square = mx.where(valid, square, -1)
    weights = (mx.arange(count)[:, None] == square[None]).astype(mx.float32) / kernel**2
    return (weights @ x.astype(mx.float32)).astype(x.dtype)
