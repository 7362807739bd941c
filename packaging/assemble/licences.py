"""The licences of everything in the bundle, gathered in one folder."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from assemble.errors import PackagingError
from assemble.pins import ROOT
from assemble.wheels import WheelTree

# Of what brings no licence file along, and of what is inside others.
OURS = Path(__file__).with_name("licences")
# Distributions whose terms stand in a folder of OURS that goes by another name.
ELSEWHERE = {
    "pyside6-essentials": "qt",
    "shiboken6": "qt",
    "sentencepiece": "apache-2.0",
    "tokenizers": "apache-2.0",
}

_LICENCE = re.compile(
    r"[^/]+\.dist-info/(licenses/.+|(LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*)"
    r"|_soundfile_data/COPYING|licensing/license_notes\.md"
)


def gather(target: Path, tree: WheelTree, kept: Iterable[str], stdlib: Path) -> int:
    """Fill the folder `target`; gives how many files it holds.

    Args:
        kept: the wheel tree's files that are in the bundle.
        stdlib: the interpreter's standard library, which has CPython's licence.

    Raises:
        PackagingError: something comes without one.
    """
    shutil.copytree(OURS, target, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "LICENSE", target / "Parlance.txt")
    shutil.copyfile(_of_python(stdlib), target / "Python.txt")
    for path in kept:
        if _LICENCE.fullmatch(path):
            place = target / tree.owners[path] / _short(path)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(tree.root / path, place)
    if without := [name for name in sorted(tree.versions) if not _has_one(target, name)]:
        raise PackagingError(
            f"{', '.join(without)}: no licence file comes along; put its text into "
            f"{OURS.relative_to(ROOT)}/{without[0]}/."
        )
    return sum(1 for file in target.rglob("*") if file.is_file())


def _of_python(stdlib: Path) -> Path:
    """CPython's licence: in the standard library, or where python-build-standalone may have it."""
    folder = stdlib.parents[1]
    places = (stdlib / "LICENSE.txt", folder / "licenses" / "LICENSE.cpython.txt")
    for place in places:
        if place.is_file():
            return place
    raise PackagingError(f"{places[0]} is missing: the interpreter comes without its licence.")


def _short(path: str) -> str:
    """Without the folders that every distribution has."""
    return re.sub(r"^([^/]+\.dist-info/(licenses/)?|[^/]+/)", "", path)


def _has_one(target: Path, name: str) -> bool:
    folder = target / ELSEWHERE.get(name, name)
    return folder.is_dir() and any(folder.iterdir())
