"""Small files that are there whole or not at all."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any


def read_json(file: Path) -> Any:
    """What `write_json` wrote; None where the file is missing, damaged or not to be read."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def read_object(file: Path) -> dict[str, Any]:
    """The same where it is an object; empty where nothing or something else is there."""
    found = read_json(file)
    return found if isinstance(found, dict) else {}


def write_json(target: Path, value: object) -> None:
    """Write all or nothing, on the disk before it gets its name; makes the folder.

    Raises:
        OSError: the disk is full, read-only or otherwise unwilling; what was there stays.
    """
    write_text(target, json.dumps(value, indent=2, ensure_ascii=False))


def write_text(target: Path, text: str) -> None:
    """The same for any text."""
    target.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(target, text.encode())


def write_bytes(target: Path, data: bytes) -> None:
    """The same for anything; the folder must be there."""
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
