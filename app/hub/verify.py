"""Compares a model on the disk with the checksums that its files are named after."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.hub.sums import name_sums
from engine.cancel import CancelToken
from engine.sentences import say

_AT_ONCE = 4 << 20


@dataclass(frozen=True)
class Verified:
    """Attributes:
    right: files whose content is what their name says.
    wrong: files that are damaged or gone, with the reason.
    unnamed: files whose checksum nobody has written down.
    """

    folder: Path
    right: tuple[str, ...]
    wrong: dict[str, str]
    unnamed: tuple[str, ...]

    @property
    def good(self) -> bool:
        return not self.wrong

    @property
    def sentence(self) -> str:
        if self.wrong:
            bad = ", ".join(f"{name} ({why})" for name, why in self.wrong.items())
            return say(
                "{number} of {total} files are not what they should be: {bad}. "
                "Fetch them again, or remove them.",
                number=len(self.wrong),
                total=len(self.right) + len(self.wrong),
                bad=bad,
            )
        if not self.right:
            return say(
                "The files in {folder} came without checksums, so there is nothing to compare "
                "them with; ./parlance doctor --deep examines the model.",
                folder=self.folder,
            )
        return say("All {number} files have the right checksum.", number=len(self.right))

    def as_json(self) -> dict[str, Any]:
        return {
            "path": str(self.folder),
            "good": self.good,
            "right": list(self.right),
            "wrong": self.wrong,
            "unnamed": list(self.unnamed),
        }


def verify(
    folder: Path, cancel: CancelToken, note: Callable[[str], None] | None = None
) -> Verified:
    """Reads every byte of every file.

    Raises:
        Cancelled: a stop was asked for.
    """
    right: list[str] = []
    wrong: dict[str, str] = {}
    unnamed: list[str] = []
    sums = name_sums(folder)
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    for name in sorted({*found, *sums}):
        file, wanted = folder / name, sums.get(name, "")
        if not file.exists():
            wrong[name] = say("it is gone")
        elif not wanted:
            unnamed.append(name)
        else:
            if note is not None:
                note(f"reading {name}")
            try:
                same = _sum(file, wanted, cancel) == wanted
            except OSError as error:
                wrong[name] = (error.strerror or say("it cannot be read")).lower()
                continue
            if same:
                right.append(name)
            else:
                wrong[name] = say("it is damaged")
    return Verified(folder, tuple(right), wrong, tuple(unnamed))


def _sum(file: Path, wanted: str, cancel: CancelToken) -> str:
    if len(wanted) == 64:
        digest = hashlib.sha256()
    else:  # as git names contents
        digest = hashlib.sha1(usedforsecurity=False)
        digest.update(f"blob {file.stat().st_size}\0".encode())
    with file.open("rb") as stream:
        while data := stream.read(_AT_ONCE):
            cancel.check()
            digest.update(data)
    return digest.hexdigest()
