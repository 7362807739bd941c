"""One file, over several connections at once, checked as it grows."""

from __future__ import annotations

import hashlib
import logging
import random
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import httpx2 as httpx

from app.errors import NO_SPACE, reason_of
from app.hub.client import Hub, patiently
from app.hub.errors import Damaged, HubError, Later, NoRoom
from app.hub.files import RemoteFile
from app.hub.part import Part
from app.hub.throttle import Throttle
from engine.cancel import CancelToken
from engine.sentences import say

log = logging.getLogger(__name__)

_LOOK_S = 0.05  # how often progress is told and a stop is looked for
_HASHED_AT_ONCE = 1 << 20
_JOIN_S = 2.0


@dataclass(frozen=True)
class Manners:
    """How hard to try.

    Attributes:
        connections: at once, for one file.
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
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _over: threading.Event = field(default_factory=threading.Event)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _sockets: set[socket.socket] = field(default_factory=set)
    _fatal: BaseException | None = None
    _final: str = ""  # where the hub has led us to
    _queue: list[int] = field(default_factory=list)

    def run(self) -> None:
        """Raises:
        Cancelled: a stop was asked for; the part keeps what it has.
        HubError: one sentence; the part keeps what it has, unless that is wrong.
        """
        try:
            self._run_all(self.manners.connections)
        except _NoRanges:
            log.info("%s: no ranges, fetched in one", self.file.path)
            self.part.restart(max(1, self.file.size))
            self._run_all(1)

    def _run_all(self, connections: int) -> None:
        self._over.clear()
        self._fatal = None
        self._queue = self.part.lacking()
        digest = _Digest(self.file, self.part, self._over)
        workers = [
            threading.Thread(target=self._work, name=f"download-{i}", daemon=True)
            for i in range(min(connections, len(self._queue)))
        ]
        checker = threading.Thread(target=digest.run, name="download-hash", daemon=True)
        for thread in (*workers, checker):
            thread.start()
        try:
            while any(thread.is_alive() for thread in (*workers, checker)):
                self.cancel.check()
                if self._fatal is not None:
                    raise self._fatal
                self.heard()
                checker.join(_LOOK_S)
            if self._fatal is not None:
                raise self._fatal
        finally:
            self._end([*workers, checker])
        if digest.error is not None:
            raise digest.error
        if digest.value != self.file.blob:
            self.part.discard()
            raise Damaged(
                say(
                    "{path} of {repo} arrived with a wrong checksum, so it was thrown "
                    "away; fetch it again, from another network or mirror if it happens twice.",
                    path=self.file.path,
                    repo=self.repo,
                )
            )

    def _end(self, threads: list[threading.Thread]) -> None:
        """Nobody writes any more, and nobody is left waiting for bytes."""
        self._over.set()
        with self._lock:
            for each in self._sockets:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)  # wakes who reads from it
        for thread in threads:
            thread.join(_JOIN_S)

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
            with self.hub.open(address, self.repo, start, stop) as response:
                self._listen(index, start, response)
        except HubError:
            if not final:
                raise
            self._final = ""  # it was signed, and has run out: the hub is asked anew
            raise Later(say("the address has run out"), 0.0) from None

    def _listen(self, index: int, start: int, response: httpx.Response) -> None:
        skip = 0
        if response.status_code == 206:
            promised = response.headers.get("Content-Range", "")
            if promised.rpartition("/")[2] not in (str(self.file.size), "*") or (
                not promised.startswith(f"bytes {start}-")
            ):
                raise Damaged(
                    say(
                        "{path} of {repo} has another length than the hub says; "
                        "start again, or use another mirror.",
                        path=self.file.path,
                        repo=self.repo,
                    )
                )
        elif self.part.count > 1 or self.part.piece < self.file.size:
            raise _NoRanges
        else:
            skip = start
        self._final = str(response.url)
        line = _socket(response)
        with self._lock:
            if line is not None:
                self._sockets.add(line)
        try:
            for chunk in response.iter_raw():
                if self._over.is_set():
                    return
                skip = self._take(index, chunk, skip)
        finally:
            with self._lock:
                self._sockets.discard(line) if line is not None else None

    def _take(self, index: int, chunk: bytes, skip: int) -> int:
        """Write what is new of `chunk`; returns how many bytes are still to be skipped."""
        old = min(skip, len(chunk))
        if old:
            self.part.waste(old)
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
        if (pause := self.throttle.delay(len(chunk))) > 0:
            self._over.wait(pause)
        return skip - old


class _Digest:
    """Follows the file's beginning and sums it up, so that little is left to do at the end."""

    def __init__(self, file: RemoteFile, part: Part, over: threading.Event) -> None:
        self._part = part
        self._over = over
        self._size = file.size
        self._sum = hashlib.sha256() if file.large else hashlib.sha1(usedforsecurity=False)
        if not file.large:  # as git names contents
            self._sum.update(f"blob {file.size}\0".encode())
        self.value = ""
        self.error: HubError | None = None

    def run(self) -> None:
        at = 0
        while at < self._size:
            if self._over.is_set():
                return
            ready = self._part.prefix - at
            if ready < min(_HASHED_AT_ONCE, self._size - at):
                self._over.wait(_LOOK_S / 5)
                continue
            try:
                data = self._part.read(at, min(ready, _HASHED_AT_ONCE))
            except OSError as error:
                self.error = HubError(
                    say("The download cannot be read: {reason}.", reason=reason_of(error))
                )
                return
            if not data:
                self.error = HubError(say("The download's file was cut short by another program."))
                return
            self._sum.update(data)
            at += len(data)
        self.value = self._sum.hexdigest()


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
            "{path} of {repo} could not be written, because {reason}.",
            path=path,
            repo=repo,
            reason=reason_of(error),
        )
    )


def _socket(response: httpx.Response) -> socket.socket | None:
    stream = response.extensions.get("network_stream")
    line = stream.get_extra_info("socket") if stream is not None else None
    return line if isinstance(line, socket.socket) else None
