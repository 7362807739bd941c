"""Writes models with random weights: for benchmarks and tests, they know nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import mlx.core as mx
from mlx.utils import tree_flatten, tree_map

from engine.config import Config, normalise, read_config
from engine.families import registry

# About 60 M parameters with the starter's vocabulary; the window is short so that a benchmark's
# conversation outgrows it.
SIXTY_MILLION: dict[str, Any] = {
    "hidden_size": 640,
    "intermediate_size": 1920,
    "num_hidden_layers": 12,
    "num_attention_heads": 8,
    "num_key_value_heads": 2,
    "head_dim": 80,
    "global_head_dim": 80,
    "num_kv_shared_layers": 4,
    "hidden_size_per_layer_input": 64,
    "use_double_wide_mlp": False,
    "sliding_window": 256,
    "max_position_embeddings": 8192,
    "layer_types": (["sliding_attention"] * 3 + ["full_attention"]) * 3,
}

_NOT_COPIED = {"config.json", "CARD.md"}


def write_random_gemma4(
    folder: Path, template: Path, text: dict[str, Any], *, seed: int = 0
) -> Path:
    """A model like the Gemma 4 in `template`, with `text` in place of values of `text_config`."""
    config = read_config(template)
    config["text_config"] = {**config["text_config"], **text}
    config.pop("quantization", None)
    return write_random_model(folder, template, config, seed=seed)


def write_random_model(
    folder: Path,
    template: Path,
    config: Config,
    *,
    processor: Config | None = None,
    seed: int = 0,
    dtype: Any = mx.bfloat16,
) -> Path:
    """A model folder with this config, and tokenizer and templates of another.

    Args:
        folder: is made; must not exist.
        template: folder of a model whose tokenizer has the token ids that `config` names.
        processor: in place of the template's processor_config.json.
    """
    folder.mkdir(parents=True)
    for file in template.iterdir():
        if file.is_file() and file.suffix != ".safetensors" and file.name not in _NOT_COPIED:
            shutil.copyfile(file, folder / file.name)
    _write(folder / "config.json", config)
    if processor is not None:
        _write(folder / "processor_config.json", processor)
    mx.random.seed(seed)
    config = normalise(config)
    model_class, args_class = registry.model_classes(config)
    model = model_class(args_class.from_dict(config))
    weights = tree_map(lambda array: _random(array).astype(dtype), model.parameters())
    mx.save_safetensors(
        str(folder / "model.safetensors"), dict(tree_flatten(weights)), {"format": "mlx"}
    )
    return folder


def _write(file: Path, value: Config) -> None:
    file.write_text(json.dumps(value, indent=1), "utf-8")


def _random(array: mx.array) -> mx.array:
    """Matrices as trained ones are scaled, so that activations stay of ordinary size."""
    if array.ndim < 2:
        return array
    noise: mx.array = mx.random.normal(array.shape)
    return noise * float(array.shape[-1] ** -0.5)
