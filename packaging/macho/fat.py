"""Fat files: which architectures lie in them, and taking the arm64 one out."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from macho.errors import MachOError
from macho.files import replace

ARM64 = 0x0100000C
CPU_NAMES = {7: "i386", 12: "arm", 0x01000007: "x86_64", ARM64: "arm64", 0x0200000C: "arm64_32"}

_FAT_MAGIC = 0xCAFEBABE
_FAT_MAGIC_64 = 0xCAFEBABF
_THIN_MAGIC = b"\xcf\xfa\xed\xfe"  # 64 bit, little endian
_THIN_MAGIC_32 = b"\xce\xfa\xed\xfe"
_ARM64E = 2
_MOST_SLICES = 20  # Java's class files share the magic; their version stands here and is larger


@dataclass(frozen=True)
class Slice:
    """One architecture of a fat file: `size` bytes from `offset`."""

    cpu: int
    subtype: int
    offset: int
    size: int

    @property
    def name(self) -> str:
        """As lipo calls it; "arm64e" is not arm64."""
        if self.cpu == ARM64 and self.subtype == _ARM64E:
            return "arm64e"
        return CPU_NAMES.get(self.cpu, hex(self.cpu))


def is_macho(path: Path) -> bool:
    """Whether the file begins as a Mach-O of one architecture or of several."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as stream:
        head = stream.read(8)
    return head[:4] in (_THIN_MAGIC, _THIN_MAGIC_32) or _slice_count(head) > 0


def slices(data: bytes) -> list[Slice]:
    """The architectures of a fat file, in its order; none for any other file.

    Raises:
        MachOError: the table or a slice reaches past the end.
    """
    count = _slice_count(data[:8])
    if not count:
        return []
    wide = struct.unpack_from(">I", data)[0] == _FAT_MAGIC_64
    row = struct.Struct(">IIQQII" if wide else ">IIIII")
    if 8 + count * row.size > len(data):
        raise MachOError("its table of architectures is cut short")
    found = []
    for index in range(count):
        cpu, subtype, offset, size = row.unpack_from(data, 8 + index * row.size)[:4]
        if offset + size > len(data):
            raise MachOError("an architecture in it is cut short")
        found.append(Slice(cpu, subtype & 0x00FFFFFF, offset, size))
    return found


def thin(path: Path) -> bool:
    """Leave only the arm64 architecture of a fat file; True if the file changed.

    The slice's bytes stay as they are, and with them its signature.

    Raises:
        MachOError: a fat file without arm64.
    """
    if not is_macho(path):
        return False
    data = path.read_bytes()
    present = slices(data)
    if not present:
        return False
    for one in present:
        if one.name == "arm64":
            replace(path, data[one.offset : one.offset + one.size])
            return True
    names = ", ".join(one.name for one in present)
    raise MachOError(f"{path.name} holds {names}, and no arm64")


def _slice_count(head: bytes) -> int:
    if len(head) < 8:
        return 0
    magic, count = struct.unpack_from(">II", head)
    if magic not in (_FAT_MAGIC, _FAT_MAGIC_64) or count > _MOST_SLICES:
        return 0
    return int(count)
