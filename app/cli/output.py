"""Writes to the terminal, to pipes that may close and to disks that may be full."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from app.errors import UserError, reason_of


class ReaderGone(Exception):
    """Whoever read our output has seen enough. Not an error."""


class Output:
    """Standard output that says what is wrong with it.

    Raises:
        ReaderGone: the pipe is closed.
        UserError: the disk is full, and the like.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stdout
        self._ends_line = True

    def write(self, text: str) -> None:
        if not text:
            return
        try:
            self._stream.write(text)
            self._stream.flush()
        except BrokenPipeError as error:
            _abandon(self._stream)
            raise ReaderGone from error
        except OSError as error:
            _abandon(self._stream)
            raise UserError(
                f"The answer could not be written out, because {reason_of(error)}."
            ) from error
        self._ends_line = text.endswith("\n")

    def end_line(self) -> None:
        """Start a new line unless we are at one."""
        if not self._ends_line:
            self.write("\n")


def say(sentence: str) -> None:
    """One line on standard error; if that is closed, there is nobody to tell."""
    try:
        print(sentence, file=sys.stderr, flush=True)
    except (OSError, ValueError):
        _abandon(sys.stderr)


def be_lenient() -> None:
    """Characters that the terminal's encoding lacks become '?' instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")


def _abandon(stream: TextIO) -> None:
    """Let what is still buffered go nowhere: Python would fail on it once more at exit."""
    try:
        target = os.open(os.devnull, os.O_WRONLY)
        os.dup2(target, stream.fileno())
        os.close(target)
    except (OSError, ValueError):
        pass
