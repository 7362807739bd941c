"""For which macOS a library of Metal kernels was compiled."""

from __future__ import annotations

import struct
from pathlib import Path

from macho.errors import MachOError


def metallib_minimum(path: Path) -> tuple[int, int]:
    """(major, minor) of the oldest macOS that loads the kernels.

    Raises:
        MachOError: the file is none.

    Source: Apple documents no layout; in MLX's wheels bytes 12 to 15 hold 13.5, 14.0, 15.0 and
    26.2, as they are labelled.
    """
    with path.open("rb") as stream:
        head = stream.read(16)
    if len(head) < 16 or head[:4] != b"MTLB":
        raise MachOError("it is not a library of Metal kernels")
    major, minor = struct.unpack_from("<HH", head, 12)
    return major, minor
