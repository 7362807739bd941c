"""Gemma 4's audio tower: mel frames to soft tokens, one for 40 ms.

Source: transformers 5.23, gemma4/modeling_gemma4.py, Gemma4AudioModel.
"""

from __future__ import annotations

import math
from typing import Any

import mlx.core as mx
import mlx.nn as nn

from engine.towers.layers import Check, ClippedLinear, RMSNorm, activation, evaluate

__all__ = ["AudioTower", "sanitize"]

_FREQUENCIES = (1.0, 10_000.0)  # of the relative position code
_LIMITS = ("input_min", "input_max", "output_min", "output_max")


class AudioTower(nn.Module):  # type: ignore[misc]
    """`audio_tower.` of the checkpoint. `config` is the model's `audio_config`."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        config = {**_DEFAULTS, **config}
        self.subsample_conv_projection = _Subsampling(config)
        self.layers = [_Layer(config) for _ in range(config["num_hidden_layers"])]
        self.output_proj = nn.Linear(config["hidden_size"], config["output_proj_dims"])
        self._blocks = _Blocks(config)
        self._hidden = config["hidden_size"]

    def __call__(
        self, features: mx.array, mask: mx.array, check: Check | None = None
    ) -> tuple[mx.array, mx.array]:
        """Soft tokens of sounds.

        Args:
            features: (B, T, bands) log-mel frames.
            mask: (B, T), false where a frame is not all sound.
            check: called between layers; may raise to stop.

        Returns:
            (B, S, output_proj_dims), S about T / 4, and a mask (B, S) of those that count.
        """
        x, mask = self.subsample_conv_projection(features, mask)
        evaluate(x, check)
        code = self._blocks.position_code(self._hidden).astype(x.dtype)
        seen = self._blocks.mask(mask)
        for layer in self.layers:
            x = layer(x, code, seen, self._blocks)
            evaluate(x, check)
        return self.output_proj(x), mask


_DEFAULTS: dict[str, Any] = {
    "hidden_size": 1024,
    "num_hidden_layers": 12,
    "num_attention_heads": 8,
    "hidden_act": "silu",
    "subsampling_conv_channels": [128, 32],
    "conv_kernel_size": 5,
    "residual_weight": 0.5,
    "attention_chunk_size": 12,
    "attention_context_left": 13,
    "attention_context_right": 0,
    "attention_logit_cap": 50.0,
    "attention_invalid_logits_value": -1e9,
    "use_clipped_linears": True,
    "rms_norm_eps": 1e-6,
    "gradient_clipping": 1e10,
    "output_proj_dims": 1536,
}


def sanitize(weights: dict[str, mx.array], config: dict[str, Any] | None) -> dict[str, mx.array]:
    """Published or converted tensors to this module's. Applying it twice changes nothing.

    Convolutions come as torch stores them (out, in, kernel...) or as MLX does (out, kernel...,
    in); which one is told by the number of channels that the config gives.
    """
    if not config:
        return weights
    config = {**_DEFAULTS, **config}
    return {
        name: _mlx_layout(name, value, config["subsampling_conv_channels"][0])
        for name, value in weights.items()
        if "audio_tower." not in name or config["use_clipped_linears"] or not name.endswith(_LIMITS)
    }


def _mlx_layout(name: str, value: mx.array, channels: int) -> mx.array:
    """A convolution's weight with its input channels last; anything else as it is."""
    for layer, inputs in (("layer0", 1), ("layer1", channels)):
        torch_shape = (inputs, 3, 3)
        if name.endswith(f"{layer}.conv.weight") and value.shape[1:] == torch_shape:
            return value.transpose(0, 2, 3, 1)
    if name.endswith("depthwise_conv1d.weight") and value.shape[2] != 1:
        return value.transpose(0, 2, 1)
    return value


