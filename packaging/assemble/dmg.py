"""The disk image that people download: the app, and beside it a link to where apps go."""

from __future__ import annotations

import stat
import tempfile
from pathlib import Path

from assemble import hfs, udif


def write(app: Path, image: Path, name: str, date: int) -> None:
    """Write the image.

    Args:
        name: of the volume.
        date: seconds since 1970, for everything in it.
    """
    applications = hfs.Entry("Applications", stat.S_IFLNK | 0o755, b"/Applications")
    root = hfs.Entry(name, stat.S_IFDIR | 0o755, children=[hfs.entry_for(app), applications])
    image.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=image.parent) as volume:
        size = hfs.write(root, volume, date)
        volume.seek(0)
        udif.write(volume, size, image)
