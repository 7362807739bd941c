"""How much memory the C library keeps in reserve for its threads."""

from __future__ import annotations

import sys

ARENAS = 2
_M_ARENA_MAX = -8  # of glibc's <malloc.h>


def share_arenas() -> None:
    """Let all threads to come share two arenas. Linux only; elsewhere there is no such thing.

    By itself glibc makes up to eight for each core. What one thread has freed then serves no
    other, and the gaps in all of them add up: 20 MB after an hour, and more with every hour.
    """
    if sys.platform != "linux":
        return
    import ctypes

    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):  # not in every C library
        library.mallopt(_M_ARENA_MAX, ARENAS)
