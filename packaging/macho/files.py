"""Replacing a file whole: a new inode, the old permissions."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def replace(path: Path, data: bytes) -> None:
    """Write `data` over `path` as a new file with the old file's permissions.

    Never in place: package installers link files into their cache, so writing through the link
    would damage the cache, and macOS remembers the signature of an inode that it has once run.
    """
    mode = path.stat().st_mode & 0o7777
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
