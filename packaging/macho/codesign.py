"""Reading an embedded signature and checking what it vouches for.

The signature is a SuperBlob: an index of blobs, one of them the CodeDirectory, which holds a hash
of every page of the file and of the special slots (Info.plist, requirements, sealed resources,
entitlements). All its numbers are big-endian. Source: xnu, osfmk/kern/cs_blobs.h.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path

from macho.commands import segment, signature_place
from macho.errors import MachOError

SUPER_BLOB = 0xFADE0CC0
CODE_DIRECTORY = 0xFADE0C02
REQUIREMENTS = 0xFADE0C01
ENTITLEMENTS = 0xFADE7171
ENTITLEMENTS_DER = 0xFADE7172
CMS = 0xFADE0B01

# What the slots of a SuperBlob hold; as special slots of a CodeDirectory they are counted
# backwards from its first page hash.
SLOT_CODE_DIRECTORY = 0
SLOT_INFO = 1
SLOT_REQUIREMENTS = 2
SLOT_RESOURCES = 3
SLOT_ENTITLEMENTS = 5
SLOT_ENTITLEMENTS_DER = 7
SLOT_ALTERNATES = range(0x1000, 0x1005)
SLOT_CMS = 0x10000

ADHOC = 0x2
HARDENED = 0x10000

# To version 0x20400, which tells the executable segment; 0x20500 adds the runtime's version.
DIRECTORY = struct.Struct(">IIIIIIIIIBBBBIIIIQQQQ")
_DIRECTORY_HEAD = struct.Struct(">IIIIIIIIIBBBBI")
_HASHES = {1: ("sha1", 20), 2: ("sha256", 32), 3: ("sha256", 20), 4: ("sha384", 48)}


@dataclass(frozen=True)
class CodeDirectory:
    """One CodeDirectory: who signed what, and the hashes."""

    identifier: str
    flags: int
    version: int
    code_limit: int
    page_size: int  # bytes; 0: the whole file is one page
    algorithm: str
    pages: tuple[bytes, ...]
    special: dict[int, bytes]  # by slot
    blob: bytes

    @property
    def adhoc(self) -> bool:
        """Whether nobody vouches for it: no certificate."""
        return bool(self.flags & ADHOC)

    @property
    def cdhash(self) -> str:
        """The code's name in seals and requirements: the first 20 bytes of its hash, as hex."""
        return hashlib.new(self.algorithm, self.blob).digest()[:20].hex()

    def hash(self, data: bytes) -> bytes:
        """A digest as this directory keeps them."""
        digest = hashlib.new(self.algorithm, data).digest()
        return digest[: len(self.pages[0])] if self.pages else digest


@dataclass(frozen=True)
class Signature:
    """An embedded signature: its best CodeDirectory, and the other blobs by slot."""

    directory: CodeDirectory
    blobs: dict[int, bytes]
    offset: int


def read_signature(data: bytes) -> Signature:
    """The signature of a Mach-O of one architecture.

    Raises:
        MachOError: there is none, or it cannot be read.
    """
    place = signature_place(data)
    if place is None:
        raise MachOError("it is not signed")
    blob = data[place.offset : place.offset + place.size]
    blobs = _super_blob(blob)
    directories = [
        _directory(blobs[slot]) for slot in (SLOT_CODE_DIRECTORY, *SLOT_ALTERNATES) if slot in blobs
    ]
    if not directories:
        raise MachOError("its signature holds no CodeDirectory")
    best = max(directories, key=lambda one: len(one.pages[0]) if one.pages else 0)
    return Signature(best, blobs, place.offset)


