"""A model folder's config.json, in one form whoever wrote it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine.errors import ModelCorrupt, ModelNotFound, ModelUnsupported
from engine.families.configs import published

Config = dict[str, Any]

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
    config = published(_untag(config))
    text = config.get("text_config")
    if isinstance(text, dict) and "vocab_size" in text:
        # Published files do not have it at the top, where mlx-lm looks.
        config = {**config, "vocab_size": text["vocab_size"]}
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


def _untag(value: Any) -> Any:
    """transformers writes infinities as {"__float__": "Infinity"}."""
    if isinstance(value, dict):
        if set(value) == {"__float__"} and value["__float__"] in _TAGGED_FLOATS:
            return _TAGGED_FLOATS[value["__float__"]]
        return {key: _untag(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_untag(item) for item in value]
    return value
