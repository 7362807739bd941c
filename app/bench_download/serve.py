"""A process of its own with a hub in it: else the one who is measured would share its processor.

`python -m app.bench_download.serve FILE REPO CUTS SEED BYTES_PER_S` writes its address. It drops
the first CUTS connections after a random number of bytes. `GET /stats` tells `sent` and `cut`.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from app.bench_download.hub_server import Asked, Fault, HubServer, Repo

CONFIG = b'{"model_type": "qwen3"}'
_LONGEST = 4 << 20  # bytes before a connection is dropped, at most


def main(words: list[str]) -> None:
    path, name, cuts, seed, rate = words
    rng = random.Random(int(seed))
    server = HubServer()
    server.repos[name] = Repo({"config.json": CONFIG, "model.safetensors": Path(path).read_bytes()})
    server.repos[name].listing()  # sums up the file now, not while somebody waits
    server.on_disk["model.safetensors"] = Path(path)
    server.extra = {"cut": 0}
    slice_bytes = 1 << 16 if int(rate) else 1 << 20
    drip = slice_bytes / int(rate) if int(rate) else 0.0

    def fault(asked: Asked) -> Fault | None:
        if asked.path != "model.safetensors":
            return None
        with server.lock:
            if server.extra["cut"] < int(cuts):
                server.extra["cut"] += 1
                cut = -1 if rng.random() < 0.1 else rng.randrange(_LONGEST)
                if asked.kind == "resolve":
                    cut = -1
                return Fault(cut=cut, drip_s=drip, slice=slice_bytes)
        return Fault(drip_s=drip, slice=slice_bytes)

    server.fault = fault
    sys.stdout.write(f"{server.address}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1:])
