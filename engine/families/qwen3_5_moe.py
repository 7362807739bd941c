"""Qwen3.5 with experts: `qwen3_5.py` around mlx-lm's other text model.

Reference: transformers 5.23, qwen3_5_moe/modeling_qwen3_5_moe.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import mlx.core as mx
from mlx_lm.models import qwen3_5_moe

from engine.config import Config
from engine.families.qwen3_5 import Hybrid, TextModel
from engine.families.qwen3_vl import make_family
from engine.families.qwen3_vl_moe import with_experts_apart

__all__ = ["Model", "ModelArgs", "make_family"]


@dataclass
class ModelArgs(qwen3_5_moe.ModelArgs):  # type: ignore[misc]
    """config.json as mlx-lm reads it, and the tower."""

    vision_config: Config | None = None


class Model(Hybrid, qwen3_5_moe.Model):  # type: ignore[misc]
    """Text model and vision tower, under the names of converted checkpoints."""

    def __init__(self, args: ModelArgs) -> None:
        super().__init__(args)
        self.add_tower(args, TextModel)

    def sanitize_text(self, weights: dict[str, mx.array]) -> dict[str, mx.array]:
        return super().sanitize_text(with_experts_apart(weights, self.language_model.args))
