"""One model, however its files are laid out: published or converted, in one file or several."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest

from engine.config import read_config
from engine.doctor import examine
from engine.families import registry
from engine.loading import load_model
from engine.weights import INDEX
from tests.converted import (
    Weights,
    channels_first,
    channels_last,
    converted_weights,
    is_convolution,
    write_folder,
)
from tests.golden.running import (
    MODELS,
    full_logits,
    loaded,
    model_folder,
    request_of,
    richest_case,
    richest_logits,
    senses_of,
)
from tests.tiny_models import read_weights

PUBLISHED_AND_CONVERTED = ("published", "converted")


@cache
def weights_of(name: str, form: str) -> Weights:
    folder = model_folder(name)
    return read_weights(folder) if form == "published" else converted_weights(folder)


def same_logits(name: str, folder: Path) -> bool:
    model = load_model(folder, dtype="float32")
    assert model.info.senses == senses_of(name)
    logits = full_logits(model, request_of(name, richest_case(name)))
    return np.array_equal(logits, richest_logits(name))


def sanitized(name: str, weights: Weights) -> Weights:
    config = read_config(model_folder(name))
    model_class, args_class = registry.model_classes(config)
    config = registry.without_absent_towers(config, loaded(name).info.senses)
    model = model_class(args_class.from_dict(config))
    once: Weights = model.sanitize(dict(weights))
    return once


def differences(a: Weights, b: Weights) -> list[str]:
    """Names of tensors that only one has, or that differ."""
    return [
        n
        for n in sorted(a.keys() | b.keys())
        if n not in a or n not in b or not mx.array_equal(a[n], b[n]).item()
    ]


@pytest.mark.parametrize("form", PUBLISHED_AND_CONVERTED)
@pytest.mark.parametrize("name", MODELS)
def test_sanitizing_twice_is_sanitizing_once(name: str, form: str) -> None:
    once = sanitized(name, weights_of(name, form))
    assert once
    assert not differences(once, sanitized(name, once))


@pytest.mark.parametrize("name", MODELS)
def test_published_and_converted_tensors_become_the_same(name: str) -> None:
    published, converted = (weights_of(name, form) for form in PUBLISHED_AND_CONVERTED)
    if name != "qwen3":  # whose published names are mlx-lm's own
        assert published.keys() != converted.keys()
    assert not differences(sanitized(name, published), sanitized(name, converted))


def alternating(names: Iterable[str]) -> list[list[str]]:
    """Three files in which nothing stands together that belongs together."""
    ordered = sorted(names)
    return [ordered[i::3] for i in (2, 0, 1)]


def in_order(names: Iterable[str]) -> list[list[str]]:
    ordered = sorted(names)
    third = len(ordered) // 3 + 1
    return [ordered[i : i + third] for i in range(0, len(ordered), third)]


def backwards(names: Iterable[str]) -> list[list[str]]:
    return [part[::-1] for part in in_order(names)[::-1]]


def write_shards(folder: Path, parts: list[list[str]], *, index: bool) -> None:
    """Split model.safetensors; the index lists tensors in the opposite order of the files."""
    weights = read_weights(folder)
    (folder / "model.safetensors").unlink()
    weight_map: dict[str, str] = {}
    for i, names in enumerate(parts):
        file = f"model-{i + 1:05d}-of-{len(parts):05d}.safetensors"
        mx.save_safetensors(str(folder / file), {n: weights[n] for n in names})
        weight_map = dict.fromkeys(names, file) | weight_map
    if index:
        (folder / INDEX).write_text(json.dumps({"metadata": {}, "weight_map": weight_map}))


@pytest.mark.parametrize("form", PUBLISHED_AND_CONVERTED)
@pytest.mark.parametrize("name", MODELS)
def test_one_file_or_three_in_any_order_give_the_same_logits(
    name: str, form: str, tmp_path: Path
) -> None:
    weights = weights_of(name, form)
    arrangements: dict[str, Callable[[Iterable[str]], list[list[str]]] | None] = {
        "one file": None,
        "in order": in_order,
        "backwards": backwards,
        "alternating": alternating,
    }
    for title, arrange in arrangements.items():
        folder = write_folder(model_folder(name), tmp_path / title, weights)
        if arrange is not None:
            write_shards(folder, arrange(weights), index=title != "in order")
        assert same_logits(name, folder), title


@pytest.mark.parametrize("name", [n for n in MODELS if len(senses_of(n)) > 1])
def test_each_layout_of_convolutions_loads_under_each_set_of_names(
    name: str, tmp_path: Path
) -> None:
    """Some converters rename and do not transpose, others the other way round."""

    def turned(weights: Weights, turn: Callable[[str, mx.array], mx.array]) -> Weights:
        # In Qwen3.5 the text model's convolutions tell how its norms are meant.
        return {n: v if "linear_attn" in n else turn(n, v) for n, v in weights.items()}

    published, converted = (weights_of(name, form) for form in PUBLISHED_AND_CONVERTED)
    if not any(is_convolution(n, v) for n, v in published.items()):
        pytest.skip("its towers have no convolution")
    mixed: dict[str, Any] = {
        "published, channels last": turned(published, channels_last),
        "converted, channels first": turned(converted, channels_first),
    }
    for title, weights in mixed.items():
        folder = write_folder(model_folder(name), tmp_path / title, weights)
        assert same_logits(name, folder), title


@pytest.mark.parametrize("prefix", ["mtp.", "language_model.mtp."])
@pytest.mark.parametrize("name", [name for name in MODELS if name.startswith("qwen3_5")])
def test_head_that_guesses_ahead_is_left_on_disk(name: str, prefix: str, tmp_path: Path) -> None:
    """Published Qwen3.5 files hold one. The reference ignores it, and so do we."""
    width = read_config(model_folder(name))["text_config"]["hidden_size"]
    more = {
        f"{prefix}fc.weight": mx.zeros((width, 2 * width), mx.bfloat16),
        f"{prefix}layers.0.input_layernorm.weight": mx.zeros((width,), mx.bfloat16),
    }
    weights = {**read_weights(model_folder(name)), **more}
    folder = write_folder(model_folder(name), tmp_path / "m", weights)
    assert examine(folder).healthy
    assert same_logits(name, folder)
