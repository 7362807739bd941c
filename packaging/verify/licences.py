"""Licences: of everything that is in the bundle."""

from __future__ import annotations

from pathlib import Path

from assemble.licences import ELSEWHERE
from verify.bundle import Bundle

OTHERS = {
    "Parlance.txt": "Parlance",
    "Python.txt": "CPython",
    "qt": "Qt",
    "starter-model": "the starter model",
}


def check_licences(bundle: Bundle) -> None:
    """Report what comes without a licence."""
    folder = bundle.layout.licences
    wanted = dict(OTHERS)
    for name in bundle.tree.versions:
        wanted.setdefault(ELSEWHERE.get(name, name), name)
    report = bundle.report("licence")
    for place, whose in sorted(wanted.items()):
        if not _says_something(folder / place):
            report(
                folder / place, f"the licence of {whose} is missing", "add it: assemble.licences"
            )


def _says_something(path: Path) -> bool:
    if path.is_dir():
        return any(_says_something(file) for file in path.iterdir())
    return path.is_file() and path.stat().st_size > 0
