"""Moves a model to another disk: copies it, compares every file, then removes the original.

At every moment one whole copy is there, and whoever looks for models meets one. What is not
finished has a name that begins with a dot, which nobody takes for a model; what a killed move
leaves is cleared up by `app.move_journal`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import Timeout

from app import move_journal
from app.errors import UserError, reason_of
from app.hub.cache import RepoFolder
from app.hub.sums import keep_sums, name_sums
from app.inventory import Installed, cache_of, disk_bytes
from app.models import cache_folder, moved_folders, remember_folder, settled, usual_folders
from app.move_journal import Entry
from app.paths import data_folder
from engine.cancel import CancelToken
from engine.sentences import say

FOLDER = "Parlance Models"  # made in the folder that a person chooses
MARGIN = 512 << 20  # bytes of the disk that are left to everybody else
_AT_ONCE = 4 << 20
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

    @property
    def entry(self) -> Entry:
        old, new = str(self.installed.info.path), str(self.path)
        return Entry(str(self.source), str(self.target), old, new)


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
    root, entry = plan.target.parent, plan.entry
    draft = entry.draft
    with ExitStack() as stack:
        moment = stack.enter_context(ExitStack())  # in which it is in two places
        _alone(name, stack)
        if plan.installed.repo:
            _lock(plan, name, stack)
        try:
            move_journal.settle_alone()
            root.mkdir(parents=True, exist_ok=True)
            freed = disk_bytes(plan.source)
            remember_folder(root)  # before it is there: it has to be found whatever comes then
            move_journal.write_down(entry)
            if _same_disk(plan.source, root):
                moment.enter_context(settled)
                plan.source.rename(plan.target)
                move_journal.take_along(entry)
                move_journal.strike_out(entry)
                return Moved(plan.path, 0, versions=plan.versions)
            try:
                _refuse_without_room(plan, name, root)
                shutil.rmtree(draft, ignore_errors=True)  # of a move that nobody remembers
                _copy(plan, draft, cancel, report)
                _settle(draft)
                move_journal.write_down(replace(entry, copied=True))
                moment.enter_context(settled)
                draft.rename(plan.target)
            except BaseException:
                shutil.rmtree(draft, ignore_errors=True)
                if not draft.exists():
                    move_journal.strike_out(entry)
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
        move_journal.take_along(entry)
        with suppress(OSError):  # tried again, and told, below
            # All at once: half a model would be found, and be damaged.
            plan.source.rename(entry.gone)
        moment.close()
        return _remove_original(plan, name, freed)


def _alone(name: str, stack: ExitStack) -> None:
    """No other move is under way, here or in another window or program."""
    try:
        data_folder().mkdir(parents=True, exist_ok=True)
        stack.enter_context(move_journal.moving())
    except Timeout:
        raise UserError(
            say("Another model is being moved; {name} can be moved when that has ended.", name=name)
        ) from None
    except OSError as error:
        raise UserError(
            say(
                "{name} could not be moved, because nothing can be written in {folder}: {reason}.",
                name=name,
                folder=data_folder(),
                reason=reason_of(error),
            )
        ) from error


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
    if not links:  # they are checked there by a list
        for snapshot in (plan.source / "snapshots").glob("*"):
            keep_sums(draft / "snapshots" / snapshot.name, name_sums(snapshot))
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
    """It is out of sight already, if the disk allowed that."""
    entry = plan.entry
    try:
        if plan.source.exists():
            plan.source.rename(entry.gone)
        shutil.rmtree(entry.gone)
        move_journal.strike_out(entry)
    except OSError as error:
        why = say(
            "{name} is in its new place, but the original in {folder} could not be removed, "
            "because {reason}.",
            name=name,
            folder=plan.source.parent,
            reason=reason_of(error),
        )
        if plan.source.exists():  # else what is left of it is removed at the next start
            move_journal.strike_out(entry)
        return Moved(plan.path, 0, why, plan.versions)
    return Moved(plan.path, freed, versions=plan.versions)


def _lock(plan: Move, name: str, stack: ExitStack) -> None:
    """No download of it begins meanwhile."""
    try:
        stack.enter_context(RepoFolder(plan.source.parent, plan.installed.repo).alone())
    except Timeout:
        raise UserError(
            say("{name} is being downloaded; it can be moved when that has ended.", name=name)
        ) from None
    except OSError:  # a cache that cannot be written is not written by others, either
        return


def _refuse_without_room(plan: Move, name: str, root: Path) -> None:
    from engine.estimate import size_text

    free = shutil.disk_usage(root).free - MARGIN
    if plan.nbytes > free:
        raise UserError(
            say(
                "{name} needs {need}, but the disk of {folder} has {free} to give; "
                "make room, or choose another disk.",
                name=name,
                need=size_text(plan.nbytes),
                folder=root,
                free=size_text(max(0, free)),
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


def _settle(folder: Path) -> None:
    """Names are on the disk, too."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
