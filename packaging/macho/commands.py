"""Where the load commands of a Mach-O lie, for changing them byte by byte.

lief reads Mach-O better than this, but what it writes is laid out anew; signing and cutting out an
rpath must leave every other byte where it is.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from macho.errors import MachOError

Bytes = bytes | bytearray

HEADER_SIZE = 32
SEGMENT_64 = 0x19
CODE_SIGNATURE = 0x1D
RPATH = 0x8000001C

_MAGIC_64 = 0xFEEDFACF
_SECTION_SIZE = 80
_SEGMENT_SIZE = 72


@dataclass(frozen=True)
class Command:
    """A load command: its kind (LC_…), and `size` bytes from `offset`."""

    kind: int
    offset: int
    size: int


@dataclass(frozen=True)
class Segment:
    """An LC_SEGMENT_64: its command, and the part of the file that it maps."""

    command: Command
    name: str
    file_offset: int
    file_size: int


@dataclass(frozen=True)
class SignaturePlace:
    """What LC_CODE_SIGNATURE says: where the signature lies."""

    command: Command
    offset: int
    size: int


def commands(data: Bytes) -> Iterator[Command]:
    """The load commands, in order.

    Raises:
        MachOError: no 64-bit Mach-O of one architecture, or its commands are cut short.
    """
    count, end = _extent(data)
    at = HEADER_SIZE
    for _ in range(count):
        if at + 8 > end:
            raise MachOError("its load commands are cut short")
        kind, size = struct.unpack_from("<II", data, at)
        if size < 8 or size % 4 or at + size > end:
            raise MachOError("its load commands are cut short")
        yield Command(kind, at, size)
        at += size


def segment(data: Bytes, name: str) -> Segment | None:
    """The named segment."""
    for one in _segments(data):
        if one.name == name:
            return one
    return None


def signature_place(data: Bytes) -> SignaturePlace | None:
    """Where the embedded signature lies, if there is one."""
    for command in commands(data):
        if command.kind == CODE_SIGNATURE and command.size >= 16:
            offset, size = struct.unpack_from("<II", data, command.offset + 8)
            return SignaturePlace(command, offset, size)
    return None


def first_content(data: Bytes) -> int:
    """Offset of the first section's bytes: load commands can grow up to here."""
    first = len(data)
    for one in _segments(data):
        sections = struct.unpack_from("<I", data, one.command.offset + 64)[0]
        for index in range(sections):
            at = one.command.offset + _SEGMENT_SIZE + index * _SECTION_SIZE
            if at + _SECTION_SIZE > one.command.offset + one.command.size:
                raise MachOError("its sections are cut short")
            offset = struct.unpack_from("<I", data, at + 48)[0]
            if offset:
                first = min(first, offset)
    return first


def add_command(data: bytearray, payload: bytes) -> Command:
    """Append a load command in the padding behind the others.

    Raises:
        MachOError: the padding is too small.
    """
    count, end = _extent(data)
    if end + len(payload) > first_content(data):
        raise MachOError("there is no room for another load command")
    data[end : end + len(payload)] = payload
    struct.pack_into("<II", data, 16, count + 1, end - HEADER_SIZE + len(payload))
    return Command(struct.unpack_from("<I", payload)[0], end, len(payload))


def remove_command(data: bytearray, command: Command) -> None:
    """Cut a load command out; what follows it moves up, and the padding grows."""
    count, end = _extent(data)
    rest = data[command.offset + command.size : end]
    data[command.offset : end] = rest + bytes(command.size)
    struct.pack_into("<II", data, 16, count - 1, end - HEADER_SIZE - command.size)


def _segments(data: Bytes) -> Iterator[Segment]:
    for command in commands(data):
        if command.kind == SEGMENT_64:
            if command.size < _SEGMENT_SIZE:
                raise MachOError("its segments are cut short")
            name, _, _, offset, size = struct.unpack_from("<16sQQQQ", data, command.offset + 8)
            yield Segment(command, name.rstrip(b"\0").decode("ascii", "replace"), offset, size)


def _extent(data: Bytes) -> tuple[int, int]:
    """How many load commands there are, and where they end."""
    if len(data) < HEADER_SIZE or struct.unpack_from("<I", data)[0] != _MAGIC_64:
        raise MachOError("it is not a 64-bit Mach-O of one architecture")
    count, size = struct.unpack_from("<II", data, 16)
    if HEADER_SIZE + size > len(data):
        raise MachOError("its load commands are cut short")
    return count, HEADER_SIZE + size
