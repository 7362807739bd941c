"""How much memory a model would take, summed up before a byte of it is loaded."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.config import Config, model_name, read_config, read_json, text_config
from engine.config_checks import whole
from engine.eight_bits import BITS, share_of_16, why_not
from engine.errors import OutOfMemory
from engine.families.registry import CONFIG_OF, senses
from engine.sentences import say
from engine.types import MemoryEstimate, Sense
from engine.weights import read_tensors

# Tokens that one forward pass of prefill takes at most. On a processor one layer over more of them
# can outlast the 200 ms in which a stop is to be heard.
PREFILL_STEP = 512 if sys.platform == "darwin" else 64
_FUSED_HEADS = (64, 80, 128)  # sizes that Metal's attention needs no table of scores for
_KV_BYTES = 2  # bf16 keys and values, whatever the weights are quantised to
_STATE_BYTES = 4  # recurrent states are kept in float32
_SOFT_TOKENS = 280  # of a picture, where the processor's settings do not say
# Some families send pictures of any size. Memory is planned for one megapixel.
PLANNED_PIXELS = 1 << 20
# What patches give each other in one head at a time: those of the planned picture all at once.
MOST_SCORES = 1 << 24
_COPIES = 4  # of a picture's pixels as numbers, while it is cut into patches
_FRAMES = 3000  # of 10 ms, in the longest sound


def estimate_memory(
    folder: Path, *, context: int, recommended: int, kv_bits: int = 0
) -> MemoryEstimate:
    """Bytes for weights, KV caches at `context` tokens, towers at work and working set.

    Args:
        recommended: what the device can give (`engine.memory.recommended_bytes`).
        kv_bits: 8 for keys and values in 8 bits, where the model can do that.
    """
    config = read_config(folder)
    tensors = read_tensors(folder)
    return reckon(
        config,
        weights=sum(tensor.nbytes for tensor in tensors.values()),
        towers=tower_bytes(config, senses(config, tensors), folder),
        recommended=recommended,
        context=context,
        kv_bits=kv_bits,
    )


def reckon(
    config: Config, *, weights: int, towers: int, recommended: int, context: int, kv_bits: int = 0
) -> MemoryEstimate:
    """The sum of what is known, and what could be done where it is too much."""
    made = MemoryEstimate(
        weights=weights,
        kv_cache=kv_cache_bytes(config, context, kv_bits),
        towers=towers,
        working=working_bytes(config, context, kv_bits),
        recommended=recommended,
        context=context,
    )
    smaller = 0 if made.fits else context_that_fits(config, made, kv_bits)
    less = 0
    if not kv_bits and not why_not(config):
        work = max(towers, working_bytes(config, context, BITS))
        less = weights + kv_cache_bytes(config, context, BITS) + work
    return replace(made, smaller=smaller, in_8_bits=less)


def refuse_what_does_not_fit(folder: Path, estimate: MemoryEstimate) -> None:
    """Raises OutOfMemory with the sum and the remedies."""
    if estimate.fits:
        return
    remedy = (
        say(
            "Load it with a context of {context:,} tokens, close other apps, or choose a smaller "
            "or more strongly quantised model.",
            context=estimate.smaller,
        )
        if estimate.smaller
        else say("Close other apps, or choose a smaller or more strongly quantised model.")
    )
    if estimate.fits_in_8_bits:
        eight = say("It fits with its context in 8 bits, which Settings > Models can choose.")
        remedy = f"{eight} {remedy}"
    raise OutOfMemory(
        say(
            "{model} needs about {total} ({weights} weights + {kv_cache} for {context:,} tokens of "
            "context + {working} to work in), but this machine can give {recommended}. {remedy}",
            model=model_name(folder),
            total=size_text(estimate.total),
            weights=size_text(estimate.weights),
            kv_cache=size_text(estimate.kv_cache),
            context=estimate.context,
            working=size_text(estimate.transient),
            recommended=size_text(estimate.recommended),
            remedy=remedy,
        )
    )


def kv_cache_bytes(config: Config, context: int, kv_bits: int = 0) -> int:
    """What all layers that own a cache keep of `context` tokens.

    A sliding layer holds its window plus the chunk being prefilled, however long the context; a
    linear-attention layer holds a state of fixed size.
    """
    text = text_config(config)
    owners = whole(text, "num_hidden_layers") - whole(text, "num_kv_shared_layers")
    eight = bool(kv_bits) and not why_not(config)
    return sum(_layer_bytes(text, kind, context, eight) for kind in layer_kinds(text)[:owners])


def layer_kinds(text: Config) -> list[str]:
    """Each layer's attention: "full_attention", "sliding_attention", "linear_attention"..."""
    layers = whole(text, "num_hidden_layers")
    if kinds := text.get("layer_types"):
        return [str(kind) for kind in kinds][:layers]
    other, every = "", 0
    if text.get("sliding_window") and text.get("sliding_window_pattern"):
        other, every = "sliding_attention", whole(text, "sliding_window_pattern")
    elif text.get("full_attention_interval"):
        other, every = "linear_attention", whole(text, "full_attention_interval")
    return [other if every and (i + 1) % every else "full_attention" for i in range(layers)]


def tower_bytes(config: Config, senses: Iterable[Sense], folder: Path) -> int:
    """Highest transient use while one picture or one sound is encoded, in bytes."""
    needs = [0]
    for sense in senses:
        part: dict[str, Any] = config.get(CONFIG_OF.get(sense, "")) or {}
        if sense == "image":
            needs.append(_vision_bytes(part, _patches(part, folder)))
        elif sense == "audio":
            needs.append(_audio_bytes(part))
    return max(needs)


