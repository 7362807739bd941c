"""Moves a model to another disk: copies it, compares every file, then removes the original.

At every moment one whole copy is there. What is not finished has a name that begins with a dot,
which nobody takes for a model; it is removed by whoever moves something there the next time.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from app.errors import UserError, reason_of
from app.hub.cache import RepoFolder
from app.inventory import Installed, cache_of, disk_bytes
from app.model_notes import note_move
from app.models import cache_folder, moved_folders, remember_folder, usual_folders
from app.paths import data_folder
from app.whole_file import write_json
from engine.cancel import CancelToken
from engine.sentences import say

FOLDER = "Parlance Models"  # made in the folder that a person chooses
MARGIN = 512 << 20  # bytes of the disk that are left to everybody else
_AT_ONCE = 4 << 20
_DRAFT, _GONE = ".parlance-moving-", ".parlance-gone-"
Report = Callable[[int, int], None]  # bytes that are done, of how many


@dataclass(frozen=True)
class Move:
    """What is to be moved where.

    Attributes:
        source, target: the folder of the model, or of all versions of it in a cache.
        path: where the model itself will be.
        nbytes: to copy; 0 where it stays on its disk.
        versions: snapshots that share contents, and so go together.
    """

    installed: Installed
    source: Path
    target: Path
    path: Path
    nbytes: int
    versions: int = 1


@dataclass(frozen=True)
class Moved:
    """Attributes:
    freed: bytes that are free where it was.
    left: why the original is still there; empty if it is gone.
    versions: snapshots that went together, since they share contents.
    """

    path: Path
    freed: int
    left: str = ""
    versions: int = 1


def plan_move(installed: Installed, folder: Path) -> Move:
    """Where it would go, before anything is touched.

    Raises:
        UserError: it cannot be moved there.
    """
    name = installed.repo or installed.info.name
    if installed.source == "starter":
        raise UserError(say("The starter came with Parlance and cannot be moved."))
    if installed.unfinished:
        raise UserError(
            say("{name} is not downloaded whole; go on with it before it is moved.", name=name)
        )
    path = installed.info.path
    source = RepoFolder(cache_of(path), installed.repo).path if installed.repo else path
    root = _root(folder)
    target = root / source.name
    if target == source or target.resolve() == source.resolve():
        raise UserError(say("{name} is in {folder} already.", name=name, folder=root))
    if target.exists() or root.resolve().is_relative_to(source.resolve()):
        raise UserError(
            say(
                "{name} cannot be moved to {target}, because something of that name is there; "
                "choose another folder.",
                name=name,
                target=target,
            )
        )
    snapshots = [each for each in (source / "snapshots").glob("*") if each.is_dir()]
    new = target / path.relative_to(source)
    nbytes = 0 if _same_disk(source, root) else disk_bytes(source, shared=True)
    return Move(installed, source, target, new, nbytes, max(1, len(snapshots)))


def move(plan: Move, cancel: CancelToken, report: Report = lambda _done, _total: None) -> Moved:
    """Do it.

    Raises:
        UserError: there is no room, a file is damaged, or a disk refuses; it stays where it is.
        Cancelled: a stop was asked for; it stays where it is.
    """
    name = plan.installed.repo or plan.installed.info.name
    root = plan.target.parent
    draft = root / f"{_DRAFT}{plan.target.name}"
    with ExitStack() as stack:
        if plan.installed.repo:
            _lock(plan, name, stack)
        try:
            root.mkdir(parents=True, exist_ok=True)
            _sweep(draft, *plan.source.parent.glob(f"{_GONE}*"), *root.glob(f"{_GONE}*"))
            freed = disk_bytes(plan.source)
            remember_folder(root)  # before it is there: it has to be found whatever comes then
            if _same_disk(plan.source, root):
                plan.source.rename(plan.target)
                _take_along(plan)
                return Moved(plan.path, 0, versions=plan.versions)
            _refuse_without_room(plan, name, root)
            try:
                _copy(plan, draft, cancel, report)
                _settle(draft)
                draft.rename(plan.target)
            except BaseException:
                shutil.rmtree(draft, ignore_errors=True)
                raise
        except OSError as error:
            raise UserError(
                say(
                    "{name} could not be moved to {folder}, because {reason}; it is where it was.",
                    name=name,
                    folder=root,
                    reason=reason_of(error),
                )
            ) from error
        _settle(root)
        _take_along(plan)
        return _remove_original(plan, name, freed)


def _copy(plan: Move, draft: Path, cancel: CancelToken, report: Report) -> None:
    """Every file, compared when it is on the new disk."""
    draft.mkdir()
    links = _links_work(draft)
    total = max(1, plan.nbytes)
    done = 0
    seen: dict[tuple[int, int], Path] = {}
    for place, inside in _files(plan.source, links=links):
        target = draft / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        if links and place.is_symlink():
            target.symlink_to(os.readlink(place))
            continue
        stat = place.stat()
        if stat.st_nlink > 1 and (first := seen.get((stat.st_dev, stat.st_ino))) is not None:
            target.hardlink_to(first)
            continue
        seen[stat.st_dev, stat.st_ino] = target
        for count in _copy_one(place, target, cancel):
            done += count
            report(min(done, total), total)
    report(total, total)  # blocks were counted, and bytes told
    for folder, _, _ in os.walk(draft, topdown=False):
        with suppress(OSError):
            shutil.copystat(plan.source / Path(folder).relative_to(draft), folder)


def _copy_one(place: Path, target: Path, cancel: CancelToken) -> Iterator[int]:
    """Yields bytes as they are written.

    Raises:
        UserError: what is read there is not what was written, or not what its name says.
    """
    sent = hashlib.sha256()
    with place.open("rb") as source, target.open("xb") as sink:
        while data := source.read(_AT_ONCE):
            cancel.check()
            sink.write(data)
            sent.update(data)
            yield len(data)
        sink.flush()
        os.fsync(sink.fileno())
    shutil.copystat(place, target)
    real = place.resolve().name
    if len(real) == 64 and real != sent.hexdigest():
        raise UserError(
            say(
                "{file} is damaged, so the model was not moved; check its files and fetch the "
                "damaged ones again first.",
                file=place.name,
            )
        )
    if _sum(target, cancel) != sent.hexdigest():
        raise UserError(
            say(
                "{file} was not written to the new disk as it is here, so the model was not "
                "moved; that disk may be damaged.",
                file=place.name,
            )
        )


def _sum(file: Path, cancel: CancelToken) -> str:
    """Of what is on the disk, as far as the system lets one past its memory of it."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        if sys.platform == "darwin":
            import fcntl

            fcntl.fcntl(stream.fileno(), fcntl.F_NOCACHE, 1)
        else:
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while data := stream.read(_AT_ONCE):
            cancel.check()
            digest.update(data)
    return digest.hexdigest()


