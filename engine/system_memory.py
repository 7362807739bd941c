"""What the whole machine has left. Imports nothing heavy; cheap enough to ask while decoding."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Literal

Pressure = Literal["normal", "warning", "critical"]

_LEVELS: dict[int, Pressure] = {1: "normal", 2: "warning", 4: "critical"}  # sys/kern_event.h
_WARNING, _CRITICAL = 0.06, 0.03  # of all memory, where the system names no levels
_HOST_VM_INFO64, _HOST_VM_INFO64_COUNT = 4, 38  # mach/host_info.h


def total_bytes() -> int:
    return int(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))


def available_bytes() -> int:
    """What programs can have now without anybody being swapped out; all of it if unknown."""
    found = _available_on_mac() if sys.platform == "darwin" else _available_on_linux()
    return total_bytes() if found is None else found


def pressure() -> Pressure:
    """How hard the system is pressed for memory."""
    if sys.platform == "darwin":
        return _pressure_on_mac()
    share = available_bytes() / total_bytes()
    return "critical" if share < _CRITICAL else "warning" if share < _WARNING else "normal"


def _available_on_linux() -> int | None:
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            for line in lines:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return None


def _pressure_on_mac() -> Pressure:
    level = ctypes.c_int()
    size = ctypes.c_size_t(ctypes.sizeof(level))
    name = b"kern.memorystatus_vm_pressure_level"
    library = ctypes.CDLL(None)
    if library.sysctlbyname(name, ctypes.byref(level), ctypes.byref(size), None, 0) != 0:
        return "normal"
    return _LEVELS.get(level.value, "normal")


def _available_on_mac() -> int | None:
    """Pages that are free or were not used lately."""
    library = ctypes.CDLL(None)
    library.mach_host_self.restype = ctypes.c_uint
    words = (ctypes.c_uint32 * _HOST_VM_INFO64_COUNT)()
    count = ctypes.c_uint32(_HOST_VM_INFO64_COUNT)
    if library.host_statistics64(
        library.mach_host_self(), _HOST_VM_INFO64, ctypes.byref(words), ctypes.byref(count)
    ):
        return None
    free, _active, inactive, _wired = words[:4]  # as vm_statistics64 begins; then come others
    return (free + inactive) * os.sysconf("SC_PAGE_SIZE")
