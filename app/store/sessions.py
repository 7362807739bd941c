"""Who is alive: a second Parlance must not take the first one's streaming answer for a dead one.

Each store that is open holds a lock on a file of its own. The system drops the lock when the
process ends, however it ends; whoever can take it knows that its owner is gone.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Session:
    """This store's life sign. Without a folder (a store in memory) nobody else needs one."""

    def __init__(self, folder: Path | None, number: int) -> None:
        self.number = number
        self._folder = folder
        self._file = -1
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = os.open(_file(folder, number), os.O_RDWR | os.O_CREAT, 0o600)
            with suppress(OSError):  # some network disks know no locks
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def is_dead(self, number: int) -> bool:
        """Whether the store with that number is gone."""
        if number == self.number or self._folder is None:
            return False
        path = _file(self._folder, number)
        try:
            file = os.open(path, os.O_RDWR)
        except OSError:
            return True
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        else:
            with suppress(OSError):
                path.unlink()
            return True
        finally:
            os.close(file)

    def close(self) -> None:
        if self._file >= 0 and self._folder is not None:
            with suppress(OSError):
                _file(self._folder, self.number).unlink()
            os.close(self._file)
            self._file = -1


@contextmanager
def only_one_at_a_time(folder: Path) -> Iterator[None]:
    """Waits until no other process is opening, restoring or migrating the same store."""
    file = os.open(folder / "opening", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def _file(folder: Path, number: int) -> Path:
    return folder / f"session-{number}"
