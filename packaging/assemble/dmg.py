"""The disk image that people download: the app, a link to where apps go, a notice."""

from __future__ import annotations

import stat
import tempfile
from pathlib import Path

from assemble import hfs, udif

# How to open what Apple has not looked at. A release is signed on a Mac, which makes another image.
UNNOTARISED = Path(__file__).resolve().parents[1] / "unnotarised.txt"


def write(app: Path, image: Path, name: str, date: int) -> None:
    """Write the image.

    Args:
        name: of the volume.
        date: seconds since 1970, for everything in it.
    """
    applications = hfs.Entry("Applications", stat.S_IFLNK | 0o755, b"/Applications")
    notice = hfs.entry_for(UNNOTARISED, "Read me first.txt")
    notice.mode = stat.S_IFREG | 0o644
    children = [hfs.entry_for(app), applications, notice]
    root = hfs.Entry(name, stat.S_IFDIR | 0o755, children=children)
    image.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=image.parent) as volume:
        size = hfs.write(root, volume, date)
        volume.seek(0)
        udif.write(volume, size, image)
