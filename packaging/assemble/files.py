"""Copying and dating files, so that the same inputs give the same bytes."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from assemble.pins import ROOT
from assemble.source import ask_git


def copy_all(source: Path, paths: Iterable[str], target: Path) -> None:
    """Copy `paths`, relative to `source`, to the same places below `target`."""
    made: set[Path] = set()
    for path in paths:
        place = target / path
        if place.parent not in made:
            place.parent.mkdir(parents=True, exist_ok=True)
            made.add(place.parent)
        shutil.copyfile(source / path, place)  # contents alone: no links, modes or dates


def walk(folder: Path) -> Iterator[Path]:
    """Everything below a folder, in a fixed order; links are not followed."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted([*files, *folders]):
            yield Path(place, name)


def settle(app: Path, executables: Iterable[Path], epoch: int) -> None:
    """Give everything its mode and one date."""
    programs = {os.fspath(path) for path in executables}
    for path in walk(app):
        if not path.is_symlink():
            program = path.is_dir() or os.fspath(path) in programs
            path.chmod(0o755 if program else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)
    app.chmod(0o755)
    os.utime(app, (epoch, epoch))


def size(path: Path) -> int:
    """Bytes of a file or of all files in a folder, links not counted."""
    if not path.is_dir():
        return path.lstat().st_size
    sizes = (file.lstat() for file in walk(path))
    return sum(one.st_size for one in sizes if stat.S_ISREG(one.st_mode))


def source_date() -> int:
    """What all files are dated: SOURCE_DATE_EPOCH, or when the last commit was made."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    return int(ask_git(ROOT, "log", "-1", "--format=%ct") or 1_700_000_000)
