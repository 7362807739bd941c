"""Reads disk images back: UDIF's chunks, then the catalogue of the HFS+ volume inside."""

from __future__ import annotations

import plistlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = 4096


def partitions(image: Path) -> dict[str, bytes]:
    """Uncompressed content by partition name; every checksum is looked at."""
    data = image.read_bytes()
    trailer = data[-512:]
    assert trailer[:4] == b"koly"
    length, plist_at, plist_size = (
        struct.unpack_from(">Q", trailer, place)[0] for place in (32, 216, 224)
    )
    assert struct.unpack_from(">I", trailer, 88)[0] == zlib.crc32(data[:length])
    entries = plistlib.loads(data[plist_at : plist_at + plist_size])["resource-fork"]["blkx"]
    found = {entry["Name"]: _partition(data, entry["Data"]) for entry in entries}
    crcs = b"".join(zlib.crc32(content).to_bytes(4, "big") for content in found.values())
    assert struct.unpack_from(">I", trailer, 360)[0] == zlib.crc32(crcs)
    sectors = struct.unpack_from(">Q", trailer, 492)[0]
    assert sectors * 512 == sum(len(content) for content in found.values())
    return found


def _partition(data: bytes, table: bytes) -> bytes:
    assert table[:4] == b"mish"
    content = b""
    for place in range(204, len(table), 40):
        kind, _, start, sectors, offset, size = struct.unpack_from(">IIQQQQ", table, place)
        if kind == 0xFFFFFFFF:
            break
        assert start * 512 == len(content)
        chunk = zlib.decompress(data[offset : offset + size]) if kind else bytes(sectors * 512)
        assert len(chunk) == sectors * 512
        content += chunk
    assert struct.unpack_from(">Q", table, 16)[0] * 512 == len(content)
    assert struct.unpack_from(">I", table, 72)[0] == zlib.crc32(content)
    return content


@dataclass(frozen=True)
class Found:
    """A file, folder or link of a volume."""

    mode: int
    content: bytes
    kind: bytes


def volume(data: bytes) -> dict[str, Found]:
    """Everything in an HFS+ volume by path, the root's name first."""
    header = data[1024:1536]
    assert header[:2] == b"H+"
    assert data[-1024:-512] == header
    assert struct.unpack_from(">I", header, 44)[0] * BLOCK == len(data)
    names: dict[int, tuple[int, str]] = {}
    things: dict[int, Found] = {}
    keys = []
    for key, body in _leaves(_fork(data, header[272:352])):
        parent, name = struct.unpack_from(">I", key)[0], key[6:].decode("utf-16-be")
        keys.append((parent, name.lower()))
        if body[1] in (1, 2):
            number, mode = struct.unpack_from(">I", body, 8)[0], body[42:44]
            names[number] = (parent, name)
            content = _fork(data, body[88:168]) if body[1] == 2 else b""
            things[number] = Found(int.from_bytes(mode, "big"), content, body[48:56])
    assert keys == sorted(keys)
    return {_path(number, names): thing for number, thing in things.items()}


def _path(number: int, names: dict[int, tuple[int, str]]) -> str:
    parent, name = names[number]
    return name if parent == 1 else f"{_path(parent, names)}/{name}"


def _fork(data: bytes, fork: bytes) -> bytes:
    size, start = struct.unpack_from(">Q8xI", fork)
    return data[start * BLOCK : start * BLOCK + size]


def _leaves(tree: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Records in order, found from the root: the way down is right as well."""
    depth, root = struct.unpack_from(">HI", tree, 14)
    size = struct.unpack_from(">H", tree, 32)[0]

    def below(number: int, height: int) -> Iterator[tuple[bytes, bytes]]:
        node = tree[number * size : (number + 1) * size]
        kind, tall, count = struct.unpack_from(">bBH", node, 8)
        assert (kind, tall) == (-1 if height == 1 else 0, height)
        for n in range(count):
            at, end = struct.unpack_from(">H", node, size - 2 * n - 2)[0], 0
            end = struct.unpack_from(">H", node, size - 2 * n - 4)[0]
            length = struct.unpack_from(">H", node, at)[0]
            key, body = node[at + 2 : at + 2 + length], node[at + 2 + length : end]
            if height == 1:
                yield key, body
            else:
                yield from below(struct.unpack(">I", body)[0], height - 1)

    yield from below(root, depth)
