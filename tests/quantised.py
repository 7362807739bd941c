"""Quantised copies of model folders, made by mlx-lm's own converter, and the way back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlx.core as mx
from mlx.utils import tree_flatten
from mlx_lm.utils import quantize_model

from engine.loading import load_model

Weights = dict[str, mx.array]
Predicate = Callable[[str, Any], bool | dict[str, Any]]


@dataclass(frozen=True)
class Mode:
    """How to quantise. `overrides` gives bits to modules whose path ends so, at group 64."""

    bits: int
    group_size: int
    mode: str = "affine"
    overrides: tuple[tuple[str, int], ...] = ()


def quantised_copy(source: Path, folder: Path, mode: Mode) -> Path:
    """`source` quantised from bf16, under the names and with the config that a converter writes."""
    model = load_model(source, dtype="bfloat16").model
    config = json.loads((source / "config.json").read_text())
    model, config = quantize_model(
        model,
        config,
        mode.group_size,
        mode.bits,
        mode=mode.mode,
        quant_predicate=_predicate(mode, getattr(model, "quant_predicate", None)),
    )
    config["quantization_config"] = config["quantization"]
    _write(source, folder, config, dict(tree_flatten(model.parameters())))
    return folder


def dequantised_copy(source: Path, folder: Path) -> Path:
    """The numbers that a quantised folder stands for, in float32 and without any packing."""
    weights: Any = mx.load(str(source / "model.safetensors"))
    config = json.loads((source / "config.json").read_text())
    settings = config.pop("quantization")
    del config["quantization_config"]
    plain: Weights = {}
    for name, value in weights.items():
        module, _, last = name.rpartition(".")
        if f"{module}.scales" not in weights or last == "bias":
            plain[name] = value
        elif last == "weight":
            plain[name] = _dequantised(weights, module, settings.get(module, settings))
    _write(source, folder, config, plain)
    return folder


def quantised_share(folder: Path) -> float:
    """Of all weights, the part that is packed, counted as what it stands for."""
    weights: Any = mx.load(str(folder / "model.safetensors"))
    settings = json.loads((folder / "config.json").read_text())["quantization"]
    packed = total = 0
    for name, value in weights.items():
        module, _, last = name.rpartition(".")
        if f"{module}.scales" not in weights:
            total += value.size
        elif last == "weight":
            size = value.size * 32 // settings.get(module, settings)["bits"]
            packed += size
            total += size
    return packed / total


def _predicate(mode: Mode, of_model: Predicate | None) -> Predicate:
    def choose(path: str, module: Any) -> bool | dict[str, Any]:
        choice = of_model(path, module) if of_model is not None else True
        width = module.weight.shape[-1]
        for ending, bits in mode.overrides:
            if path.endswith(ending) and choice is True and width % 64 == 0:
                return {"group_size": 64, "bits": bits}
        if isinstance(choice, dict) and width % choice.get("group_size", 64):
            return False
        return choice

    return choose


def _dequantised(weights: Weights, module: str, settings: dict[str, Any]) -> mx.array:
    packed, scales = weights[f"{module}.weight"], weights[f"{module}.scales"]
    mode = settings.get("mode", "affine")
    biases = weights.get(f"{module}.biases")
    if mode == "affine":
        # In float32, as the quantised product computes them: bf16 would round the weights.
        assert biases is not None
        scales, biases = scales.astype(mx.float32), biases.astype(mx.float32)
    value: mx.array = mx.dequantize(
        packed, scales, biases, settings["group_size"], settings["bits"], mode
    )
    return value.astype(mx.float32)


def _write(source: Path, folder: Path, config: dict[str, Any], weights: Weights) -> None:
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("*.safetensors"))
    (folder / "config.json").write_text(json.dumps(config))
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
