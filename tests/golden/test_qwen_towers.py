"""Qwen3-VL's tower puts out what the reference's does, at every depth and from any layout."""

from __future__ import annotations

from functools import cache
from typing import Any

import mlx.core as mx
import mlx.nn as nn
import numpy as np
import pytest

from engine.errors import Cancelled
from engine.families.qwen3_vl import read_processor
from engine.media.image import open_image
from engine.media.qwen3_vl_image import ImageSettings, prepare_image
from engine.towers import qwen3_vl as subject
from engine.types import ImagePart
from tests.golden.cases import case_names, media_files, model_folder, read_case, read_config

Weights = dict[str, mx.array]
Array = np.ndarray[Any, Any]
MODELS = ("qwen3_vl", "qwen3_vl_moe")
CASES = [(model, case) for model in MODELS for case in case_names(model, "image")]
KERNEL = "patch_embed.proj.weight"
TOLERANCE = 1e-4


@cache
def published(model: str) -> Weights:
    loaded: Any = mx.load(str(model_folder(model) / "model.safetensors"))
    prefix = "model.visual."
    return {n.removeprefix(prefix): v for n, v in loaded.items() if n.startswith(prefix)}


def tower(
    model: str, dtype: mx.Dtype = mx.float32, weights: Weights | None = None
) -> subject.VisionTower:
    config = read_config(model)["vision_config"]
    built = subject.VisionTower(config)
    ready = subject.sanitize(weights or published(model), config, "")
    built.load_weights([(name, value.astype(dtype)) for name, value in ready.items()])
    return built


def see(built: subject.VisionTower, model: str, case: str) -> tuple[Array, Array]:
    """Features (n, D) and deepstack (depths, n, D) of all pictures of a case."""
    settings = ImageSettings.from_processor(read_processor(model_folder(model)))
    features, deepstack = [], []
    for file in media_files(model, case, "image"):
        image = prepare_image(open_image(ImagePart(file)), settings)
        last, depths = built(mx.array(image.patches), image.positions)
        features.append(np.array(last.astype(mx.float32)))
        deepstack.append(np.array(mx.stack(list(depths)).astype(mx.float32)))
    return np.concatenate(features), np.concatenate(deepstack, axis=1)


def difference(ours: Array, golden: Array) -> float:
    assert ours.shape == golden.shape
    return float(np.abs(ours - golden).max() / np.abs(golden).max())


@pytest.mark.parametrize(("model", "case"), CASES)
def test_soft_tokens_equal_the_references_at_every_depth(model: str, case: str) -> None:
    golden = read_case(model, case)
    features, deepstack = see(tower(model), model, case)
    assert difference(features, golden["vision_features"]) < TOLERANCE
    assert len(deepstack) == 3
    for ours, theirs in zip(deepstack, golden["deepstack_features"], strict=True):
        assert difference(ours, theirs) < TOLERANCE


def test_each_depth_says_something_else() -> None:
    deep = read_case("qwen3_vl", "image")["deepstack_features"]
    assert difference(deep[0], deep[1]) > 0.1
    assert difference(deep[1], deep[2]) > 0.1


def test_a_kernel_in_mlx_layout_gives_the_same_soft_tokens() -> None:
    weights = dict(published("qwen3_vl"))
    weights[KERNEL] = weights[KERNEL].transpose(0, 2, 3, 4, 1)
    features, _ = see(tower("qwen3_vl", weights=weights), "qwen3_vl", "image")
    assert difference(features, read_case("qwen3_vl", "image")["vision_features"]) < TOLERANCE


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (0, 2, 3, 4, 1)])
def test_sanitizing_twice_is_sanitizing_once(order: tuple[int, ...]) -> None:
    config = read_config("qwen3_vl")["vision_config"]
    weights = {**published("qwen3_vl"), KERNEL: published("qwen3_vl")[KERNEL].transpose(*order)}
    once = subject.sanitize(weights, config, "")
    twice = subject.sanitize(once, config, "")
    assert once.keys() == twice.keys()
    assert mx.array_equal(once[KERNEL], published("qwen3_vl")[KERNEL])
    assert mx.array_equal(once[KERNEL], twice[KERNEL])


def test_the_blocks_use_the_gelu_that_the_config_names_and_the_mergers_the_exact_one() -> None:
    """The two are near each other, but not as near as the reference is to us."""
    golden = read_case("qwen3_vl", "image")["vision_features"]
    built = tower("qwen3_vl")
    for block in built.blocks:
        block.mlp._act = nn.gelu
    assert difference(see(built, "qwen3_vl", "image")[0], golden) > TOLERANCE


def test_bfloat16_weights_compute_in_bfloat16_and_stay_near() -> None:
    built = tower("qwen3_vl", mx.bfloat16)
    image = read_case("qwen3_vl", "image")
    settings = ImageSettings.from_processor(read_processor(model_folder("qwen3_vl")))
    (file,) = media_files("qwen3_vl", "image", "image")
    prepared = prepare_image(open_image(ImagePart(file)), settings)
    features, deepstack = built(mx.array(prepared.patches), prepared.positions)
    assert {features.dtype, *(depth.dtype for depth in deepstack)} == {mx.bfloat16}
    assert difference(np.array(features.astype(mx.float32)), image["vision_features"]) < 0.1


def test_a_quantised_tower_runs_and_stays_near() -> None:
    built = tower("qwen3_vl")
    nn.quantize(built, group_size=32, bits=8)
    assert isinstance(built.blocks[0].attn.qkv, nn.QuantizedLinear)
    assert isinstance(built.pos_embed, nn.QuantizedEmbedding)
    features, _ = see(built, "qwen3_vl", "image")
    assert difference(features, read_case("qwen3_vl", "image")["vision_features"]) < 0.1


def test_the_tower_can_be_stopped_after_any_block() -> None:
    built = tower("qwen3_vl")
    patches = mx.array(read_case("qwen3_vl", "image")["pixel_values"])
    positions = np.stack(np.divmod(np.arange(len(patches)), 6)[::-1], axis=-1).astype(np.int32)
    asked = 0

    def check() -> None:
        nonlocal asked
        asked += 1
        if asked == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        built(patches, positions, check)
    asked = 3
    built(patches, positions, check)
    assert asked == 3 + 1 + 5, "once for the patches and once for each of the five blocks"
