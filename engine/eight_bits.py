"""Keys and values in 8 bits: a long context then takes about half the memory.

They are kept in groups with a scale and a bias each, and given to attention in the model's own
dtype: one layer's worth at a time, and gone when its layer has run. (Attention on quantised
keys, which mlx-lm has as well, would need a table of all scores, larger than what is saved.)

Only full attention over keys and values of its own is kept so. A sliding window has its bound
without it; recurrent states are small; and Gemma 4 holds what every layer has given to attention
until the last one has run, so that nothing would be saved just when memory is shortest.
"""

from __future__ import annotations

from typing import Any

from engine.config import Config, text_config
from engine.config_checks import whole
from engine.sentences import say

BITS = 8
GROUPS = (64, 32)  # numbers that share a scale and a bias, of two bytes each
_HOLDS = ("gemma4", "gemma3n")  # families whose layers hand keys and values on


def why_not(config: Config) -> str:
    """Why a model's context cannot be kept in 8 bits, as a sentence; empty if it can."""
    text = text_config(config)
    if str(text.get("model_type") or config.get("model_type") or "").startswith(_HOLDS):
        return say("Gemma’s layers share their context, so it is kept in 16 bits.")
    if whole(text, "kv_lora_rank") or whole(text, "num_kv_shared_layers"):
        return say("This model’s context is compressed in a way of its own already.")
    if not group_of(head_dim(text)):
        return say("The heads of this model’s attention have no size that 8 bits suit.")
    return ""


def head_dim(text: Config) -> int:
    queries = whole(text, "num_attention_heads") or 1
    return whole(text, "head_dim") or whole(text, "hidden_size") // queries


def group_of(dim: int) -> int:
    """How many numbers share a scale; 0 if that does not come out even."""
    return next((group for group in GROUPS if dim and dim % group == 0), 0)


def share_of_16(dim: int) -> float:
    """Bytes of 8 bits beside those of 16, with scales and biases."""
    return 0.5 + 2.0 / group_of(dim)


def in_eight_bits(caches: list[Any], config: Config) -> list[Any]:
    """The same caches, the plain ones among them replaced by those of this module."""
    from mlx_lm.models.cache import KVCache

    from engine.eight_bit_cache import EightBitKVCache

    group = group_of(head_dim(text_config(config)))
    return [EightBitKVCache(group) if type(cache) is KVCache else cache for cache in caches]
