"""Stopping work that runs on another thread."""

from __future__ import annotations

import threading

from engine.errors import Cancelled


class CancelToken:
    """A flag that the asking thread raises and the working thread looks at."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        self._event.set()

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Whether the flag is up, or goes up within `seconds`."""
        return self._event.wait(seconds)

    def check(self) -> None:
        """Raise `Cancelled` if the flag is up."""
        if self._event.is_set():
            raise Cancelled
