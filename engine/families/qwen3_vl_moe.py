"""Qwen3-VL with experts: `qwen3_vl.py` around mlx-lm's other text model.

Reference: transformers 5.23, qwen3_vl_moe/modeling_qwen3_vl_moe.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mlx.core as mx
from mlx_lm.models import qwen3_vl_moe
from mlx_lm.models.qwen3_moe import Qwen3MoeModel

from engine.config import Config
from engine.families.qwen3_vl import Deepstacked, Seeing, make_family

__all__ = ["Model", "ModelArgs", "make_family"]

_MERGED = ".mlp.experts.gate_up_proj"


@dataclass
class ModelArgs(qwen3_vl_moe.ModelArgs):  # type: ignore[misc]
    """config.json as mlx-lm reads it, and the tower."""

    vision_config: Config | None = None


class TextModel(Deepstacked, Qwen3MoeModel):  # type: ignore[misc]
    """Qwen3-MoE's, with deepstack."""


class Model(Seeing, qwen3_vl_moe.Model):  # type: ignore[misc]
    """Text model and vision tower, under the names of converted checkpoints."""

    def __init__(self, args: ModelArgs) -> None:
        super().__init__(args)
        self.add_tower(args, TextModel)

    def sanitize_text(self, weights: dict[str, mx.array]) -> dict[str, mx.array]:
        return super().sanitize_text(with_experts_apart(weights, self.language_model.args))


def with_experts_apart(weights: dict[str, mx.array], text: Any) -> dict[str, mx.array]:
    """Merged experts under mlx-lm's names; `text` are mlx-lm's arguments of the text model."""
    split = dict(weights)
    for name in [name for name in weights if name.endswith(_MERGED)]:
        layer = name.removesuffix(_MERGED)
        down = split.pop(f"{layer}.mlp.experts.down_proj", None)
        parts = _split(split.pop(name), down, text.hidden_size, text.moe_intermediate_size)
        split |= {f"{layer}.mlp.switch_mlp.{part}.weight": v for part, v in parts.items()}
    return split


def _split(
    gate_up: mx.array, down: mx.array | None, hidden: int, inner: int
) -> dict[str, mx.array]:
    """Merged experts as mlx-lm wants them: (experts, outputs, inputs), gate and up apart.

    Published files have inputs before outputs: (E, hidden, 2 * inner) and (E, inner, hidden).
    What transformers keeps in memory, and some files, have them the other way round. Where one
    of the two is square its shape does not tell, but then the other one is not.
    """
    outputs_first = gate_up.shape[1] != hidden
    if hidden == 2 * inner and down is not None:
        outputs_first = down.shape[1] == hidden
    merged = {"gate_up_proj": gate_up} | ({} if down is None else {"down_proj": down})
    if not outputs_first:
        merged = {name: value.swapaxes(1, 2) for name, value in merged.items()}
    gate, up = mx.split(merged.pop("gate_up_proj"), 2, axis=1)
    parts: dict[str, Any] = {"gate_proj": gate, "up_proj": up, **merged}
    # Experts are gathered at every token: not through strides.
    return {name: mx.contiguous(value) for name, value in parts.items()}
