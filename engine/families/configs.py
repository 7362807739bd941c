"""What is peculiar to each family's config.json: its published form, whoever wrote it.

transformers 5.2x saves some values elsewhere than the published files have them, and mlx-lm, whose
text models read the result, does not know those places, or has other values for what is left out.
Light: importing this imports no MLX.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Config = dict[str, Any]

# The reference's values for what a config leaves out; mlx-lm's are those of E2B.
_GEMMA4: Config = {
    "num_kv_shared_layers": 0,
    "use_double_wide_mlp": False,
    "final_logit_softcapping": None,
}
_GEMMA4_UNIFIED: Config = {
    **_GEMMA4,
    "hidden_size_per_layer_input": 0,
    "sliding_window": 1024,
    "use_bidirectional_attention": "vision",
}


def published(config: Config) -> Config:
    """Idempotent; the argument is left as it was."""
    form = _FORMS.get(str(config["model_type"]))
    return form(config) if form else config


def _gemma4(config: Config) -> Config:
    defaults = _GEMMA4_UNIFIED if "unified" in config["model_type"] else _GEMMA4
    if not isinstance(config.get("text_config"), dict):
        return _gemma4_text({**defaults, **config})
    return {**config, "text_config": _gemma4_text({**defaults, **config["text_config"]})}


def _gemma4_text(text: Config) -> Config:
    """Sizes of the full-attention layers: not layer by layer, but once for all."""
    overrides = text.pop("per_layer_config", None)
    if not overrides or "layer_types" not in text:
        return text
    for index, kind in enumerate(text["layer_types"]):
        layer = overrides.get(str(index), overrides.get(index))
        if kind == "full_attention" and layer:
            if "head_dim" in layer:
                text.setdefault("global_head_dim", layer["head_dim"])
            if "num_key_value_heads" in layer:
                text.setdefault("num_global_key_value_heads", layer["num_key_value_heads"])
            break
    return text


def _qwen3(config: Config) -> Config:
    """Rotary values and experts as published; what mlx-lm wants to be told and Qwen leaves out."""
    if not isinstance(config.get("text_config"), dict):
        return _qwen3_text(config)
    text = _qwen3_text(_tied_as_the_whole(config))
    if "moe" in config["model_type"]:
        text["norm_topk_prob"] = True  # here always so, whatever the config says
        text.setdefault("mlp_only_layers", [])
        text.setdefault("decoder_sparse_step", 1)
    return {**config, "text_config": text}


def _qwen3_text(text: Config) -> Config:
    text = dict(text)
    rope = text.get("rope_parameters")
    if isinstance(rope, dict) and "rope_theta" in rope:
        text.pop("rope_parameters")
        text.setdefault("rope_theta", rope["rope_theta"])
        scaling = {key: value for key, value in rope.items() if key != "rope_theta"}
        if text.get("rope_scaling") is None:
            text["rope_scaling"] = None if scaling == {"rope_type": "default"} else scaling
    if "num_local_experts" in text:
        text.setdefault("num_experts", text.pop("num_local_experts"))
    return text


def _qwen3_5(config: Config) -> Config:
    """Rotary values stay where they are: mlx-lm reads this family's from there."""
    if not isinstance(config.get("text_config"), dict):
        return config
    text = _tied_as_the_whole(config)
    if "moe" in config["model_type"]:
        text["norm_topk_prob"] = True  # here always so, whatever the config says
        if "num_local_experts" in text:
            text.setdefault("num_experts", text.pop("num_local_experts"))
    kinds = text.get("layer_types") or []
    if "full_attention" in kinds:
        text.setdefault("full_attention_interval", kinds.index("full_attention") + 1)
    return {**config, "text_config": text}


def _tied_as_the_whole(config: Config) -> Config:
    """A copy of the text part. The whole model's word counts: the reference reads only that."""
    text = dict(config["text_config"])
    tied = config.get("tie_word_embeddings", text.get("tie_word_embeddings", False))
    return {**text, "tie_word_embeddings": tied}


_FORMS: dict[str, Callable[[Config], Config]] = {
    **dict.fromkeys(("gemma4", "gemma4_text", "gemma4_unified", "gemma4_unified_text"), _gemma4),
    **dict.fromkeys(("qwen3", "qwen3_moe", "qwen3_vl", "qwen3_vl_moe"), _qwen3),
    **dict.fromkeys(("qwen3_5", "qwen3_5_moe"), _qwen3_5),
}
