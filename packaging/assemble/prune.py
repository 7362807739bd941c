"""What goes into the bundle and what does not: the reviewed list in keep.toml.

The first rule that matches a file decides. A file that no rule matches stops the build, so that
somebody looks at what a new version of a package brings along.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assemble.errors import PackagingError

REVIEWED = Path(__file__).with_name("keep.toml")
ANY = "*"


@dataclass(frozen=True)
class Rule:
    """One entry of keep.toml.

    Attributes:
        of: distributions (normalised), "stdlib", "parlance", or "*" for every wheel.
        systems: names of targets; empty for all.
        keeps: whether matching files go into the bundle.
        pattern: of paths relative to site-packages, the standard library or the checkout.
        why: the reason.
    """

    of: frozenset[str]
    systems: frozenset[str]
    keeps: bool
    pattern: re.Pattern[str]
    why: str

    def covers(self, of: str, path: str, system: str) -> bool:
        return (
            (of in self.of or (ANY in self.of and of not in ("stdlib", "parlance")))
            and (not self.systems or system in self.systems)
            and self.pattern.fullmatch(path) is not None
        )


@dataclass(frozen=True)
class Sorted:
    """Files by fate.

    Attributes:
        keep: paths that go into the bundle.
        drop: paths that do not.
        unknown: paths that no rule covers.
    """

    keep: list[str]
    drop: list[str]
    unknown: list[str]


class Rules:
    """The reviewed list."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)

    @classmethod
    def load(cls, file: Path = REVIEWED) -> Rules:
        """Read keep.toml.

        Raises:
            PackagingError: an entry is not as it should be.
        """
        entries = tomllib.loads(file.read_text("utf-8")).get("rule", [])
        return cls(_rule(entry, f"entry {n} of {file.name}") for n, entry in enumerate(entries, 1))

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)

    def decide(self, of: str, path: str, system: str) -> Rule | None:
        """The rule for a file; None when nobody thought of it."""
        return next((rule for rule in self._rules if rule.covers(of, path, system)), None)

    def sort(self, of: str, paths: Iterable[str], system: str) -> Sorted:
        fates = Sorted([], [], [])
        for path in sorted(paths):
            rule = self.decide(of, path, system)
            fate = fates.unknown if rule is None else fates.keep if rule.keeps else fates.drop
            fate.append(path)
        return fates


def _rule(entry: dict[str, Any], where: str) -> Rule:
    keeps, drops = entry.get("keep"), entry.get("drop")
    if (keeps is None) == (drops is None) or not entry.get("why") or not entry.get("of"):
        raise PackagingError(f"{where} needs `of`, `why`, and either `keep` or `drop`.")
    of = entry["of"]
    patterns = entry["keep" if keeps is not None else "drop"]
    return Rule(
        of=frozenset([of] if isinstance(of, str) else of),
        systems=frozenset(entry.get("systems", [])),
        keeps=keeps is not None,
        pattern=re.compile("|".join(f"(?:{as_regex(one)})" for one in patterns)),
        why=entry["why"],
    )


def as_regex(glob: str) -> str:
    """`*` and `?` stay within one folder, `**/` is any number of folders, `{a,b}` either."""
    out = ""
    for part in re.findall(r"\*\*/|\*\*|\*|\?|\{[^}]*\}|[^*?{]+", glob):
        match part:
            case "**/":
                out += "(?:[^/]+/)*"
            case "**":
                out += ".*"
            case "*":
                out += "[^/]*"
            case "?":
                out += "[^/]"
            case _ if part[0] == "{":
                out += "(?:" + "|".join(as_regex(one) for one in part[1:-1].split(",")) + ")"
            case _:
                out += re.escape(part)
    return out
