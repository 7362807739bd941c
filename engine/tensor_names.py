"""What a tensor of the model is called in the file it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any


class PublishedNames:
    """Maps names in the model back to names in the file.

    `sanitize` hands most arrays through as the very same objects; what their names went through is
    applied backwards to names that have no array.
    """

    def __init__(self, given: Mapping[str, Any], arrays: Mapping[str, Any]) -> None:
        by_id = {id(array): name for name, array in given.items()}
        self._known = {
            ours: by_id[id(array)] for ours, array in arrays.items() if id(array) in by_id
        }
        pairs = Counter(_prefixes(ours, theirs) for ours, theirs in self._known.items())
        # The longest prefix of ours that fits; the commonest of theirs for it.
        self._prefixes = sorted(pairs, key=lambda pair: (-len(pair[0]), -pairs[pair]))

    def __call__(self, ours: str) -> str:
        if ours in self._known:
            return self._known[ours]
        for mine, theirs in self._prefixes:
            if not mine or ours.startswith(mine + "."):
                rest = ours.removeprefix(mine).removeprefix(".")
                return f"{theirs}.{rest}" if theirs else rest
        return ours


def _prefixes(ours: str, theirs: str) -> tuple[str, str]:
    """What remains of both names in front of what they have in common."""
    mine, other = ours.split("."), theirs.split(".")
    while mine and other and mine[-1] == other[-1]:
        mine.pop()
        other.pop()
    return ".".join(mine), ".".join(other)
