"""A model folder's config.json, in one form whoever wrote it.

transformers 5.2x saves Gemma 4's full-attention sizes as `per_layer_config`; the published files
have `global_head_dim` and `num_global_key_value_heads`, which is also what mlx-lm reads. mlx-lm
in turn takes the vocabulary size from the top level, where published files do not have it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine.errors import ModelCorrupt, ModelNotFound, ModelUnsupported

Config = dict[str, Any]

# The reference's values for what a config leaves out; mlx-lm's are those of E2B.
_GEMMA4_DEFAULTS: dict[str, Config] = {
    "gemma4": {
        "num_kv_shared_layers": 0,
        "use_double_wide_mlp": False,
        "final_logit_softcapping": None,
    },
    "gemma4_unified": {
        "hidden_size_per_layer_input": 0,
        "sliding_window": 1024,
        "use_bidirectional_attention": "vision",
    },
}
# Not all that begin so: the next ones (qwen3_next, qwen3_5) write and read other configs.
_QWEN3 = ("qwen3", "qwen3_moe", "qwen3_vl", "qwen3_vl_moe")
_TAGGED_FLOATS = {"Infinity": float("inf"), "-Infinity": float("-inf"), "NaN": float("nan")}


def model_name(folder: Path) -> str:
    """The repository's name for a Hugging Face cache snapshot, else the folder's."""
    parts = folder.parts
    if len(parts) >= 3 and parts[-2] == "snapshots" and parts[-3].startswith("models--"):
        return parts[-3].split("--")[-1]
    return folder.name


def read_config(folder: Path) -> Config:
    """config.json, normalised, with `eos_token_id` from generation_config.json.

    Raises:
        ModelNotFound: no such folder, or it has no config.json.
        ModelUnsupported: it holds a model of another format instead.
        ModelCorrupt: config.json cannot be read, or has no `model_type`.
    """
    if not folder.is_dir():
        raise ModelNotFound(
            f"There is no model folder at {folder}. Choose a folder that holds a config.json."
        )
    config = read_json(folder / "config.json")
    if not config:
        refuse_other_formats(folder)
        raise ModelNotFound(
            f"{model_name(folder)} has no config.json, so it is not a model folder. "
            "Choose the folder that holds config.json beside the .safetensors files."
        )
    if not isinstance(config.get("model_type"), str):
        raise ModelCorrupt(
            f"The config.json of {model_name(folder)} does not say what kind of model it is "
            "(no model_type). Download the model again."
        )
    eos = read_json(folder / "generation_config.json").get("eos_token_id")
    return normalise(config if eos is None else {**config, "eos_token_id": eos})


def normalise(config: Config) -> Config:
    """The published form of a config. Idempotent; the argument is left as it was."""
    config = _untag(config)
    if config["model_type"] in _QWEN3:
        config = _published_qwen3(config)
    text = config.get("text_config")
    if isinstance(text, dict):
        text = _published_gemma4(dict(text), str(config["model_type"]))
        config = {**config, "text_config": text}
        if "vocab_size" in text:
            config["vocab_size"] = text["vocab_size"]
    elif str(config["model_type"]).startswith("gemma4"):
        config = _published_gemma4(dict(config), str(config["model_type"]))
    return config


def refuse_other_formats(folder: Path) -> None:
    """Raises ModelUnsupported for a folder whose only weights are GGUF or PyTorch files."""
    if any(folder.glob("*.safetensors")):
        return
    for patterns, kind, verb in (
        (("*.gguf",), "GGUF files", "cannot run"),
        (("*.bin", "*.pth"), "PyTorch files", "does not open"),
    ):
        if any(any(folder.glob(pattern)) for pattern in patterns):
            raise ModelUnsupported(
                f"{model_name(folder)} holds {kind}, which Parlance {verb}. "
                "Choose the MLX or safetensors version of this model."
            )


def text_config(config: Config) -> Config:
    """The part that describes the language model."""
    text = config.get("text_config")
    return text if isinstance(text, dict) else config


def read_json(file: Path) -> Config:
    """A JSON object, {} if there is no such file.

    Raises:
        ModelCorrupt: the file is there but is not a JSON object.
    """
    try:
        value = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ModelCorrupt(
            f"{file.name} in {file.parent.name} cannot be read: it is damaged or not JSON. "
            "Download the model again."
        ) from error
    if not isinstance(value, dict):
        raise ModelCorrupt(
            f"{file.name} in {file.parent.name} is not a JSON object. Download the model again."
        )
    return value


def _published_gemma4(text: Config, kind: str) -> Config:
    for family, defaults in _GEMMA4_DEFAULTS.items():
        if kind.startswith(family):
            text = {**defaults, **text}
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


def _published_qwen3(config: Config) -> Config:
    """Rotary values and experts as published; what mlx-lm wants to be told and Qwen leaves out."""
    text = config.get("text_config")
    if not isinstance(text, dict):
        return _published_qwen3_text(config)
    text = _published_qwen3_text(text)
    # The whole model's word counts: the reference reads only that.
    tied = config.get("tie_word_embeddings", text.get("tie_word_embeddings", False))
    text["tie_word_embeddings"] = tied
    if "moe" in str(config["model_type"]):
        text["norm_topk_prob"] = True  # here always so, whatever the config says
        text.setdefault("mlp_only_layers", [])
        text.setdefault("decoder_sparse_step", 1)
    return {**config, "text_config": text}


def _published_qwen3_text(text: Config) -> Config:
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


def _untag(value: Any) -> Any:
    """transformers writes infinities as {"__float__": "Infinity"}."""
    if isinstance(value, dict):
        if set(value) == {"__float__"} and value["__float__"] in _TAGGED_FLOATS:
            return _TAGGED_FLOATS[value["__float__"]]
        return {key: _untag(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_untag(item) for item in value]
    return value
