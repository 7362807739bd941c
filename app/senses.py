"""What to say when a model is given something that it cannot take in."""

from __future__ import annotations

from collections.abc import Iterable

from engine.types import ModelInfo, Sense
from ui.language import QT_TRANSLATE_NOOP, translate


def refusal(info: ModelInfo | None, sense: Sense, name: str) -> str:
    """Why `name` cannot go to this model; empty if it can, or if nobody knows yet."""
    if info is None or sense in info.senses:
        return ""
    if why := info.why_off(sense):
        return translate("Senses", "{name} was not attached. {why}").format(name=name, why=why)
    words = {
        "image": QT_TRANSLATE_NOOP(
            "Senses",
            "{name} was not attached, because {model} cannot see pictures; "
            "choose a model that can in the model picker.",
        ),
        "audio": QT_TRANSLATE_NOOP(
            "Senses",
            "{name} was not attached, because {model} cannot hear sounds; "
            "choose a model that can in the model picker.",
        ),
        "text": QT_TRANSLATE_NOOP(
            "Senses",
            "{name} was not attached, because {model} cannot read text; "
            "choose a model that can in the model picker.",
        ),
    }
    return translate("Senses", words[sense]).format(name=name, model=info.name)


def history_refusal(info: ModelInfo | None, senses: Iterable[Sense]) -> str:
    """Why this model cannot follow a chat that holds such things; empty if it can."""
    if info is None:
        return ""
    missing = {sense for sense in senses if sense not in info.senses}
    if not missing:
        return ""
    return " ".join(
        [_missing(info, missing), *(why for sense, why in info.off if sense in missing)]
    )


def _missing(info: ModelInfo, missing: set[Sense]) -> str:
    if missing >= {"image", "audio"}:
        words = translate(
            "Senses",
            "This chat holds a picture and a sound, and {model} cannot see pictures or hear "
            "sounds; choose a model that can, or start a new chat.",
        )
    elif "image" in missing:
        words = translate(
            "Senses",
            "This chat holds a picture, and {model} cannot see pictures; "
            "choose a model that can, or start a new chat.",
        )
    elif "audio" in missing:
        words = translate(
            "Senses",
            "This chat holds a sound, and {model} cannot hear sounds; "
            "choose a model that can, or start a new chat.",
        )
    else:
        words = translate(
            "Senses",
            "This chat holds text, and {model} cannot read text; "
            "choose a model that can, or start a new chat.",
        )
    return words.format(model=info.name)
