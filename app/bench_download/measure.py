"""`./parlance bench --download`: what interruptions cost, and the speed beside curl's.

A hub runs in a process of its own on this machine's loopback. Interruptions are of three kinds:
the hub drops the connection before or within an answer, the program is killed with SIGKILL, and
it is stopped with SIGINT. Bytes fetched twice are counted where they are sent, so what was still
on its way when the program died is counted, too.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from app.errors import UserError
from app.hub.cache import RepoFolder
from app.hub.client import Access, Hub
from app.hub.download import MARGIN, Download
from app.paths import program_folder

REPO = "bench/model"
SIZE = 300_000_000
INTERRUPTIONS = 200
ENDS = 40  # of them, ends of the program: half killed, half stopped
RUNS = 9
_RATE = 60_000_000  # bytes a second of each connection, so that there is something to interrupt


def measure(
    size: int = SIZE,
    interruptions: int = INTERRUPTIONS,
    ends: int = ENDS,
    runs: int = RUNS,
    note: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """`interruptions`, `verified`, `refetched_fraction`, `throughput_vs_curl` and more.

    `throughput_vs_curl` is the median of paired runs over the same file, None where there is no
    curl: curl writes it to the disk, ours also verifies its checksum, which takes as much of a
    processor as receiving does (`checksum_mb_per_s`: one core that does nothing else). Where the
    hub, the receiver and the checksum have to share two cores, that is the most there is to gain.
    """
    with tempfile.TemporaryDirectory(prefix="parlance-download-", dir=_memory(size)) as folder:
        place = Path(folder)
        source = place / "source"
        source.write_bytes(np.random.default_rng(1).bytes(size))
        note(f"{interruptions} interruptions of {size / 1e6:.0f} MB")
        figures = _interrupted(place, source, interruptions, ends)
        note("speed beside curl's")
        figures |= _speed(place, source, runs)
    return figures


def _memory(size: int) -> str | None:
    """A disk in memory if there is one: ours waits for a real one (fsync), which curl does not."""
    memory = Path("/dev/shm")
    room = memory.is_dir() and shutil.disk_usage(memory).free > 4 * size + MARGIN
    return str(memory) if room else None


def _interrupted(place: Path, source: Path, interruptions: int, ends: int) -> dict[str, Any]:
    rng = random.Random(2)
    cache = place / "hub"
    with _hub(source, interruptions - ends, _RATE) as address:
        for turn in range(ends):
            with _child(address, cache) as child:
                assert child.stdout is not None
                child.stdout.readline()
                time.sleep(rng.random() * 0.15)
                child.send_signal(signal.SIGKILL if turn % 2 else signal.SIGINT)
                if child.wait() == 0:
                    raise UserError(
                        "The download was whole before it could be interrupted often enough; "
                        "measure with a larger file."
                    )
        with _child(address, cache) as child:
            ended = child.wait()
        told = _stats(address)
    size = source.stat().st_size
    folder = RepoFolder(cache, REPO)
    weights = folder.snapshot("c" * 40) / "model.safetensors"
    verified = ended == 0 and weights.is_file() and _sum(weights) == _sum(source)
    return {
        "interruptions": ends + told["cut"],
        "verified": verified and not folder.parts(),
        "refetched_fraction": round((told["sent"] - size) / size, 4),
    }


def _speed(place: Path, source: Path, runs: int) -> dict[str, Any]:
    curl = shutil.which("curl")
    size = source.stat().st_size
    pairs: list[tuple[float, float]] = []
    started = time.monotonic()
    _sum(source)
    summed = time.monotonic() - started
    with _hub(source, 0, 0) as address:
        for _ in range(runs):
            theirs = _curl(curl, address, place / "curl") if curl else 0.0
            pairs.append((theirs, _ours(address, place / "speed")))
    return {
        "throughput_mb_per_s": round(size / 1e6 / median(ours for _, ours in pairs), 1),
        "curl_mb_per_s": round(size / 1e6 / median(t for t, _ in pairs), 1) if curl else None,
        "checksum_mb_per_s": round(size / 1e6 / summed, 1),
        "throughput_vs_curl": round(median(a / b for a, b in pairs), 3) if curl else None,
    }


def _curl(curl: str, address: str, target: Path) -> float:
    url = f"{address}/{REPO}/resolve/{'c' * 40}/model.safetensors"
    started = time.monotonic()
    subprocess.run([curl, "-sSfL", "-o", target, url], check=True)
    took = time.monotonic() - started
    target.unlink()
    return took


def _ours(address: str, cache: Path) -> float:
    """Seconds for the file, its checksum and its place in the cache."""
    hub = Hub(Access(address))
    try:
        started = time.monotonic()
        Download(hub, REPO, cache).run()
        return time.monotonic() - started
    finally:
        hub.close()
        shutil.rmtree(cache, ignore_errors=True)


@contextmanager
def _hub(source: Path, cuts: int, rate: int) -> Iterator[str]:
    words = [str(source), REPO, str(cuts), "3", str(rate)]
    with _process("app.bench_download.serve", words) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


def _stats(address: str) -> dict[str, int]:
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=30)) as connection:
        connection.request("GET", "/stats")
        told: dict[str, int] = json.load(connection.getresponse())
    return told


def _child(address: str, cache: Path) -> Any:
    return _process("app.bench_download.fetch_once", [address, REPO, str(cache)])


@contextmanager
def _process(module: str, words: list[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", module, *words],
        cwd=program_folder(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "NO_PROXY": "*"},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