class _Subsampling(nn.Module):  # type: ignore[misc]
    """Two convolutions of stride 2 over time and bands: a quarter of the frames remains."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        first, second = config["subsampling_conv_channels"]
        eps = config["rms_norm_eps"]
        self.layer0 = _SubsamplingLayer(1, first, eps)
        self.layer1 = _SubsamplingLayer(first, second, eps)
        self.input_proj_linear = nn.Linear(first // 4 * second, config["hidden_size"], bias=False)

    def __call__(self, features: mx.array, mask: mx.array) -> tuple[mx.array, mx.array]:
        x, mask = self.layer0(features[..., None], mask)
        x, mask = self.layer1(x, mask)
        return self.input_proj_linear(x.reshape(*x.shape[:2], -1)), mask


class _SubsamplingLayer(nn.Module):  # type: ignore[misc]
    def __init__(self, inputs: int, outputs: int, eps: float) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, stride=2, padding=1, bias=False)
        self.norm = nn.LayerNorm(outputs, eps=eps, bias=False)

    def __call__(self, x: mx.array, mask: mx.array) -> tuple[mx.array, mx.array]:
        """(B, T, bands, C) and (B, T), both halved."""
        x = mx.where(mask[:, :, None, None], x, mx.zeros_like(x))
        x = self.conv(x.astype(self.conv.weight.dtype))
        return nn.relu(self.norm(x)), mask[:, ::2]


class _Layer(nn.Module):  # type: ignore[misc]
    """Conformer: half a feed-forward, attention, convolution, the other half."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        hidden = config["hidden_size"]
        self.feed_forward1 = _FeedForward(config)
        self.feed_forward2 = _FeedForward(config)
        self.self_attn = _Attention(config)
        self.lconv1d = _LightConv(config)
        self.norm_pre_attn = RMSNorm(hidden)
        self.norm_post_attn = RMSNorm(hidden)
        self.norm_out = RMSNorm(hidden)
        self._limit = config["gradient_clipping"]

    def __call__(self, x: mx.array, code: mx.array, seen: mx.array, blocks: _Blocks) -> mx.array:
        x = self.feed_forward1(x)
        attended = self.self_attn(self.norm_pre_attn(_clip(x, self._limit)), code, seen, blocks)
        x = x + self.norm_post_attn(_clip(attended, self._limit))
        x = self.feed_forward2(self.lconv1d(x))
        out: mx.array = self.norm_out(_clip(x, self._limit))
        return out


class _FeedForward(nn.Module):  # type: ignore[misc]
    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        hidden, clipped = config["hidden_size"], config["use_clipped_linears"]
        self.ffw_layer_1 = ClippedLinear(hidden, hidden * 4, clipped)
        self.ffw_layer_2 = ClippedLinear(hidden * 4, hidden, clipped)
        self.pre_layer_norm = RMSNorm(hidden)
        self.post_layer_norm = RMSNorm(hidden)
        self._act = activation(config["hidden_act"])
        self._limit = config["gradient_clipping"]
        self._weight = config["residual_weight"]

    def __call__(self, x: mx.array) -> mx.array:
        inner = self.ffw_layer_1(self.pre_layer_norm(_clip(x, self._limit)))
        inner = _clip(self.ffw_layer_2(self._act(inner)), self._limit)
        out: mx.array = self.post_layer_norm(inner) * self._weight + x
        return out


class _LightConv(nn.Module):  # type: ignore[misc]
    """Gated, depthwise, causal convolution over time."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        hidden, clipped = config["hidden_size"], config["use_clipped_linears"]
        eps, kernel = config["rms_norm_eps"], config["conv_kernel_size"]
        self.linear_start = ClippedLinear(hidden, hidden * 2, clipped)
        self.linear_end = ClippedLinear(hidden, hidden, clipped)
        self.depthwise_conv1d = nn.Conv1d(hidden, hidden, kernel, groups=hidden, bias=False)
        self.pre_layer_norm = RMSNorm(hidden, eps)
        self.conv_norm = RMSNorm(hidden, eps)
        self._act = activation(config["hidden_act"])
        self._limit = config["gradient_clipping"]
        self._lead = kernel - 1

    def __call__(self, x: mx.array) -> mx.array:
        value, gate = mx.split(self.linear_start(self.pre_layer_norm(x)), 2, axis=-1)
        inner = mx.pad(value * mx.sigmoid(gate), [(0, 0), (self._lead, 0), (0, 0)])
        inner = self.conv_norm(_clip(self.depthwise_conv1d(inner), self._limit))
        return self.linear_end(self._act(inner)) + x


class _Attention(nn.Module):  # type: ignore[misc]
    """Local attention in blocks, with relative positions; logits in float32, softly capped."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        hidden, clipped = config["hidden_size"], config["use_clipped_linears"]
        self._heads = config["num_attention_heads"]
        self._head_dim = hidden // self._heads
        inner = self._heads * self._head_dim
        self.q_proj = ClippedLinear(hidden, inner, clipped)
        self.k_proj = ClippedLinear(hidden, inner, clipped)
        self.v_proj = ClippedLinear(hidden, inner, clipped)
        self.post = ClippedLinear(hidden, hidden, clipped)
        self.relative_k_proj = nn.Linear(hidden, inner, bias=False)
        self.per_dim_scale = mx.zeros((self._head_dim,))
        self._cap = config["attention_logit_cap"]
        self._invalid = config["attention_invalid_logits_value"]

    def __call__(self, x: mx.array, code: mx.array, seen: mx.array, blocks: _Blocks) -> mx.array:
        batch, length, _ = x.shape
        shape = (batch, length, self._heads, self._head_dim)
        queries, keys, values = (
            proj(x).astype(mx.float32).reshape(shape)
            for proj in (self.q_proj, self.k_proj, self.v_proj)
        )
        queries = queries * (self._head_dim**-0.5 / math.log(2))
        queries = queries * nn.softplus(self.per_dim_scale).astype(mx.float32)
        keys = keys * (math.log(1 + math.e) / math.log(2))

        # (B, blocks, chunk or context, H, D) -> (B, H, blocks, chunk or context, D)
        queries = blocks.split(queries).transpose(0, 3, 1, 2, 4)
        keys = blocks.context(keys).transpose(0, 3, 1, 2, 4)
        values = blocks.context(values).transpose(0, 3, 1, 2, 4)
        relative = self.relative_k_proj(code).astype(mx.float32)  # (P, H * D)
        relative = relative.reshape(-1, self._heads, self._head_dim).transpose(1, 2, 0)

        logits = queries @ keys.swapaxes(-1, -2)
        logits = logits + blocks.shift(queries @ relative[None, :, None])
        logits = mx.tanh(logits / self._cap) * self._cap
        logits = mx.where(seen, logits, self._invalid)
        out = mx.softmax(logits, axis=-1, precise=True) @ values
        out = out.transpose(0, 2, 3, 1, 4).reshape(batch, -1, self._heads * self._head_dim)
        return self.post(out[:, :length].astype(x.dtype))


