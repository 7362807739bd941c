"""The figures of an answer, for people and for programs."""

from __future__ import annotations

from typing import Any

from engine.types import Stats

_JSON = (
    "load_s",
    "prompt_tokens",
    "cached_tokens",
    "ttft_s",
    "prompt_tps",
    "generation_tokens",
    "generation_tps",
    "peak_memory_bytes",
)


def stats_json(stats: Stats) -> dict[str, Any]:
    return {name: getattr(stats, name) for name in _JSON}


def figures_line(stats: Stats, finish_reason: str) -> str:
    """One line, e.g. "prompt 41 tokens (0 cached), first token after 0.12 s, ..."."""
    return (
        f"[load {stats.load_s:.2f} s | prompt {stats.prompt_tokens} tokens, "
        f"{stats.cached_tokens} cached, {stats.prompt_tps:.0f} tok/s | "
        f"first token {stats.ttft_s:.2f} s | "
        f"{stats.generation_tokens} tokens, {stats.generation_tps:.1f} tok/s | "
        f"peak {stats.peak_memory_bytes / 1e6:.0f} MB | {finish_reason}]"
    )
