"""Threads share what the C library keeps in reserve."""

from __future__ import annotations

import subprocess
import sys

import pytest

from app.paths import program_folder

# Each thread holds what it allocated until all have: without a limit each has an arena of its own.
COUNT = """
import ctypes, re, sys, threading
from app.arenas import share_arenas
if sys.argv[1] == "shared":
    share_arenas()
malloc = ctypes.CDLL(None).malloc
malloc.restype, malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
together = threading.Barrier(6)
def work():
    malloc(1000)
    together.wait()
threads = [threading.Thread(target=work) for _ in range(6)]
[each.start() for each in threads]
[each.join() for each in threads]
library = ctypes.CDLL(None)
library.fdopen.restype = ctypes.c_void_p
library.malloc_info(0, ctypes.c_void_p(library.fdopen(1, b"w")))
library.fflush(None)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="arenas are glibc's")
def test_all_threads_share_two_arenas() -> None:
    assert arenas("shared") <= 2
    assert arenas("alone") > 2


def arenas(how: str) -> int:
    told = subprocess.run(
        [sys.executable, "-c", COUNT, how],
        cwd=program_folder(),
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.count("<heap nr=")
