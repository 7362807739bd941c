"""The tiny random Gemma 4 unified of make_gemma4_unified.py, written in the published layout."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import Any

import torch
from make_gemma4_models import (
    FULL,
    OUTER,
    SLIDING,
    SPECIAL,
    TEXT,
    image_processor,
    random_like,
    write_configs,
    write_generation,
    write_tokenizer,
)
from making import write_json
from safetensors.torch import load_file, save_file
from transformers import Gemma4UnifiedConfig, Gemma4UnifiedForConditionalGeneration

FIRST_SEED = 400
CONFIG = {
    **OUTER,
    "model_type": "gemma4_unified",
    "architectures": ["Gemma4UnifiedForConditionalGeneration"],
    "text_config": {
        **TEXT,
        "model_type": "gemma4_unified_text",
        "num_hidden_layers": 5,
        "layer_types": [SLIDING, FULL, SLIDING, SLIDING, FULL],
        "num_kv_shared_layers": 0,
        "num_key_value_heads": 2,
        "num_global_key_value_heads": 1,
        "attention_k_eq_v": True,
        "use_double_wide_mlp": False,
        "use_bidirectional_attention": "vision",
    },
    # Neither width is the text model's, so that one cannot be taken for another.
    "vision_config": {
        "model_type": "gemma4_unified_vision",
        "patch_size": 4,
        "pooling_kernel_size": 2,
        "model_patch_size": 8,
        "mm_embed_dim": 96,
        "mm_posemb_size": 80,
        "output_proj_dims": 96,
        "num_soft_tokens": 70,
        "rms_norm_eps": 1e-6,
        "dtype": "bfloat16",
    },
    "audio_config": {
        "model_type": "gemma4_unified_audio",
        "audio_embed_dim": 640,
        "audio_samples_per_token": 640,
        "rms_norm_eps": 1e-6,
        "dtype": "bfloat16",
    },
}


def build_model(seed: int) -> Any:
    """Random weights, all exact in bfloat16. To compute with them, load what is written."""
    config = Gemma4UnifiedConfig(**copy.deepcopy(CONFIG))
    torch.manual_seed(seed)
    net = Gemma4UnifiedForConditionalGeneration(config).float()
    with torch.no_grad():
        for key, value in net.state_dict().items():
            value.copy_(_random_like(key, value).to(torch.bfloat16).float())
        # Special tokens are not to be generated; the placeholders' rows are never read.
        net.model.language_model.embed_tokens.weight[: len(SPECIAL)] *= 0.25
    return net


def _random_like(key: str, value: torch.Tensor) -> torch.Tensor:
    if key.endswith(("patch_ln1.weight", "patch_ln2.weight", "pos_norm.weight")):
        return 1 + 0.25 * torch.randn(value.shape)
    if key.endswith(("patch_ln1.bias", "patch_ln2.bias", "pos_norm.bias", "patch_dense.bias")):
        return 0.25 * torch.randn(value.shape)
    if key.endswith("pos_embedding"):
        return 0.5 * torch.randn(value.shape)
    return random_like(key, value)


def load_model(folder: Path) -> Any:
    """The reference as its users load it, in float32 with eager attention."""
    net, report = Gemma4UnifiedForConditionalGeneration.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True
    )
    assert not any(report.values()), report
    return net.eval()


def write_model(net: Any, folder: Path) -> None:
    """config.json, config_tf5.json, weights, tokenizer, template, processor, generation."""
    write_configs(CONFIG, net, folder)
    weights = {k: v.to(torch.bfloat16) for k, v in published(net).items()}
    assert "model.vision_embedder.patch_dense.bias" in weights
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)
    write_tokenizer(folder, empty_thinking=True)
    processor = {
        "processor_class": "Gemma4UnifiedProcessor",
        "image_seq_length": 70,
        "audio_seq_length": 750,
        "audio_ms_per_token": 40,
        "image_processor": image_processor(CONFIG, "Gemma4UnifiedImageProcessor"),
        "feature_extractor": {
            "feature_extractor_type": "Gemma4UnifiedAudioFeatureExtractor",
            "audio_samples_per_token": 640,
            "feature_size": 640,
            "padding_side": "right",
            "padding_value": 0.0,
            "return_attention_mask": True,
            "sampling_rate": 16000,
        },
    }
    write_json(folder / "processor_config.json", processor)
    write_generation(folder)


def published(net: Any) -> dict[str, torch.Tensor]:
    """The tensors under the names of the published files, which the reference writes again."""
    with tempfile.TemporaryDirectory() as scratch:
        net.save_pretrained(scratch)
        return load_file(Path(scratch) / "model.safetensors")
