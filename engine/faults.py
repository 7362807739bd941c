"""What is wrong with a model's files, as values: the doctor lists them, loading refuses them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.errors import EngineError, ModelCorrupt

DOWNLOAD = "Download the model again."


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
    remedy: str = DOWNLOAD
    items: dict[str, str] = field(default_factory=dict)
    stops: bool = True
    error: type[EngineError] = ModelCorrupt

    @classmethod
    def of(cls, kind: str, error: EngineError) -> Fault:
        """A refusal as a fault. Its last sentence is the remedy."""
        what, _, remedy = str(error).rstrip(".").rpartition(". ")
        return cls(kind, what or remedy, f"{remedy}." if what else "", error=type(error))

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
    more = f" (and {others} more, which ./parlance doctor names)" if others else ""
    raise first.error(f"{name} cannot be loaded: {first.what}{more}. {first.remedy}")


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def some(names: Sequence[str], most: int = 3) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def shape_text(shape: Sequence[int]) -> str:
    return "×".join(map(str, shape)) if shape else "a single number"
