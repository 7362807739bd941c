"""A zip archive, a folder or a file alone: what an import reads from."""

from __future__ import annotations

import lzma
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from app.errors import reason_of
from app.store.errors import ImportRefused
from engine.sentences import say

LARGEST = 1 << 30  # bytes of one file; more is a trap or a mistake
SMALL = 64 << 20  # what may be packed as densely as it likes
DENSEST = 100  # words are packed to a fifth, at most to a thirtieth; traps to a thousandth

# zipfile says RuntimeError of a password and NotImplementedError of an odd compression; what is
# packed can be cut or wrong in the words of each of its three libraries.
_UNREADABLE = (
    *(KeyError, OSError, ValueError, EOFError, MemoryError, zipfile.BadZipFile),
    *(RuntimeError, NotImplementedError, zlib.error, lzma.LZMAError),
)


class Archive:
    """Attributes:
    path: what the user gave.
    names: relative paths of everything inside, joined by "/".
    """

    def __init__(self, path: Path) -> None:
        """Raises ImportRefused: there is no such thing, or it cannot be read."""
        self.path = path
        self._zip: zipfile.ZipFile | None = None
        self._root = path if path.is_dir() else path.parent
        try:
            if path.is_file() and zipfile.is_zipfile(path):
                # Not closed by hand: attachments are read when their chat is written.
                self._zip = zipfile.ZipFile(path)
            elif not path.exists():
                raise FileNotFoundError(2, "No such file")
        except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError) as error:
            why = reason_of(error) if isinstance(error, OSError) else say("the archive is damaged")
            raise ImportRefused(
                say("{name} could not be imported, because {why}.", name=path.name, why=why)
            ) from error

    @cached_property
    def names(self) -> tuple[str, ...]:
        if self._zip is not None:
            return tuple(name for name in self._zip.namelist() if not name.endswith("/"))
        return tuple(sorted(self._walk()))

    def main(self) -> str | None:
        """The file that was given, if it was a file and no archive."""
        return self.path.name if self._zip is None and self.path.is_file() else None

    def read(self, name: str) -> bytes | None:
        """The file's bytes, `None` if it is missing, damaged or too large."""
        try:
            if self._zip is not None:
                info = self._zip.getinfo(name)
                return None if _is_trap(info) else self._zip.read(info)
            path = self._root / name
            return path.read_bytes() if path.stat().st_size <= LARGEST else None
        except _UNREADABLE:
            return None

    def _walk(self, folder: str = "", depth: int = 4) -> Iterator[str]:
        """Four levels: a folder of folders of chats with files. Links are not followed."""
        with suppress(OSError), os.scandir(self._root / folder) as entries:
            for entry in entries:
                name = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_file(follow_symlinks=False):
                    yield name
                elif depth > 1 and entry.is_dir(follow_symlinks=False):
                    yield from self._walk(name, depth - 1)


def _is_trap(info: zipfile.ZipInfo) -> bool:
    """A file that is small in its archive and would fill the memory."""
    dense = info.file_size > max(SMALL, info.compress_size * DENSEST)
    return dense or info.file_size > LARGEST
