"""Small files that are there whole or not at all."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path


def write_json(target: Path, value: object) -> None:
    """Write all or nothing, on the disk before it gets its name; makes the folder.

    Raises:
        OSError: the disk is full, read-only or otherwise unwilling; what was there stays.
    """
    write_text(target, json.dumps(value, indent=2, ensure_ascii=False))


def write_text(target: Path, text: str) -> None:
    """The same for any text."""
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
