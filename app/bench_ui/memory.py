"""How much memory this process has to itself."""

from __future__ import annotations

import ctypes
import os
import re
import resource
import sys
from contextlib import suppress
from pathlib import Path

_ROLLUP = Path("/proc/self/smaps_rollup")
_OWN = re.compile(r"^(?:Anonymous|Swap):\s+(\d+) kB", re.MULTILINE)


def own_bytes() -> int:
    """Memory that holds nothing but what this process has put there.

    On Linux anonymous pages: those of programs and libraries change owners when other programs
    start and end. On a Mac the footprint, as its Activity Monitor shows it. Elsewhere the highest
    resident size so far.
    """
    if sys.platform == "darwin":
        return _footprint()
    try:
        return sum(map(int, _OWN.findall(_ROLLUP.read_text("ascii")))) * 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def give_back() -> None:
    """Let the C library return what it only keeps for reuse: how much that is, is chance."""
    library = ctypes.CDLL(None)
    with suppress(AttributeError):  # another C library, which has other ways
        if sys.platform == "darwin":
            library.malloc_zone_pressure_relief(None, ctypes.c_size_t(0))
        else:
            library.malloc_trim(ctypes.c_size_t(0))


class _Usage(ctypes.Structure):
    """`rusage_info_v0` of <sys/resource.h>; times in nanoseconds, sizes in bytes."""

    _fields_ = (
        ("uuid", ctypes.c_uint8 * 16),
        ("user_time", ctypes.c_uint64),
        ("system_time", ctypes.c_uint64),
        ("idle_wakeups", ctypes.c_uint64),
        ("interrupt_wakeups", ctypes.c_uint64),
        ("pageins", ctypes.c_uint64),
        ("wired_size", ctypes.c_uint64),
        ("resident_size", ctypes.c_uint64),
        ("footprint", ctypes.c_uint64),
        ("start_time", ctypes.c_uint64),
        ("exit_time", ctypes.c_uint64),
    )


def _footprint() -> int:
    usage = _Usage()
    if ctypes.CDLL(None).proc_pid_rusage(os.getpid(), 0, ctypes.byref(usage)):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on a Mac
    return int(usage.footprint)
