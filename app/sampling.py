"""Chat settings as JSON: in the chats' store, in the presets' file and in the settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from engine.types import GenerationParams
from ui.chat_settings_values import NO_LIMIT, ChatSettings, Preset

_DEFAULT = GenerationParams()


def packed(settings: ChatSettings) -> dict[str, Any]:
    """What differs from nothing being set. The system prompt goes beside it: see `whole`."""
    params = settings.params
    values: dict[str, Any] = {
        name: value
        for name in _READERS
        if (value := getattr(params, name)) != getattr(_DEFAULT, name)
    }
    if settings.preset is not None:
        preset = settings.preset
        values["preset"] = {
            "id": preset.id,
            "name": preset.name,
            "settings": whole(preset.settings),
        }
    return values


def unpacked(system_prompt: str, values: object) -> ChatSettings:
    """The other way; whatever is missing or makes no sense is as if it were not set."""
    found = values if isinstance(values, Mapping) else {}
    params = {
        name: value
        for name, read in _READERS.items()
        if (value := read(found.get(name))) is not None
    }
    return ChatSettings(system_prompt, GenerationParams(**params), _preset(found.get("preset")))


def whole(settings: ChatSettings) -> dict[str, Any]:
    """With the system prompt, for files that keep everything in one place."""
    values = packed(settings)
    if settings.system_prompt:
        values["system_prompt"] = settings.system_prompt
    return values


def from_whole(values: object) -> ChatSettings:
    found = values if isinstance(values, Mapping) else {}
    prompt = found.get("system_prompt")
    return unpacked(prompt if isinstance(prompt, str) else "", found)


def _preset(values: object) -> Preset | None:
    match values:
        case {"id": str(id), "name": str(name), "settings": settings}:
            return Preset(id, name, from_whole(settings).values)
    return None


def _number(low: float, high: float, *, above: bool = False) -> Callable[[object], float | None]:
    def read(value: object) -> float | None:
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            return None
        return float(value) if low <= value <= high and not (above and value == low) else None

    return read


def _whole_number(low: int, high: int) -> Callable[[object], int | None]:
    def read(value: object) -> int | None:
        if isinstance(value, float) and value.is_integer():  # as other programs may write it
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            return None
        return value if low <= value <= high else None

    return read


def _switch(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


# The ranges are those of `engine.sampling.resolve`.
_READERS: dict[str, Callable[[object], Any]] = {
    "max_tokens": _whole_number(1, NO_LIMIT),
    "temperature": _number(0, 10),
    "top_p": _number(0, 1, above=True),
    "top_k": _whole_number(0, NO_LIMIT),
    "min_p": _number(0, 1),
    "repetition_penalty": _number(0, 10, above=True),
    "seed": _whole_number(0, (1 << 32) - 1),
    "thinking": _switch,
}
