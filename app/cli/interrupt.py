"""Ctrl-C while the engine works: once stops it in order, twice ends the program."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from engine.cancel import CancelToken


@contextmanager
def cancelled_by_ctrl_c() -> Iterator[CancelToken]:
    """A token that the first Ctrl-C raises; the second one is a `KeyboardInterrupt`."""
    token = CancelToken()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        if token.cancelled:
            raise KeyboardInterrupt
        token.cancel()

    before = signal.signal(signal.SIGINT, on_signal)
    try:
        yield token
    finally:
        signal.signal(signal.SIGINT, before)
