"""Builds Parlance.app for Apple silicon, macOS 14 and later, on Linux or a Mac, and checks it.

The last line on stdout is one JSON object: where it is, what it takes, what is wrong with it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import Any

from assemble import bundle, files, pins
from assemble.dmg import write as write_dmg
from assemble.errors import PackagingError
from assemble.interpreter import WHERE
from assemble.layout import NAME
from assemble.targets import BY_NAME, MAC

# What the verifier counts, of which the report tells.
LOOKED_AT = ("machos", "references", "symbols", "python_symbols", "system_symbols", "sealed")


def main(argv: list[str] | None = None) -> int:
    """Exit code: 0; 1 when an input is missing (one sentence) or the finished bundle has faults."""
    options = _options(argv)
    try:
        if options.python is None:
            raise PackagingError(f"a standalone Python for the Mac is needed: {WHERE}.")
        return _package(options)
    except PackagingError as error:
        print(f"parlance: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./parlance package", description=__doc__)
    parser.add_argument("--python", type=Path, metavar="DIR", help="a standalone interpreter")
    parser.add_argument("--out", type=Path, metavar="DIR", default=pins.ROOT / "out")
    parser.add_argument("--dmg", action="store_true", help="also make a disk image")
    parser.add_argument(
        "--target", choices=sorted(BY_NAME), default=MAC.name, help="linux: the twin, for tests"
    )
    return parser.parse_args(argv)


def _package(options: argparse.Namespace) -> int:
    began = monotonic()
    target = BY_NAME[options.target]
    report = bundle.build(target, options.python, options.out)
    seconds = dict(report.seconds)
    image = report.app.with_name(f"{NAME}-{report.version}.dmg") if options.dmg else None
    if image:
        with _timed("disk image", seconds):
            write_dmg(report.app, image, NAME, files.source_date())
    findings: list[str] = []
    looked_at: dict[str, Any] = {}
    if target is MAC:
        with _timed("verification", seconds):
            inspection = import_module("verify").inspect(report.app, image=image)
        findings = [str(one) for one in inspection.findings]
        looked_at = {key: getattr(inspection, key) for key in LOOKED_AT}
    if image and sys.platform == "darwin":
        with _timed("hdiutil", seconds):
            findings += _mac_says(image)
    for finding in findings:
        print(f"  {finding}", file=sys.stderr)
    seconds["total"] = round(monotonic() - began, 2)
    result = {
        "app": str(report.app),
        "dmg": str(image) if image else None,
        "version": report.version,
        "python": report.python,
        "sizes": {**report.sizes, **({"disk image": files.size(image)} if image else {})},
        "seconds": seconds,
        "verified": target is MAC and not findings,
        "findings": findings,
        "looked_at": looked_at,
    }
    print(json.dumps(result, ensure_ascii=False))
    return 1 if findings else 0


def _mac_says(image: Path) -> list[str]:
    """What hdiutil has against the disk image, which it did not make."""
    command = ["hdiutil", "verify", str(image)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return []
    return [f"{image.name}: hdiutil does not accept it: {' '.join(done.stderr.split())[-300:]}"]


@contextmanager
def _timed(step: str, seconds: dict[str, float]) -> Iterator[None]:
    bundle.to_stderr(f"  {step} ...")
    began = monotonic()
    yield
    seconds[step] = round(monotonic() - began, 2)


if __name__ == "__main__":
    sys.exit(main())
