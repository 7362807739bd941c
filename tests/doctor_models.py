"""Models for the doctor's tests: quantised copies of the goldens, and a huge empty one."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import mlx.core as mx
import mlx.nn as nn
from mlx.utils import tree_flatten

from engine.config import read_config
from engine.families.registry import senses
from engine.shapes import build
from engine.weights import read_tensors
from tests.tiny_models import GEMMA4_MOE, copy_model, read_weights

Settings = dict[str, Any]
FOUR = {"bits": 4, "group_size": 64, "mode": "affine"}
EIGHT = {"bits": 8, "group_size": 64, "mode": "affine"}
FOUR_BY_32 = {"bits": 4, "group_size": 32, "mode": "affine"}
MXFP4 = {"bits": 4, "group_size": 32, "mode": "mxfp4"}

_WIDTHS = {"BF16": 2, "U32": 4, "F32": 4}


def quantised_copy(
    source: Path,
    folder: Path,
    settings: Settings,
    special: Callable[[str], Settings | None] | None = None,
) -> Path:
    """`source` quantised by MLX itself, saved as converters save it.

    Args:
        special: settings of a module by its path, None for `settings`.
    """
    model = build(read_config(source), senses(read_config(source), read_tensors(source)))
    model.load_weights(list(model.sanitize(read_weights(source)).items()))
    overrides: dict[str, Settings] = {}

    def choose(path: str, module: Any) -> bool | Settings:
        own = (special(path) if special else None) or settings
        if not hasattr(module, "to_quantized") or module.weight.shape[-1] % own["group_size"]:
            return False
        if own is not settings:
            overrides[path] = own
        return dict(own)

    nn.quantize(model, class_predicate=choose)
    copy_model(source, folder, quantization={**settings, **overrides})
    weights = dict(tree_flatten(model.parameters()))
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    return folder


def change_quantisation(folder: Path, **changes: Any) -> None:
    """Replace values of config.json's `quantization`; None removes one."""
    file = folder / "config.json"
    config = json.loads(file.read_text())
    settings = {**config["quantization"], **changes}
    config["quantization"] = {k: v for k, v in settings.items() if v is not None}
    file.write_text(json.dumps(config))


def change_text_config(folder: Path, **changes: Any) -> None:
    file = folder / "config.json"
    config = json.loads(file.read_text())
    config["text_config"].update(changes)
    file.write_text(json.dumps(config))


def cast_exponents(folder: Path, *, mode: str | None = None, biases: bool = False) -> None:
    """What a converter did to the “26B-Standard”: exponent bytes become numbers.

    Args:
        mode: written to config.json instead of mxfp4.
        biases: zero biases are added, so that no shape and no name gives it away.
    """
    weights = read_weights(folder)
    changed: dict[str, mx.array] = {}
    for name, value in weights.items():
        if name.endswith(".scales") and value.dtype == mx.uint8:
            changed[name] = value.astype(mx.bfloat16)
            if biases:
                zeros = mx.zeros(value.shape, mx.bfloat16)
                changed[name.removesuffix("scales") + "biases"] = zeros
    assert changed
    mx.save_safetensors(str(folder / "model.safetensors"), {**weights, **changed})
    if mode is not None:
        change_quantisation(folder, mode=mode)


def write_sparse_26b(folder: Path, name: str = "model.safetensors") -> Path:
    """Gemma 4 26B-A4B in 8 bits as a file of its real size without contents: 27 GB, none on disk.

    The header is real: names, dtypes, shapes and offsets of every tensor.
    """
    folder.mkdir(parents=True)
    for file in GEMMA4_MOE.glob("*.json*"):
        shutil.copyfile(file, folder / file.name)
    for file in GEMMA4_MOE.glob("*.jinja"):
        shutil.copyfile(file, folder / file.name)
    config = json.loads((folder / "config.json").read_text())
    config["text_config"].update(
        num_hidden_layers=30,
        layer_types=(["sliding_attention"] * 5 + ["full_attention"]) * 5,
        hidden_size=2816,
        intermediate_size=2112,
        num_experts=128,
        top_k_experts=8,
        moe_intermediate_size=704,
        vocab_size=262_144,
        num_attention_heads=16,
        num_key_value_heads=8,
        head_dim=256,
        global_head_dim=512,
        num_global_key_value_heads=2,
        sliding_window=1024,
        max_position_embeddings=262_144,
    )
    config["vision_config"].update(
        hidden_size=1152,
        num_hidden_layers=27,
        intermediate_size=4304,
        num_attention_heads=16,
        num_key_value_heads=16,
        head_dim=72,
        patch_size=16,
        pooling_kernel_size=3,
        position_embedding_size=10_240,
    )
    config["quantization"] = EIGHT
    (folder / "config.json").write_text(json.dumps(config))
    model = build(read_config(folder), ("text", "image"))
    nn.quantize(
        model,
        class_predicate=lambda path, module: (
            dict(EIGHT)
            if hasattr(module, "to_quantized") and path.startswith("language_model")
            else False
        ),
    )
    _write_header(folder / name, dict(tree_flatten(model.parameters())))
    return folder


def _write_header(file: Path, arrays: Mapping[str, mx.array]) -> None:
    header: dict[str, Any] = {}
    end = 0
    for name, array in arrays.items():
        dtype = "U32" if array.dtype == mx.uint32 else "BF16"
        start, end = end, end + math.prod(array.shape) * _WIDTHS[dtype]
        header[name] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    with file.open("wb") as stream:
        stream.write(len(text).to_bytes(8, "little") + text)
        stream.truncate(8 + len(text) + end)
