"""Memory, summed up before loading, against what the real caches then hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mlx.core as mx
import pytest
from mlx_lm.models.cache import ArraysCache

from engine.config import read_config
from engine.estimate import PREFILL_STEP, kv_cache_bytes, layer_kinds, tower_bytes
from engine.loading import load_model
from tests.tiny_models import GEMMA4, GOLDEN

MODELS = sorted(path.parent for path in GOLDEN.glob("*/model/config.json"))


@pytest.mark.parametrize("folder", MODELS, ids=lambda path: path.parent.name)
def test_estimated_caches_are_as_big_as_the_real_ones(folder: Path) -> None:
    """At 256 tokens, what a KV cache grows by, run in chunks as prefill does."""
    model = load_model(folder)
    caches = model.make_caches()
    model.family.place(model.model, ())
    for _ in range(0, 256, PREFILL_STEP):
        model.model(mx.zeros((1, PREFILL_STEP), mx.int32), cache=caches)
        mx.eval([cache.state for cache in caches])
    # Experts are computed in float32 on a processor.
    wide = "moe" in folder.parent.name and mx.default_device() == mx.cpu
    held = sum(in_16_bits(cache) if wide else cache.nbytes for cache in caches)
    assert kv_cache_bytes(model.config, 256) == held


def in_16_bits(cache: Any) -> int:
    """What a cache of a model that computes in float32 would be; a state always is that wide."""
    if not isinstance(cache, ArraysCache):
        return int(cache.nbytes) // 2
    convolved, state = cache.cache
    return int(convolved.nbytes) // 2 + int(state.nbytes)


def test_linear_attention_keeps_a_state_of_one_size() -> None:
    text: dict[str, Any] = {
        "num_hidden_layers": 4,
        "full_attention_interval": 4,
        "num_key_value_heads": 2,
        "head_dim": 64,
        "linear_num_value_heads": 8,
        "linear_num_key_heads": 4,
        "linear_key_head_dim": 32,
        "linear_value_head_dim": 16,
        "linear_conv_kernel_dim": 4,
    }
    assert layer_kinds(text) == ["linear_attention"] * 3 + ["full_attention"]
    state = 8 * 16 * 32 * 4 + 3 * (2 * 4 * 32 + 8 * 16) * 2
    assert kv_cache_bytes(text, 1000) == 3 * state + 1000 * 2 * 2 * 64 * 2
    assert kv_cache_bytes(text, 2000) - kv_cache_bytes(text, 1000) == 1000 * 2 * 2 * 64 * 2


def test_every_sixth_layer_is_full_where_a_pattern_says_so() -> None:
    text = {"num_hidden_layers": 7, "sliding_window": 8, "sliding_window_pattern": 6}
    assert layer_kinds(text).index("full_attention") == 5
    assert layer_kinds(text).count("full_attention") == 1


def test_latent_attention_keeps_one_vector_a_token() -> None:
    text = {"num_hidden_layers": 2, "kv_lora_rank": 512, "qk_rope_head_dim": 64}
    assert kv_cache_bytes(text, 100) == 2 * 100 * (512 + 64) * 2


def test_towers_cost_nothing_where_there_is_no_sense() -> None:
    config = read_config(GEMMA4)
    assert tower_bytes(config, ("text",), GEMMA4) == 0
    assert tower_bytes(config, ("text", "image"), GEMMA4) > 0


def test_tower_without_a_limit_of_its_own_is_planned_for_one_megapixel(tmp_path: Path) -> None:
    vision = {
        "depth": 2,
        "num_heads": 4,
        "hidden_size": 64,
        "intermediate_size": 128,
        "patch_size": 16,
        "spatial_merge_size": 2,
    }
    config = {"vision_config": vision}
    patches = (1 << 20) // 16**2
    needs = tower_bytes(config, ("text", "image"), tmp_path)
    assert needs == patches * patches * 4 * 4 + patches * (8 * 64 + 3 * 128) * 4
    (tmp_path / "preprocessor_config.json").write_text('{"size": {"longest_edge": 65536}}')
    assert tower_bytes(config, ("text", "image"), tmp_path) < needs / 100
