"""Looks for models on the hub, and leaves out what could not be run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from app.hub.client import Hub


@dataclass(frozen=True)
class Found:
    """A repository as a search tells of it.

    Attributes:
        family: config `model_type`.
        bits: of quantised weights, 0 if they are not, or nobody says.
        parameters: as the hub counts them: packed weights count less than they stand for.
        nbytes: of everything in the repository; 0 if the hub does not say.
    """

    repo: str
    family: str
    downloads: int
    gated: bool
    bits: int
    parameters: int
    nbytes: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def search(hub: Hub, text: str, runs: Callable[[str], bool], limit: int = 30) -> list[Found]:
    """Most downloaded first. `runs` says whether a `model_type` can be run here.

    Raises:
        HubError, Later: the hub refuses, or does not answer.
    """
    found = _read(hub.search(text, 4 * limit))
    return [each for each in found if runs(each.family)][:limit]


def _read(answers: list[dict[str, Any]]) -> Iterator[Found]:
    for each in answers:
        config = each.get("config")
        config = config if isinstance(config, dict) else {}
        kind, name = config.get("model_type"), each.get("id")
        if not isinstance(kind, str) or not isinstance(name, str):
            continue
        weights = each.get("safetensors")
        quantised = config.get("quantization_config") or config.get("quantization")
        yield Found(
            repo=name,
            family=kind,
            downloads=_whole(each.get("downloads")),
            gated=bool(each.get("gated")),
            bits=_whole(quantised.get("bits")) if isinstance(quantised, dict) else 0,
            parameters=_whole(weights.get("total")) if isinstance(weights, dict) else 0,
            nbytes=_whole(each.get("usedStorage")),
        )


def _whole(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
