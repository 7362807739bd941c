"""Figures as people read them, in their language. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from ui.language import translate

if TYPE_CHECKING:
    from engine.types import GenerationParams, MemoryUse, ModelInfo, Saw, Sense, Stage, Stats

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".heif")
SOUNDS = (".wav", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".aif", ".aiff", ".m4a")


def size(nbytes: int) -> str:
    """Decimal units, as Finder counts: "512 bytes", "11.4 MB", "2.61 GB"."""
    if nbytes < 1000:
        return translate("Figures", "%n byte(s)", "", nbytes)
    units = (
        translate("Figures", "{number} KB"),
        translate("Figures", "{number} MB"),
        translate("Figures", "{number} GB"),
        translate("Figures", "{number} TB"),
    )
    value, power = nbytes / 1000, 0
    while value >= 999.5 and power < len(units) - 1:
        value, power = value / 1000, power + 1
    whole = value >= 99.95 or power == 0
    number = decimal(value, 0) if whole else QLocale().toString(value, ord("g"), 3)
    return units[power].format(number=number)


def count(number: int) -> str:
    """ "1,234"."""
    return QLocale().toString(number)


def decimal(value: float, places: int) -> str:
    return QLocale().toString(float(value), ord("f"), places)


def _tokens(number: int) -> str:
    """ "1 token", "1,234 tokens"."""
    return translate("Figures", "%Ln token(s)", "", number)


def clock(seconds: float) -> str:
    """ "0:03", "12:40"."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def duration(seconds: float) -> str:
    """ "less than a second", "1 second", "48 seconds", "2 min 5 s"."""
    whole = round(seconds)
    if whole < 1:
        return translate("Figures", "less than a second")
    if whole < 60:
        return translate("Figures", "%n second(s)", "", whole)
    minutes, rest = divmod(whole, 60)
    if rest:
        words = translate("Figures", "{minutes} min {seconds} s")
        return words.format(minutes=minutes, seconds=rest)
    return translate("Figures", "{minutes} min").format(minutes=minutes)


def thought_for(seconds: float) -> str:
    return translate("Figures", "Thought for {duration}").format(duration=duration(seconds))


def short(value: float) -> str:
    """Three digits at most: "0.42", "41.3", "128"."""
    return decimal(value, 2 if value < 10 else 1 if value < 100 else 0)


def senses(names: Iterable[Sense]) -> str:
    """ "Text · Pictures · Sound"."""
    words: dict[Sense, str] = {
        "text": translate("Figures", "Text"),
        "image": translate("Figures", "Pictures"),
        "audio": translate("Figures", "Sound"),
    }
    return " · ".join(words[name] for name in names)


def model_line(info: ModelInfo) -> str:
    """The second line of a model in the picker."""
    return " · ".join(part for part in (size(info.nbytes), bits_of(info)) if part)


def bits_of(info: ModelInfo) -> str:
    """ "4-bit", or the name of a format like "bf16"."""
    bits, dash, _ = info.quantisation.partition("-bit")
    return translate("Figures", "{bits}-bit").format(bits=bits) if dash else info.quantisation


def listed(parts: Iterable[str]) -> str:
    """Facts that stand beside each other, as a screen reader says them: "a, b, c"."""
    return translate("Figures", ", ").join(parts)


