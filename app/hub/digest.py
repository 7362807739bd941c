"""A file's checksum, summed up while the file grows."""

from __future__ import annotations

import hashlib
import threading

from app.errors import reason_of
from app.hub.errors import HubError
from app.hub.files import RemoteFile
from app.hub.part import Part
from engine.sentences import say

_AT_ONCE = 1 << 20


class Digest:
    """Follows the beginning of a part, so that little is left to do at the end.

    `run` needs a thread of its own: summing up costs about as much as receiving.

    Attributes:
        value: the checksum as the cache names contents; empty until it is known.
        error: what kept it from that.
    """

    def __init__(self, file: RemoteFile, part: Part) -> None:
        self._part = part
        self._size = file.size
        self._sum = hashlib.sha256() if file.large else hashlib.sha1(usedforsecurity=False)
        if not file.large:  # as git names contents
            self._sum.update(f"blob {file.size}\0".encode())
        self._more = threading.Event()
        self._needed = 0  # bytes from the file's start without which there is nothing to do
        self._over = False
        self.value = ""
        self.error: HubError | None = None

    def grown(self, start: int, stop: int, whole: bool) -> None:
        """Bytes `start` to `stop` are there now, and with them perhaps a whole piece."""
        # Waking it for every packet would cost more than the sum.
        if whole or start < self._needed <= stop:
            self._more.set()

    def stop(self) -> None:
        """Nobody wants to know any more."""
        self._over = True
        self._more.set()

    def run(self) -> None:
        try:
            self._follow()
        except OSError as error:
            self.error = HubError(
                say(
                    "What has been downloaded cannot be read again, because {reason}; "
                    "check the disk, then start the download again.",
                    reason=reason_of(error),
                )
            )

    def _follow(self) -> None:
        buffer = memoryview(bytearray(_AT_ONCE))
        at = 0
        with self._part.path.open("rb", buffering=0) as file:
            while at < self._size:
                stop = self._ready(at)
                if self._over:
                    return
                while at < stop and not self._over:
                    read = file.readinto(buffer[: min(_AT_ONCE, stop - at)])
                    if not read:
                        self.error = HubError(
                            say("The download's file was cut short by another program.")
                        )
                        return
                    self._sum.update(buffer[:read])
                    at += read
        self.value = self._sum.hexdigest()

    def _ready(self, at: int) -> int:
        """Wait for bytes from `at` on that are worth a while; where they end."""
        while not self._over:
            self._more.clear()
            self._needed = min(at + _AT_ONCE, self._size)  # before looking: no byte is missed
            stop = self._part.reach(at)
            if stop >= self._needed:
                return stop
            self._more.wait()
        return at
