"""Configs of small models of every family, for the benchmark against mlx-vlm.

Shapes are the published ones' in small: the same layers in the same order, narrower and fewer.
Token ids are those of the bundled starter's tokenizer, whose files stand in for the families' own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.config import Config

_IMAGE, _VIDEO, _AUDIO = 7, 12, 10
_VOCABULARY = 1664
_SLIDING_FULL = ["sliding_attention"] * 5 + ["full_attention"]

_GEMMA4_VISION: dict[str, Any] = {
    "model_type": "gemma4_vision",
    "hidden_size": 384,
    "intermediate_size": 1536,
    "num_hidden_layers": 6,
    "num_attention_heads": 6,
    "num_key_value_heads": 6,
    "head_dim": 64,
    "patch_size": 12,
    "pooling_kernel_size": 2,
    "position_embedding_size": 1024,
    "rms_norm_eps": 1e-6,
    "rope_parameters": {"rope_theta": 100.0, "rope_type": "axial"},
    "hidden_activation": "gelu_pytorch_tanh",
}
_GEMMA4_TEXT: dict[str, Any] = {
    "model_type": "gemma4_text",
    "vocab_size": _VOCABULARY,
    "vocab_size_per_layer_input": _VOCABULARY,
    "hidden_size": 512,
    "intermediate_size": 1536,
    "num_hidden_layers": 6,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "head_dim": 64,
    "global_head_dim": 128,
    "num_kv_shared_layers": 0,
    "hidden_size_per_layer_input": 0,
    "use_double_wide_mlp": False,
    "sliding_window": 256,
    "max_position_embeddings": 8192,
    "layer_types": _SLIDING_FULL,
    "final_logit_softcapping": 30.0,
    "hidden_activation": "gelu_pytorch_tanh",
    "rms_norm_eps": 1e-6,
    "tie_word_embeddings": True,
    "pad_token_id": 0,
    "rope_parameters": {
        "full_attention": {
            "partial_rotary_factor": 0.25,
            "rope_theta": 1_000_000.0,
            "rope_type": "proportional",
        },
        "sliding_attention": {"rope_theta": 10_000.0, "rope_type": "default"},
    },
}
_E2B = {
    "layer_types": ["sliding_attention", "sliding_attention", "full_attention"] * 2,
    "num_kv_shared_layers": 3,
    "hidden_size_per_layer_input": 64,
    "use_double_wide_mlp": True,
    "intermediate_size": 1024,
}
_BLOCKWISE = {
    "attention_k_eq_v": True,
    "num_global_key_value_heads": 1,
    "use_bidirectional_attention": "vision",
}
_MOE = {
    "enable_moe_block": True,
    "num_experts": 16,
    "top_k_experts": 4,
    "moe_intermediate_size": 256,
    "intermediate_size": 512,
}
_QWEN3: dict[str, Any] = {
    "vocab_size": _VOCABULARY,
    "hidden_size": 512,
    "intermediate_size": 1536,
    "num_hidden_layers": 6,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "head_dim": 64,
    "max_position_embeddings": 8192,
    "rms_norm_eps": 1e-6,
    "rope_theta": 5_000_000.0,
    "tie_word_embeddings": True,
}
_QWEN3_MOE: dict[str, Any] = {
    **_QWEN3,
    "moe_intermediate_size": 256,
    "num_experts": 16,
    "num_experts_per_tok": 4,
    "decoder_sparse_step": 1,
    "mlp_only_layers": [],
    "norm_topk_prob": True,
    "tie_word_embeddings": False,
}
_MROPE = {
    "rope_scaling": {
        "mrope_interleaved": True,
        "mrope_section": [12, 10, 10],
        "rope_type": "default",
    }
}
_QWEN3_5: dict[str, Any] = {
    **_QWEN3,
    "num_hidden_layers": 8,
    "full_attention_interval": 4,
    "linear_conv_kernel_dim": 4,
    "linear_key_head_dim": 64,
    "linear_value_head_dim": 64,
    "linear_num_key_heads": 4,
    "linear_num_value_heads": 8,
    "attn_output_gate": True,
    "rope_parameters": {
        "mrope_interleaved": True,
        "mrope_section": [3, 3, 2],
        "partial_rotary_factor": 0.25,
        "rope_theta": 10_000_000.0,
        "rope_type": "default",
    },
}
_QWEN3_VISION: dict[str, Any] = {
    "depth": 6,
    "hidden_size": 384,
    "hidden_act": "gelu_pytorch_tanh",
    "intermediate_size": 1536,
    "num_heads": 6,
    "in_channels": 3,
    "patch_size": 12,
    "spatial_merge_size": 2,
    "temporal_patch_size": 2,
    "out_hidden_size": 512,
    "num_position_embeddings": 2304,
}
_QWEN3_PROCESSOR: Config = {
    "image_processor": {
        "patch_size": 12,
        "merge_size": 2,
        "temporal_patch_size": 2,
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
        "size": {"shortest_edge": 36_864, "longest_edge": 40_320},
    }
}
_UNIFIED_PROCESSOR: Config = {
    "image_processor": {
        "do_normalize": False,
        "max_soft_tokens": 70,
        "patch_size": 12,
        "pooling_kernel_size": 2,
        "resample": 3,
        "rescale_factor": 1 / 255,
    },
    "feature_extractor": {"audio_samples_per_token": 640, "sampling_rate": 16_000},
}
_ENDS = {"bos_token_id": 2, "eos_token_id": [1, 5], "pad_token_id": 0}


def _gemma4(text: dict[str, Any], **more: Any) -> Config:
    return {
        "model_type": "gemma4",
        "architectures": ["Gemma4ForConditionalGeneration"],
        "vocab_size": _VOCABULARY,
        "boi_token_id": 6,
        "eoi_token_id": 8,
        "image_token_id": _IMAGE,
        "video_token_id": _VIDEO,
        "boa_token_id": 9,
        "eoa_token_index": 11,
        "audio_token_id": _AUDIO,
        "tie_word_embeddings": True,
        "vision_config": _GEMMA4_VISION,
        "text_config": {**_GEMMA4_TEXT, **text},
        **_ENDS,
        **more,
    }


def _unified() -> Config:
    config = _gemma4(_BLOCKWISE)
    return {
        **config,
        "model_type": "gemma4_unified",
        "architectures": ["Gemma4UnifiedForConditionalGeneration"],
        "text_config": {**config["text_config"], "model_type": "gemma4_unified_text"},
        "vision_config": {
            "model_type": "gemma4_unified_vision",
            "patch_size": 12,
            "pooling_kernel_size": 2,
            "model_patch_size": 24,
            "mm_embed_dim": 512,
            "mm_posemb_size": 80,
            "output_proj_dims": 512,
            "num_soft_tokens": 70,
            "rms_norm_eps": 1e-6,
        },
        "audio_config": {
            "model_type": "gemma4_unified_audio",
            "audio_embed_dim": 640,
            "audio_samples_per_token": 640,
            "rms_norm_eps": 1e-6,
        },
    }


def _qwen3_vl(model_type: str, text: dict[str, Any], **vision: Any) -> Config:
    return {
        "model_type": model_type,
        "image_token_id": _IMAGE,
        "video_token_id": _VIDEO,
        # mlx-vlm looks for these two in the prompt to find the pictures.
        "vision_start_token_id": 6,
        "vision_end_token_id": 8,
        "tie_word_embeddings": text["tie_word_embeddings"],
        "text_config": {"model_type": f"{model_type}_text", **text},
        "vision_config": {"model_type": model_type, **_QWEN3_VISION, **vision},
        **_ENDS,
    }


@dataclass(frozen=True)
class Shape:
    """One model: its config.json, and its processor_config.json if it is not the starter's."""

    config: Config
    processor: Config | None = None


