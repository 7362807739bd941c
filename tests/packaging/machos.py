"""Makes Mach-O files small enough to read: a header, load commands, symbols, one page of code."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

ARM64 = 0x0100000C
X86_64 = 0x01000007
EXECUTE, DYLIB, BUNDLE = 2, 6, 8

DYNAMIC_LOOKUP = 0xFE  # the library ordinal of a symbol that whoever is loaded may provide

_PAGE = 0x4000
_LOAD_DYLIB, _ID_DYLIB, _WEAK_DYLIB, _REEXPORT = 0xC, 0xD, 0x80000018, 0x8000001F


@dataclass(frozen=True)
class Import:
    """A symbol from the nth library (from 1), or from anywhere."""

    name: str
    ordinal: int = DYNAMIC_LOOKUP
    weak: bool = False


@dataclass(frozen=True)
class MachO:
    """What a file should hold; `bytes(MachO(...))` makes it, unsigned."""

    kind: int = DYLIB
    cpu: int = ARM64
    minos: tuple[int, int] = (14, 0)
    install_name: str = ""
    dylibs: Sequence[str] = ("/usr/lib/libSystem.B.dylib",)
    weak_dylibs: Sequence[str] = ()
    reexports: Sequence[str] = ()
    rpaths: Sequence[str] = ()
    imports: Sequence[Import] = ()
    exports: Sequence[str] = ()
    room: int = 512  # bytes between the load commands and the code

    def __bytes__(self) -> bytes:
        trie = _export_trie(self.exports)
        symbols, strings = _symbol_table(self)
        tail = trie + symbols + strings
        laid_out = self._commands(_PAGE, len(trie), len(symbols), len(strings))
        text_size = -(-(32 + len(laid_out[0]) + self.room + 64) // _PAGE) * _PAGE
        commands, count = self._commands(text_size, len(trie), len(symbols), len(strings))
        subtype = 3 if self.cpu == X86_64 else 0
        flags = 0x200085 if self.kind == EXECUTE else 0x100085
        header = struct.pack(
            "<IIIIIIII", 0xFEEDFACF, self.cpu, subtype, self.kind, count, len(commands), flags, 0
        )
        code = b"\xc0\x03\x5f\xd6" * 16  # ret
        head = header + commands
        return head + bytes(text_size - len(head) - len(code)) + code + tail

    def _commands(self, text: int, trie: int, symbols: int, strings: int) -> tuple[bytes, int]:
        tail = trie + symbols + strings
        base = 0x100000000 if self.kind == EXECUTE else 0
        made = []
        if base:
            made.append(_segment("__PAGEZERO", 0, base, 0, 0, 0))
        made.append(_segment("__TEXT", base, text, 0, text, 5, code_at=text - 64))
        made.append(_segment("__LINKEDIT", base + text, -(-tail // _PAGE) * _PAGE, text, tail, 1))
        if self.install_name:
            made.append(_dylib(_ID_DYLIB, self.install_name))
        made += [_dylib(_LOAD_DYLIB, name) for name in self.dylibs]
        made += [_dylib(_WEAK_DYLIB, name) for name in self.weak_dylibs]
        made += [_dylib(_REEXPORT, name) for name in self.reexports]
        made += [_with_text(0x8000001C, struct.pack("<I", 12), path) for path in self.rpaths]
        version = self.minos[0] << 16 | self.minos[1] << 8
        made.append(struct.pack("<IIIIII", 0x32, 24, 1, version, version, 0))
        made.append(struct.pack("<IIII", 0x80000033, 16, text, trie))
        count = symbols // 16
        at = text + trie
        made.append(struct.pack("<IIIIII", 2, 24, at, count, at + symbols, strings))
        exported = len(self.exports)
        parts = (0, 0, 0, exported, exported, count - exported, *[0] * 12)
        made.append(struct.pack("<II18I", 0xB, 80, *parts))
        if self.kind == EXECUTE:
            made.append(struct.pack("<IIQQ", 0x80000028, 24, text - 64, 0))
            made.append(_with_text(0xE, struct.pack("<I", 12), "/usr/lib/dyld"))
        return b"".join(made), len(made)


def fat(*slices: tuple[int, bytes]) -> bytes:
    """A fat file of (cpu, bytes)."""
    head = struct.pack(">II", 0xCAFEBABE, len(slices))
    offset = _PAGE
    body = b""
    for cpu, data in slices:
        head += struct.pack(">IIIII", cpu, 0, offset, len(data), 14)
        padded = data + bytes(-len(data) % _PAGE)
        body += padded
        offset += len(padded)
    return head + bytes(_PAGE - len(head)) + body


def _segment(
    name: str, address: int, size: int, offset: int, length: int, rights: int, code_at: int = 0
) -> bytes:
    sections = b""
    if code_at:
        where = (address + code_at, 64, code_at, 2, 0, 0, 0x80000400, 0, 0, 0)
        sections = struct.pack("<16s16sQQIIIIIIII", b"__text", name.encode(), *where)
    return (
        struct.pack("<II16s", 0x19, 72 + len(sections), name.encode())
        + struct.pack("<QQQQ", address, size, offset, length)
        + struct.pack("<IIII", rights, rights, 1 if sections else 0, 0)
        + sections
    )


def _dylib(kind: int, name: str) -> bytes:
    return _with_text(kind, struct.pack("<IIII", 24, 2, 0x10000, 0x10000), name)


def _with_text(kind: int, middle: bytes, text: str) -> bytes:
    payload = middle + text.encode() + b"\0"
    payload += bytes(-len(payload) % 8)
    return struct.pack("<II", kind, 8 + len(payload)) + payload


def _export_trie(names: Sequence[str]) -> bytes:
    """One node for each name, right below the root."""
    assert len(names) < 256
    if not names:
        return bytes(8)
    leaf = bytes([2, 0, 0x40, 0])  # two bytes: no flags, the address; no children
    edges = sum(len(name) + 1 + 3 for name in names)
    at = 2 + edges
    root = bytes([0, len(names)])
    for index, name in enumerate(names):
        root += name.encode() + b"\0" + _uleb3(at + index * len(leaf))
    trie = root + leaf * len(names)
    return trie + bytes(-len(trie) % 8)


def _uleb3(value: int) -> bytes:
    return bytes([value & 0x7F | 0x80, value >> 7 & 0x7F | 0x80, value >> 14 & 0x7F])


def _symbol_table(macho: MachO) -> tuple[bytes, bytes]:
    strings = b" \0"
    table = b""
    for name in macho.exports:
        table += struct.pack("<IBBHQ", len(strings), 0xF, 1, 0, 0x40)
        strings += name.encode() + b"\0"
    for one in macho.imports:
        description = one.ordinal << 8 | (0x40 if one.weak else 0)
        table += struct.pack("<IBBHQ", len(strings), 1, 0, description, 0)
        strings += one.name.encode() + b"\0"
    return table, strings + bytes(-len(strings) % 8)
