"""Cutting rpaths out of a Mach-O."""

from __future__ import annotations

import struct
from pathlib import Path

from macho.codesign import read_signature
from macho.commands import RPATH, commands, remove_command, signature_place
from macho.errors import MachOError
from macho.fat import is_macho
from macho.files import replace
from macho.sign import sign_file


def drop_absolute_rpaths(path: Path) -> list[str]:
    """Cut out every rpath that names a place of the machine it was built on; gives them.

    Such a folder may belong to anybody on another machine, who could put a library there. The file
    is signed again, ad-hoc, under its old identifier.

    Raises:
        MachOError: the file cannot be signed.
    """
    if not is_macho(path):
        return []
    data = bytearray(path.read_bytes())
    found = [
        (command, text)
        for command in commands(data)
        if command.kind == RPATH and (text := _text(data, command.offset, command.size))[:1] == "/"
    ]
    if not found:
        return []
    signed = signature_place(data) is not None
    identifier = read_signature(bytes(data)).directory.identifier if signed else None
    for command, _ in reversed(found):
        remove_command(data, command)
    replace(path, bytes(data))
    sign_file(path, identifier=identifier)
    return [text for _, text in found]


def _text(data: bytearray, offset: int, size: int) -> str:
    start = struct.unpack_from("<I", data, offset + 8)[0]
    if start >= size:
        raise MachOError("its rpaths are cut short")
    return bytes(data[offset + start : offset + size]).split(b"\0")[0].decode("utf-8", "replace")
