"""A file while it is being fetched, and which of its bytes are there."""

from __future__ import annotations

import mmap
import os
import struct
import threading
from contextlib import suppress
from pathlib import Path

_HEADER = struct.Struct("<8sQQQ")  # what this is, size, piece size, bytes received in all
_MAGIC = b"parlance"
_COUNT = struct.Struct("<Q")  # bytes of one piece that are there, from its start


class Part:
    """Pieces of equal size, each filled from its start.

    How far each piece is stands in a journal beside the file. It is mapped into memory and set
    after the bytes were written, so that whoever kills this process loses nothing; after a power
    cut it may promise too much, which the checksum of the whole file finds.

    Safe to use from several threads. Use `close` or `finish` at the end.

    Attributes:
        size: of the whole file.
        piece, count: bytes of each piece but the last, and how many there are.
        have: bytes that are there.
    """

    def __init__(self, blob: Path, size: int, piece: int) -> None:
        self.size = size
        self.path = blob.with_name(f"{blob.name}.parlance-part")
        self._journal = blob.with_name(f"{blob.name}.parlance-journal")
        self._blob = blob
        self._lock = threading.Lock()
        self._closed = False
        blob.parent.mkdir(parents=True, exist_ok=True)
        if (known := self._known()) is not None:
            piece = known
        self.piece = max(1, piece)
        self.count = max(1, -(-size // self.piece))
        if known is None:
            self._begin()
        self._file = os.open(self.path, os.O_RDWR)
        with self._journal.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 0)
        self.have = sum(self._filled(index) for index in range(self.count))

    @property
    def received(self) -> int:
        """Bytes that ever came, those that had to be fetched twice among them."""
        return int(_HEADER.unpack_from(self._map)[3])

    def want(self, index: int) -> tuple[int, int]:
        """(start, stop) in the file of what piece `index` lacks."""
        start = index * self.piece
        return start + self._filled(index), min(self.size, start + self.piece)

    def lacking(self) -> list[int]:
        """Pieces that are not whole, first to last."""
        return [i for i in range(self.count) if self.want(i)[0] < self.want(i)[1]]

    def reach(self, start: int) -> int:
        """Where the bytes end that are there from `start` on without a gap."""
        end = start
        for index in range(start // self.piece, self.count):
            filled, stop = self.want(index)
            end = max(end, filled)
            if filled < stop:
                break
        return end

    def write(self, index: int, data: bytes) -> bool:
        """Put `data` where piece `index` ends. False if the part was closed meanwhile.

        Raises:
            ValueError: more than the piece can hold.
            OSError: the disk is full, and the like.
        """
        with self._lock:
            if self._closed:
                return False
            start, stop = self.want(index)
            if start + len(data) > stop:
                raise ValueError("more bytes than were asked for")
            view = memoryview(data)
            while view:
                view = view[os.pwrite(self._file, view, start + len(data) - len(view)) :]
            filled = start + len(data) - index * self.piece
            _COUNT.pack_into(self._map, _HEADER.size + index * _COUNT.size, filled)
            self._count_received(len(data))
            self.have += len(data)
            return True

    def waste(self, nbytes: int) -> None:
        """Bytes came that were there already."""
        with self._lock:
            if not self._closed:
                self._count_received(nbytes)

    def restart(self, piece: int) -> None:
        """Forget all bytes."""
        with self._lock:
            received = self.received
            self._map.close()
            self.piece = max(1, piece)
            self.count = max(1, -(-self.size // self.piece))
            self.have = 0
            self._begin()
            with self._journal.open("r+b") as file:
                self._map = mmap.mmap(file.fileno(), 0)
            self._count_received(received)

    def close(self) -> None:
        """Keep what there is, for later. Writing has no effect from now on."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._map.close()
                os.close(self._file)

    def finish(self) -> None:
        """It is whole and verified: let it be the blob.

        Raises:
            OSError: the disk is full, and the like.
        """
        os.fsync(self._file)
        self.close()
        self.path.replace(self._blob)
        self._journal.unlink(missing_ok=True)

    def discard(self) -> None:
        """Remove every trace of it."""
        self.close()
        for path in (self.path, self._journal):
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _filled(self, index: int) -> int:
        return int(_COUNT.unpack_from(self._map, _HEADER.size + index * _COUNT.size)[0])

    def _count_received(self, nbytes: int) -> None:
        _HEADER.pack_into(self._map, 0, _MAGIC, self.size, self.piece, self.received + nbytes)

    def _known(self) -> int | None:
        """The piece size of what an earlier try has left; None if that cannot be gone on with."""
        try:
            journal = self._journal.read_bytes()
            magic, size, piece, _ = _HEADER.unpack_from(journal)
            if magic != _MAGIC or size != self.size or piece < 1:
                return None
            count = max(1, -(-size // piece))
            if len(journal) != _HEADER.size + count * _COUNT.size:
                return None
            if self.path.stat().st_size != size:
                return None
            filled = [n for (n,) in _COUNT.iter_unpack(journal[_HEADER.size :])]
        except (OSError, struct.error):
            return None
        fits = all(n <= min(piece, size - i * piece) for i, n in enumerate(filled))
        return int(piece) if fits else None

    def _begin(self) -> None:
        """An empty file of the right length, and a journal that promises nothing."""
        self._journal.unlink(missing_ok=True)
        with self.path.open("wb") as file:
            file.truncate(self.size)  # without blocks: it takes room as it is filled
        self._journal.write_bytes(
            _HEADER.pack(_MAGIC, self.size, self.piece, 0) + bytes(self.count * _COUNT.size)
        )


def part_bytes(blob: Path) -> int:
    """How much of an unfinished blob is there, by its journal; 0 if nothing is."""
    try:
        journal = blob.with_name(f"{blob.name}.parlance-journal").read_bytes()
        if len(journal) < _HEADER.size or (len(journal) - _HEADER.size) % _COUNT.size:
            return 0
        return sum(n for (n,) in _COUNT.iter_unpack(journal[_HEADER.size :]))
    except OSError:
        return 0
