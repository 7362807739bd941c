"""The language model's forward pass with fused layers and bfloat16 products, for training on a CPU.

It computes what transformers' `Gemma4TextModel` computes for the starter's configuration. Several
short dialogues share a row; `mask` keeps them apart, and positions restart with each.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from fast_vision import BF16, rms
from torch import Tensor, nn


def _turn(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    a, b = x.chunk(2, -1)
    return x * cos + torch.cat((-b, a), -1) * sin


def _keys(h: Tensor, w: tuple[Tensor, ...], cos: Tensor, sin: Tensor) -> tuple[Tensor, Tensor]:
    ln, wk, wv, k_norm = w
    batch, length, _ = h.shape
    shape = (batch, length, -1, k_norm.shape[0])
    x = rms(h, ln).to(BF16)
    k = _turn(rms(F.linear(x, wk.to(BF16)).view(shape), k_norm), cos, sin).to(BF16)
    v = rms(F.linear(x, wv.to(BF16)).view(shape)).to(BF16)
    return k, v


def _layer(
    h: Tensor,
    w: tuple[Tensor, ...],
    cos: Tensor,
    sin: Tensor,
    k: Tensor,
    v: Tensor,
    mask: Tensor,
    extra: Tensor,
) -> Tensor:
    (ln1, ln2, ln3, ln4, ln5, wq, wo, q_norm, gate, up, down, p_gate, p_out) = w
    batch, length, _ = h.shape
    size = q_norm.shape[0]
    x = rms(h, ln1).to(BF16)
    q = _turn(rms(F.linear(x, wq.to(BF16)).view(batch, length, -1, size), q_norm), cos, sin).to(
        BF16
    )
    group = q.shape[2] // k.shape[2]
    q = q.view(batch, length, k.shape[2], group, size).permute(0, 2, 3, 1, 4)
    q = q.reshape(batch, k.shape[2], group * length, size)
    scores = (q @ k.permute(0, 2, 3, 1)).float().view(batch, -1, group, length, k.shape[1])
    weights = torch.softmax(scores + mask[:, None, None], -1).to(BF16)
    o = weights.view(batch, -1, group * length, k.shape[1]) @ v.transpose(1, 2)
    o = o.view(batch, -1, group, length, size).permute(0, 3, 1, 2, 4).reshape(batch, length, -1)
    h = h + rms(F.linear(o, wo.to(BF16)), ln2)
    x = rms(h, ln3).to(BF16)
    y = F.gelu(F.linear(x, gate.to(BF16)), approximate="tanh") * F.linear(x, up.to(BF16))
    h = h + rms(F.linear(y, down.to(BF16)), ln4)
    y = F.gelu(F.linear(h.to(BF16), p_gate.to(BF16)).float(), approximate="tanh") * extra
    return h + rms(F.linear(y.to(BF16), p_out.to(BF16)), ln5)


_compiled_keys = torch.compile(_keys, dynamic=False)
_compiled_layer = torch.compile(_layer, dynamic=False)


def _take(x: Tensor, keep: Tensor) -> Tensor:
    """Rows of (B, T, ...) at positions (B, M)."""
    index = keep.view(*keep.shape, *([1] * (x.ndim - 2))).expand(*keep.shape, *x.shape[2:])
    return x.gather(1, index)


def hidden(
    lm: nn.Module,
    embeds: Tensor,
    ids: Tensor,
    positions: Tensor,
    mask: Tensor,
    keep: Tensor | None = None,
) -> Tensor:
    """Last hidden states (B, T, D); `ids` feed the per-layer inputs, placeholders set to <pad>.

    embeds: (B, T, D), scaled; positions: (B, T); mask: (B, T, T), added to attention scores.
    With `keep`, positions (B, M), the layers that share keys run for those alone: (B, M, D).
    """
    extra = lm.project_per_layer_inputs(embeds, lm.get_per_layer_inputs(ids))
    waves = {}
    for kind in ("sliding_attention", "full_attention"):
        cos, sin = lm.rotary_emb(embeds, positions, kind)
        waves[kind] = cos.unsqueeze(2), sin.unsqueeze(2)
    h = embeds
    shared: dict[str, tuple[Tensor, Tensor]] = {}
    for i, layer in enumerate(lm.layers):
        kind = lm.config.layer_types[i]
        if i == lm.first_kv_shared_layer_idx and keep is not None:
            h, extra, mask = _take(h, keep), _take(extra, keep), _take(mask, keep)
            waves = {
                name: tuple(_take(w.expand(len(h), -1, -1, -1), keep) for w in pair)
                for name, pair in waves.items()
            }
        a, m = layer.self_attn, layer.mlp
        if not a.is_kv_shared_layer:
            own = (layer.input_layernorm.weight, a.k_proj.weight, a.v_proj.weight, a.k_norm.weight)
            shared[kind] = _compiled_keys(h, own, *waves[kind])
        weights = (
            layer.input_layernorm.weight, layer.post_attention_layernorm.weight,
            layer.pre_feedforward_layernorm.weight, layer.post_feedforward_layernorm.weight,
            layer.post_per_layer_input_norm.weight, a.q_proj.weight, a.o_proj.weight,
            a.q_norm.weight, m.gate_proj.weight, m.up_proj.weight, m.down_proj.weight,
            layer.per_layer_input_gate.weight, layer.per_layer_projection.weight,
        )  # fmt: skip
        h = _compiled_layer(h, weights, *waves[kind], *shared[kind], mask, extra[:, :, i])
    return rms(h, lm.norm.weight)


def logits(lm: nn.Module, states: Tensor) -> Tensor:
    """Soft-capped scores over the vocabulary for (N, D) states."""
    scores = F.linear(states.to(BF16), lm.embed_tokens.weight.to(BF16)).float()
    return torch.tanh(scores / 30.0) * 30.0
