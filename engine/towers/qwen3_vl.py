"""Qwen3-VL's vision tower: patches of a picture to soft tokens, several depths of them.

Source: transformers 5.23, qwen3_vl/modeling_qwen3_vl.py, Qwen3VLVisionModel.
"""

from __future__ import annotations

import math
from typing import Any

import mlx.core as mx
import mlx.nn as nn
import numpy as np
import numpy.typing as npt

from engine.estimate import MOST_SCORES
from engine.towers.layers import Check, activation, evaluate

Rotation = tuple[mx.array, mx.array]
Positions = npt.NDArray[np.int32]
_EPS = 1e-6


class VisionTower(nn.Module):  # type: ignore[misc]
    """`visual.` of the published checkpoint, `vision_tower.` of converted ones.

    `config` is the model's `vision_config`.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        hidden, table = config["hidden_size"], config["num_position_embeddings"]
        self._grid_side = math.isqrt(table)
        self._head_dim = hidden // config["num_heads"]
        self._theta = float((config.get("rope_parameters") or {}).get("rope_theta", 10000.0))
        self._depths = list(config.get("deepstack_visual_indexes") or ())
        self.patch_embed = _PatchEmbed(config)
        self.pos_embed = nn.Embedding(table, hidden)
        self.blocks = [_Block(config) for _ in range(config["depth"])]
        self.merger = _Merger(config, norm_after=False)
        self.deepstack_merger_list = [_Merger(config, norm_after=True) for _ in self._depths]

    def __call__(
        self, patches: mx.array, positions: Positions, check: Check | None = None
    ) -> tuple[mx.array, tuple[mx.array, ...]]:
        """Soft tokens of one picture.

        Args:
            patches: (N, 3 * frames * patch_size**2), normalised, by merge blocks.
            positions: (N, 2), x and y of each patch.
            check: called between blocks; may raise to stop.

        Returns:
            (n, out_hidden_size) from the last block, and as many from each block that
            `deepstack_visual_indexes` names; n = N / spatial_merge_size**2.
        """
        x = self.patch_embed(patches)
        x = x + self._where(positions).astype(x.dtype)
        rotation = self._rotation(positions)
        evaluate(x, check)
        deep: dict[int, mx.array] = {}
        for index, block in enumerate(self.blocks):
            x = block(x, rotation, check)
            if index in self._depths:
                depth = self._depths.index(index)
                deep[depth] = self.deepstack_merger_list[depth](x)
            evaluate(x, check)
        return self.merger(x), tuple(deep[depth] for depth in sorted(deep))

    def _where(self, positions: Positions) -> mx.array:
        """(N, hidden) float32: the square table of positions stretched over the picture."""
        (left, x), (top, y) = (self._taps(positions[:, axis]) for axis in (0, 1))
        total: mx.array | None = None
        for row, down in ((top, 1 - y), (top + 1, y)):
            for column, across in ((left, 1 - x), (left + 1, x)):
                # Beyond the last row or column the weight is nought.
                at = np.minimum(row, self._grid_side - 1) * self._grid_side
                at = at + np.minimum(column, self._grid_side - 1)
                part = self.pos_embed(mx.array(at)).astype(mx.float32)
                part = part * mx.array((down * across)[:, None])
                total = part if total is None else total + part
        assert total is not None
        return total

    def _taps(self, at: Positions) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        """For positions along one side: which entry of the table lies before, and how far past.

        The picture's first patch is the table's first entry, its last the last.
        """
        steps = max(int(at.max()), 1)
        exact = at.astype(np.float32) * np.float32(self._grid_side - 1) / np.float32(steps)
        before = np.floor(exact)
        return before.astype(np.int32), exact - before

    def _rotation(self, positions: Positions) -> Rotation:
        """Cosine and sine (N, 1, head_dim / 2): half of the angles turn with y, half with x."""
        side = self._head_dim // 2
        steps = np.arange(0, side, 2, dtype=np.float32) / np.float32(side)
        inverse = np.float32(1) / np.float32(self._theta) ** steps
        angles = positions[:, ::-1, None].astype(np.float32) * inverse  # (N, 2, head_dim / 4)
        turned = mx.array(angles.reshape(len(positions), 1, -1))
        return mx.cos(turned), mx.sin(turned)


def sanitize(
    weights: dict[str, mx.array], config: dict[str, Any], prefix: str
) -> dict[str, mx.array]:
    """Published or converted tensors to this module's. Applying it twice changes nothing.

    The only difference is where MLX's convolutions want the channels: last.
    """
    name = f"{prefix}patch_embed.proj.weight"
    value = weights.get(name)
    if value is None or value.ndim != 5:
        return weights
    channels, *rest = _PatchEmbed.kernel(config)
    if value.shape[1:] == (*rest, channels) != (channels, *rest):
        return {**weights, name: value.transpose(0, 4, 1, 2, 3)}
    return weights


class _PatchEmbed(nn.Module):  # type: ignore[misc]
    """A convolution whose steps do not overlap is one product with the flat patches."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        self.proj = _Kernel(config["hidden_size"], self.kernel(config))

    @staticmethod
    def kernel(config: dict[str, Any]) -> tuple[int, int, int, int]:
        """(channels, frames, height, width)."""
        size = config["patch_size"]
        return config.get("in_channels", 3), config["temporal_patch_size"], size, size

    def __call__(self, patches: mx.array) -> mx.array:
        weight = self.proj.weight
        flat = weight.reshape(weight.shape[0], -1)
        return mx.addmm(self.proj.bias, patches.astype(weight.dtype), flat.T)


