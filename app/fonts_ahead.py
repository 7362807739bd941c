"""The system's list of fonts, read while Python is still importing."""

from __future__ import annotations

import threading
from contextlib import suppress


def read_fonts_ahead() -> threading.Thread:
    """Let fontconfig read its caches on a thread of its own, which is returned.

    Qt has it read them when the first line of text is measured, and holds the interpreter
    meanwhile: 10 ms of a start with 750 fonts. Its list is one for the process, made once, so Qt
    finds it there. For Linux: a Mac keeps its fonts in a process of their own.
    """
    thread = threading.Thread(target=_read, name="fonts", daemon=True)
    thread.start()
    return thread


def _read() -> None:
    import ctypes

    with suppress(OSError, AttributeError):  # Qt says what it misses
        ctypes.CDLL("libfontconfig.so.1").FcInit()
