"""Ad-hoc signatures: what Apple silicon asks of all code, without anybody's certificate.

They say that the bytes are as they were when signed, not who signed them. A release is signed
again on a Mac with a Developer ID. Source: xnu, osfmk/kern/cs_blobs.h; Apple's Technical Note
TN3126, "Inside Code Signing: Hashes".
"""

from __future__ import annotations

import hashlib
import plistlib
import struct
from collections.abc import Mapping
from pathlib import Path

from macho import codesign
from macho.commands import (
    CODE_SIGNATURE,
    Bytes,
    add_command,
    commands,
    segment,
    signature_place,
)
from macho.entitlements import to_der, to_xml
from macho.errors import MachOError
from macho.files import replace
from macho.resources import SEAL, code_resources

PAGE_SIZE = 16384  # as codesign for arm64
_DIGEST_SIZE = 32
_SHA256 = 2
_VERSION = 0x20400
_VERSION_HARDENED = 0x20500
_EXECUTABLE = 2  # MH_EXECUTE
_MAIN_BINARY = 1  # CS_EXECSEG_MAIN_BINARY
_VM_PAGE = 0x4000  # what segments are rounded to on arm64
_BUILD_VERSION = 0x32


def sign_file(
    path: Path,
    *,
    identifier: str | None = None,
    entitlements: Mapping[str, object] | None = None,
    hardened: bool = False,
    info: bytes | None = None,
    resources: bytes | None = None,
) -> None:
    """Give a Mach-O of one architecture an ad-hoc signature, in place of one that it may have.

    Args:
        identifier: the name in the signature; the file's name without its last ending if not given.
        entitlements: what the program may do, for main executables.
        hardened: ask for the hardened runtime.
        info, resources: the bundle's Info.plist and CodeResources, for its main executable.

    Raises:
        MachOError: the file cannot be signed.
    """
    data = bytearray(path.read_bytes())
    try:
        limit = _make_room(data)
        blobs = _blobs(entitlements)
        special = {slot: hashlib.sha256(blob).digest() for slot, blob in blobs.items()}
        for slot, content in ((codesign.SLOT_INFO, info), (codesign.SLOT_RESOURCES, resources)):
            if content is not None:
                special[slot] = hashlib.sha256(content).digest()
        name = identifier or path.stem
        size = len(_super_blob(_directory(data, limit, name, special, hardened), blobs))
        _claim(data, limit, size)
        # Only now are the load commands, and so the first page's hash, final.
        signature = _super_blob(_directory(data, limit, name, special, hardened), blobs)
    except (MachOError, struct.error) as error:
        raise MachOError(f"{path.name} cannot be signed: {error}") from error
    assert len(signature) == size
    replace(path, bytes(data) + signature)


def seal_bundle(
    app: Path,
    *,
    entitlements: Mapping[str, object] | None = None,
    hardened: bool = False,
) -> None:
    """Seal every file of an app, and sign its main executable over the seal and Info.plist.

    Nothing in the bundle may be written afterwards.

    Raises:
        MachOError: Info.plist does not name the executable, or something cannot be signed.
    """
    contents = app / "Contents"
    info = (contents / "Info.plist").read_bytes()
    plist = plistlib.loads(info)
    name, identifier = plist.get("CFBundleExecutable"), plist.get("CFBundleIdentifier")
    if not isinstance(name, str) or not isinstance(identifier, str):
        raise MachOError("Info.plist names no CFBundleExecutable or no CFBundleIdentifier")
    executable = contents / "MacOS" / name
    seal = code_resources(contents, executable)
    (contents / SEAL).parent.mkdir(exist_ok=True)
    (contents / SEAL).write_bytes(seal)
    sign_file(
        executable,
        identifier=identifier,
        entitlements=entitlements,
        hardened=hardened,
        info=info,
        resources=seal,
    )


def _make_room(data: bytearray) -> int:
    """Drop an old signature and make sure of the load command; gives where the new one begins."""
    place = signature_place(data)
    if place is None:
        add_command(data, struct.pack("<IIII", CODE_SIGNATURE, 16, 0, 0))
    elif place.offset + place.size == len(data):
        del data[place.offset :]
    else:
        raise MachOError("bytes lie behind its signature")
    data.extend(bytes(-len(data) % 16))
    return len(data)