class _Kernel(nn.Module):  # type: ignore[misc]
    def __init__(self, outputs: int, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.weight = mx.zeros((outputs, *shape))
        self.bias = mx.zeros((outputs,))


class _Block(nn.Module):  # type: ignore[misc]
    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(config["hidden_size"], eps=_EPS)
        self.norm2 = nn.LayerNorm(config["hidden_size"], eps=_EPS)
        self.attn = _Attention(config)
        self.mlp = _Mlp(config)

    def __call__(self, x: mx.array, rotation: Rotation, check: Check | None = None) -> mx.array:
        x = x + self.attn(self.norm1(x), rotation, check)
        return x + self.mlp(self.norm2(x))


class _Attention(nn.Module):  # type: ignore[misc]
    """Every patch of the picture sees every other. Those of a huge one take turns at looking, so
    that their scores do not fill the memory, and a stop is heard in between."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        hidden = config["hidden_size"]
        self._heads = config["num_heads"]
        self._scale = (hidden // self._heads) ** -0.5
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.proj = nn.Linear(hidden, hidden)

    def __call__(self, x: mx.array, rotation: Rotation, check: Check | None = None) -> mx.array:
        length = len(x)
        qkv = self.qkv(x).reshape(length, 3, self._heads, -1)
        turned = (_rotate(qkv[:, i], rotation) for i in (0, 1))
        queries, keys, values = (t.transpose(1, 0, 2)[None] for t in (*turned, qkv[:, 2]))
        rows = max(1, MOST_SCORES // length)
        parts = []
        for start in range(0, length, rows):
            part = mx.fast.scaled_dot_product_attention(
                queries[:, :, start : start + rows], keys, values, scale=self._scale
            )
            parts.append(part)
            if rows < length:
                mx.eval(part)
                evaluate(part, check)
        out = parts[0] if len(parts) == 1 else mx.concatenate(parts, axis=2)
        projected: mx.array = self.proj(out[0].transpose(1, 0, 2).reshape(length, -1))
        return projected


class _Mlp(nn.Module):  # type: ignore[misc]
    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        self.linear_fc1 = nn.Linear(config["hidden_size"], config["intermediate_size"])
        self.linear_fc2 = nn.Linear(config["intermediate_size"], config["hidden_size"])
        self._act = activation(config.get("hidden_act", "gelu_pytorch_tanh"))

    def __call__(self, x: mx.array) -> mx.array:
        out: mx.array = self.linear_fc2(self._act(self.linear_fc1(x)))
        return out


class _Merger(nn.Module):  # type: ignore[misc]
    """A square of patches to one soft token. The exact GELU here, whatever the blocks use."""

    def __init__(self, config: dict[str, Any], norm_after: bool) -> None:
        super().__init__()
        hidden = config["hidden_size"]
        self._merged = hidden * config["spatial_merge_size"] ** 2
        self._norm_after = norm_after
        self.norm = nn.LayerNorm(self._merged if norm_after else hidden, eps=_EPS)
        self.linear_fc1 = nn.Linear(self._merged, self._merged)
        self.linear_fc2 = nn.Linear(self._merged, config["out_hidden_size"])

    def __call__(self, x: mx.array) -> mx.array:
        if self._norm_after:
            x = self.norm(x.reshape(-1, self._merged))
        else:
            x = self.norm(x).reshape(-1, self._merged)
        out: mx.array = self.linear_fc2(nn.gelu(self.linear_fc1(x)))
        return out


def _rotate(x: mx.array, rotation: Rotation) -> mx.array:
    """(N, H, D): each entry of the first half turns with its partner in the second."""
    cos, sin = rotation
    first, second = mx.split(x.astype(mx.float32), 2, axis=-1)
    turned = [first * cos - second * sin, second * cos + first * sin]
    return mx.concatenate(turned, axis=-1).astype(x.dtype)
