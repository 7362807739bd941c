"""Stops at a chosen moment."""

from __future__ import annotations

from engine.cancel import CancelToken


class CancelAt(CancelToken):
    """Raises its flag at the `count`-th look."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._left = count

    def check(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.cancel()
        super().check()
