"""A model folder's config.json, in one form whoever wrote it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine.errors import ModelCorrupt, ModelNotFound, ModelUnsupported
from engine.families.configs import published
from engine.sentences import say

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
            say(
                "There is no model folder at {folder}. Choose a folder that holds a config.json.",
                folder=folder,
            )
        )
    config = read_json(folder / "config.json")
    if not config:
        refuse_other_formats(folder)
        raise ModelNotFound(
            say(
                "{model} has no config.json, so it is not a model folder. "
                "Choose the folder that holds config.json beside the .safetensors files.",
                model=model_name(folder),
            )
        )
    if not isinstance(config.get("model_type"), str):
        raise ModelCorrupt(
            say(
                "The config.json of {model} does not say what kind of model it is "
                "(no model_type). Download the model again.",
                model=model_name(folder),
            )
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
    if any(folder.glob("*.gguf")):
        raise ModelUnsupported(
            say(
                "{model} holds GGUF files, which Parlance cannot run. "
                "Choose the MLX or safetensors version of this model.",
                model=model_name(folder),
            )
        )
    if any(folder.glob("*.bin")) or any(folder.glob("*.pth")):
        raise ModelUnsupported(
            say(
                "{model} holds PyTorch files, which Parlance does not open. "
                "Choose the MLX or safetensors version of this model.",
                model=model_name(folder),
            )
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
            say(
                "{name} in {folder} cannot be read: it is damaged or not JSON. "
                "Download the model again.",
                name=file.name,
                folder=file.parent.name,
            )
        ) from error
    if not isinstance(value, dict):
        raise ModelCorrupt(
            say(
                "{name} in {folder} is not a JSON object. Download the model again.",
                name=file.name,
                folder=file.parent.name,
            )
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
