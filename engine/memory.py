"""MLX's memory figures and limits. Call on the engine's thread only."""

from __future__ import annotations

import os

import mlx.core as mx

from engine.types import MemoryUse

_SHARE_WITHOUT_METAL = 0.75  # of RAM, where the device recommends nothing


def memory_use() -> MemoryUse:
    """Bytes in use, the highest so far, and kept for reuse."""
    return MemoryUse(mx.get_active_memory(), mx.get_peak_memory(), mx.get_cache_memory())


def recommended_bytes() -> int:
    """What the device says a program may use, in bytes."""
    info = mx.device_info()
    recommended = info.get("max_recommended_working_set_size")
    if recommended:
        return int(recommended)
    return int(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * _SHARE_WITHOUT_METAL)


def set_limits() -> None:
    """Keep MLX inside what the device recommends, with room for everybody else.

    The wired limit is left alone: raising it with a growing KV cache is what the kernel panics
    of mlx#3186 have in common.
    """
    recommended = recommended_bytes()
    mx.set_memory_limit(int(recommended * 0.95))
    mx.set_cache_limit(min(recommended // 8, 2 << 30))