def signature_faults(data: bytes) -> list[str]:
    """Everything by which the signature does not fit the file; empty if it holds.

    Info.plist and the sealed resources lie outside of the file: `resources.seal_faults`.
    """
    try:
        signature = read_signature(data)
    except (MachOError, struct.error) as error:
        return [str(error)]
    directory = signature.directory
    faults = []
    if directory.code_limit != signature.offset:
        faults.append("its signature does not cover everything before it")
    bad = _bad_pages(data, directory)
    if bad:
        faults.append(
            f"{len(bad)} of {len(directory.pages)} signed pages were changed, "
            f"the first at byte {bad[0]}"
        )
    for slot in (SLOT_REQUIREMENTS, SLOT_ENTITLEMENTS, SLOT_ENTITLEMENTS_DER):
        expected = directory.special.get(slot)
        blob = signature.blobs.get(slot)
        if blob is not None and (expected is None or directory.hash(blob) != expected):
            faults.append(f"slot {slot} of its signature was changed")
        if blob is None and expected is not None and any(expected):
            faults.append(f"slot {slot} of its signature is missing")
    linkedit = segment(data, "__LINKEDIT")
    if linkedit is None or linkedit.file_offset + linkedit.file_size != len(data):
        faults.append("bytes lie behind its signature, which a strict check refuses")
    return faults


def cdhash(path: Path) -> str:
    """The cdhash of a signed Mach-O, as hex."""
    return read_signature(path.read_bytes()).directory.cdhash


def _super_blob(blob: bytes) -> dict[int, bytes]:
    if len(blob) < 12:
        raise MachOError("its signature is cut short")
    magic, length, count = struct.unpack_from(">III", blob)
    if magic != SUPER_BLOB or length > len(blob) or 12 + 8 * count > length:
        raise MachOError("its signature is damaged")
    found = {}
    for index in range(count):
        slot, offset = struct.unpack_from(">II", blob, 12 + 8 * index)
        if offset + 8 > length:
            raise MachOError("its signature is damaged")
        size = struct.unpack_from(">I", blob, offset + 4)[0]
        if offset + size > length:
            raise MachOError("its signature is damaged")
        found[slot] = blob[offset : offset + size]
    return found


def _directory(blob: bytes) -> CodeDirectory:
    if len(blob) < _DIRECTORY_HEAD.size:
        raise MachOError("its CodeDirectory is cut short")
    (
        magic,
        _,
        version,
        flags,
        hashes,
        identifier,
        specials,
        pages,
        limit,
        size,
        kind,
        _,
        shift,
        _,
    ) = _DIRECTORY_HEAD.unpack_from(blob)
    if magic != CODE_DIRECTORY:
        raise MachOError("its CodeDirectory is damaged")
    algorithm, digest_size = _HASHES.get(kind, ("", 0))
    if not algorithm or size != digest_size:
        raise MachOError(f"its pages are hashed in a way that is not known here ({kind})")
    if version >= 0x20300 and len(blob) >= 64:
        limit = struct.unpack_from(">Q", blob, 56)[0] or limit
    if hashes - specials * size < 0 or hashes + pages * size > len(blob):
        raise MachOError("its CodeDirectory is cut short")
    name = blob[identifier : blob.find(b"\0", identifier)]

    def digest(index: int) -> bytes:
        return blob[hashes + index * size : hashes + (index + 1) * size]

    return CodeDirectory(
        identifier=name.decode("utf-8", "replace"),
        flags=flags,
        version=version,
        code_limit=limit,
        page_size=1 << shift if shift else 0,
        algorithm=algorithm,
        pages=tuple(digest(index) for index in range(pages)),
        special={slot: digest(-slot) for slot in range(1, specials + 1)},
        blob=blob,
    )


def _bad_pages(data: bytes, directory: CodeDirectory) -> list[int]:
    """Offsets of the pages whose hash differs."""
    limit = directory.code_limit
    size = directory.page_size or limit
    expected = -(-limit // size) if size else 0
    if limit > len(data) or expected != len(directory.pages):
        return [min(limit, len(data))]
    view = memoryview(data)[:limit]
    kept = len(directory.pages[0]) if directory.pages else 0
    return [
        index * size
        for index, digest in enumerate(directory.pages)
        if hashlib.new(directory.algorithm, view[index * size : (index + 1) * size]).digest()[:kept]
        != digest
    ]
