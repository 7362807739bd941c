"""The towers put out what the reference's do, in float32 and from any layout of the weights."""

from __future__ import annotations

from typing import Any

import mlx.core as mx
import mlx.nn as nn
import numpy as np
import pytest

from engine.errors import Cancelled
from engine.towers import gemma4_audio, gemma4_vision
from engine.towers.layers import Embedder
from tests.golden.cases import all_cases, model_folder, read_case, read_config

Weights = dict[str, mx.array]
TOLERANCE = 1e-4


class Senses(nn.Module):  # type: ignore[misc]
    """Both towers and their projections, under the published names."""

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        width = config["text_config"]["hidden_size"]
        vision, audio = config["vision_config"], config["audio_config"]
        self.vision_tower = gemma4_vision.VisionTower(vision)
        self.embed_vision = Embedder(vision["hidden_size"], width, vision)
        if audio:
            self.audio_tower = gemma4_audio.AudioTower(audio)
            self.embed_audio = Embedder(audio["output_proj_dims"], width, audio)

    def see(self, golden: dict[str, Any]) -> np.ndarray[Any, Any]:
        soft = self.vision_tower(
            mx.array(golden["pixel_values"]), mx.array(golden["image_position_ids"])
        )
        return np.array(self.embed_vision(soft))

    def hear(self, golden: dict[str, Any]) -> np.ndarray[Any, Any]:
        soft, mask = self.audio_tower(
            mx.array(golden["input_features"]), mx.array(golden["input_features_mask"])
        )
        heard: np.ndarray[Any, Any] = np.array(self.embed_audio(soft))[np.array(mask)]
        return heard


def published(model: str) -> Weights:
    loaded: Any = mx.load(str(model_folder(model) / "model.safetensors"))
    names = ("vision_tower.", "embed_vision.", "audio_tower.", "embed_audio.")
    short = {name.removeprefix("model."): value for name, value in loaded.items()}
    return {name: value for name, value in short.items() if name.startswith(names)}


def sanitized(weights: Weights, config: dict[str, Any]) -> Weights:
    seen = gemma4_vision.sanitize(weights, config["vision_config"])
    return gemma4_audio.sanitize(seen, config["audio_config"])


def senses(model: str, dtype: mx.Dtype = mx.float32, weights: Weights | None = None) -> Senses:
    config = read_config(model)
    built = Senses(config)
    ready = sanitized(published(model) if weights is None else weights, config)
    built.load_weights([(name, value.astype(dtype)) for name, value in ready.items()])
    return built


def difference(ours: np.ndarray[Any, Any], golden: np.ndarray[Any, Any]) -> float:
    assert ours.shape == golden.shape
    return float(np.abs(ours - golden).max() / np.abs(golden).max())


@pytest.mark.parametrize(("model", "case"), all_cases("image"))
def test_the_vision_tower_equals_the_reference(model: str, case: str) -> None:
    golden = read_case(model, case)
    assert difference(senses(model).see(golden), golden["vision_features"]) < TOLERANCE


@pytest.mark.parametrize(("model", "case"), all_cases("audio"))
def test_the_audio_tower_equals_the_reference(model: str, case: str) -> None:
    golden = read_case(model, case)
    assert difference(senses(model).hear(golden), golden["audio_features"]) < TOLERANCE


@pytest.mark.parametrize(("model", "case"), all_cases("image"))
def test_a_picture_without_padding_gives_the_same_soft_tokens(model: str, case: str) -> None:
    golden = read_case(model, case)
    built = senses(model)
    rows = []
    for patches, positions in zip(
        golden["pixel_values"], golden["image_position_ids"], strict=True
    ):
        real = positions[:, 0] >= 0
        rows.append(
            built.see(
                {"pixel_values": patches[None, real], "image_position_ids": positions[None, real]}
            )
        )
    assert difference(np.concatenate(rows), golden["vision_features"]) < TOLERANCE


