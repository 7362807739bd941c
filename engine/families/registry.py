"""Which module runs which architecture. Light: importing this imports neither MLX nor a family.

Everything that is not named here is a text model, run by mlx-lm's own class.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.config import Config
from engine.mlx_lm_models import module_of
from engine.types import Sense

if TYPE_CHECKING:
    from engine.families import Family


@dataclass(frozen=True)
class Entry:
    """One family.

    Attributes:
        module: has `Model` and `ModelArgs`, as mlx-lm's modules do, and
            `make_family(config, senses, tokenizer, folder) -> Family`.
        senses: beside text, with prefixes of tensor names (without a leading "model."); all of
            one of the alternatives must be there for the model to have the sense.
    """

    module: str
    senses: dict[Sense, tuple[tuple[str, ...], ...]] = field(default_factory=dict)


REGISTRY: dict[str, Entry] = {
    "gemma4": Entry(
        "engine.families.gemma4",
        {
            "image": (("vision_tower.", "embed_vision."),),
            "audio": (("audio_tower.", "embed_audio."),),
        },
    ),
    "gemma4_unified": Entry(
        "engine.families.gemma4_unified",
        {
            # As published, or as the reference's classes have it.
            "image": (("vision_embedder.", "embed_vision."), ("embed_vision.patch_dense.",)),
            "audio": (("embed_audio.",),),
        },
    ),
    "qwen3_vl": Entry("engine.families.qwen3_vl", {"image": (("visual.",), ("vision_tower.",))}),
    "qwen3_vl_moe": Entry(
        "engine.families.qwen3_vl_moe", {"image": (("visual.",), ("vision_tower.",))}
    ),
    "qwen3_5": Entry("engine.families.qwen3_5", {"image": (("visual.",), ("vision_tower.",))}),
    "qwen3_5_moe": Entry(
        "engine.families.qwen3_5_moe", {"image": (("visual.",), ("vision_tower.",))}
    ),
}

CONFIG_OF: dict[Sense, str] = {"image": "vision_config", "audio": "audio_config"}
"""The part of config.json that describes the tower of a sense."""


def senses(config: Config, tensors: Iterable[str]) -> tuple[Sense, ...]:
    """What the model takes in: config and tensors must both say so."""
    found: list[Sense] = ["text"]
    entry = REGISTRY.get(config["model_type"], Entry(""))
    names = [name.removeprefix("model.") for name in tensors]
    for sense, alternatives in entry.senses.items():
        if config.get(CONFIG_OF[sense]) and any(
            all(any(name.startswith(prefix) for name in names) for prefix in prefixes)
            for prefixes in alternatives
        ):
            found.append(sense)
    return tuple(found)


def without_absent_towers(config: Config, senses: Sequence[Sense]) -> Config:
    """The config of a model whose files lack a tower that its config describes."""
    absent = {part: None for sense, part in CONFIG_OF.items() if sense not in senses}
    return {**config, **{part: None for part in absent if part in config}}


def model_classes(config: Config) -> tuple[Any, Any]:
    """(Model, ModelArgs) that run this config."""
    entry = REGISTRY.get(config["model_type"])
    name = entry.module if entry else f"mlx_lm.models.{module_of(config)}"
    module = importlib.import_module(name)
    return module.Model, module.ModelArgs


def make_family(config: Config, senses: Sequence[Sense], tokenizer: Any, folder: Path) -> Family:
    """What the engine asks about this model's family."""
    from engine.families.text import TextFamily

    entry = REGISTRY.get(config["model_type"])
    if entry is None:
        return TextFamily()
    make: Callable[..., Family] = importlib.import_module(entry.module).make_family
    return make(config, senses, tokenizer, folder)
