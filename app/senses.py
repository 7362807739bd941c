"""What to say when a model is given something that it cannot take in."""

from __future__ import annotations

from collections.abc import Iterable

from engine.types import ModelInfo, Sense

_CANNOT = {"image": "see pictures", "audio": "hear sounds", "text": "read text"}
_HELD = {"image": "a picture", "audio": "a sound", "text": "text"}


def refusal(info: ModelInfo | None, sense: Sense, name: str) -> str:
    """Why `name` cannot go to this model; empty if it can, or if nobody knows yet."""
    if info is None or sense in info.senses:
        return ""
    return (
        f"{name} was not attached, because {info.name} cannot {_CANNOT[sense]}; "
        f"choose a model that can in the model picker."
    )


def history_refusal(info: ModelInfo | None, senses: Iterable[Sense]) -> str:
    """Why this model cannot follow a chat that holds such things; empty if it can."""
    if info is None:
        return ""
    missing = [sense for sense in sorted(senses) if sense not in info.senses]
    if not missing:
        return ""
    held = " and ".join(_HELD[sense] for sense in missing)
    cannot = " or ".join(_CANNOT[sense] for sense in missing)
    return (
        f"This chat holds {held}, and {info.name} cannot {cannot}; "
        f"choose a model that can, or start a new chat."
    )
