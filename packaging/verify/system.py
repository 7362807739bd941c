"""Symbols of macOS's own libraries: whether the oldest macOS that the app is for has them.

These libraries are no files since macOS 11, and Apple's stubs of them may not be passed on. So
system.txt lists what the pinned wheels ask for, with whence it is known. What a wheel asks for
beyond that is a finding, until a person has looked it up. An interpreter may be any: what it asks
for beyond the list is counted and told, for its own linker has seen it.

Not covered, here or anywhere: what is asked for by name while it runs, as are all messages of
Objective-C and whatever a library gets from dlsym.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

LIST = Path(__file__).with_name("system.txt")
BY_LINKER = "linker"  # how something is known that nobody has looked up
_SECTION = re.compile(r"\[(sdk|header|source|linker) (/\S+)\]")


@dataclass(frozen=True)
class Known:
    """What the list says: (how, symbols) by library."""

    libraries: dict[str, tuple[str, frozenset[str]]]

    @classmethod
    def load(cls, file: Path = LIST) -> Known:
        """Read a list.

        Raises:
            ValueError: a line is neither a heading nor below one.
        """
        found: dict[str, tuple[str, set[str]]] = {}
        symbols: set[str] | None = None
        for line in file.read_text(encoding="utf-8").splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            if heading := _SECTION.fullmatch(line):
                symbols = found.setdefault(heading[2], (heading[1], set()))[1]
            elif symbols is None:
                raise ValueError(f"{file.name}: {line!r} stands below no library")
            else:
                symbols.update(line.split())
        return cls({name: (how, frozenset(names)) for name, (how, names) in found.items()})


@dataclass
class Asked:
    """What a bundle asks macOS for, each symbol once.

    Attributes:
        listed: in the list, by library.
        unlisted: what the interpreter asks for beyond the list, by library.
    """

    known: Known = field(default_factory=Known.load)
    listed: dict[str, set[str]] = field(default_factory=dict)
    unlisted: dict[str, set[str]] = field(default_factory=dict)

    def has(self, library: str, symbol: str) -> bool:
        """Whether the list has it; remembers that it was asked for, if so."""
        _, symbols = self.known.libraries.get(library, ("", frozenset()))
        if symbol in symbols:
            self.listed.setdefault(library, set()).add(symbol)
        return symbol in symbols

    def excuse(self, library: str, symbols: set[str]) -> None:
        """Remember what is asked for without being in the list."""
        self.unlisted.setdefault(library, set()).update(symbols)

    def figures(self) -> dict[str, dict[str, int]]:
        """How many symbols by library's name: "looked up", "by linker" and "not looked up"."""
        figures: dict[str, Counter[str]] = {
            "looked up": Counter(),
            "by linker": Counter(),
            "not looked up": Counter(),
        }
        for library, symbols in self.listed.items():
            trusted = self.known.libraries[library][0] == BY_LINKER
            figures["by linker" if trusted else "looked up"][_short(library)] = len(symbols)
        for library, symbols in self.unlisted.items():
            figures["not looked up"][_short(library)] = len(symbols)
        return {how: dict(counter.most_common()) for how, counter in figures.items()}


def _short(library: str) -> str:
    return library.rpartition("/")[2]