def test_weights_in_mlx_layout_give_the_same_soft_tokens() -> None:
    weights = published("gemma4_e2b")
    for name, value in weights.items():
        if "conv" in name and value.ndim > 2:
            order = (0, 2, 3, 1) if value.ndim == 4 else (0, 2, 1)
            weights[name] = mx.transpose(value, order)
    golden = read_case("gemma4_e2b", "two_sounds")
    heard = senses("gemma4_e2b", weights=weights).hear(golden)
    assert difference(heard, golden["audio_features"]) < TOLERANCE


@pytest.mark.parametrize("model", ["gemma4_e2b", "gemma4_moe"])
def test_sanitizing_twice_is_sanitizing_once(model: str) -> None:
    config = read_config(model)
    once = sanitized(published(model), config)
    twice = sanitized(once, config)
    assert once.keys() == twice.keys()
    for name, value in once.items():
        assert value.shape == twice[name].shape
        assert mx.array_equal(value, twice[name]), name


def test_limits_are_dropped_where_the_config_does_not_clip() -> None:
    config = read_config("gemma4_e2b")
    config["vision_config"]["use_clipped_linears"] = False
    config["audio_config"]["use_clipped_linears"] = False
    names = sanitized(published("gemma4_e2b"), config)
    assert not [name for name in names if name.endswith(("_min", "_max"))]
    Senses(config).load_weights(list(names.items()))  # strict: neither missing nor unknown


@pytest.mark.parametrize("tower", ["vision_tower", "audio_tower"])
def test_the_limits_of_the_goldens_bite(tower: str) -> None:
    weights = published("gemma4_e2b")
    for name, value in weights.items():
        if name.startswith(tower) and name.endswith(("_min", "_max")):
            weights[name] = value * 1000
    golden = read_case("gemma4_e2b", "image_and_audio")
    built = senses("gemma4_e2b", weights=weights)
    if tower == "vision_tower":
        assert difference(built.see(golden), golden["vision_features"]) > 0.05
    else:
        assert difference(built.hear(golden), golden["audio_features"]) > 0.05


def test_bfloat16_weights_compute_in_bfloat16_and_stay_near() -> None:
    golden = read_case("gemma4_e2b", "image_and_audio")
    built = senses("gemma4_e2b", mx.bfloat16)
    soft = built.vision_tower(
        mx.array(golden["pixel_values"]), mx.array(golden["image_position_ids"])
    )
    assert soft.dtype == mx.bfloat16
    seen = np.array(built.embed_vision(soft).astype(mx.float32))
    assert difference(seen, golden["vision_features"]) < 0.1
    heard, _ = built.audio_tower(
        mx.array(golden["input_features"]), mx.array(golden["input_features_mask"])
    )
    assert heard.dtype == mx.bfloat16


def test_quantised_towers_run_and_stay_near() -> None:
    golden = read_case("gemma4_e2b", "image_and_audio")
    built = senses("gemma4_e2b")
    nn.quantize(
        built,
        group_size=32,
        bits=8,
        class_predicate=lambda _, m: isinstance(m, nn.Linear) and m.weight.shape[-1] % 32 == 0,
    )
    layer = built.vision_tower.encoder.layers[0]
    assert isinstance(layer.mlp.up_proj.linear, nn.QuantizedLinear)
    assert difference(built.see(golden), golden["vision_features"]) < 0.1
    assert difference(built.hear(golden), golden["audio_features"]) < 0.1


@pytest.mark.parametrize("tower", ["vision_tower", "audio_tower"])
def test_a_tower_can_be_stopped_after_any_layer(tower: str) -> None:
    golden = read_case("gemma4_e2b", "image_and_audio")
    built = senses("gemma4_e2b")
    keys = {
        "vision_tower": ("pixel_values", "image_position_ids"),
        "audio_tower": ("input_features", "input_features_mask"),
    }[tower]
    arguments = [mx.array(golden[key]) for key in keys]
    asked = 0

    def check() -> None:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        built[tower](*arguments, check=check)
    asked = 2
    built[tower](*arguments, check=check)
    assert asked == 5, "once for the input and once for each of the two layers"
