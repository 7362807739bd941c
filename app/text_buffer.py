"""Gathers pieces of text so that the window is told at most some 60 times a second."""

from __future__ import annotations

from collections.abc import Callable

EVERY_S = 1 / 60


class TextBuffer:
    """Collects text of one channel at a time and hands it on when due.

    The first piece goes out at once; what comes later waits at most for the next piece.

    Args:
        send: called with (text, channel).
        clock: seconds that only grow.
    """

    def __init__(self, send: Callable[[str, str], None], clock: Callable[[], float]) -> None:
        self._send = send
        self._clock = clock
        self._pieces: list[str] = []
        self._channel = ""
        self._sent_at = float("-inf")

    def add(self, text: str, channel: str) -> bool:
        """Take a piece; true if something was sent on."""
        if channel != self._channel:
            self.flush()
            self._channel = channel
        if text:
            self._pieces.append(text)
        now = self._clock()
        if not self._pieces or now - self._sent_at < EVERY_S:
            return False
        self._sent_at = now
        self.flush()
        return True

    def flush(self) -> None:
        if self._pieces:
            self._send("".join(self._pieces), self._channel)
            self._pieces.clear()
