"""The B-trees of an HFS+ volume, written once from sorted records."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_LEAF, _INDEX, _HEADER = -1, 0, 1
_DESCRIPTOR = struct.Struct(">IIbBHH")
_BIG_KEYS, _VARIABLE_KEYS = 2, 4
_FOLDS_CASE = 0xCF

Record = tuple[bytes, bytes]  # a key with its length in front, and what it leads to


def key_order(key: bytes) -> tuple[int, bytes]:
    """How catalogue keys are sorted: by folder, then by name without regard to case (ASCII)."""
    return int.from_bytes(key[2:6]), key[8:].lower()


@dataclass(frozen=True)
class Tree:
    """What kind of tree.

    Attributes:
        node: bytes of one.
        longest_key: bytes, without the length in front.
        variable: whether index nodes hold keys as long as they are, as in the catalogue.
    """

    node: int
    longest_key: int
    variable: bool

    def pack(self, records: list[Record]) -> bytes:
        """The tree's file: a header node, the leaves, then the levels above them."""
        levels = [self._filled(records)] if records else []
        while levels and len(levels[-1]) > 1:
            first = 1 + sum(len(level) for level in levels[:-1])
            index = [
                (node[0][0], struct.pack(">I", first + n)) for n, node in enumerate(levels[-1])
            ]
            levels.append(self._filled(index))
        nodes = [b""]
        for height, level in enumerate(levels, 1):
            first, last = len(nodes), len(nodes) + len(level) - 1
            for n, inside in enumerate(level, first):
                links = (n + 1 if n < last else 0, n - 1 if n > first else 0)
                kind = _LEAF if height == 1 else _INDEX
                nodes.append(self._node(kind, height, [key + data for key, data in inside], *links))
        nodes[0] = self._header(len(levels), len(nodes), len(levels[0]) if levels else 0, records)
        return b"".join(nodes)

    def _filled(self, records: list[Record]) -> list[list[Record]]:
        """Records by node, each as full as it gets."""
        nodes: list[list[Record]] = []
        room = 0
        for record in records:
            need = len(record[0]) + len(record[1]) + 2  # and its place in the table
            if need > room:
                nodes.append([])
                room = self.node - _DESCRIPTOR.size - 2
            nodes[-1].append(record)
            room -= need
        return nodes

    def _node(
        self, kind: int, height: int, records: list[bytes], following: int = 0, previous: int = 0
    ) -> bytes:
        body = _DESCRIPTOR.pack(following, previous, kind, height, len(records), 0)
        places = []
        for record in records:
            places.append(len(body))
            body += record
        places.append(len(body))
        table = struct.pack(f">{len(places)}H", *reversed(places))
        return body.ljust(self.node - len(table), b"\0") + table

    def _header(self, depth: int, count: int, leaves: int, records: list[Record]) -> bytes:
        facts = struct.pack(
            ">HIIIIHHIIHIBBI64x",
            depth,
            count - 1 if depth else 0,  # the root comes last
            len(records),
            1 if leaves else 0,
            leaves,
            self.node,
            self.longest_key,
            count,
            0,
            0,
            count * self.node,
            0,
            _FOLDS_CASE if self.variable else 0,
            _BIG_KEYS | (_VARIABLE_KEYS if self.variable else 0),
        )
        rest = self.node - _DESCRIPTOR.size - len(facts) - 128 - 8
        if count > rest * 8:
            raise ValueError("more nodes than the header node's map has bits")
        used = ((1 << count) - 1) << (rest * 8 - count)
        return self._node(_HEADER, 0, [facts, b"\0" * 128, used.to_bytes(rest)])
