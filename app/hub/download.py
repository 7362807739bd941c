"""A whole model, from its repository into the Hugging Face cache of this machine."""

from __future__ import annotations

import logging
import random
import shutil
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TypeVar

from filelock import FileLock, Timeout

from app.hub.cache import RepoFolder
from app.hub.client import Hub, patiently
from app.hub.errors import Busy, Damaged, Later, NoRoom
from app.hub.fetch import Fetch, Manners, unwritable
from app.hub.files import RemoteFile, RemoteModel
from app.hub.part import Part, part_bytes
from app.hub.throttle import Speed, Throttle
from engine.cancel import CancelToken
from engine.sentences import say

log = logging.getLogger(__name__)

MARGIN = 512 << 20  # bytes of the disk that a download leaves to everybody else
_TELL_S = 0.1
T = TypeVar("T")


@dataclass(frozen=True)
class Progress:
    """How far a download is.

    Attributes:
        done, total: bytes of all files.
        file, file_done, file_total: the one that is being fetched.
        bytes_per_s: over the last seconds; 0 if nothing moves.
    """

    done: int
    total: int
    file: str
    file_done: int
    file_total: int
    bytes_per_s: float

    @property
    def seconds_left(self) -> float | None:
        return (self.total - self.done) / self.bytes_per_s if self.bytes_per_s > 0 else None


class Download:
    """One model. `run` brings it here; whatever is there already is not fetched again.

    `again` are files that are damaged: they are fetched all the same, and each takes the place of
    the old one when it is whole.

    Attributes:
        received: bytes that came over the network for what is in the cache now.
        replaced: those of `again` whose contents are right now.
    """

    def __init__(
        self,
        hub: Hub,
        repo: str,
        cache: Path,
        *,
        revision: str = "main",
        again: frozenset[str] = frozenset(),
        manners: Manners | None = None,
        cancel: CancelToken | None = None,
        report: Callable[[Progress], None] = lambda _: None,
        margin: int = MARGIN,
    ) -> None:
        self._hub = hub
        self._repo = repo
        self._revision = revision
        self._cache = cache
        self._folder = RepoFolder(cache, repo)
        self._lock: Path | None = None  # what is locked
        self._manners = manners or Manners()
        self._cancel = cancel or CancelToken()
        self._report = report
        self._margin = margin
        self._speed = Speed()
        self._told_at = 0.0
        self._done = 0
        self._total = 0
        self._again = again
        self.received = 0
        self.replaced: frozenset[str] = frozenset()

    def run(self) -> Path:
        """The snapshot's folder, whole and verified.

        Raises:
            Cancelled: a stop was asked for. What has come is kept for the next time.
            HubError: one sentence, and nothing is left that the next time has no use for.
        """
        with ExitStack() as stack:
            try:
                self._lock_folder(stack)
                with self._hub.until(self._cancel):
                    return self._run(stack)
            except OSError as error:
                raise unwritable(error, self._cache, self._repo) from error
            finally:
                with suppress(OSError):
                    self._folder.tidy()

    def _lock_folder(self, stack: ExitStack) -> None:
        """One download of it at a time."""
        lock = self._folder.lock
        lock.parent.mkdir(parents=True, exist_ok=True)
        if self._lock is not None and lock.exists() and lock.samefile(self._lock):
            return
        try:
            stack.enter_context(FileLock(lock, timeout=0))
        except Timeout:
            raise Busy(
                say(
                    "{repo} is being downloaded already, by another window or program; "
                    "wait for it, or stop it there.",
                    repo=self._repo,
                )
            ) from None
        self._lock = lock

    def _run(self, stack: ExitStack) -> Path:
        model = self._asked(lambda: self._hub.model(self._repo, self._revision))
        if model.repo != self._repo and model.repo.casefold() == self._repo.casefold():
            self._repo = model.repo  # the hub and some disks take both for the same name
            self._folder = RepoFolder(self._cache, model.repo)
            self._lock_folder(stack)
        wanted = model.wanted
        stale = {file.blob for file in wanted if file.path in self._again}
        missing = [
            file
            for file in wanted
            if file.blob in stale
            or not (self._folder.has(file) or self._folder.placed(file, model.commit))
        ]
        self._folder.drop_parts(keep=(file.blob for file in missing))
        self._total = sum(file.size for file in wanted)
        self._done = self._total - sum(file.size for file in missing)
        self._refuse_without_room(missing)
        if any(file.blob not in stale for file in missing):
            self._folder.write_plan(model, self._revision)
        throttle = Throttle(self._manners.bytes_per_s)
        for file in missing:
            if file.blob in stale or not self._folder.has(file):  # two names of the same content
                self._fetch(model, file, throttle)
                stale.discard(file.blob)
            self._done += file.size
        self.replaced = frozenset(file.path for file in wanted if file.path in self._again)
        path = self._folder.publish(model, self._revision, missing)
        self._tell("", 0, 0, last=True)
        return path

    def _fetch(self, model: RemoteModel, file: RemoteFile, throttle: Throttle) -> None:
        part = Part(self._folder.blob(file.blob), file.size, self._manners.piece)
        try:
            Fetch(
                self._hub,
                model.repo,
                model.commit,
                file,
                part,
                self._manners,
                throttle,
                self._cancel,
                lambda: self._tell(file.path, part.have, file.size),
            ).run()
            self.received += part.received
            part.finish()
        except Damaged:
            part.discard()  # going on with it would end the same way
            raise
        finally:
            part.close()

    def _asked(self, ask: Callable[[], T]) -> T:
        """Ask again while the hub says "later"."""
        wait = self._manners.first_wait_s
        for left in reversed(range(self._manners.tries)):
            try:
                return ask()
            except Later as error:
                if not left:
                    raise patiently(error, self._repo) from error
                self._pause(
                    wait * random.uniform(0.75, 1.25) if error.after is None else error.after
                )
                wait = min(wait * 2, self._manners.longest_wait_s)
        raise AssertionError("unreachable")

    def _pause(self, seconds: float) -> None:
        until = monotonic() + seconds
        while (left := until - monotonic()) > 0:
            self._cancel.check()
            self._cancel.wait(min(left, _TELL_S))

    def _refuse_without_room(self, missing: list[RemoteFile]) -> None:
        from engine.estimate import size_text

        there = sum(part_bytes(self._folder.blob(file.blob)) for file in missing)
        need = sum(file.size for file in missing) - there
        free = _free(self._folder.path)
        if need and need + self._margin > free:
            raise NoRoom(
                say(
                    "{repo} needs {need} more on the disk, which has {free} to give; "
                    "make room, or choose a smaller version.",
                    repo=self._repo,
                    need=size_text(need),
                    free=size_text(max(0, free - self._margin)),
                )
            )

    def _refuse_on_full_disk(self) -> None:
        """Others write, too: stop while there is a little left for the rest of the machine."""
        if self._done < self._total and _free(self._folder.path) < self._margin // 4:
            raise NoRoom(
                say(
                    "The disk is nearly full, so the download of {repo} was stopped; what has "
                    "come is kept. Make room and go on, or remove the download.",
                    repo=self._repo,
                )
            )

    def _tell(self, file: str, done: int, total: int, last: bool = False) -> None:
        now = monotonic()
        if now - self._told_at >= _TELL_S or last:
            self._told_at = now
            self._refuse_on_full_disk()
            all_done = self._done + done
            self._report(
                Progress(all_done, self._total, file, done, total, self._speed.mark(all_done))
            )


def _free(place: Path) -> int:
    """Bytes that are free on the disk where `place` is, or will be."""
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free
