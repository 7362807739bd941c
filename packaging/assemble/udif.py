"""Compressed disk images (UDZO): a partition map around a volume, in chunks that zlib shrinks.

Source: the format as hdiutil reads it; there is no public description. All numbers are big-endian.
"""

from __future__ import annotations

import os
import plistlib
import struct
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

SECTOR = 512
CHUNK = 2048  # sectors: what is decompressed at a time
_MAP_SECTORS = 63
_FREE_SECTORS = 10
_ZLIB, _ZEROS, _END = 0x80000005, 0, 0xFFFFFFFF
_CRC32 = (2, 32)
_LEVEL = 9


@dataclass(frozen=True)
class Partition:
    """Some sectors of the disk that the image stands for."""

    name: str
    kind: str
    start: int
    count: int
    status: int = 0


def write(volume: BinaryIO, size: int, out: Path) -> None:
    """Write the image `out` of the HFS+ volume of `size` bytes that `volume` gives.

    Args:
        size: a multiple of 512.
    """
    volume_sectors = size // SECTOR
    hfs_at = 1 + _MAP_SECTORS
    parts = [
        Partition("Apple", "Apple_partition_map", 1, _MAP_SECTORS, 0x3),
        Partition("disk image", "Apple_HFS", hfs_at, volume_sectors, 0x40000033),
        Partition("", "Apple_Free", hfs_at + volume_sectors, _FREE_SECTORS),
    ]
    total = hfs_at + volume_sectors + _FREE_SECTORS
    driver_map = struct.pack(">2sHIHH", b"ER", SECTOR, total, 1, 1).ljust(SECTOR, b"\0")
    table = b"".join(_map_entry(part, len(parts)) for part in parts)
    contents: list[tuple[Partition, Iterable[bytes]]] = [
        (Partition("Driver Descriptor Map", "DDM", 0, 1), [driver_map]),
        (parts[0], [table.ljust(_MAP_SECTORS * SECTOR, b"\0")]),
        (parts[1], _chunks(volume)),
        (parts[2], [b"\0" * (_FREE_SECTORS * SECTOR)]),
    ]
    with out.open("wb") as file:
        running = _Compressed(file)
        blocks = [running.add(n, *content) for n, content in enumerate(contents)]
        plist = plistlib.dumps(
            {"resource-fork": {"blkx": [_resource(n, *block) for n, block in enumerate(blocks)]}}
        )
        file.write(plist)
        file.write(_trailer(running, len(plist), [crc for _, _, crc in blocks], total))


def _map_entry(part: Partition, count: int) -> bytes:
    return struct.pack(
        ">2sHIII32s32sIII",
        b"PM",
        0,
        count,
        part.start,
        part.count,
        part.name.encode(),
        part.kind.encode(),
        0,
        part.count,
        part.status,
    ).ljust(SECTOR, b"\0")


def _chunks(volume: BinaryIO) -> Iterator[bytes]:
    while chunk := volume.read(CHUNK * SECTOR):
        yield chunk


class _Compressed:
    """The image's first part: all chunks in a row."""

    def __init__(self, file: BinaryIO) -> None:
        self.length = 0
        self.crc = 0
        self._file = file

    def add(self, number: int, part: Partition, content: Iterable[bytes]) -> tuple[str, bytes, int]:
        """Append a partition; gives its name, its table of chunks, its checksum."""
        crc = at = 0
        runs = []
        for chunk, packed in _packed(content):
            crc = zlib.crc32(chunk, crc)
            sectors = len(chunk) // SECTOR
            kind = _ZLIB if packed else _ZEROS
            runs.append(struct.pack(">IIQQQQ", kind, 0, at, sectors, self.length, len(packed)))
            self._file.write(packed)
            self.crc = zlib.crc32(packed, self.crc)
            self.length += len(packed)
            at += sectors
        runs.append(struct.pack(">IIQQQQ", _END, 0, at, 0, self.length, 0))
        head = struct.pack(">4sIQQQII24x", b"mish", 1, part.start, at, 0, CHUNK + 8, number)
        table = head + _checksum(crc) + struct.pack(">I", len(runs)) + b"".join(runs)
        return f"{part.name} ({part.kind} : {number})", table, crc


def _packed(content: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Chunks with what they shrink to; nothing for zeros. A few at a time, in order."""
    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        batch: list[bytes] = []
        for chunk in content:
            batch.append(chunk)
            if len(batch) == workers * 4:
                yield from zip(batch, pool.map(_shrink, batch), strict=True)
                batch = []
        yield from zip(batch, pool.map(_shrink, batch), strict=True)


def _shrink(chunk: bytes) -> bytes:
    return zlib.compress(chunk, _LEVEL) if any(chunk) else b""


def _checksum(crc: int) -> bytes:
    return struct.pack(">III", *_CRC32, crc).ljust(136, b"\0")


def _resource(number: int, name: str, table: bytes, _crc: int) -> dict[str, object]:
    attributes = {"Attributes": "0x0050", "ID": str(number - 1)}
    return {**attributes, "CFName": name, "Name": name, "Data": table}


def _trailer(data: _Compressed, plist: int, checksums: list[int], sectors: int) -> bytes:
    crcs = b"".join(crc.to_bytes(4) for crc in checksums)
    identity = zlib.crc32(crcs).to_bytes(4) * 4  # any fixed one
    return (
        struct.pack(">4sIII", b"koly", 4, 512, 1)
        + struct.pack(">QQQQQ", 0, 0, data.length, 0, 0)
        + struct.pack(">II", 1, 1)
        + identity
        + _checksum(data.crc)
        + struct.pack(">QQ120x", data.length, plist)
        + _checksum(zlib.crc32(crcs))
        + struct.pack(">IQ12x", 1, sectors)
    )
