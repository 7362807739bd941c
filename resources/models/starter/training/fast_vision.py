"""The vision tower's forward pass with fused layers and bfloat16 products, for training on a CPU.

It computes what transformers' `Gemma4VisionModel` computes, on full grids without padding. A third
of the time of the plain module with autocast: normalisation and rotation are fused by the compiler.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

BF16 = torch.bfloat16


def rms(x: Tensor, weight: Tensor | None = None) -> Tensor:
    """Root-mean-square normalisation over the last axis, in float32."""
    y = x.float()
    y = y * torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + 1e-6)
    return y if weight is None else y * weight


def _rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    a, b, c, d = x.chunk(4, -1)
    return x * cos + torch.cat((-b, a, -d, c), -1) * sin


def _layer(h: Tensor, w: tuple[Tensor, ...], cos: Tensor, sin: Tensor) -> Tensor:
    ln1, ln2, ln3, ln4, wq, wk, wv, wo, q_norm, k_norm, gate, up, down = w
    batch, length, _ = h.shape
    heads = wq.shape[0] // q_norm.shape[0]
    x = rms(h, ln1).to(BF16)
    shape = (batch, length, heads, -1)
    q = _rotate(rms(F.linear(x, wq.to(BF16)).view(shape), q_norm), cos, sin).to(BF16)
    k = _rotate(rms(F.linear(x, wk.to(BF16)).view(shape), k_norm), cos, sin).to(BF16)
    v = rms(F.linear(x, wv.to(BF16)).view(shape)).to(BF16)
    # written out: the compiler's version has a backward pass 2 to 4 times faster than the library's
    scores = q.transpose(1, 2) @ k.permute(0, 2, 3, 1)
    o = torch.softmax(scores.float(), -1).to(BF16) @ v.transpose(1, 2)
    o = o.transpose(1, 2).reshape(batch, length, -1)
    h = h + rms(F.linear(o, wo.to(BF16)), ln2)
    x = rms(h, ln3).to(BF16)
    y = F.gelu(F.linear(x, gate.to(BF16)), approximate="tanh") * F.linear(x, up.to(BF16))
    return h + rms(F.linear(y, down.to(BF16)), ln4)


def _weights(layer: nn.Module) -> tuple[Tensor, ...]:
    a, m = layer.self_attn, layer.mlp
    norms = (
        layer.input_layernorm,
        layer.post_attention_layernorm,
        layer.pre_feedforward_layernorm,
        layer.post_feedforward_layernorm,
    )
    linears = (a.q_proj, a.k_proj, a.v_proj, a.o_proj)
    return (
        *(n.weight for n in norms),
        *(x.linear.weight for x in linears),
        a.q_norm.weight,
        a.k_norm.weight,
        *(x.linear.weight for x in (m.gate_proj, m.up_proj, m.down_proj)),
    )


_compiled = torch.compile(_layer, dynamic=False)


def encode(tower: nn.Module, pixels: Tensor, positions: Tensor) -> tuple[Tensor, Tensor]:
    """Patches (B, P, 432) in 0..1 and positions (B, P, 2) -> patch states, pooled (B, P / 4, 128).

    The patches of each picture must form a full grid, in rows; pooled states are scaled as the
    reference scales them.
    """
    table = tower.patch_embedder.position_embedding_table
    h = F.linear((2 * (pixels - 0.5)).to(BF16), tower.patch_embedder.input_proj.weight.to(BF16))
    h = h.float() + table[0][positions[..., 0]] + table[1][positions[..., 1]]
    cos, sin = tower.encoder.rotary_emb(h, positions)
    cos, sin = cos.unsqueeze(2), sin.unsqueeze(2)
    for layer in tower.encoder.layers:
        h = _compiled(h, _weights(layer), cos, sin)
    columns = int((positions[0, :, 0].max() - positions[0, :, 0].min()).item()) + 1
    batch, count, width = h.shape
    grid = h.view(batch, count // columns // 2, 2, columns // 2, 2, width)
    pooled = grid.mean((2, 4)).reshape(batch, count // 4, width) * width**0.5
    return h, pooled


def initialise(tower: nn.Module) -> None:
    """Patch projection from slow cosines of brightness and colour; smooth sinusoid positions."""
    patch = tower.patch_embedder.patch_size
    weight = tower.patch_embedder.input_proj.weight
    axis = torch.arange(patch) + 0.5
    waves = torch.stack([torch.cos(torch.pi * k * axis / patch) for k in range(patch)])
    waves = waves / waves.norm(dim=1, keepdim=True)
    order = sorted((i * i + j * j, i, j) for i in range(patch) for j in range(patch))
    mixes = [
        (torch.tensor([1.0, 1, 1]), 72),
        (torch.tensor([1.0, 0, -1]), 28),
        (torch.tensor([-0.5, 1, -0.5]), 28),
    ]
    rows = []
    for mix, count in mixes:
        for _, i, j in order[:count]:
            plane = waves[i][:, None] * waves[j][None]
            rows.append((plane[..., None] * (mix / mix.norm())).reshape(-1))
    with torch.no_grad():
        basis = torch.stack(rows)
        weight.copy_(basis * 0.12 + torch.randn_like(basis) * 0.004)
        table = tower.patch_embedder.position_embedding_table
        size, width = table.shape[1:]
        angle = torch.arange(size)[:, None] / (200.0 ** (torch.arange(width // 4) / (width // 4)))
        table.zero_()
        table[0, :, : width // 2] = torch.cat((angle.sin(), angle.cos()), 1) * 0.15
        table[1, :, width // 2 :] = torch.cat((angle.sin(), angle.cos()), 1) * 0.15
