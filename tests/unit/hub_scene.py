"""A little model on a hub of this machine, and a download of it that does not take its time."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from app.bench_download.hub_server import HubServer
from app.hub.client import Access, Hub
from app.hub.download import Download, Progress
from app.hub.fetch import Manners
from engine.cancel import CancelToken

NAME = "some-people/Little-Model-4bit"
COMMIT = "c" * 40
WEIGHTS = random.Random(7).randbytes(1_000_000)
QUICK = Manners(connections=3, piece=100_000, tries=3, first_wait_s=0.001, longest_wait_s=0.002)


def get(
    server: HubServer,
    cache: Path,
    *,
    name: str = NAME,
    token: str = "",
    manners: Manners = QUICK,
    cancel: CancelToken | None = None,
    report: Callable[[Progress], None] = lambda _: None,
    stall_s: float = 5.0,
    margin: int = 0,
) -> Path:
    hub = Hub(Access(server.address, token, stall_s=stall_s))
    try:
        return Download(
            hub, name, cache, manners=manners, cancel=cancel, report=report, margin=margin
        ).run()
    finally:
        hub.close()


def is_whole(path: Path) -> bool:
    return (path / "model.safetensors").read_bytes() == WEIGHTS


def left_over(cache: Path) -> list[str]:
    """Everything in the cache that is not a lock."""
    return [str(p.relative_to(cache)) for p in cache.rglob("*") if ".locks" not in p.parts]
