"""Makes tests/golden/data/qwen3_5*: tiny random Qwen3.5 and what the reference computes.

    python tests/golden/make_qwen3_5.py [qwen3_5] [qwen3_5_moe]

Needs what make_qwen.py needs, of which it is a part: the same cases, template and tokenizer.
"""

from __future__ import annotations

import sys
from typing import Any

import make_qwen
import make_qwen_models as models
import making
import torch

_FULL_EVERY = 3
TEXT: dict[str, Any] = {
    **{key: value for key, value in models.TEXT.items() if key != "rope_theta"},
    "num_hidden_layers": 6,
    "full_attention_interval": _FULL_EVERY,
    "layer_types": (["linear_attention"] * (_FULL_EVERY - 1) + ["full_attention"]) * 2,
    "linear_conv_kernel_dim": 4,
    "linear_key_head_dim": 32,
    "linear_value_head_dim": 24,
    "linear_num_key_heads": 2,
    "linear_num_value_heads": 4,
    "attn_output_gate": True,
    "rope_parameters": {
        "mrope_interleaved": True,
        "mrope_section": [3, 3, 2],
        "partial_rotary_factor": 0.5,
        "rope_theta": 10_000_000.0,
        "rope_type": "default",
    },
}
CONFIG: dict[str, Any] = {
    "architectures": ["Qwen3_5ForConditionalGeneration"],
    "model_type": "qwen3_5",
    **models.OUTER,
    "text_config": {"model_type": "qwen3_5_text", **TEXT, "dtype": "bfloat16"},
    "vision_config": {
        "model_type": "qwen3_5",
        **{k: v for k, v in models.VISION.items() if k != "deepstack_visual_indexes"},
    },
    "tie_word_embeddings": False,
}
SPARSE: dict[str, Any] = {
    **CONFIG,
    "architectures": ["Qwen3_5MoeForConditionalGeneration"],
    "model_type": "qwen3_5_moe",
    "text_config": {
        **{key: value for key, value in TEXT.items() if key != "intermediate_size"},
        "model_type": "qwen3_5_moe_text",
        "num_experts": 8,
        "num_experts_per_tok": 2,
        "moe_intermediate_size": 24,
        "shared_expert_intermediate_size": 40,
        "dtype": "bfloat16",
    },
    "vision_config": {**CONFIG["vision_config"], "model_type": "qwen3_5_moe"},
}
SEES = {**models.SEES, "size": {"shortest_edge": 1600, "longest_edge": 2000}}


_qwen3 = models._random


def _random(key: str, value: torch.Tensor) -> torch.Tensor:
    """As for Qwen3, but most norms of the text model are stored less one."""
    made = _qwen3(key, value)
    if key.endswith("conv1d.weight"):
        # Far enough into SiLU that keys and queries point the same way. What a layer reads is
        # normalised: were it next to nothing, as among random ones, rounding would choose its sign.
        return 3 * made
    norm = "visual" not in key and key.endswith("norm.weight")
    return made - 1 if norm and not key.endswith("linear_attn.norm.weight") else made


def main(wanted: list[str]) -> None:
    making.start()
    models._random = _random
    goldens = {
        "qwen3_5": models.Golden(CONFIG, 702, preprocessor=SEES),
        "qwen3_5_moe": models.Golden(SPARSE, 805, outputs_first=True, preprocessor=SEES),
    }
    models.CONFIGS |= goldens
    for name in wanted or goldens:
        make_qwen.make_goldens(name)


if __name__ == "__main__":
    main(sys.argv[1:])
