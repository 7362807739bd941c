"""An HFS+ volume with given files, as the inside of a disk image.

There is no library for it, and Linux's tools put the time of day and random numbers into theirs.
This writes once, in order: no journal, no attributes, every file in one piece. Names are ASCII.
Source: Apple's Technical Note TN1150, "HFS Plus Volume Format"; all numbers are big-endian.
"""

from __future__ import annotations

import stat
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from assemble.btree import Tree, key_order
from assemble.errors import PackagingError

BLOCK = 4096
_EPOCH = 2_082_844_800  # seconds from 1904, where HFS+ begins, to 1970
_ROOT_PARENT, _ROOT, _FIRST_OWN = 1, 2, 16
_ROOT_IS_OPENED = 2  # which of the Finder's words says so
_UNMOUNTED = 0x100
_CATALOGUE_NODE, _EXTENTS_NODE = 8192, 4096
_FOLDER, _FILE, _FOLDER_THREAD, _FILE_THREAD = 1, 2, 3, 4
_THREAD_EXISTS = 2


@dataclass
class Entry:
    """A folder, a file, or a link.

    Attributes:
        content: a file's source; a link's target; None for a folder.
        identifier: the catalogue's number for it.
        start: the first block of the content.
    """

    name: str
    mode: int
    content: Path | bytes | None = None
    children: list[Entry] = field(default_factory=list)
    identifier: int = 0
    start: int = 0

    @property
    def size(self) -> int:
        if isinstance(self.content, Path):
            return self.content.stat().st_size
        return len(self.content or b"")

    @property
    def blocks(self) -> int:
        return -(-self.size // BLOCK)

    def walk(self) -> Iterator[Entry]:
        yield self
        for child in self.children:
            yield from child.walk()


def entry_for(path: Path, name: str = "") -> Entry:
    """What lies at `path`, with everything below it."""
    name = name or path.name
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return Entry(name, stat.S_IFLNK | 0o755, str(path.readlink()).encode())
    if stat.S_ISDIR(mode):
        children = [entry_for(child) for child in path.iterdir()]
        return Entry(name, mode, children=children)
    return Entry(name, mode, path)


def write(root: Entry, out: BinaryIO, date: int) -> int:
    """Write the volume; gives its size in bytes, a multiple of 4,096.

    Args:
        root: a folder; its name is the volume's.
        date: seconds since 1970, for everything.
    """
    entries = _numbered(root)
    time = date + _EPOCH
    catalogue_blocks = len(_catalogue(entries, time)) // BLOCK  # places do not change its size
    content_blocks = sum(entry.blocks for entry in entries)
    bitmap_blocks = 1
    while True:  # the bitmap has a bit for itself
        fixed = 1 + bitmap_blocks + 1 + catalogue_blocks
        total = fixed + content_blocks + 1
        if bitmap_blocks * BLOCK * 8 >= total:
            break
        bitmap_blocks += 1
    at = fixed
    for entry in entries:
        entry.start = at if entry.blocks else 0
        at += entry.blocks
    catalogue = _catalogue(entries, time)
    extents = Tree(_EXTENTS_NODE, longest_key=10, variable=False).pack([])
    bitmap = _ones(total).ljust(bitmap_blocks * BLOCK, b"\0")
    header = _header(
        entries,
        time,
        total,
        [
            _fork(len(bitmap), 1, bitmap_blocks),
            _fork(len(extents), 1 + bitmap_blocks, 1),
            _fork(len(catalogue), 2 + bitmap_blocks, catalogue_blocks),
        ],
    )
    out.write(b"\0" * 1024 + header + b"\0" * (BLOCK - 1536))
    out.write(bitmap + extents + catalogue)
    for entry in entries:
        _copy(entry, out)
    out.write(b"\0" * (BLOCK - 1024) + header + b"\0" * 512)
    return total * BLOCK


def _numbered(root: Entry) -> list[Entry]:
    """All entries, children sorted and everything numbered in that order."""
    for entry in root.walk():
        if not entry.name.isascii():
            raise PackagingError(f"{entry.name!r} is no ASCII name, which a disk image needs.")
        entry.children.sort(key=lambda child: child.name.lower())
        for one, other in zip(entry.children, entry.children[1:], strict=False):
            if one.name.lower() == other.name.lower():
                raise PackagingError(
                    f"{one.name} and {other.name} are one name on a Mac's disk; drop one of them."
                )
    entries = list(root.walk())
    for number, entry in enumerate(entries[1:], _FIRST_OWN):
        entry.identifier = number
    root.identifier = _ROOT
    return entries


def _catalogue(entries: list[Entry], time: int) -> bytes:
    parents = {id(child): entry.identifier for entry in entries for child in entry.children}
    records = []
    for entry in entries:
        parent = parents.get(id(entry), _ROOT_PARENT)
        is_folder = entry.content is None
        record = _folder(entry, time) if is_folder else _file(entry, time)
        thread = struct.pack(">HHI", _FOLDER_THREAD if is_folder else _FILE_THREAD, 0, parent)
        records.append((_key(parent, entry.name), record))
        records.append((_key(entry.identifier, ""), thread + _name(entry.name)))
    records.sort(key=lambda record: key_order(record[0]))
    return Tree(_CATALOGUE_NODE, longest_key=516, variable=True).pack(records)


def _key(parent: int, name: str) -> bytes:
    body = struct.pack(">I", parent) + _name(name)
    return struct.pack(">H", len(body)) + body


def _name(name: str) -> bytes:
    return struct.pack(">H", len(name)) + name.encode("utf-16-be")


def _folder(entry: Entry, time: int) -> bytes:
    head = struct.pack(">HHII", _FOLDER, 0, len(entry.children), entry.identifier)
    return head + _common(entry, time, b"")


def _file(entry: Entry, time: int) -> bytes:
    head = struct.pack(">HHII", _FILE, _THREAD_EXISTS, 0, entry.identifier)
    kind = b"slnkrhap" if stat.S_ISLNK(entry.mode) else b""
    return head + _common(entry, time, kind) + _fork(entry.size, entry.start, entry.blocks) + _NONE


def _common(entry: Entry, time: int, kind: bytes) -> bytes:
    """Dates, owner and mode, the Finder's words, encoding: the same for folders and files."""
    dates = struct.pack(">5I", time, time, time, time, 0)
    return dates + struct.pack(">IIBBHI", 0, 0, 0, 0, entry.mode, 1) + kind.ljust(40, b"\0")


def _fork(size: int, start: int, blocks: int) -> bytes:
    return struct.pack(">QIIII", size, 0, blocks, start if blocks else 0, blocks).ljust(80, b"\0")


_NONE = _fork(0, 0, 0)


def _header(entries: list[Entry], time: int, total: int, forks: list[bytes]) -> bytes:
    folders = sum(entry.content is None for entry in entries) - 1  # the root does not count
    numbers = [
        *(_UNMOUNTED, int.from_bytes(b"10.0"), 0),
        *(time, time, 0, time),
        *(len(entries) - 1 - folders, folders),
        *(BLOCK, total, 0, 0, BLOCK, BLOCK),
        *(_FIRST_OWN + len(entries), 1),
    ]
    finder = [0] * 8
    finder[_ROOT_IS_OPENED] = _ROOT
    finder[6], finder[7] = time, total  # the volume's identity: any fixed one
    header = struct.pack(">2sH17IQ8I", b"H+", 4, *numbers, 1, *finder)
    return header + b"".join(forks).ljust(400, b"\0")


def _ones(count: int) -> bytes:
    """A bitmap whose first `count` bits are set: nothing is free."""
    rest = count % 8
    return b"\xff" * (count // 8) + (bytes([0xFF00 >> rest & 0xFF]) if rest else b"")


def _copy(entry: Entry, out: BinaryIO) -> None:
    size = entry.size
    written = 0
    if isinstance(entry.content, Path):
        with entry.content.open("rb") as source:
            while chunk := source.read(1 << 20):
                written += out.write(chunk)
    elif entry.content:
        written = out.write(entry.content)
    if written != size:
        raise PackagingError(f"{entry.name} changed while it was put on the disk image; try again.")
    out.write(b"\0" * (-size % BLOCK))
