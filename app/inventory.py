"""Every model on this machine: where it is, what it takes, what could be freed."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from filelock import Timeout

from app.errors import UserError, reason_of
from app.hub.cache import RepoFolder, unfinished
from app.model_notes import Note, load_notes
from app.models import cache_folder, find_models
from app.paths import starter_model
from engine.sentences import say
from engine.types import ModelInfo

Source = Literal["starter", "hub", "folder"]


@dataclass(frozen=True)
class Installed:
    """A model on the disk, or the beginning of one.

    Attributes:
        repo: its name on the hub; empty for a folder from elsewhere.
        on_disk: bytes that removing it frees; contents shared with others are not counted.
        fetched, total: bytes of an unfinished download; both 0 for a whole one.
        twins: folders with the very same weights.
        used: when it was loaded last, in seconds since the epoch; 0 for never.
    """

    info: ModelInfo
    source: Source
    repo: str = ""
    on_disk: int = 0
    fetched: int = 0
    total: int = 0
    twins: tuple[Path, ...] = ()
    used: float = 0.0

    @property
    def unfinished(self) -> bool:
        return self.total > 0

    def as_json(self) -> dict[str, Any]:
        info = self.info
        return {
            "name": self.repo or info.name,
            "path": str(info.path),
            "source": self.source,
            "family": info.family,
            "takes_in": list(info.senses),
            "parameters": info.parameters,
            "quantisation": info.quantisation,
            "context": info.context,
            "nbytes": info.nbytes,
            "on_disk": self.on_disk,
            "fetched": self.fetched,
            "total": self.total,
            "problem": info.problem,
            "same_weights_as": [str(path) for path in self.twins],
            "last_used": _moment(self.used),
        }


def take_stock(folders: Iterable[Path] = ()) -> list[Installed]:
    """What is here: the starter, the Hugging Face cache, our folder, LM Studio's, and `folders`.

    Reads headers only.
    """
    stock = [_installed(info) for info in find_models(*folders)]
    known = {each.repo for each in stock}
    stock += [each for each in _unfinished() if each.repo not in known]
    notes = load_notes()
    stock = [replace(each, used=notes.get(each.info.path, Note()).used) for each in stock]
    return _with_twins(stock)


def _moment(used: float) -> str | None:
    """As other programs read it: "2026-11-21T22:30:00+00:00"."""
    return datetime.fromtimestamp(int(used), UTC).isoformat() if used else None


def _installed(info: ModelInfo) -> Installed:
    if info.path == starter_model():
        return Installed(info, "starter")
    repo = repo_of(info.path)
    return Installed(info, "hub" if repo else "folder", repo, _own_bytes(info.path, repo))


def repo_of(path: Path) -> str:
    """The repository that a snapshot in a cache belongs to; empty for any other folder."""
    inside = path.parent.parent.name
    if path.parent.name == "snapshots" and inside.startswith("models--"):
        return inside.removeprefix("models--").replace("--", "/", 1)
    return ""


def cache_of(snapshot: Path) -> Path:
    """The cache that a snapshot is in: the usual one, or a folder that it was moved to."""
    return snapshot.parent.parent.parent


def remove(installed: Installed) -> int:
    """Delete a model from the disk; returns the bytes that are free now.

    Contents that another revision or model uses stay.

    Raises:
        UserError: it belongs to Parlance itself, or the disk refuses.
    """
    if installed.source == "starter":
        raise UserError(say("The starter came with Parlance and cannot be removed."))
    try:
        if installed.source == "hub":
            return _remove_repo(RepoFolder(_cache(installed), installed.repo))
    except Timeout:
        raise UserError(
            say("{name} is being downloaded; stop that first.", name=installed.repo)
        ) from None
    except OSError as error:
        raise _refused(installed, error) from error
    try:
        freed = installed.on_disk
        shutil.rmtree(installed.info.path)
        return freed
    except OSError as error:
        raise _refused(installed, error) from error


def _refused(installed: Installed, error: OSError) -> UserError:
    return UserError(
        say(
            "{name} could not be removed, because {reason}; make that right and try again.",
            name=installed.repo or installed.info.name,
            reason=reason_of(error),
        )
    )


def _cache(installed: Installed) -> Path:
    return cache_folder() if installed.unfinished else cache_of(installed.info.path)


def _remove_repo(folder: RepoFolder) -> int:
    with folder.alone():
        freed = disk_bytes(folder.path)
        shutil.rmtree(folder.path)
        shutil.rmtree(folder.lock.parent, ignore_errors=True)
    return freed


def _own_bytes(path: Path, repo: str) -> int:
    return disk_bytes(RepoFolder(cache_of(path), repo).path if repo else path)


def disk_bytes(folder: Path, *, shared: bool = False) -> int:
    """Blocks of every file below, each content once, without what has another name elsewhere.

    `shared`: with it, too.
    """
    seen: set[tuple[int, int]] = set()
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                stat = os.lstat(os.path.join(place, name))
                key = (stat.st_dev, stat.st_ino)
                if key not in seen and (shared or stat.st_nlink == 1):
                    seen.add(key)
                    total += stat.st_blocks * 512
    return total


def _unfinished() -> Iterator[Installed]:
    """Downloads that were begun and not ended."""
    for folder, done, total in unfinished(cache_folder()):
        repo = folder.repo
        problem = say("{name} is not downloaded whole; go on with it, or remove it.", name=repo)
        info = ModelInfo(folder.path, repo.rpartition("/")[2], "", (), "", 0, 0, 0, problem)
        yield Installed(info, "hub", repo, disk_bytes(folder.path), done, total)


def _with_twins(stock: list[Installed]) -> list[Installed]:
    same: dict[tuple[tuple[int, bytes], ...], list[Path]] = defaultdict(list)
    for each in stock:
        if (key := _weights_key(each.info.path)) is not None and not each.unfinished:
            same[key].append(each.info.path)
    twins = {path: paths for paths in same.values() if len(paths) > 1 for path in paths}
    return [
        replace(each, twins=tuple(p for p in twins[each.info.path] if p != each.info.path))
        if each.info.path in twins and not each.unfinished
        else each
        for each in stock
    ]


def _weights_key(folder: Path) -> tuple[tuple[int, bytes], ...] | None:
    """Lengths, first and last bytes of the weight files: equal for copies, and cheap to read."""
    key = []
    try:
        for file in sorted(folder.glob("*.safetensors")):
            size = file.stat().st_size
            with file.open("rb") as stream:
                head = stream.read(1 << 14)
                stream.seek(max(0, size - (1 << 14)))
                key.append((size, head + stream.read()))
    except OSError:
        return None
    return tuple(key) or None
