"""Small models for tests: the golden Gemma 4, and folders derived from it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import mlx.core as mx
from mlx.utils import tree_flatten

GOLDEN = Path(__file__).parent / "golden" / "data"
GEMMA4 = GOLDEN / "gemma4_e2b" / "model"
GEMMA4_MOE = GOLDEN / "gemma4_moe" / "model"
MEDIA = GOLDEN / "media"


def copy_model(source: Path, folder: Path, **changes: Any) -> Path:
    """A copy of a model folder; `changes` replace top-level values of its config.json."""
    shutil.copytree(source, folder)
    file = folder / "config.json"
    config = json.loads(file.read_text())
    file.write_text(json.dumps({**config, **changes}))
    return folder


def read_weights(folder: Path, file: str = "model.safetensors") -> dict[str, Any]:
    """The tensors of a file, read for good: it may be overwritten."""
    weights: Any = mx.load(str(folder / file))
    mx.eval(list(weights.values()))
    return dict(weights)


def rewrite_weights(folder: Path, **changes: Any) -> None:
    """Replace tensors by name; `None` removes one. Dots in names are written as `__`."""
    weights = read_weights(folder)
    for name, value in changes.items():
        dotted = name.replace("__", ".")
        if value is None:
            del weights[dotted]
        else:
            weights[dotted] = value
    mx.save_safetensors(str(folder / "model.safetensors"), weights)


def shard_weights(folder: Path, shards: int) -> list[Path]:
    """Split model.safetensors into files with an index, as the hub does."""
    weights = read_weights(folder)
    names = sorted(weights)
    files: list[Path] = []
    weight_map: dict[str, str] = {}
    for i in range(shards):
        part = {name: weights[name] for name in names[i::shards]}
        path = folder / f"model-{i + 1:05d}-of-{shards:05d}.safetensors"
        mx.save_safetensors(str(path), part)
        weight_map |= dict.fromkeys(part, path.name)
        files.append(path)
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": weight_map}))
    return files


def write_qwen3(folder: Path) -> Path:
    """A random Qwen3 with two layers: a model of mlx-lm that takes text alone."""
    from mlx_lm.models import qwen3

    folder.mkdir(parents=True)
    for file in GEMMA4.glob("*token*.json"):
        shutil.copyfile(file, folder / file.name)
    shutil.copyfile(GEMMA4 / "chat_template.jinja", folder / "chat_template.jinja")
    config = {
        "model_type": "qwen3",
        "architectures": ["Qwen3ForCausalLM"],
        "hidden_size": 64,
        "num_hidden_layers": 2,
        "intermediate_size": 96,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 16,
        "rms_norm_eps": 1e-6,
        "vocab_size": 512,
        "max_position_embeddings": 512,
        "rope_theta": 10_000.0,
        "tie_word_embeddings": True,
        "eos_token_id": 1,
    }
    (folder / "config.json").write_text(json.dumps(config))
    mx.random.seed(7)
    model = qwen3.Model(qwen3.ModelArgs.from_dict(config))
    weights = dict(tree_flatten(model.parameters()))
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    return folder
