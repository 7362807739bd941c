"""Where a config.json contradicts itself, or says something that no number can be read from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.config import Config, text_config
from engine.faults import Fault, count_tensors
from engine.sentences import say

_PARTS = ("text_config", "vision_config", "audio_config")
_LAYERS = ("num_hidden_layers", "depth")
_MOST_LAYERS = 1000  # more than any model has; building more would take for ever
_WHOLE = (
    *_LAYERS,
    "hidden_size",
    "intermediate_size",
    "vocab_size",
    "num_attention_heads",
    "num_key_value_heads",
    "num_heads",
    "head_dim",
    "global_head_dim",
    "num_global_key_value_heads",
    "num_kv_shared_layers",
    "hidden_size_per_layer_input",
    "vocab_size_per_layer_input",
    "max_position_embeddings",
    "sliding_window",
    "sliding_window_pattern",
    "attention_chunk_size",
    "full_attention_interval",
    "linear_num_value_heads",
    "linear_num_key_heads",
    "linear_key_head_dim",
    "linear_value_head_dim",
    "linear_conv_kernel_dim",
    "kv_lora_rank",
    "qk_rope_head_dim",
    "patch_size",
    "pooling_kernel_size",
)


def config_faults(config: Config, tensors: int) -> list[Fault]:
    """Contradictions that no weights could suit.

    Args:
        tensors: how many there are in the files; more layers than that is nonsense.
    """
    told = [*_misread(config)]
    if not told:
        told += [*_too_many(config, tensors), *_contradictions(text_config(config))]
    return [
        Fault(
            "config",
            say("config.json contradicts itself: {clause}", clause=clause),
            say("Use the config.json that came with these weights, or download the model again."),
        )
        for clause in told
    ]


def whole(part: Config, *keys: str) -> int:
    """The first of these numbers that is there and not 0, else 0.

    Where each layer has its own, the largest.
    """
    for key in keys:
        value = part.get(key)
        if isinstance(value, list):
            value = max((v for v in value if isinstance(v, int)), default=0)
        if isinstance(value, int | float) and int(value):
            return int(value)
    return 0


def _parts(config: Config) -> Iterator[Config]:
    yield config
    yield from (config[name] for name in _PARTS if isinstance(config.get(name), dict))


def _misread(config: Config) -> Iterator[str]:
    for name in _PARTS:
        if not isinstance(config.get(name), dict | None):
            yield say("{name} is {value!r} and not an object", name=name, value=config[name])
    for part in _parts(config):
        for key in _WHOLE:
            if not _could_be_whole(part.get(key)):
                yield say("{name} is {value!r} and not a whole number", name=key, value=part[key])
        kinds = part.get("layer_types")
        if not (kinds is None or _all_text(kinds)):
            yield say("layer_types is not a list of names")
        if not isinstance(part.get("subsampling_conv_channels"), list | None):
            yield say("subsampling_conv_channels is not a list")
    for key in ("quantization", "quantization_config"):
        if not isinstance(config.get(key), dict | None):
            yield say("{name} is {value!r} and not an object", name=key, value=config[key])


def _could_be_whole(value: Any) -> bool:
    if value is None or isinstance(value, list):
        return True  # some families have one number a layer
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value >= 0 and value == value // 1


def _all_text(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _too_many(config: Config, tensors: int) -> Iterator[str]:
    for part in _parts(config):
        for key in _LAYERS:
            if whole(part, key) > max(tensors, _MOST_LAYERS):
                yield say(
                    "{name} is {value:,}, but there are only {count}",
                    name=key,
                    value=part[key],
                    count=count_tensors(tensors),
                )


def _contradictions(text: Config) -> Iterator[str]:
    layers = whole(text, "num_hidden_layers")
    kinds = text.get("layer_types")
    if kinds is not None and len(kinds) < layers:
        yield say(
            "num_hidden_layers is {layers}, but layer_types names only {number}",
            layers=layers,
            number=len(kinds),
        )
    heads, kv_heads = whole(text, "num_attention_heads"), whole(text, "num_key_value_heads")
    if heads and kv_heads and heads % kv_heads:
        yield say(
            "{heads} attention heads cannot share {kv_heads} key and value heads",
            heads=heads,
            kv_heads=kv_heads,
        )
