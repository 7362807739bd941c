"""The folder of prompt caches on disk: which files may be there, and for how long. No MLX here.

A cache holds the words of its chat. So there is a file only for a chat that has leave (a ticket),
which ends when the chat is forgotten; whoever is writing at that moment cannot put the file there
any more. Any thread may call.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

SHARE = 20  # of the disk that is free, one part at most
RESERVE = 1 << 30  # bytes that stay free while one more file is written
_ENDING = ".safetensors"
_STALE_S = 3600.0  # what is unfinished for so long nobody will finish
_TAG = "CACHEDIR.TAG"  # tells programs that make backups to leave the folder out
_TAG_TEXT = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# What Parlance has computed of chats. It can be deleted at any time.\n"
)


@dataclass(frozen=True)
class Ticket:
    """Leave to keep a chat's cache. `age` tells how often the chat had been forgotten by then."""

    chat: str
    age: int


class CacheFolder:
    """One file for each chat and model; those that were not used for longest go first.

    Attributes:
        version: of the app; another version's files are not used.
        rate: bytes a second that were written last.
    """

    def __init__(self, folder: Path, limit: Callable[[], int], version: str = "") -> None:
        """`limit` gives the most bytes that all files may have; 0 keeps none."""
        self.folder = folder
        self.version = version
        self.rate = 256e6
        self._limit = limit
        self._lock = threading.Lock()
        self._forgotten: Counter[str] = Counter()
        self._clears = 0

    def ticket(self, chat: str) -> Ticket | None:
        """Leave for that chat as it is now; None for no chat, and where nothing is to be kept."""
        if not chat or self._limit() <= 0:
            return None
        with self._lock:
            return Ticket(_hash(chat), self._age(_hash(chat)))

    def allows(self, ticket: Ticket | None) -> bool:
        """Whether it still holds."""
        if ticket is None or self._limit() <= 0:
            return False
        with self._lock:
            return ticket.age == self._age(ticket.chat)

    def file(self, ticket: Ticket, model: Path) -> Path:
        """Where the cache of that chat and the model in `model` is, or would be."""
        return self.folder / f"{ticket.chat}-{_hash(str(model))}{_ENDING}"

    def takes(self, nbytes: int) -> bool:
        """Whether a file of that size may be written now."""
        free = self._free()
        return nbytes <= self._most(free, self.nbytes()) and nbytes + RESERVE <= free

    def put(self, unfinished: Path, file: Path, ticket: Ticket) -> bool:
        """Take what was written to its place, if it may still be there.

        Raises:
            OSError: the disk is unwilling.
        """
        with self._lock:
            if ticket.age != self._age(ticket.chat):
                return False
            size = unfinished.stat().st_size
            others = [each for each in self._files() if each != file]
            most = self._most(self._free() + size, sum(map(_nbytes, others)))
            if size > most:
                return False
            self._trim(others, most - size)
            unfinished.replace(file)
        self._tag()
        return True

    def touch(self, file: Path) -> None:
        """It was of use."""
        with suppress(OSError):
            os.utime(file)

    def discard(self, file: Path) -> None:
        """It is of no use."""
        with suppress(OSError):
            file.unlink()

    def forget(self, chats: Iterable[str]) -> None:
        """What is kept of these goes, and what is being written of them comes to nothing."""
        with self._lock:
            for chat in map(_hash, chats):
                self._forgotten[chat] += 1
                for file in self.folder.glob(f"{chat}-*"):
                    self.discard(file)

    def keep_only(self, chats: Collection[str]) -> None:
        """What is kept of any other chat goes; so does what was left unfinished, or is too much."""
        wanted = set(map(_hash, chats))
        with self._lock:
            for file in self._files():
                if file.name.partition("-")[0] not in wanted:
                    self.discard(file)
            for file in self._unfinished():
                if time.time() - _used(file) > _STALE_S:
                    self.discard(file)
            self._fit()

    def fit(self) -> None:
        """The limit has changed. Where nothing is to be kept any more, everything goes."""
        if self._limit() <= 0:
            self.clear()
            return
        with self._lock:
            self._fit()

    def clear(self) -> None:
        """Everything goes; a chat's next answer is the first that is kept again."""
        with self._lock:
            self._clears += 1
            for file in (*self._files(), *self._unfinished()):
                self.discard(file)

    def nbytes(self) -> int:
        """What all files have."""
        return sum(map(_nbytes, self._files()))

    def _age(self, chat: str) -> int:
        return self._forgotten[chat] + self._clears

    def _fit(self) -> None:
        files = self._files()
        self._trim(files, self._most(self._free(), sum(map(_nbytes, files))))

    def _trim(self, files: Iterable[Path], most: int) -> None:
        """Delete those that were not used for longest, until the rest has at most `most` bytes."""
        kept = sorted(files, key=_used)
        total = sum(map(_nbytes, kept))
        for file in kept:
            if total <= most:
                return
            total -= _nbytes(file)
            log.debug("%s makes room", file.name)
            self.discard(file)

    def _most(self, free: int, used: int) -> int:
        return min(self._limit(), (free + used) // SHARE)

    def _free(self) -> int:
        place = self.folder
        while not place.exists() and place != place.parent:
            place = place.parent
        try:
            return shutil.disk_usage(place).free
        except OSError:
            return 0

    def _files(self) -> list[Path]:
        with suppress(OSError):
            return [each for each in self.folder.glob(f"[!.]*{_ENDING}") if each.is_file()]
        return []

    def _unfinished(self) -> list[Path]:
        with suppress(OSError):
            return list(self.folder.glob(".*-*"))
        return []

    def _tag(self) -> None:
        tag = self.folder / _TAG
        with suppress(OSError):
            if not tag.exists():
                tag.write_text(_TAG_TEXT, encoding="utf-8")


def _hash(name: str) -> str:
    import hashlib  # not at the start of the app

    return hashlib.blake2b(name.encode(), digest_size=12).hexdigest()


def _nbytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _used(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
