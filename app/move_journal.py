"""Which moves are under way: a killed one leaves nothing behind, and nothing half done.

The original keeps its name until the copy is whole, compared and has its own. So a move whose
original is still there has not happened, and its copy goes; one whose original has no name any
more has happened, and the rest of the original goes.
"""

from __future__ import annotations

import logging
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from app.model_notes import note_move
from app.paths import data_folder
from app.whole_file import read_json, read_object, write_json

log = logging.getLogger(__name__)

_DRAFT, _GONE = ".parlance-moving-", ".parlance-gone-"


@dataclass(frozen=True)
class Entry:
    """One move.

    Attributes:
        source, target: folders of the model, or of all versions of it in a cache.
        old, new: where the model itself was, and will be.
        copied: the copy is whole and compared; it has its own name now, or any moment.
    """

    source: str
    target: str
    old: str
    new: str
    copied: bool = False

    @property
    def draft(self) -> Path:
        """The copy, before it is whole. The dot hides it from whoever looks for models."""
        target = Path(self.target)
        return target.with_name(f"{_DRAFT}{target.name}")

    @property
    def gone(self) -> Path:
        """The original, when it is no longer needed."""
        source = Path(self.source)
        return source.with_name(f"{_GONE}{source.name}")


def moving() -> FileLock:
    """One move at a time on this machine; `filelock.Timeout` if there is another one."""
    return FileLock(data_folder() / "moves.lock", timeout=0)


def write_down(entry: Entry) -> None:
    """Before the first byte, and again when `copied`.

    Raises:
        OSError: it cannot be written down.
    """
    _write([*_others(entry), entry])


def strike_out(entry: Entry) -> None:
    """It has ended, one way or the other, and left nothing."""
    with suppress(OSError):  # it is looked at once more, and nothing is found
        _write(_others(entry))


def settle() -> list[tuple[str, str]]:
    """Clear up after moves that were killed; where models were and are that have moved.

    Nothing happens while a move is under way. What lies on a disk that is not there now waits.
    """
    if not _file().exists():
        return []
    try:
        with moving():
            return settle_alone()
    except (Timeout, OSError):
        return []


def settle_alone() -> list[tuple[str, str]]:
    """The same for whoever has the lock already."""
    moved = []
    for entry in _entries():
        try:
            if not _reachable(entry):
                continue
            if _clear(entry):
                take_along(entry)
                moved.append((entry.old, entry.new))
        except OSError as error:
            log.warning("a move's remains could not be removed: %s", error)
        else:
            strike_out(entry)
    return moved


def where_now(path: str) -> str:
    """Where a model is that was here, if a killed move took it along; else the same path."""
    found = (entry.new for entry in _entries() if entry.old == path and Path(entry.new).is_dir())
    return next(found, path)


def take_along(entry: Entry) -> None:
    """What is remembered of the model."""
    note_move(Path(entry.old), Path(entry.new))
    for name in ("self_tests.json", "peaks.json"):
        file = data_folder() / name
        found = read_object(file)
        if entry.old in found:
            found[entry.new] = found.pop(entry.old)
            with suppress(OSError):  # it is tested and measured anew
                write_json(file, found)


def _reachable(entry: Entry) -> bool:
    return Path(entry.source).parent.is_dir() and Path(entry.target).parent.is_dir()


def _clear(entry: Entry) -> bool:
    """Whether the model has moved.

    Raises:
        OSError: something is still there.
    """
    source, target, draft, gone = Path(entry.source), Path(entry.target), entry.draft, entry.gone
    if source.exists():
        if entry.copied and not draft.exists() and target.exists():
            target.rename(draft)  # out of sight at once: half a model would be found
        if draft.exists():
            shutil.rmtree(draft)
        return False
    if not target.exists():
        if gone.exists():  # somebody has taken the copy away: this is all there is
            gone.rename(source)
        return False
    if gone.exists():
        shutil.rmtree(gone)
    return True


def _entries() -> list[Entry]:
    found = read_json(_file())
    entries = []
    for each in found if isinstance(found, list) else []:
        with suppress(TypeError, KeyError):
            words = {name: str(each[name]) for name in ("source", "target", "old", "new")}
            if all(Path(word).is_absolute() for word in words.values()):
                entries.append(Entry(**words, copied=each.get("copied") is True))
    return entries


def _others(entry: Entry) -> list[Entry]:
    this = (entry.source, entry.target)
    return [each for each in _entries() if (each.source, each.target) != this]


def _write(entries: list[Entry]) -> None:
    if entries:
        write_json(_file(), [asdict(each) for each in entries])
    else:
        _file().unlink(missing_ok=True)


def _file() -> Path:
    return data_folder() / "moves.json"
