"""Outlines of formulas for paper: drawn by the same thread that draws them for the window."""

from __future__ import annotations

import threading
from functools import lru_cache

from ui.background import background
from ui.formulas import Shape, drawn

WAIT_S = 30.0  # longer than any takes; then the source stands in its place


@lru_cache(maxsize=500)
def formula(source: str, *, display: bool) -> Shape | None:
    """None if it cannot be drawn. Not on the main thread: it waits."""
    found: list[Shape] = []
    done = threading.Event()

    def work() -> None:
        shape = drawn((source, display))
        if isinstance(shape, Shape):
            found.append(shape)
        done.set()

    background().start(work, lambda _: None)
    done.wait(WAIT_S)
    return found[0] if found else None
