"""One Parlance at a time: a second start hands its files to the first, and ends.

Whoever is first holds a lock on a file in the data folder, which the system takes back however
the process ends, and writes into it where it can be reached: the path of a socket.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

STARTING_S = 5.0  # the first one may still be opening its window, or be closing it
ANSWER_S = 1.0
YOUNG_S = 30.0  # a model is being loaded, and whatever else is wanted first
PAUSE_S = 0.05

ALREADY_OPEN = "Parlance is open already; its window was brought to the front."
BESIDE = (
    "Another Parlance is open and does not answer, so this one opens beside it; "
    "chats may be changed by both."
)

Outcome = Literal["first", "answered", "silent"]


class FirstPlace:
    """The place of the first copy on a data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = -1

    def take(self) -> bool:
        """Be the first. False if another process is; where there are no locks, everybody is."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = os.open(self.folder / "running", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return True  # a read-only folder, say
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        except OSError:
            os.close(file)
            return True
        self._file = file
        self.announce("")
        return True

    def announce(self, address: str) -> None:
        """Tell others where the first one can be reached."""
        if self._file >= 0:
            with suppress(OSError):
                os.ftruncate(self._file, 0)
                os.pwrite(self._file, address.encode(), 0)

    def address(self) -> str:
        """Where the first one can be reached; empty if it cannot yet."""
        try:
            return (self.folder / "running").read_text(encoding="utf-8")
        except (OSError, ValueError):
            return ""

    def patience(self) -> float:
        """How long an answer of the first one may take, in seconds: more after it has started."""
        try:
            age = time.time() - (self.folder / "running").stat().st_mtime
        except OSError:
            return ANSWER_S
        return STARTING_S if 0 <= age < YOUNG_S else ANSWER_S

    def leave(self) -> None:
        if self._file >= 0:
            self.announce("")
            os.close(self._file)
            self._file = -1


def find_place(place: FirstPlace, files: Sequence[str]) -> Outcome:
    """Be the first, or hand `files` (absolute paths) to the one that is; "silent" if it hangs."""
    until = time.monotonic() + STARTING_S
    while not place.take():
        if address := place.address():
            return "answered" if ring(address, files, place.patience()) else "silent"
        if time.monotonic() > until:
            return "silent"
        time.sleep(PAUSE_S)
    return "first"


def ring(address: str, files: Sequence[str], patience: float = ANSWER_S) -> bool:
    """Hand files over, and have the other's window come forward.

    False without an answer in that many seconds.
    """
    import json
    import socket

    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(patience)
            line.connect(address)
            line.sendall(json.dumps({"files": list(files)}).encode() + b"\n")
            return line.recv(16).startswith(b"ok")
    except OSError:
        return False
