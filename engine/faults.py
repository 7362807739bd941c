"""What is wrong with a model's files, as values: the doctor lists them, loading refuses them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.errors import EngineError, ModelCorrupt
from engine.sentences import say

_SENTENCE_END = re.compile(r"(?<=[.])\s+|(?<=。)(?=.)")


def download_again() -> str:
    return say("Download the model again.")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        kind: short and stable, for programs, e.g. "missing-tensors".
        what: a clause that names the thing and the reason; no model name, no full stop.
        remedy: one full sentence.
        items: everything concerned, tensors or files, each with what is wrong with it ("" if
            `what` says it all).
        stops: a model with this fault is not loaded.
        error: what loading raises.
    """

    kind: str
    what: str
    remedy: str = field(default_factory=download_again)
    items: dict[str, str] = field(default_factory=dict)
    stops: bool = True
    error: type[EngineError] = ModelCorrupt

    @classmethod
    def of(cls, kind: str, error: EngineError) -> Fault:
        """A refusal as a fault. Its last sentence is the remedy."""
        *what, remedy = _SENTENCE_END.split(str(error))
        if not what:
            return cls(kind, remedy.rstrip(".。"), "", error=type(error))
        return cls(kind, str(error)[: -len(remedy)].rstrip(".。 "), remedy, error=type(error))

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "what": self.what,
            "remedy": self.remedy,
            "items": self.items,
            "stops_loading": self.stops,
        }


def refuse(name: str, faults: Iterable[Fault]) -> None:
    """Raises the first fault that stops loading, as a sentence about the model `name`."""
    stopping = [fault for fault in faults if fault.stops]
    if not stopping:
        return
    first = stopping[0]
    others = len(stopping) - 1
    if others:
        words = say(
            "{name} cannot be loaded: {what} (and {others} more, which ./parlance doctor names). "
            "{remedy}",
            name=name,
            what=first.what,
            others=others,
            remedy=first.remedy,
        )
    else:
        words = say(
            "{name} cannot be loaded: {what}. {remedy}",
            name=name,
            what=first.what,
            remedy=first.remedy,
        )
    raise first.error(words.rstrip())


def count_tensors(number: int) -> str:
    if number == 1:
        return say("1 tensor")
    return say("{number:,} tensors", number=number)


def count_modules(number: int) -> str:
    if number == 1:
        return say("1 module")
    return say("{number:,} modules", number=number)


def count_layers(number: int) -> str:
    if number == 1:
        return say("1 layer")
    return say("{number:,} layers", number=number)


def counted(number: int, noun: str) -> str:
    """In English, for the doctor alone."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def some(names: Sequence[str], most: int = 3) -> str:
    shown = ", ".join(names[:most])
    if len(names) <= most:
        return shown
    return say("{names} and {number} more", names=shown, number=len(names) - most)


def shape_text(shape: Sequence[int]) -> str:
    return "×".join(map(str, shape)) if shape else say("a single number")
