"""How much memory a model would take, summed up before a byte of it is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.config import Config, model_name, read_config, text_config
from engine.errors import OutOfMemory
from engine.types import MemoryEstimate
from engine.weights import read_tensors

PREFILL_STEP = 512  # tokens that one forward pass of prefill takes at most
_TOWERS = ("vision_tower.", "embed_vision.", "vision_embedder.", "audio_tower.", "embed_audio.")
_KV_BYTES = 2  # bf16 keys and values, whatever the weights are quantised to


def estimate_memory(folder: Path, *, context: int, recommended: int) -> MemoryEstimate:
    """Bytes for weights, KV caches at `context` tokens, towers at work and working set.

    `recommended` is what the device can give (`engine.memory.recommended_bytes`).
    """
    config = read_config(folder)
    tensors = read_tensors(folder)
    weights = sum(tensor.nbytes for tensor in tensors.values())
    senses_loaded = any(n.removeprefix("model.").startswith(_TOWERS) for n in tensors)
    return MemoryEstimate(
        weights=weights,
        kv_cache=kv_cache_bytes(config, context),
        towers=tower_bytes(config) if senses_loaded else 0,
        working=_working_bytes(config),
        recommended=recommended,
        context=context,
    )


def refuse_what_does_not_fit(folder: Path, estimate: MemoryEstimate) -> None:
    """Raises OutOfMemory with the sum and the remedies."""
    if estimate.fits:
        return
    smaller = _context_that_fits(folder, estimate)
    remedy = (
        f"Load it with a context of {smaller:,} tokens, close other apps, "
        if smaller
        else "Close other apps, "
    )
    raise OutOfMemory(
        f"{model_name(folder)} needs about {_size(estimate.total)} "
        f"({_size(estimate.weights)} weights + {_size(estimate.kv_cache)} for "
        f"{estimate.context:,} tokens of context + "
        f"{_size(estimate.towers + estimate.working)} to work in), but this machine can give "
        f"{_size(estimate.recommended)}. {remedy}or choose a smaller or more strongly "
        "quantised model."
    )


def kv_cache_bytes(config: Config, context: int) -> int:
    """Keys and values of all layers that own a cache, `context` tokens long.

    A sliding layer holds its window plus the chunk being prefilled, however long the context.
    """
    text = text_config(config)
    layers = int(text.get("num_hidden_layers", 0))
    owners = layers - int(text.get("num_kv_shared_layers") or 0)
    kinds = text.get("layer_types") or ["full_attention"] * layers
    heads = int(text.get("num_key_value_heads") or text.get("num_attention_heads") or 1)
    head_dim = int(
        text.get("head_dim")
        or int(text.get("hidden_size", 0)) // int(text.get("num_attention_heads") or 1)
    )
    full_heads = int(text.get("num_global_key_value_heads") or heads)
    full_dim = int(text.get("global_head_dim") or head_dim)
    window = int(text.get("sliding_window") or context)
    total = 0
    for kind in kinds[:owners]:
        if kind == "sliding_attention":
            total += 2 * _KV_BYTES * heads * head_dim * min(context, window + PREFILL_STEP)
        elif kind == "full_attention":
            total += 2 * _KV_BYTES * full_heads * full_dim * context
    return total


def tower_bytes(config: Config) -> int:
    """Highest transient use while one picture or one sound is encoded, in bytes."""
    needs = [0]
    vision: dict[str, Any] = config.get("vision_config") or {}
    if "hidden_size" in vision:
        patches = 280 * int(vision.get("pooling_kernel_size") or 3) ** 2
        scores = patches * patches * int(vision.get("num_attention_heads", 1)) * 4
        rows = 8 * int(vision["hidden_size"]) + 3 * int(vision.get("intermediate_size", 0))
        needs.append(scores + patches * rows * 4)
    audio: dict[str, Any] = config.get("audio_config") or {}
    if "hidden_size" in audio:
        channels = sum(audio.get("subsampling_conv_channels") or [0])
        frames = 3000  # 30 s of 10 ms
        needs.append(frames * (64 * channels + 12 * int(audio["hidden_size"])) * 4)
    return max(needs)


def _working_bytes(config: Config) -> int:
    """Activations of one prefill chunk and the logits of one position, in bytes."""
    text = text_config(config)
    hidden = int(text.get("hidden_size", 0))
    wide = int(text.get("intermediate_size") or 4 * hidden)
    if text.get("use_double_wide_mlp"):
        wide *= 2
    per_layer = int(text.get("hidden_size_per_layer_input") or 0)
    rows = 8 * hidden + 3 * wide + 2 * per_layer * int(text.get("num_hidden_layers", 0))
    return PREFILL_STEP * rows * 4 + 3 * int(text.get("vocab_size", 0)) * 4


def _context_that_fits(folder: Path, estimate: MemoryEstimate) -> int:
    config = read_config(folder)
    room = estimate.recommended - (estimate.total - estimate.kv_cache)
    context = estimate.context
    while context > 1024 and kv_cache_bytes(config, context) > room:
        context //= 2
    return context if kv_cache_bytes(config, context) <= room else 0


def _size(nbytes: int) -> str:
    return f"{nbytes / 1e9:.1f} GB" if nbytes >= 1e9 else f"{nbytes / 1e6:.0f} MB"
