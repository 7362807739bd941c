"""One file, over several connections at once, checked as it grows."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from app.errors import NO_SPACE, reason_of
from app.hub.client import AT_ONCE, Hub, patiently
from app.hub.digest import Digest
from app.hub.errors import Damaged, HubError, Later, NoRoom
from app.hub.files import RemoteFile
from app.hub.lines import Lines
from app.hub.part import Part
from app.hub.throttle import Throttle
from app.hub.wire import Answer
from engine.cancel import CancelToken
from engine.sentences import in_english, say

log = logging.getLogger(__name__)

_LOOK_S = 0.05  # how often progress is told and a stop is looked for
_JOIN_S = 2.0
_ALONE_S = 0.25  # before one more connection is opened
_ENOUGH = 200e6  # bytes a second of a fast network, where more connections only disturb each other
_LIMITED_S = 0.1  # with a limit, no more is taken at once than may come in this time


@dataclass(frozen=True)
class Manners:
    """How hard to try.

    Attributes:
        connections: at once, for one file, if one does not bring enough.
        piece: bytes asked for in one request.
        tries: attempts in a row without a single byte before giving up.
        first_wait_s: before the second attempt; doubled up to `longest_wait_s`.
        bytes_per_s: limit of all connections together; 0 for none.
    """

    connections: int = 4
    piece: int = 16 << 20
    tries: int = 8
    first_wait_s: float = 0.5
    longest_wait_s: float = 30.0
    bytes_per_s: int = 0


class _NoRanges(Exception):
    """The server sends whole files only."""


@dataclass
class Fetch:
    """Brings one file into its part.

    Call `run` once. It returns when every byte is there and the checksum is right.
    """

    hub: Hub
    repo: str
    commit: str
    file: RemoteFile
    part: Part
    manners: Manners
    throttle: Throttle
    cancel: CancelToken
    heard: Callable[[], None] = lambda: None  # called here, many times a second
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _over: threading.Event = field(default_factory=threading.Event, init=False)
    _lines: Lines = field(default_factory=Lines, init=False)
    _digest: Digest = field(init=False)
    _threads: list[threading.Thread] = field(default_factory=list, init=False)
    _fatal: BaseException | None = field(default=None, init=False)
    _final: str = field(default="", init=False)  # where the hub has led us to
    _queue: list[int] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self._digest = Digest(self.file, self.part)

    def run(self) -> None:
        """Raises:
        Cancelled: a stop was asked for; the part keeps what it has.
        HubError: one sentence; the part keeps what it has, unless that is wrong.
        """
        try:
            self._run()
        except _NoRanges:
            log.info("%s: no ranges, fetched in one", self.file.path)
            self.part.restart(max(1, self.file.size))
            replace(self, manners=replace(self.manners, connections=1)).run()

    def _run(self) -> None:
        self._queue = self.part.lacking()
        self._begin(self._digest.run, "download-hash")
        since, had = monotonic(), self.part.have
        try:
            if self._queue:
                self._begin(self._work, "download-1")
            while alive := [thread for thread in self._threads if thread.is_alive()]:
                self._look()
                if (took := monotonic() - since) > _ALONE_S:
                    if (self.part.have - had) / took < _ENOUGH:
                        self._help()
                    since, had = monotonic(), self.part.have
                alive[-1].join(_LOOK_S)
            self._look()
        finally:
            self._end()
        self._refuse_wrong()

    def _begin(self, work: Callable[[], None], name: str) -> None:
        thread = threading.Thread(target=work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _help(self) -> None:
        """One more connection, if there is something for it to do."""
        with self._lock:
            number = len(self._threads)  # one of them sums up
            if not self._queue or number > self.manners.connections:
                return
        self._begin(self._work, f"download-{number}")

    def _refuse_wrong(self) -> None:
        if self._digest.value != self.file.blob:
            self.part.discard()
            raise Damaged(
                say(
                    "{path} of {repo} arrived with a wrong checksum, so it was thrown "
                    "away; fetch it again, from another network or mirror if it happens twice.",
                    path=self.file.path,
                    repo=self.repo,
                )
            )

    def _look(self) -> None:
        """Raises what ends all of it."""
        self.cancel.check()
        if self._fatal is not None:
            raise self._fatal
        if self._digest.error is not None:
            raise self._digest.error
        self.heard()

    def _end(self) -> None:
        """Nobody writes any more, and nobody is left waiting for bytes."""
        self._over.set()
        self._lines.cut()
        self._digest.stop()
        until = monotonic() + _JOIN_S
        for thread in self._threads:
            thread.join(max(0.0, until - monotonic()))

    def _next(self) -> int | None:
        with self._lock:
            return self._queue.pop(0) if self._queue and not self._over.is_set() else None

    def _work(self) -> None:
        try:
            while (index := self._next()) is not None:
                self._bring(index)
        except BaseException as error:  # raised again by `run`, on the thread that waits for us
            if not self._over.is_set():
                self._fatal = self._fatal or error

    def _bring(self, index: int) -> None:
        """One piece, however often the connection is lost on the way."""
        fruitless, wait = 0, self.manners.first_wait_s
        while not self._over.is_set():
            before = self.part.have
            try:
                self._ask(index)
                start, stop = self.part.want(index)
                if start >= stop:
                    return
                raise Later(say("the connection was lost"))
            except Later as error:
                if self._over.is_set():
                    return
                log.info("%s: %s", self.file.path, in_english(error.why))
                self._final = ""  # it may have been meant for a while only
                if self.part.have > before:
                    fruitless, wait = 0, self.manners.first_wait_s
                else:
                    fruitless += 1
                if fruitless >= self.manners.tries:
                    raise patiently(error, f"{self.file.path} of {self.repo}") from error
                pause = wait * random.uniform(0.75, 1.25) if error.after is None else error.after
                self._over.wait(pause)
                if fruitless:
                    wait = min(wait * 2, self.manners.longest_wait_s)

    def _ask(self, index: int) -> None:
        start, stop = self.part.want(index)
        final = self._final
        address = final or self.hub.address(self.repo, self.commit, self.file.path)
        try:
            with self.hub.open(address, self.repo, start, stop, self._lines) as answer:
                self._listen(index, start, answer)
        except HubError:
            if not final:
                raise
            self._final = ""  # it was signed, and has run out: the hub is asked anew
            raise Later(say("the address has run out"), 0.0) from None

    def _listen(self, index: int, start: int, answer: Answer) -> None:
        self._refuse_other(start, answer)
        skip = 0
        if answer.status == 200:
            if self.part.count > 1 or self.part.piece < self.file.size:
                raise _NoRanges
            skip = start
        self._final = answer.url
        limit = int(self.manners.bytes_per_s * _LIMITED_S)
        most = min(AT_ONCE, max(limit, 1 << 12)) if limit else AT_ONCE
        while not self._over.is_set() and (data := answer.some(most)):
            skip = self._take(index, data, skip)

    def _refuse_other(self, start: int, answer: Answer) -> None:
        """Raises Damaged, or Later, if this is not the file that the hub has told of."""
        size = self.file.size
        if answer.status == 200:
            if answer.headers.get("Content-Length", str(size)) != str(size):
                # A hotel's page, for example, that wants to be agreed with first.
                raise Later(say("something else than the hub has answered"))
            return
        promised = answer.headers.get("Content-Range", "")
        linked = answer.first.get("X-Linked-Etag", "").removeprefix("W/").strip('"').lower()
        if (
            not promised.startswith(f"bytes {start}-")
            or promised.rpartition("/")[2] not in (str(size), "*")
            or answer.first.get("X-Linked-Size", str(size)) != str(size)
        ):
            raise Damaged(
                say(
                    "{path} of {repo} has another length than the hub says; "
                    "start again, or use another mirror.",
                    path=self.file.path,
                    repo=self.repo,
                )
            )
        if self.file.large and len(linked) == 64 and linked != self.file.blob:
            raise Damaged(
                say(
                    "{path} of {repo} is another one than the hub says; "
                    "start again, or use another mirror.",
                    path=self.file.path,
                    repo=self.repo,
                )
            )

    def _take(self, index: int, chunk: bytes, skip: int) -> int:
        """Write what is new of `chunk`; returns how many bytes are still to be skipped."""
        old = min(skip, len(chunk))
        if old:
            self.part.waste(old)
        start, stop = self.part.want(index)
        end = start + len(chunk) - old
        try:
            if not self.part.write(index, chunk[old:]):
                return skip - old
        except ValueError as error:
            raise Damaged(
                say(
                    "{path} of {repo} is longer than the hub says; "
                    "start again, or use another mirror.",
                    path=self.file.path,
                    repo=self.repo,
                )
            ) from error
        except OSError as error:
            raise full(error, self.file.path, self.repo) from error
        self._digest.grown(start, end, end >= stop)
        if (pause := self.throttle.delay(len(chunk))) > 0:
            self._over.wait(pause)
        return skip - old


def unwritable(error: OSError, folder: Path, repo: str) -> HubError:
    """The disk's refusal of the folder that models are downloaded to, in a sentence."""
    if error.errno in NO_SPACE:
        return NoRoom(
            say(
                "The disk of {folder} is full, so {repo} could not be written further; what has "
                "come is kept. Make room and go on, or remove the download.",
                folder=folder,
                repo=repo,
            )
        )
    lost = [each for each in (folder, *folder.parents) if each.is_symlink() and not each.exists()]
    if lost:
        return HubError(
            say(
                "{repo} cannot be downloaded to {folder}, because {link} is a link to {place}, "
                "which is not there; connect that disk, or remove the link.",
                repo=repo,
                folder=folder,
                link=lost[-1],
                place=lost[-1].readlink(),
            )
        )
    return HubError(
        say(
            "{repo} cannot be downloaded to {folder}, because {reason}; make that right, or "
            "download to another folder.",
            repo=repo,
            folder=folder,
            reason=reason_of(error),
        )
    )


def full(error: OSError, path: str, repo: str) -> HubError:
    """The disk's refusal, in a sentence."""
    if error.errno in NO_SPACE:
        return NoRoom(
            say(
                "The disk is full, so {path} of {repo} could not be written further; what has come "
                "is kept. Make room and go on, or remove the download.",
                path=path,
                repo=repo,
            )
        )
    return HubError(
        say(
            "{path} of {repo} could not be written, because {reason}; what has come is kept. "
            "Make that right and go on, or remove the download.",
            path=path,
            repo=repo,
            reason=reason_of(error),
        )
    )