def _layer_bytes(text: Config, kind: str, context: int, eight: bool = False) -> int:
    queries = whole(text, "num_attention_heads") or 1
    heads = whole(text, "num_key_value_heads") or queries
    dim = whole(text, "head_dim") or whole(text, "hidden_size") // queries
    if kind == "linear_attention":
        return _linear_state_bytes(text)
    if kind in ("sliding_attention", "chunked_attention"):
        window = whole(text, "sliding_window", "attention_chunk_size") or context
        return 2 * _KV_BYTES * heads * dim * min(context, window + PREFILL_STEP - 1)
    if kind != "full_attention":
        return 0  # convolutions and the like: a few kilobytes
    if latent := whole(text, "kv_lora_rank"):
        return _KV_BYTES * (latent + whole(text, "qk_rope_head_dim")) * context
    heads = whole(text, "num_global_key_value_heads") or heads
    dim = whole(text, "global_head_dim") or dim
    plain = 2 * _KV_BYTES * heads * dim * context
    return round(plain * share_of_16(dim)) if eight else plain


def _linear_state_bytes(text: Config) -> int:
    """The recurrent state and what the short convolution looks back on."""
    values = whole(text, "linear_num_value_heads")
    value_dim = whole(text, "linear_value_head_dim")
    keys = whole(text, "linear_num_key_heads")
    key_dim = whole(text, "linear_key_head_dim")
    kernel = whole(text, "linear_conv_kernel_dim") or 1
    channels = 2 * keys * key_dim + values * value_dim
    return _STATE_BYTES * values * value_dim * key_dim + _KV_BYTES * (kernel - 1) * channels


def _patches(vision: Config, folder: Path) -> int:
    """Most patches of one picture, by the processor's settings."""
    settings = read_json(folder / "processor_config.json")
    settings = settings.get("image_processor") or read_json(folder / "preprocessor_config.json")
    settings = settings if isinstance(settings, dict) else {}
    patch = whole(vision, "patch_size") or 16
    planned = PLANNED_PIXELS // patch**2
    if "spatial_merge_size" in vision:
        size = settings.get("size")
        size = size if isinstance(size, dict) else {}
        pixels = whole(settings, "max_pixels") or whole(size, "max_pixels", "longest_edge")
        return min(planned, (pixels or PLANNED_PIXELS) // patch**2)
    soft = whole(settings, "max_soft_tokens") or _SOFT_TOKENS
    return min(planned, soft * (whole(vision, "pooling_kernel_size") or 3) ** 2)


def picture_bytes(vision: Config, soft_tokens: int) -> int:
    """Highest transient use, of MLX and of preparing it, while such a picture is encoded."""
    patches = soft_tokens * whole(vision, "spatial_merge_size") ** 2
    channels = whole(vision, "in_channels") or 3
    values = channels * whole(vision, "patch_size") ** 2 * whole(vision, "temporal_patch_size")
    return _vision_bytes(vision, patches) + _COPIES * patches * values * 4


def _vision_bytes(vision: Config, patches: int) -> int:
    hidden = whole(vision, "hidden_size")
    heads = whole(vision, "num_attention_heads", "num_heads")
    layers = whole(vision, "num_hidden_layers", "depth")
    scores = min(patches * patches, MOST_SCORES) * heads * 4 if layers else 0
    return scores + patches * (8 * hidden + 3 * whole(vision, "intermediate_size")) * 4


def _audio_bytes(audio: Config) -> int:
    channels = sum(
        n for n in audio.get("subsampling_conv_channels") or () if isinstance(n, int) and n > 0
    )
    return _FRAMES * (64 * channels + 12 * whole(audio, "hidden_size")) * 4


def working_bytes(config: Config, context: int, kv_bits: int = 0) -> int:
    """One prefill chunk at the end of `context` tokens: activations, scores, logits; in bytes."""
    text = text_config(config)
    hidden = whole(text, "hidden_size")
    wide = whole(text, "intermediate_size") or 4 * hidden
    if text.get("use_double_wide_mlp"):
        wide *= 2
    per_layer = whole(text, "hidden_size_per_layer_input")
    rows = 8 * hidden + 3 * wide + 2 * per_layer * whole(text, "num_hidden_layers")
    logits = 3 * whole(text, "vocab_size") * 4
    whole_layer = 0
    if kv_bits and not why_not(config):  # one layer's keys and values as attention needs them
        whole_layer = _layer_bytes(text, "full_attention", context)
    return PREFILL_STEP * rows * 4 + _score_bytes(text, context) + logits + whole_layer


def _score_bytes(text: Config, context: int) -> int:
    """What every query gives to every key, before and after the softmax, in one layer."""
    queries = whole(text, "num_attention_heads") or 1
    dim = whole(text, "global_head_dim", "head_dim") or whole(text, "hidden_size") // queries
    fused = sys.platform == "darwin" and dim in _FUSED_HEADS
    return 0 if fused else 2 * _KV_BYTES * queries * PREFILL_STEP * context


def context_that_fits(config: Config, estimate: MemoryEstimate, kv_bits: int = 0) -> int:
    """The longest context up to the estimate's that fits, by halves; 0 if none does."""
    room = estimate.recommended - (estimate.total - estimate.kv_cache)
    context = estimate.context
    while context > 1024 and kv_cache_bytes(config, context, kv_bits) > room:
        context //= 2
    return context if kv_cache_bytes(config, context, kv_bits) <= room else 0


def size_text(nbytes: int) -> str:
    """ "17.3 GB", "412 MB", "20 kB"."""
    if nbytes >= 1e9:
        return f"{nbytes / 1e9:.1f} GB"
    return f"{nbytes / 1e6:.0f} MB" if nbytes >= 1e6 else f"{nbytes / 1e3:.0f} kB"