def _files(source: Path, *, links: bool) -> Iterator[tuple[Path, Path]]:
    """Files, and where they are inside `source`.

    Without links on the new disk, contents stand where the links were, and nowhere else.
    """
    for folder, names, files in os.walk(source):
        names.sort()
        if not links and Path(folder) == source and "snapshots" in names:
            names.remove("blobs")
        for name in sorted(files):
            place = Path(folder, name)
            if place.exists() or links:
                yield place, place.relative_to(source)


def _links_work(folder: Path) -> bool:
    probe = folder / ".link"
    try:
        probe.symlink_to("nothing")
        probe.unlink()
    except OSError:  # exFAT, and some disks of the network
        return False
    return True


def _remove_original(plan: Move, name: str, freed: int) -> Moved:
    """First out of sight, all at once: half a model would be found, and be damaged."""
    gone = plan.source.with_name(f"{_GONE}{plan.source.name}")
    try:
        plan.source.rename(gone)
        shutil.rmtree(gone)
    except OSError as error:
        why = say(
            "{name} is in its new place, but the original in {folder} could not be removed, "
            "because {reason}.",
            name=name,
            folder=plan.source.parent,
            reason=reason_of(error),
        )
        return Moved(plan.path, 0, why, plan.versions)
    return Moved(plan.path, freed, versions=plan.versions)


def _take_along(plan: Move) -> None:
    """What is remembered of the model."""
    note_move(plan.installed.info.path, plan.path)
    old, new = str(plan.installed.info.path), str(plan.path)
    for name in ("self_tests.json", "peaks.json"):
        file = data_folder() / name
        with suppress(OSError, ValueError):
            found: Any = json.loads(file.read_text(encoding="utf-8"))
            if isinstance(found, dict) and old in found:
                found[new] = found.pop(old)
                write_json(file, found)


def _lock(plan: Move, name: str, stack: ExitStack) -> None:
    """No download of it begins meanwhile."""
    lock = RepoFolder(plan.source.parent, plan.installed.repo).lock
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        stack.enter_context(FileLock(lock, timeout=0))
    except Timeout:
        raise UserError(
            say("{name} is being downloaded; it can be moved when that has ended.", name=name)
        ) from None
    except OSError:  # a cache that cannot be written is not written by others, either
        return


def _refuse_without_room(plan: Move, name: str, root: Path) -> None:
    free = shutil.disk_usage(root).free - MARGIN
    if plan.nbytes > free:
        raise UserError(
            say(
                "{name} needs {need:.1f} GB, but the disk of {folder} has {free:.1f} GB to give; "
                "make room, or choose another disk.",
                name=name,
                need=plan.nbytes / 1e9,
                folder=root,
                free=max(0, free) / 1e9,
            )
        )


def _root(folder: Path) -> Path:
    """The folder itself where models are looked for already; else one of ours inside it."""
    folder = folder.expanduser().absolute()
    known = {cache_folder(), *usual_folders(), *moved_folders()}
    if folder.name == FOLDER or any(_same(folder, each) for each in known):
        return folder
    return folder / FOLDER


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _same_disk(source: Path, root: Path) -> bool:
    while not root.exists():
        root = root.parent
    return source.stat().st_dev == root.stat().st_dev


def _sweep(*folders: Path) -> None:
    """What a crash has left."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _settle(folder: Path) -> None:
    """Names are on the disk, too."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