def percent(stage: Stage) -> int | None:
    """Done, in percent; None when the total is not known."""
    return min(100, 100 * stage.done // stage.total) if stage.total > 0 else None


def stage_line(stage: Stage, kinds: frozenset[str] = frozenset()) -> str:
    """What is going on before the first word."""
    done = percent(stage)
    if stage.name == "load":
        if done is None:
            return translate("Progress", "Loading the model…")
        return translate("Progress", "Loading the model… {percent} %").format(percent=done)
    if stage.name == "encode":
        one, many = _encoding(kinds)
        return many.format(done=stage.done, total=stage.total) if stage.total > 1 else one
    if done is None:
        return translate("Progress", "Reading…")
    return translate("Progress", "Reading… {percent} %").format(percent=done)


def _encoding(kinds: frozenset[str]) -> tuple[str, str]:
    """What is said of one attachment, and of several."""
    if kinds == {"image"}:
        return (
            translate("Progress", "Looking at the picture…"),
            translate("Progress", "Looking at the pictures… {done} of {total}"),
        )
    if kinds == {"audio"}:
        return (
            translate("Progress", "Listening to the sound…"),
            translate("Progress", "Listening to the sounds… {done} of {total}"),
        )
    return (
        translate("Progress", "Looking and listening…"),
        translate("Progress", "Looking and listening… {done} of {total}"),
    )


def speed(tokens_per_s: float) -> str:
    return translate("Figures", "{speed} tokens/s").format(speed=short(tokens_per_s))


def figures_line(stats: Stats) -> str:
    """The figures under an answer; another app's answer may lack some."""
    parts = []
    if stats.ttft_s:
        words = translate("Figures", "{seconds} s to first token")
        parts.append(words.format(seconds=short(stats.ttft_s)))
    if stats.generation_tps:
        parts.append(speed(stats.generation_tps))
    if stats.generation_tokens or not parts:
        parts.append(_tokens(stats.generation_tokens))
    if stats.cached_tokens:
        words = translate("Figures", "{cached} of {total} cached")
        parts.append(
            words.format(cached=count(stats.cached_tokens), total=count(stats.prompt_tokens))
        )
    return " · ".join(parts)


def figures_help(stats: Stats) -> str:
    """The same in full, with how the answer was drawn, for the tooltip."""
    drawn = (sampling_line(stats.sampling),) if stats.sampling is not None else ()
    return "\n".join(
        (
            translate(
                "Figures", "Prompt: {tokens}, {cached} of them reused from the prompt cache"
            ).format(tokens=_tokens(stats.prompt_tokens), cached=count(stats.cached_tokens)),
            translate("Figures", "Prefill: {speed}").format(speed=speed(stats.prompt_tps)),
            translate("Figures", "First token after {seconds} s").format(
                seconds=short(stats.ttft_s)
            ),
            translate("Figures", "Answer: {tokens} at {speed}").format(
                tokens=_tokens(stats.generation_tokens), speed=speed(stats.generation_tps)
            ),
            translate("Figures", "Peak memory: {size}").format(size=size(stats.peak_memory_bytes)),
            *drawn,
        )
    )


def sampling_line(params: GenerationParams) -> str:
    """ "Temperature 0.7 · Top-p 0.95 · Seed 7"; what is off is left out."""
    named: tuple[tuple[str, float | None, float | None], ...] = (
        (translate("ChatSettingsForm", "Temperature"), params.temperature, None),
        (translate("ChatSettingsForm", "Top-p"), params.top_p, 1),
        (translate("ChatSettingsForm", "Top-k"), params.top_k, 0),
        (translate("ChatSettingsForm", "Min-p"), params.min_p, 0),
        (translate("ChatSettingsForm", "Repetition penalty"), params.repetition_penalty, 1),
        (translate("ChatSettingsForm", "Seed"), params.seed, None),
    )
    return " · ".join(
        f"{name} {value if isinstance(value, int) else QLocale().toString(value, ord('g'), 6)}"
        for name, value, off in named
        if value is not None and value != off
    )


def ending_line(finish_reason: str, stats: Stats) -> str:
    """Why an answer ended, where that is worth saying, and its figures."""
    return f"{cut_short(finish_reason)} {figures_line(stats)}".strip()


def cut_short(finish_reason: str) -> str:
    if finish_reason == "length":
        return translate("Figures", "Cut off at the token limit.")
    if finish_reason == "context":
        return translate(
            "Figures", "Cut off: the model's context is full. Start a new chat to go on."
        )
    return ""


def saw_line(saw: Saw) -> str:
    """What reached the model of one attachment."""
    number = saw.soft_tokens
    tokens = (
        translate("Figures", "%Ln token(s), reused", "", number) if saw.cached else _tokens(number)
    )
    detail = saw.detail
    if saw.kind == "image":
        sent = f"{detail.get('width', 0):.0f}×{detail.get('height', 0):.0f}"
        source = f"{detail.get('source_width', 0):.0f}×{detail.get('source_height', 0):.0f}"
        words = (
            translate("Figures", "{name}: {sent} pixels, {tokens}")
            if source in (sent, "0×0")
            else translate("Figures", "{name}: {source} shown as {sent} pixels, {tokens}")
        )
        return words.format(name=saw.name, source=source, sent=sent, tokens=tokens)
    used, total = float(detail.get("seconds_used", 0)), float(detail.get("seconds_total", 0))
    words = (
        translate("Figures", "{name}: {used} s, {tokens}")
        if total - used < 0.05
        else translate("Figures", "{name}: {used} of {total} s, {tokens}")
    )
    return words.format(
        name=saw.name, used=decimal(used, 1), total=decimal(total, 1), tokens=tokens
    )


def memory_line(use: MemoryUse) -> str:
    return translate("Figures", "Memory {size}").format(size=size(use.active))


def memory_detail(use: MemoryUse) -> str:
    words = translate("Figures", "peak {peak} · cache {cache}")
    return words.format(peak=size(use.peak), cache=size(use.cache))


def memory_help(use: MemoryUse) -> str:
    """The same in one sentence, for the tooltip."""
    words = translate("Figures", "Memory {size} in use · peak {peak} · cache {cache}")
    return words.format(size=size(use.active), peak=size(use.peak), cache=size(use.cache))


def kind_of(name: str) -> str:
    """ "picture", "sound" or "" by the file's name alone."""
    lowered = name.lower()
    if lowered.endswith(PICTURES):
        return "picture"
    return "sound" if lowered.endswith(SOUNDS) else ""