SHAPES: dict[str, Shape] = {
    "Gemma 4 E2B": Shape(_gemma4(_E2B)),
    "Gemma 4 12B": Shape(_unified(), _UNIFIED_PROCESSOR),
    "Gemma 4 26B-A4B": Shape(_gemma4({**_BLOCKWISE, **_MOE})),
    "Gemma 4 31B": Shape(_gemma4(_BLOCKWISE)),
    "Qwen3": Shape({"model_type": "qwen3", **_QWEN3, **_ENDS}),
    "Qwen3-MoE": Shape({"model_type": "qwen3_moe", **_QWEN3_MOE, **_ENDS}),
    "Qwen3-VL": Shape(
        _qwen3_vl("qwen3_vl", {**_QWEN3, **_MROPE}, deepstack_visual_indexes=[0, 2, 4]),
        _QWEN3_PROCESSOR,
    ),
    "Qwen3-VL-MoE": Shape(
        _qwen3_vl("qwen3_vl_moe", {**_QWEN3_MOE, **_MROPE}, deepstack_visual_indexes=[0, 2, 4]),
        _QWEN3_PROCESSOR,
    ),
    "Qwen3.5": Shape(_qwen3_vl("qwen3_5", _QWEN3_5), _QWEN3_PROCESSOR),
}
"""By the name of the published model that each is shaped after."""
