"""One download in a process that may be killed: `python -m app.bench_download.fetch_once URL REPO
CACHE`. Writes a line when bytes begin to arrive."""

from __future__ import annotations

import sys
from pathlib import Path

from app.hub.client import Access, Hub
from app.hub.download import Download, Progress
from app.hub.fetch import Manners


def main(words: list[str]) -> int:
    address, repo, cache = words
    told: set[bool] = set()

    def report(progress: Progress) -> None:
        if progress.file_done and not told:
            told.add(True)
            sys.stdout.write("on its way\n")
            sys.stdout.flush()

    manners = Manners(first_wait_s=0.01, longest_wait_s=0.1, tries=20)
    hub = Hub(Access(address))
    try:
        Download(hub, repo, Path(cache), manners=manners, report=report).run()
    finally:
        hub.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