class _Blocks:
    """Cuts time into chunks, each with a context of frames before and after it.

    Attributes:
        chunk: frames of a block.
        past, future: frames before and after a block that its context holds.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self.chunk: int = config["attention_chunk_size"]
        self.past: int = config["attention_context_left"] - 1
        self.future: int = config["attention_context_right"]
        self.width = self.chunk + self.past + self.future

    def split(self, x: mx.array) -> mx.array:
        """(B, S, H, D) -> (B, blocks, chunk, H, D), the end filled with zeros."""
        batch, length, *rest = x.shape
        x = mx.pad(x, [(0, 0), (0, -length % self.chunk), (0, 0), (0, 0)])
        return x.reshape(batch, -1, self.chunk, *rest)

    def context(self, x: mx.array) -> mx.array:
        """(B, S, H, D) -> (B, blocks, width, H, D); what lies outside is zero."""
        length = x.shape[1]
        x = mx.pad(x, [(0, 0), (self.past, self.future + self.chunk - 1), (0, 0), (0, 0)])
        return x[:, self._indices(length) + self.past]

    def mask(self, valid: mx.array) -> mx.array:
        """(B, S) -> (B, 1, blocks, chunk, width): true where a query may see a key."""
        length = valid.shape[1]
        keys = self._indices(length)[:, None]  # (blocks, 1, width)
        blocks = keys.shape[0]
        queries = mx.arange(blocks * self.chunk).reshape(blocks, self.chunk, 1)
        distance = queries - keys
        near = ((distance >= 0) & (distance < self.past)) | (
            (distance < 0) & (-distance < self.future)
        )
        inside = (keys >= 0) & (keys < length) & (queries < length)
        known = valid[:, mx.clip(keys[:, 0], 0, length - 1)]  # (B, blocks, width)
        return (near & inside)[None, None] & known[:, None, :, None]

    def position_code(self, hidden: int) -> mx.array:
        """(P, hidden): sines, then cosines, of the distances P - 1 down to 0."""
        count = hidden // 2
        low, high = _FREQUENCIES
        step = math.log(high / low) / max(count - 1, 1)
        scales = low * mx.exp(mx.arange(count, dtype=mx.float32) * -step)
        distances = mx.arange(self.width // 2, -1, -1, dtype=mx.float32)
        angles = distances[:, None] * scales
        return mx.concatenate([mx.sin(angles), mx.cos(angles)], axis=-1)

    def shift(self, x: mx.array) -> mx.array:
        """(..., chunk, P) by distance -> (..., chunk, width) by key: each row one further."""
        *lead, chunk, count = x.shape
        none = [(0, 0)] * (x.ndim - 1)
        x = mx.pad(x, [*none, (0, self.width + 1 - count)])
        x = x.reshape(*lead, chunk * (self.width + 1))[..., : chunk * self.width]
        return x.reshape(*lead, chunk, self.width)

    def _indices(self, length: int) -> mx.array:
        """(blocks, width): the frame that each place of each context holds; may lie outside."""
        starts = mx.arange(-(-length // self.chunk)) * self.chunk - self.past
        return starts[:, None] + mx.arange(self.width)


def _clip(x: mx.array, limit: float) -> mx.array:
    """Keep float16 finite; in other types nothing comes near the limit."""
    limit = min(limit, float(mx.finfo(x.dtype).max))
    return mx.clip(x, -limit, limit)
