"""How fast it goes, and how fast it may go."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from time import monotonic

_WINDOW_S = 5.0


class Throttle:
    """Lets through so many bytes a second, all connections together. 0 is no limit."""

    def __init__(self, bytes_per_s: int = 0, clock: Callable[[], float] = monotonic) -> None:
        self._rate = bytes_per_s
        self._clock = clock
        self._lock = threading.Lock()
        self._free_at = clock()

    def delay(self, nbytes: int) -> float:
        """Seconds to wait before the bytes that just came may be followed by others."""
        if self._rate <= 0:
            return 0.0
        with self._lock:
            now = self._clock()
            self._free_at = max(self._free_at, now) + nbytes / self._rate
            return self._free_at - now


class Speed:
    """Bytes a second over the last seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._marks: deque[tuple[float, int]] = deque()

    def mark(self, total: int) -> float:
        """Note that `total` bytes are there now; returns the present speed."""
        now = self._clock()
        self._marks.append((now, total))
        while len(self._marks) > 2 and now - self._marks[0][0] > _WINDOW_S:
            self._marks.popleft()
        since, before = self._marks[0]
        return (total - before) / (now - since) if now > since else 0.0
