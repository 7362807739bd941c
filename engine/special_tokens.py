"""A tokenizer's control tokens: not text to be shown, and not to be taken from text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

_ZERO_WIDTH_SPACE = "\u200b"


@dataclass(frozen=True)
class SpecialTokens:
    """Attributes:
    ids: of all of them.
    pattern: finds one in a text; None where there are none.
    """

    ids: frozenset[int]
    pattern: re.Pattern[str] | None

    def defused(self, text: str) -> str:
        """What somebody typed or pasted, in which a control token is text and not control."""
        return text if self.pattern is None else self.pattern.sub(_broken, text)


# Tokenizers with thousands of added tokens take milliseconds to list them, several times a turn.
_known: WeakKeyDictionary[Any, SpecialTokens] = WeakKeyDictionary()


def special_tokens(tokenizer: Any) -> SpecialTokens:
    found = _known.get(tokenizer)
    if found is None:
        added = {id_: t for id_, t in tokenizer.added_tokens_decoder.items() if t.special}
        # Of one character nothing is left when it is broken; such a token is no marker either.
        names = [token.content for token in added.values() if len(token.content) > 1]
        pattern = re.compile("|".join(map(re.escape, names))) if names else None
        found = _known[tokenizer] = SpecialTokens(frozenset(added), pattern)
    return found


def _broken(match: re.Match[str]) -> str:
    found = match.group()
    return found[0] + _ZERO_WIDTH_SPACE + found[1:]
