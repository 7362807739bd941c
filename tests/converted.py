"""A published model folder as mlx-community has it: what mlx-lm's and mlx-vlm's converters write.

Names differ (the text model inside `language_model.model`, towers at the top), convolutions
(channels last), experts (stacked, gate and up apart, rows put out first), and in Qwen3.5 the norms
(published as what is added to 1). Held against mlx-vlm 0.7.10's own loader on every golden, tensor
by tensor: names, shapes and values are the same.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import mlx.core as mx

from engine.config import read_config, text_config

Weights = dict[str, mx.array]

_CONV = re.compile(r"(\bconv1?d?|_conv1d|patch_embed\.proj)\.weight$")
_SHARED = re.compile(r"language_model\.layers\.(\d+)\.self_attn\.(k_proj|v_proj|k_norm)\.")
_ADDED_TO_ONE = re.compile(r"(layernorm|language_model\.norm|\.[qk]_norm)\.weight$")
_ONE_EXPERT = re.compile(r"(.*\.mlp)\.experts\.(\d+)\.(\w+_proj)\.weight$")


def converted_weights(folder: Path) -> Weights:
    """The tensors of a published folder under converted names, in converted layout."""
    config = read_config(folder)
    weights = _with_stacked_experts(_read(folder))
    text = text_config(config)
    first_shared = text.get("num_hidden_layers", 0) - (text.get("num_kv_shared_layers") or 0)
    out: Weights = {}
    for name, value in weights.items():
        shared = _SHARED.search(name)
        if shared is not None and int(shared[1]) >= first_shared:
            continue  # these layers use the keys and values of earlier ones
        if name == "lm_head.weight" and config.get("tie_word_embeddings"):
            continue
        if name.startswith("mtp."):
            continue
        less_one = config["model_type"].startswith("qwen3_5") and _ADDED_TO_ONE.search(name)
        # Converters add in bf16. Here the sum stays exact, or no test could ask for equality.
        stored = value.astype(mx.float32) + 1 if less_one else value
        for part, tensor in _taken_apart(name, stored, config["model_type"]).items():
            out[_renamed(part, nested="text_config" in config)] = tensor
    return {name: channels_last(name, value) for name, value in out.items()}


def channels_last(name: str, value: mx.array) -> mx.array:
    """A convolution's weight (out, in, ...) as MLX has it, (out, ..., in); others as they are."""
    if not is_convolution(name, value):
        return value
    return mx.contiguous(mx.moveaxis(value, 1, -1))


def channels_first(name: str, value: mx.array) -> mx.array:
    """The way back."""
    if not is_convolution(name, value):
        return value
    return mx.contiguous(mx.moveaxis(value, -1, 1))


def is_convolution(name: str, value: mx.array) -> bool:
    return value.ndim >= 3 and _CONV.search(name) is not None


def write_folder(source: Path, folder: Path, weights: Weights, **changes: Any) -> Path:
    """`source` with other weights; `changes` replace top-level values of its config.json."""
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("*.safetensors"))
    config = json.loads((source / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, **changes}))
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    return folder


def _read(folder: Path) -> Weights:
    weights: Any = mx.load(str(folder / "model.safetensors"))
    return dict(weights)


def _renamed(name: str, *, nested: bool) -> str:
    if not nested:
        return name
    name = name.removeprefix("model.")
    if name.startswith("language_model."):
        return "language_model.model." + name.removeprefix("language_model.")
    if name.startswith("lm_head."):
        return f"language_model.{name}"
    return re.sub(r"^visual\.", "vision_tower.", name)


def _taken_apart(name: str, value: mx.array, kind: str) -> Weights:
    """Merged expert weights as three; anything else as it is."""
    base, _, last = name.rpartition(".")
    if not base.endswith(".experts") or last not in ("gate_up_proj", "down_proj"):
        return {name: value}
    if kind.startswith("qwen3_vl"):  # published with rows going in first
        value = mx.contiguous(mx.swapaxes(value, -1, -2))
    if kind.startswith("gemma4"):
        base = f"{base}.switch_glu"
    else:
        base = base.removesuffix(".experts") + ".switch_mlp"
    if last == "down_proj":
        return {f"{base}.down_proj.weight": value}
    gate, up = mx.split(value, 2, axis=-2)
    return {
        f"{base}.gate_proj.weight": mx.contiguous(gate),
        f"{base}.up_proj.weight": mx.contiguous(up),
    }


def _with_stacked_experts(weights: Weights) -> Weights:
    """`experts.0.up_proj.weight`, `experts.1...` as one `switch_mlp.up_proj.weight`."""
    out: Weights = {}
    stacks: dict[str, dict[int, mx.array]] = {}
    for name, value in weights.items():
        one = _ONE_EXPERT.match(name)
        if one is None:
            out[name] = value
        else:
            stack = stacks.setdefault(f"{one[1]}.switch_mlp.{one[3]}.weight", {})
            stack[int(one[2])] = value
    for name, stack in stacks.items():
        out[name] = mx.stack([stack[i] for i in range(len(stack))])
    return out
