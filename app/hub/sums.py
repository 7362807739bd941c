"""Checksums of a snapshot's files where the disk has no links, whose targets would tell them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.whole_file import read_object, write_json

_FILE = ".parlance-sums.json"


def name_sums(snapshot: Path) -> dict[str, str]:
    """By the file's path inside the snapshot: what contents are called, by link or by list."""
    noted = read_object(_file(snapshot)).get(snapshot.name)
    found = noted if isinstance(noted, dict) else {}
    sums = {str(name): str(blob) for name, blob in found.items() if _is_sum(str(blob))}
    cached = snapshot.parent.name == "snapshots"  # other folders may hold anything
    for place in snapshot.rglob("*") if cached else snapshot.iterdir():
        if place.is_symlink() and _is_sum(blob := place.readlink().name):
            sums[place.relative_to(snapshot).as_posix()] = blob
    return sums


def keep_sums(snapshot: Path, sums: Mapping[str, str]) -> None:
    """Note what `name_sums` has to tell without links.

    Raises:
        OSError: the disk refuses.
    """
    file = _file(snapshot)
    write_json(file, {**read_object(file), snapshot.name: dict(sums)})


def _is_sum(name: str) -> bool:
    return len(name) in (40, 64) and name.isalnum()


def _file(snapshot: Path) -> Path:
    return snapshot.parent.parent / _FILE