def _claim(data: bytearray, offset: int, size: int) -> None:
    """Write down where the signature lies, and stretch __LINKEDIT over it."""
    place = signature_place(data)
    linkedit = segment(data, "__LINKEDIT")
    if place is None or linkedit is None or linkedit.file_offset > offset:
        raise MachOError("it has no __LINKEDIT at its end")
    struct.pack_into("<II", data, place.command.offset + 8, offset, size)
    length = offset + size - linkedit.file_offset
    at = linkedit.command.offset
    struct.pack_into("<Q", data, at + 32, -(-length // _VM_PAGE) * _VM_PAGE)
    struct.pack_into("<Q", data, at + 48, length)


def _blobs(entitlements: Mapping[str, object] | None) -> dict[int, bytes]:
    """The blobs beside the CodeDirectory, by slot."""
    blobs = {codesign.SLOT_REQUIREMENTS: _blob(codesign.REQUIREMENTS, struct.pack(">I", 0))}
    if entitlements is not None:
        xml, der = to_xml(entitlements), to_der(entitlements)
        blobs[codesign.SLOT_ENTITLEMENTS] = _blob(codesign.ENTITLEMENTS, xml)
        blobs[codesign.SLOT_ENTITLEMENTS_DER] = _blob(codesign.ENTITLEMENTS_DER, der)
    return blobs


def _directory(
    data: Bytes, limit: int, identifier: str, special: dict[int, bytes], hardened: bool
) -> bytes:
    """A CodeDirectory over data[:limit]."""
    text = segment(data, "__TEXT")
    if text is None:
        raise MachOError("it has no __TEXT")
    name = identifier.encode() + b"\0"
    runtime = struct.pack(">II", _sdk(data), 0) if hardened else b""
    head_size = codesign.DIRECTORY.size + len(runtime)
    count = max(special)
    pages = -(-limit // PAGE_SIZE)
    hashes_at = head_size + len(name) + count * _DIGEST_SIZE
    executable = struct.unpack_from("<I", data, 12)[0] == _EXECUTABLE
    head = codesign.DIRECTORY.pack(
        codesign.CODE_DIRECTORY,
        hashes_at + pages * _DIGEST_SIZE,
        _VERSION_HARDENED if hardened else _VERSION,
        codesign.ADHOC | (codesign.HARDENED if hardened else 0),
        hashes_at,
        head_size,
        count,
        pages,
        limit,
        _DIGEST_SIZE,
        _SHA256,
        0,
        PAGE_SIZE.bit_length() - 1,
        0,
        0,
        0,
        0,
        0,
        text.file_offset,
        text.file_size,
        _MAIN_BINARY if executable else 0,
    )
    empty = bytes(_DIGEST_SIZE)
    slots = [special.get(slot, empty) for slot in range(count, 0, -1)]
    view = memoryview(data)[:limit]
    digests = [
        hashlib.sha256(view[at : at + PAGE_SIZE]).digest() for at in range(0, limit, PAGE_SIZE)
    ]
    view.release()
    return b"".join([head, runtime, name, *slots, *digests])


def _super_blob(directory: bytes, blobs: dict[int, bytes]) -> bytes:
    """The whole signature; the empty CMS blob says that no certificate is meant."""
    parts = {codesign.SLOT_CODE_DIRECTORY: directory, **blobs}
    parts[codesign.SLOT_CMS] = _blob(codesign.CMS, b"")
    offset = 12 + 8 * len(parts)
    index = b""
    for slot in sorted(parts):
        index += struct.pack(">II", slot, offset)
        offset += len(parts[slot])
    head = struct.pack(">III", codesign.SUPER_BLOB, offset, len(parts))
    return head + index + b"".join(parts[slot] for slot in sorted(parts))


def _blob(magic: int, payload: bytes) -> bytes:
    return struct.pack(">II", magic, 8 + len(payload)) + payload


def _sdk(data: Bytes) -> int:
    """The SDK it was built with, which the hardened runtime wants to know."""
    for command in commands(data):
        if command.kind == _BUILD_VERSION and command.size >= 24:
            sdk: int = struct.unpack_from("<I", data, command.offset + 16)[0]
            return sdk
    return 0
