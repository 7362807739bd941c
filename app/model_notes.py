"""What is remembered of every model on this machine: one small JSON file.

When it was loaded last, and which of its files a check has found damaged.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from time import time
from typing import Any

from app.paths import data_folder
from app.whole_file import read_object, write_json

log = logging.getLogger(__name__)

_writing = threading.Lock()  # two threads of one app: a load and a check


@dataclass(frozen=True)
class Note:
    """Attributes:
    used: when it was loaded last, in seconds since the epoch; 0 for never.
    checked: when every file was compared with its checksum; 0 for never.
    damaged: what was found then, and why, by the name of the file.
    """

    used: float = 0.0
    checked: float = 0.0
    damaged: dict[str, str] = field(default_factory=dict)


def load_notes() -> dict[Path, Note]:
    """By the model's folder. Nothing where the file is missing or damaged."""
    found = read_object(_file())
    return {Path(path): _note(each) for path, each in found.items() if isinstance(each, dict)}


def note_use(path: Path) -> None:
    """It has just been loaded."""
    _change(path, used=time())


def note_check(path: Path, damaged: dict[str, str]) -> None:
    """Every file of it has just been read."""
    _change(path, checked=time(), damaged=damaged)


def note_move(old: Path, new: Path) -> None:
    """What was known of it holds at its new place, too."""
    with _writing:
        notes = load_notes()
        if (note := notes.pop(old, None)) is not None:
            _write({**notes, new: note})


def _change(path: Path, **changes: Any) -> None:
    with _writing:
        notes = load_notes()
        _write({**notes, path: replace(notes.get(path, Note()), **changes)})


def _write(notes: dict[Path, Note]) -> None:
    try:
        write_json(_file(), {str(path): asdict(note) for path, note in notes.items()})
    except OSError as error:  # it is no reason to stop what was under way
        log.warning("notes about models not kept: %s", error)


def _note(found: dict[str, Any]) -> Note:
    damaged = found.get("damaged")
    return Note(
        _moment(found.get("used")),
        _moment(found.get("checked")),
        {str(name): str(why) for name, why in damaged.items()} if isinstance(damaged, dict) else {},
    )


def _moment(value: object) -> float:
    if isinstance(value, int | float) and 0 <= value < 1e11:
        return float(value)
    return 0.0


def _file() -> Path:
    return data_folder() / "models.json"
