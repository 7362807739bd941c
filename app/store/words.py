"""What of a text is searched: words, and pairs of characters where a script has no spaces."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Han, kana and hangul. Korean has spaces, but its particles cling to the words.
_DENSE = (
    "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(f"[{_DENSE}]+")
_FOLDS = re.compile(f"[{_DENSE}\uff00-\uffef]")  # with full-width forms, which are folded too
_TERM = re.compile(r"\w+")
MOST_TERMS = 40
_MOST_CHARACTERS = 2000  # of a query; a term of so many is split into as many pairs


def words(text: str) -> str:
    """The text as it is indexed: 機械学習 becomes "機械 械学 学習 習".

    The last character stands alone, so that it too begins a token and is found by itself.
    """
    if not _FOLDS.search(text):  # most texts, and at full speed
        return text
    return _RUN.sub(_pairs, unicodedata.normalize("NFKC", text))


def _pairs(match: re.Match[str]) -> str:
    run = match.group()
    return " " + " ".join(run[at : at + 2] for at in range(len(run))) + " "


def terms(query: str) -> tuple[str, ...]:
    """The query's words, as typed: runs of letters and digits of one kind of script.

    Each once, where it stands last; of a whole page that was pasted the first ones.
    """
    found: list[str] = []
    for word in _TERM.findall(unicodedata.normalize("NFKC", query[:_MOST_CHARACTERS])):
        at = 0
        for run in _RUN.finditer(word):
            found += [word[at : run.start()], run.group()]
            at = run.end()
        found.append(word[at:])
    once = dict.fromkeys(term for term in reversed(found) if term)
    return tuple(reversed(once))[:MOST_TERMS]


def match_of(query: str) -> str:
    """The query in FTS5's language: every term must be there, the last one may go on.

    A last letter alone is not looked for yet, or only as a word: all words that begin with it
    would be 140 ms of reading in 100,000 messages, and a result of no use.

    Empty if there is nothing to look for.
    """
    parts = list(terms(query))
    open_ended = bool(parts) and not query[-1:].isspace()
    if open_ended and _is_letter(parts[-1]):
        open_ended = False
        if len(parts) > 1:
            parts.pop()
    return " ".join(
        _match_term(term, open_ended=open_ended and at == len(parts) - 1)
        for at, term in enumerate(parts)
    )


def _is_letter(term: str) -> bool:
    return len(term) == 1 and not _RUN.match(term)


def _match_term(term: str, open_ended: bool) -> str:
    if not _RUN.match(term):
        return f'"{term}"*' if open_ended else f'"{term}"'
    if len(term) == 1:  # begins a pair, or stands at the end of its run
        return f'"{term}"*'
    return '"' + " ".join(term[at : at + 2] for at in range(len(term) - 1)) + '"'


@lru_cache(maxsize=64)
def finder(query: str) -> re.Pattern[str] | None:
    """What to mark in a text `fold`ed, for the people who read the results."""
    parts = sorted({fold(term) for term in terms(query)}, key=len, reverse=True)
    if not parts:
        return None
    return re.compile("|".join(map(_find_term, parts)))


def _find_term(term: str) -> str:
    at_start = "" if _RUN.match(term) else rf"(?<![^\W{_DENSE}])"  # of a word, or after a dense run
    return at_start + re.escape(term)


def fold(text: str) -> str:
    """Without case and accents, one character for one: places in it are places in `text`."""
    if text.isascii():
        return text.lower()
    return "".join(map(_fold_one, text))


@lru_cache(maxsize=4096)
def _fold_one(character: str) -> str:
    base = unicodedata.normalize("NFKD", character)[0].lower()
    return base if len(base) == 1 else character
