"""Where an export goes: a file, a folder or a zip archive. Whole, or not there."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from app.errors import UserError, reason_of
from engine.sentences import say

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
NAME_BYTES = 120


class Sink(Protocol):
    def write(self, name: str, data: bytes) -> None:
        """`name` is relative, its parts joined by "/"."""


class _FolderSink:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, name: str, data: bytes) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


class _ZipSink:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def write(self, name: str, data: bytes) -> None:
        self._archive.writestr(name, data)


@contextmanager
def sink(target: Path) -> Iterator[Sink]:
    """A zip archive if `target` says so by its name, else a folder.

    Raises:
        UserError: the disk is full or unwilling; nothing half-written stays.
    """
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        if target.suffix.lower() == ".zip":
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
                yield _ZipSink(archive)
            draft.replace(target)
        else:
            draft.mkdir(parents=True)
            yield _FolderSink(draft)
            draft.rename(target)  # over an empty folder, but over nothing else
    except OSError as error:
        raise _refused(target, error) from error
    finally:
        with suppress(OSError):
            if draft.is_dir():
                shutil.rmtree(draft)
            else:
                draft.unlink(missing_ok=True)


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A path to write to, which becomes `target` when all went well.

    Raises:
        UserError: like `sink`.
    """
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield draft
        draft.replace(target)
    except OSError as error:
        raise _refused(target, error) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _refused(target: Path, error: OSError) -> UserError:
    return UserError(
        say(
            "The chats could not be exported to {target}, because {reason}; "
            "choose another place or free some space.",
            target=target,
            reason=reason_of(error),
        )
    )


def free_name(folder: Path, name: str) -> str:
    """`name`, or with a number if something of that name is there."""
    free, count = name, 1
    while (folder / free).exists():
        count += 1
        free = f"{name} {count}"
    return free


class Names:
    """Names for files, of titles that may hold anything; no two alike, whatever their case."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, title: str, suffix: str = "", otherwise: str = "Chat") -> str:
        stem = file_name(title) or otherwise
        name, count = f"{stem}{suffix}", 1
        while name.casefold() in self._taken:
            count += 1
            name = f"{stem} ({count}){suffix}"
        self._taken.add(name.casefold())
        return name


def file_name(title: str) -> str:
    """The title without what file systems refuse; empty if nothing is left."""
    clean = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", title))
    clean = " ".join(clean.split()).strip(". ")
    return clean.encode()[:NAME_BYTES].decode(errors="ignore").strip(". ")
