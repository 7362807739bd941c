"""Qwen3.5: Qwen3-VL's tower without deepstack, before a text model whose layers are mostly linear.

Reference: transformers 5.23, qwen3_5/modeling_qwen3_5.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import mlx.core as mx
import mlx.nn as nn
from mlx_lm.models import qwen3_5

from engine.config import Config
from engine.families.mrope import MRope
from engine.families.qwen3_vl import Deepstacked, Seeing, make_family, rope_of

__all__ = ["Model", "ModelArgs", "make_family"]

_SECTIONS = (11, 11, 10)
_GUESSES = re.compile(r"(^|\.)mtp\.")


@dataclass
class ModelArgs(qwen3_5.ModelArgs):  # type: ignore[misc]
    """config.json as mlx-lm reads it, and the tower."""

    vision_config: Config | None = None


class _Norm(nn.RMSNorm):  # type: ignore[misc]
    """Published weights are stored less one. The sum is kept in float32: in bfloat16 it is off by
    up to 0.4 %, where the reference adds exactly."""

    def __call__(self, x: mx.array) -> mx.array:
        normed: mx.array = mx.fast.rms_norm(x, self.weight, self.eps)
        return normed.astype(x.dtype)


class Hybrid(Seeing):
    """What Qwen3.5 has differently, with experts or without."""

    def add_tower(self, args: Any, text_class: type) -> None:
        super().add_tower(args, text_class)
        for module in self.language_model.modules():
            if type(module) is nn.RMSNorm:
                module.__class__ = _Norm

    def sanitize(self, weights: dict[str, mx.array]) -> dict[str, mx.array]:
        # Published files hold a head that guesses several tokens ahead. Nobody here asks it.
        return super().sanitize({n: v for n, v in weights.items() if not _GUESSES.search(n)})

    def sanitize_text(self, weights: dict[str, mx.array]) -> dict[str, mx.array]:
        # mlx-lm adds the one where it finds a convolution in the published layout.
        published = any("conv1d.weight" in n and v.shape[-1] != 1 for n, v in weights.items())
        if published:
            weights = {
                name: value.astype(mx.float32) if value.ndim == 1 and _is_norm(name) else value
                for name, value in weights.items()
            }
        return super().sanitize_text(weights)

    def make_rope(self, text: Any) -> MRope:
        return rope_of(text, int(text.head_dim * text.partial_rotary_factor), _SECTIONS)

    def offset(self, cache: Sequence[Any]) -> int:
        # A linear layer's state does not know how many tokens have gone into it.
        return int(cache[self.language_model.model.fa_idx].offset)


def _is_norm(name: str) -> bool:
    """Those stored less one; the gated norm of the linear layers is not."""
    return name.endswith("norm.weight") and not name.endswith("linear_attn.norm.weight")


class TextModel(Deepstacked, qwen3_5.Qwen3_5TextModel):  # type: ignore[misc]
    """mlx-lm's; it has no deepstack to add."""


class Model(Hybrid, qwen3_5.Model):  # type: ignore[misc]
    """Text model and vision tower, under the names of converted checkpoints."""

    def __init__(self, args: ModelArgs) -> None:
        super().__init__(args)
        self.add_tower(args, TextModel)
