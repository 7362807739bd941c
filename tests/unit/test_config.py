"""config.json comes out in one form, whoever wrote it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.config import Config, normalise
from tests.tiny_models import GOLDEN

QWEN = ("qwen3", "qwen3_moe", "qwen3_vl", "qwen3_vl_moe")
# What nobody here reads, and writers of configs put in or leave out as they like.
IDLE = {
    "architectures",
    "dtype",
    "layer_types",
    "max_window_layers",
    "pad_token_id",
    "sliding_window",
    "torch_dtype",
    "transformers_version",
}


def read(name: str, file: str) -> Config:
    config: Config = json.loads((GOLDEN / name / "model" / file).read_text())
    return config


def heeded(config: Config) -> Config:
    return {k: v for k, v in config.items() if k not in IDLE}


def text_of(config: Config) -> Config:
    text: Config = config.get("text_config", config)
    return heeded({k: v for k, v in text.items() if k != "text_config"})


@pytest.mark.parametrize("name", QWEN)
def test_what_transformers_5_saves_again_is_what_was_published(name: str) -> None:
    published, again = (normalise(read(name, file)) for file in ("config.json", "config_tf5.json"))
    assert "rope_parameters" in json.dumps(read(name, "config_tf5.json"))
    assert text_of(published) == text_of(again)
    assert "rope_parameters" not in text_of(again)


@pytest.mark.parametrize("file", ["config.json", "config_tf5.json"])
@pytest.mark.parametrize("name", QWEN)
def test_normalising_twice_is_normalising_once_and_changes_no_argument(
    name: str, file: str
) -> None:
    config = read(name, file)
    once = normalise(config)
    assert config == read(name, file)
    assert normalise(once) == once


def test_experts_and_rotary_values_have_their_published_names() -> None:
    text = normalise(read("qwen3_moe", "config_tf5.json"))
    assert "num_local_experts" in read("qwen3_moe", "config_tf5.json")
    assert (text["num_experts"], text["rope_theta"], text["rope_scaling"]) == (8, 1e6, None)


def test_scaled_rotary_values_stay_scaled() -> None:
    rope = {"rope_type": "yarn", "rope_theta": 1e6, "factor": 4.0}
    text = normalise({"model_type": "qwen3", "rope_parameters": rope})
    assert text["rope_theta"] == 1e6
    assert text["rope_scaling"] == {"rope_type": "yarn", "factor": 4.0}


@pytest.mark.parametrize(
    ("outer", "inner", "tied"),
    [
        ({"tie_word_embeddings": True}, {}, True),
        ({"tie_word_embeddings": False}, {"tie_word_embeddings": True}, False),
        ({}, {"tie_word_embeddings": True}, True),
        ({}, {}, False),
    ],
)
def test_the_whole_models_word_on_its_head_counts(outer: Config, inner: Config, tied: bool) -> None:
    config = normalise({"model_type": "qwen3_vl", "text_config": inner, **outer})
    assert config["text_config"]["tie_word_embeddings"] is tied


def test_a_seeing_model_with_experts_always_makes_its_choices_add_up_to_one() -> None:
    text: dict[str, Any] = {"num_experts": 8, "norm_topk_prob": False}
    config = normalise({"model_type": "qwen3_vl_moe", "text_config": text})
    assert config["text_config"]["norm_topk_prob"] is True
    assert config["text_config"]["mlp_only_layers"] == []
    assert normalise({"model_type": "qwen3_moe", **text})["norm_topk_prob"] is False


def test_the_next_generation_keeps_its_own_rotary_values() -> None:
    """mlx-lm reads them there."""
    rope = {"rope_type": "default", "rope_theta": 1e7, "partial_rotary_factor": 0.25}
    text = normalise({"model_type": "qwen3_5", "text_config": {"rope_parameters": rope}})
    assert text["text_config"]["rope_parameters"] == rope
