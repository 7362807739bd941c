"""What a Mach-O says about itself: where it runs, what it needs, what it provides.

lief reads it. What is never asked for is its view of bindings, whose parser crashes on some files;
the symbol table tells the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import lief
from lief.MachO import BuildVersion, DylibCommand, Header, LoadCommand, ParserConfig, Symbol

from macho.commands import commands
from macho.errors import MachOError

lief.logging.disable()  # it writes to stderr; what is wrong is told by us

# Library ordinals that stand for no library in the list.
SELF = 0
MAIN_EXECUTABLE = -1
ANY_IMAGE = -2  # flat lookup: whoever is loaded may provide the symbol
WEAK_LOOKUP = -3

_SPECIAL_ORDINALS = {0xFF: MAIN_EXECUTABLE, 0xFE: ANY_IMAGE, 0xFD: WEAK_LOOKUP}
_N_WEAK_REF = 0x40
_N_EXT = 0x1
_N_TYPE = 0xE
_N_STAB = 0xE0
_MH_TWOLEVEL = 0x80


@dataclass(frozen=True)
class Dylib:
    """A library that is loaded along."""

    name: str
    weak: bool = False
    reexported: bool = False


@dataclass(frozen=True)
class Import:
    """A symbol that another image provides: the `ordinal`th library's (from 1), or see above."""

    name: str
    ordinal: int
    weak: bool


@dataclass(frozen=True)
class Image:
    """One architecture of a Mach-O file.

    Attributes:
        cpu: "arm64", "x86_64", …
        kind: "EXECUTE", "DYLIB", "BUNDLE", …
        platform: "MACOS", …; "" if it names none.
        minimum: the oldest system, as numbers; empty if it names none.
        install_name: what others call it by; "" for what is no library.
    """

    path: Path
    cpu: str
    kind: str
    platform: str
    minimum: tuple[int, ...]
    install_name: str
    dylibs: tuple[Dylib, ...]
    rpaths: tuple[str, ...]
    imports: tuple[Import, ...]
    exports: frozenset[str]


def read(path: Path) -> Image:
    """Read a Mach-O of one architecture.

    Raises:
        MachOError: it is none, or damaged.
    """
    config = ParserConfig()
    config.parse_dyld_exports = True
    config.parse_dyld_bindings = False
    config.parse_dyld_rebases = False
    fat = lief.MachO.parse(path, config)
    if fat is None or len(fat) != 1:
        raise MachOError("it is not a Mach-O of one architecture, or it is damaged")
    binary = fat.at(0)
    whole = list(commands(path.read_bytes()))  # lief is content with half of them
    if binary is None or len(binary.commands) != len(whole):
        raise MachOError("its load commands are damaged")
    platform, minimum = _target(binary)
    return Image(
        path=path,
        cpu=_cpu(binary.header),
        kind=binary.header.file_type.name,
        platform=platform,
        minimum=minimum,
        install_name=_install_name(binary),
        dylibs=tuple(_dylibs(binary)),
        rpaths=tuple(str(one.path) for one in binary.rpaths),
        imports=tuple(_imports(binary)),
        exports=frozenset(_exports(binary)),
    )


def _cpu(header: Header) -> str:
    name = header.cpu_type.name.lower()
    return "arm64e" if name == "arm64" and header.cpu_subtype & 0xFFFFFF == 2 else name


def _target(binary: lief.MachO.Binary) -> tuple[str, tuple[int, ...]]:
    for command in binary.commands:
        if isinstance(command, BuildVersion):
            return command.platform.name, tuple(command.minos)
    old = binary.version_min
    return ("MACOS", tuple(old.version)) if old is not None else ("", ())


def _install_name(binary: lief.MachO.Binary) -> str:
    for command in binary.commands:
        if command.command == LoadCommand.TYPE.ID_DYLIB and isinstance(command, DylibCommand):
            return command.name
    return ""


def _dylibs(binary: lief.MachO.Binary) -> list[Dylib]:
    kinds = LoadCommand.TYPE
    return [
        Dylib(
            library.name,
            weak=library.command == kinds.LOAD_WEAK_DYLIB,
            reexported=library.command == kinds.REEXPORT_DYLIB,
        )
        for library in binary.libraries
        if library.command != kinds.ID_DYLIB
    ]


def _imports(binary: lief.MachO.Binary) -> list[Import]:
    two_level = bool(int(binary.header.flags) & _MH_TWOLEVEL)
    found = []
    for symbol in binary.symbols:
        if not _in_table(symbol) or symbol.raw_type & _N_TYPE or not symbol.raw_type & _N_EXT:
            continue
        if symbol.value:  # a common symbol of an object file
            continue
        raw = (symbol.description >> 8) & 0xFF
        ordinal = _SPECIAL_ORDINALS.get(raw, raw) if two_level else ANY_IMAGE
        found.append(Import(_text(symbol), ordinal, bool(symbol.description & _N_WEAK_REF)))
    return found


def _exports(binary: lief.MachO.Binary) -> set[str]:
    trie = binary.dyld_exports_trie or binary.dyld_info
    if trie is not None:
        return {_text(one.symbol) for one in trie.exports if one.symbol is not None}
    return {
        _text(symbol)
        for symbol in binary.symbols
        if _in_table(symbol) and symbol.raw_type & _N_TYPE and symbol.raw_type & _N_EXT
    }


def _in_table(symbol: Symbol) -> bool:
    return symbol.origin == Symbol.ORIGIN.SYMTAB and not symbol.raw_type & _N_STAB


def _text(symbol: Symbol) -> str:
    name = symbol.name
    return name if isinstance(name, str) else name.decode("utf-8", "replace")
