"""Attachments as files, named by their content: kept once, however many chats show them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path, PurePath

from app.store.database import Database, parsed
from app.store.values import Attachment, MediaKind
from app.whole_file import write_bytes

GRACE_S = 3600.0  # a file that young may belong to a message that is not written yet
_THUMBNAIL = ".thumbnail"


class Media:
    """Files `<folder>/ab/<sha256>.<ext>`; without a folder, bytes in memory.

    Attributes:
        also_in: a second folder to read from, never written.
    """

    def __init__(self, database: Database, folder: Path | None) -> None:
        self._database = database
        self._folder = folder
        self._memory: dict[str, bytes] = {}
        self.also_in: Path | None = None

    def put(
        self,
        data: bytes,
        name: str,
        kind: MediaKind,
        *,
        detail: str = "",
        waveform: Sequence[float] = (),
        thumbnail: bytes = b"",
    ) -> str:
        """Keep the content and return its hash. What is there already is not written again.

        Raises:
            OSError: the disk is full or unwilling; nothing half-written stays.
        """
        digest = hashlib.sha256(data).hexdigest()
        with self._database.transaction():
            self._database.run(
                "INSERT INTO media (hash, extension, kind, nbytes, detail, waveform) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE SET "
                "detail = iif(detail = '', excluded.detail, detail), "
                "waveform = coalesce(waveform, excluded.waveform)",
                digest, _extension(name), kind, len(data), detail,
                json.dumps([round(peak, 3) for peak in waveform]) if waveform else None,
            )  # fmt: skip
            extension = self._extension(digest)
            self._write(f"{digest}{extension}", data)
            if thumbnail:
                self._write(f"{digest}{_THUMBNAIL}", thumbnail)
        return digest

    def put_missing(self, digest: str, name: str, kind: MediaKind, detail: str = "") -> str:
        """Know of content that is not there, so that its message shows what is missing."""
        with self._database.transaction():
            self._database.run(
                "INSERT INTO media (hash, extension, kind, nbytes, detail) VALUES (?, ?, ?, 0, ?) "
                "ON CONFLICT (hash) DO NOTHING",
                digest, _extension(name), kind, detail,
            )  # fmt: skip
        return digest

    def read(self, digest: str) -> bytes | None:
        """The content, `None` if it is missing or no longer what it was."""
        data = self._content(f"{digest}{self._extension(digest)}")
        return data if data is not None and hashlib.sha256(data).hexdigest() == digest else None

    def thumbnail(self, digest: str) -> bytes | None:
        return self._content(f"{digest}{_THUMBNAIL}")

    def of_messages(self, first: int, last: int, chat: int) -> dict[int, tuple[Attachment, ...]]:
        """Attachments by message, for the chat's messages with ids from `first` to `last`."""
        rows = self._database.rows(
            "SELECT part.message, part.name, part.at, media.* FROM message "
            "JOIN part ON part.message = message.id JOIN media ON media.hash = part.media "
            "WHERE message.chat = ? AND message.id BETWEEN ? AND ? "
            "ORDER BY part.message, part.position",
            chat, first, last,
        )  # fmt: skip
        found: dict[int, tuple[Attachment, ...]] = {}
        for row in rows:
            found[row["message"]] = (*found.get(row["message"], ()), self._value(row, row["at"]))
        return found

    def of_draft(self, chat: int) -> tuple[Attachment, ...]:
        rows = self._database.rows(
            "SELECT draft_part.name, media.* FROM draft_part "
            "JOIN media ON media.hash = draft_part.media WHERE chat = ? ORDER BY position",
            chat,
        )
        return tuple(self._value(row, 0) for row in rows)

    def of_queued(self, queued: int) -> tuple[Attachment, ...]:
        rows = self._database.rows(
            "SELECT queued_part.name, media.* FROM queued_part "
            "JOIN media ON media.hash = queued_part.media WHERE queued = ? ORDER BY position",
            queued,
        )
        return tuple(self._value(row, 0) for row in rows)

    def spare(self, digests: Iterable[str]) -> None:
        """Collect none of them for a while: they may be wanted again."""
        for digest in digests:
            with suppress(OSError):
                if self._folder is not None:
                    os.utime(self._path(f"{digest}{self._extension(digest)}"))

    def collect(self, grace_s: float = GRACE_S) -> int:
        """Forget what no chat uses, not even one in the trash; `sweep` then deletes its file.

        Returns:
            how many contents were forgotten.
        """
        with self._database.transaction():
            unused = self._database.rows(
                "SELECT hash, extension FROM media "
                "WHERE NOT EXISTS (SELECT 1 FROM part WHERE part.media = hash) "
                "AND NOT EXISTS (SELECT 1 FROM draft_part WHERE draft_part.media = hash) "
                "AND NOT EXISTS (SELECT 1 FROM queued_part WHERE queued_part.media = hash)"
            )
            old = [
                row for row in unused if self._is_old(f"{row['hash']}{row['extension']}", grace_s)
            ]
            self._database.many("DELETE FROM media WHERE hash = ?", [(r["hash"],) for r in old])
        return len(old)

    def sweep(self, grace_s: float = GRACE_S) -> int:
        """Delete files that the database does not know. The number of files deleted."""
        known = set(self._database.column("SELECT hash FROM media"))
        names = list(self._memory)
        if self._folder is not None:
            names = [path.name for path in self._folder.glob("??/*")]
        gone = [name for name in names if name[:64] not in known and self._is_old(name, grace_s)]
        for name in gone:
            self._memory.pop(name, None)
            if self._folder is not None:
                with suppress(OSError):
                    self._path(name).unlink()
        return len(gone)

    def _is_old(self, name: str, grace_s: float) -> bool:
        if self._folder is None:
            return True
        try:
            return time.time() - self._path(name).stat().st_mtime >= grace_s
        except OSError:
            return True

    def _value(self, row: sqlite3.Row, at: int) -> Attachment:
        digest, extension = row["hash"], row["extension"]
        path = self._found(f"{digest}{extension}")
        return Attachment(
            media=digest,
            kind=row["kind"],
            name=row["name"],
            at=at,
            path=path,
            thumbnail=self._found(f"{digest}{_THUMBNAIL}"),
            missing=path is None and f"{digest}{extension}" not in self._memory,
            detail=row["detail"],
            waveform=tuple(parsed(row["waveform"], list) or ()),
        )

    def _extension(self, digest: str) -> str:
        return str(self._database.value("SELECT extension FROM media WHERE hash = ?", digest) or "")

    def _path(self, name: str) -> Path:
        assert self._folder is not None
        return self._folder / name[:2] / name

    def _found(self, name: str) -> Path | None:
        """The file, wherever it is."""
        folders = (self._folder, self.also_in)
        paths = (folder / name[:2] / name for folder in folders if folder is not None)
        return next((path for path in paths if path.is_file()), None)

    def _content(self, name: str) -> bytes | None:
        with suppress(OSError):
            if (path := self._found(name)) is not None:
                return path.read_bytes()
        return self._memory.get(name)

    def _write(self, name: str, data: bytes) -> None:
        """Whole and on the disk before it gets its name, so that a name vouches for content."""
        if self._folder is None:
            self._memory[name] = data
            return
        target = self._path(name)
        if target.is_file() and target.read_bytes() == data:  # the disk may have harmed it
            os.utime(target)  # young again, so that nobody collects it meanwhile
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(target, data)


def _extension(name: str) -> str:
    """ ".png" and the like; empty for anything that is no plain extension."""
    suffix = PurePath(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ""
