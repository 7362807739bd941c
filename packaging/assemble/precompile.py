"""Byte code for every module, made once so that nothing is written into a sealed bundle later."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from assemble.errors import PackagingError

WORKER = Path(__file__).with_name("precompile_worker.py")


def precompile(folders: dict[str, Path], compiler: Path, cache: Path) -> int:
    """Compile every .py below the folders, with unchecked hashes.

    Args:
        folders: by the name that stands for them in tracebacks before an import corrects it.
        compiler: an interpreter whose byte code the bundle's one reads.
        cache: where byte code of earlier builds lies, by the hash of its source.

    Returns:
        How many modules there are.

    Raises:
        PackagingError: a module does not compile.
    """
    cache.mkdir(parents=True, exist_ok=True)
    jobs = [
        (str(file), f"{name}/{file.relative_to(folder).as_posix()}")
        for name, folder in sorted(folders.items())
        for file in sorted(folder.rglob("*.py"))
    ]
    workers = max(1, min(os.cpu_count() or 1, 8))
    shares = [jobs[n::workers] for n in range(workers)]
    # Nothing of this environment reaches the compiler; a fixed seed, for sets are constants too.
    environment = {"PYTHONHASHSEED": "0", "PATH": os.environ.get("PATH", "")}
    running = [
        subprocess.Popen(
            [str(compiler), "-I", "-S", "-X", "utf8", str(WORKER), str(cache)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=environment,
        )
        for _ in shares
    ]
    for process, share in zip(running, shares, strict=True):
        assert process.stdin is not None
        process.stdin.write(json.dumps(share))
        process.stdin.close()
        process.stdin = None  # communicate() must not touch it again
    failures = [line for process in running for line in process.communicate()[0].splitlines()]
    if failures:
        raise PackagingError(
            f"modules that do not compile: {'; '.join(failures[:5])}; drop them in keep.toml."
        )
    if any(process.returncode for process in running):
        raise PackagingError(f"{compiler} ended before everything was compiled; see above.")
    return len(jobs)
