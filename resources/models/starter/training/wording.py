"""A question in other words, and as people type it: courtesy, capitals, typos."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

Rng = np.random.Generator

_LEADS = [
    "please",
    "hey,",
    "hi,",
    "hello,",
    "ok,",
    "so",
    "tell me,",
    "can you tell me",
    "i wonder,",
    "excuse me,",
    "quick question:",
    "and",
    "well,",
    "parlance,",
]
_TAILS = ["please", "in parlance", "here", "in this app", "then", "thanks", "exactly", "now"]
_SYNONYMS = (Path(__file__).parent / "synonyms.txt").read_text(encoding="utf-8").splitlines()[1:]
_GROUPS: dict[str, list[str]] = {}
for _line in _SYNONYMS:
    _many = [w for part in _line.split(",") for w in (part.split() if "," not in _line else [part])]
    if "," in _line:
        _first = _line.split(",")[0].split()
        _many = [*_first, *_line.split(",")[1:]]
    for _word in _many:
        _GROUPS.setdefault(_word, _many)
_SMALL = set(
    "the a an do does i is my this of in to it can you me "  # noqa: SIM905
    "are there please what how with for on".split()
)
_HOW = re.compile(
    r"^(how do i|how can i|can i|how to|i want to|may i|where do i|where can i|how may i|"
    r"is it possible to) (.+)$"
)
_HOW_FORMS = [
    "how do i {x}",
    "how can i {x}",
    "how to {x}",
    "i want to {x}",
    "can i {x}",
    "may i {x}",
    "how would i {x}",
    "what is the way to {x}",
    "is there a way to {x}",
    "i would like to {x}",
    "show me how to {x}",
    "{x}",
    "how does one {x}",
    "how could i {x}",
    "what do i do to {x}",
    "tell me how to {x}",
    "i need to {x}",
    "where can i {x}",
    "help me {x}",
    "is it possible to {x}",
    "what's the way to {x}",
    "i'd like to {x}",
]
_WHAT = re.compile(r"^(what is|what are|what does|what do|explain|what's) (.+?)( mean| means)?$")
_WHAT_FORMS = [
    "what is {x}",
    "what are {x}",
    "what does {x} mean",
    "explain {x}",
    "what's {x}",
    "define {x}",
    "{x}",
    "tell me what {x} is",
    "the meaning of {x}",
    "what do you mean by {x}",
    "tell me about {x}",
    "what do {x} tell me",
    "what does {x} show",
    "i do not understand {x}",
    "what's the meaning of {x}",
    "can you explain {x}",
]


def reword(text: str, rng: Rng, explained: bool = False) -> str:
    """Another way to ask: other openings, other words of the same meaning, small words left out."""
    if rng.random() < 0.5 and (found := _HOW.match(text)):
        text = pick(_HOW_FORMS, rng).format(x=found.group(2))
    elif explained and rng.random() < 0.6 and (found := _WHAT.match(text)):
        text = pick(_WHAT_FORMS, rng).format(x=found.group(2))
    words = text.split()
    if rng.random() < 0.6:
        words = [pick(_GROUPS[w], rng) if w in _GROUPS and rng.random() < 0.4 else w for w in words]
    if rng.random() < 0.3 and len(words) > 3:
        small = [i for i, w in enumerate(words) if w in _SMALL]
        for i in sorted(rng.permutation(small)[: int(rng.integers(1, 3))], reverse=True):
            del words[int(i)]
    if rng.random() < 0.06 and len(words) > 3:
        i = int(rng.integers(len(words) - 1))
        words[i], words[i + 1] = words[i + 1], words[i]
    return " ".join(words)


_NEAR = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuioplsdfghjkkxcvbnmn", strict=False))


def _typo(text: str, rng: Rng) -> str:
    at = [i for i, c in enumerate(text) if c.isalpha()]
    if len(at) < 6:
        return text
    i = int(at[rng.integers(len(at))])
    kind = rng.integers(4)
    if kind == 0:
        return text[:i] + text[i + 1 :]
    if kind == 1:
        return text[:i] + text[i] + text[i:]
    if kind == 2 and i + 1 < len(text):
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    return text[:i] + _NEAR.get(text[i], "e") + text[i + 1 :]


def dress(question: str, rng: Rng, plain: float = 0.35) -> str:
    """The question as people type it: courtesy, capitals, punctuation, a typo now and then."""
    text = question
    if rng.random() > plain:
        if rng.random() < 0.18:
            text = f"{_LEADS[rng.integers(len(_LEADS))]} {text}"
        if rng.random() < 0.12:
            text = f"{text} {_TAILS[rng.integers(len(_TAILS))]}"
        if rng.random() < 0.2:
            text = _typo(text, rng)
    style = rng.random()
    if style < 0.55:
        text = text[0].upper() + text[1:]
        text = re.sub(r"\bi\b", "I", text)
    elif style < 0.63:
        text = text.upper()
    end = rng.random()
    asks = (
        re.match(
            r"(\W*\w+,? )?(what|how|who|where|why|which|is|are|can|do|does|may|will|when)\b",
            question,
        )
        is not None
    )
    if asks:
        text += "?" if end < 0.75 else ""
    else:
        text += "." if end < 0.35 else "!" if end < 0.45 else ""
    return text


def pick(options: list[str], rng: Rng) -> str:
    """One of the options."""
    return options[rng.integers(len(options))]
