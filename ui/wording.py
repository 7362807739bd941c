"""Figures as people read them. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable

from engine.types import Done, MemoryUse, ModelInfo, Saw, Sense, Stage, Stats

SENSE_NAMES: dict[Sense, str] = {"text": "Text", "image": "Pictures", "audio": "Sound"}
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".heif")
SOUNDS = (".wav", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".aif", ".aiff", ".m4a")


def size(nbytes: int) -> str:
    """Decimal units, as Finder counts: "512 bytes", "11.4 MB", "2.61 GB"."""
    if nbytes < 1000:
        return f"{nbytes} bytes"
    value = float(nbytes)
    for unit in ("KB", "MB", "GB", "TB"):
        value /= 1000
        if value < 999.5 or unit == "TB":
            break
    return f"{value:.0f} {unit}" if value >= 99.95 or unit == "KB" else f"{value:.3g} {unit}"


def count(number: int) -> str:
    return f"{number:,}"


def counted(number: int, noun: str) -> str:
    """ "1 token", "1,234 tokens"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def clock(seconds: float) -> str:
    """ "0:03", "12:40"."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def duration(seconds: float) -> str:
    """ "less than a second", "1 second", "48 seconds", "2 min 5 s"."""
    whole = round(seconds)
    if whole < 1:
        return "less than a second"
    if whole < 60:
        return counted(whole, "second")
    return f"{whole // 60} min {whole % 60} s" if whole % 60 else f"{whole // 60} min"


def short(value: float) -> str:
    """Three digits at most: "0.42", "41.3", "128"."""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def senses(names: Iterable[Sense]) -> str:
    return " · ".join(SENSE_NAMES[name] for name in names)


def model_line(info: ModelInfo) -> str:
    """The second line of a model in the picker."""
    return " · ".join(part for part in (size(info.nbytes), info.quantisation) if part)


def percent(stage: Stage) -> int | None:
    """Done, in percent; None when the total is not known."""
    return min(100, 100 * stage.done // stage.total) if stage.total > 0 else None


def stage_line(stage: Stage, kinds: frozenset[str] = frozenset()) -> str:
    """What is going on before the first word."""
    done = percent(stage)
    if stage.name == "load":
        return "Loading the model…" if done is None else f"Loading the model… {done} %"
    if stage.name == "encode":
        what = {
            frozenset({"image"}): "Looking at the picture",
            frozenset({"audio"}): "Listening to the sound",
        }.get(kinds, "Looking and listening")
        return f"{what}… {stage.done} of {stage.total}" if stage.total > 1 else f"{what}…"
    return "Reading…" if done is None else f"Reading… {done} %"


def figures_line(stats: Stats) -> str:
    """The figures under an answer."""
    parts = [
        f"{short(stats.ttft_s)} s to first token",
        f"{short(stats.generation_tps)} tokens/s",
        counted(stats.generation_tokens, "token"),
    ]
    if stats.cached_tokens:
        parts.append(f"{count(stats.cached_tokens)} of {count(stats.prompt_tokens)} cached")
    return " · ".join(parts)


def figures_help(stats: Stats) -> str:
    """The same in full, for the tooltip."""
    return "\n".join(
        (
            f"Prompt: {counted(stats.prompt_tokens, 'token')}, "
            f"{count(stats.cached_tokens)} of them reused from the prompt cache",
            f"Prefill: {short(stats.prompt_tps)} tokens/s",
            f"First token after {short(stats.ttft_s)} s",
            f"Answer: {counted(stats.generation_tokens, 'token')} "
            f"at {short(stats.generation_tps)} tokens/s",
            f"Peak memory: {size(stats.peak_memory_bytes)}",
        )
    )


def ending(done: Done) -> str:
    """Why the answer ended, where that is worth saying."""
    return cut_short(done.finish_reason)


def cut_short(finish_reason: str) -> str:
    return {
        "length": "Cut off at the token limit.",
        "context": "Cut off: the model's context is full. Start a new chat to go on.",
    }.get(finish_reason, "")


def saw_line(saw: Saw) -> str:
    """What reached the model of one attachment."""
    tokens = counted(saw.soft_tokens, "token") + (", reused" if saw.cached else "")
    detail = saw.detail
    if saw.kind == "image":
        sent = f"{detail.get('width', 0):.0f}×{detail.get('height', 0):.0f}"
        source = f"{detail.get('source_width', 0):.0f}×{detail.get('source_height', 0):.0f}"
        pixels = sent if source in (sent, "0×0") else f"{source} shown as {sent}"
        return f"{saw.name}: {pixels} pixels, {tokens}"
    used, total = float(detail.get("seconds_used", 0)), float(detail.get("seconds_total", 0))
    heard = f"{used:.1f} s" if total - used < 0.05 else f"{used:.1f} of {total:.1f} s"
    return f"{saw.name}: {heard}, {tokens}"


def memory_line(use: MemoryUse) -> str:
    return f"Memory {size(use.active)}"


def memory_detail(use: MemoryUse) -> str:
    return f"peak {size(use.peak)} · cache {size(use.cache)}"


def kind_of(name: str) -> str:
    """ "picture", "sound" or "" by the file's name alone."""
    lowered = name.lower()
    if lowered.endswith(PICTURES):
        return "picture"
    return "sound" if lowered.endswith(SOUNDS) else ""
