"""Open connections that somebody may have to cut: whoever waits for bytes then waits no more."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Lines:
    """The connections of one piece of work. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: set[socket.socket] = set()
        self._cut = False

    @contextmanager
    def hold(self, line: socket.socket | None) -> Iterator[None]:
        """While this lasts, `cut` ends what is read from `line` or written to it."""
        if line is None:
            yield
            return
        with self._lock:
            self._held.add(line)
            if self._cut:
                _shut(line)
        try:
            yield
        finally:
            with self._lock:
                self._held.discard(line)

    def cut(self, *, later: bool = True) -> None:
        """Cut all of them, and with `later` those that come from now on."""
        with self._lock:
            self._cut = later
            for line in self._held:
                _shut(line)


def _shut(line: socket.socket) -> None:
    # The socket's own: that of ssl would take the encryption away from who is reading right now.
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)
