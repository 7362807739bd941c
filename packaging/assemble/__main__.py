"""`./parlance package`: builds the bundle, checks it, and puts it on a disk image."""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path
from time import monotonic

from assemble import bundle, files, pins
from assemble.dmg import write as write_dmg
from assemble.errors import PackagingError
from assemble.interpreter import WHERE
from assemble.layout import NAME
from assemble.targets import BY_NAME, MAC

USAGE = """\
usage: ./parlance package --python DIR [--out DIR] [--dmg]

Builds Parlance.app for Apple silicon, macOS 14 and later, on Linux or a Mac, and checks it.
The last line on stdout is one JSON object.
"""


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
    findings: list[str] = []
    seconds = dict(report.seconds)
    if target is MAC:
        findings = _verify(report.app, seconds)
    result = {
        "app": str(report.app),
        "version": report.version,
        "python": report.python,
        "sizes": report.sizes,
        "seconds": seconds,
        "findings": findings,
        "verified": target is MAC and not findings,
    }
    if options.dmg:
        started = monotonic()
        bundle.to_stderr("  disk image ...")
        image = report.app.with_name(f"{NAME}-{report.version}.dmg")
        write_dmg(report.app, image, NAME, files.source_date())
        seconds["disk image"] = round(monotonic() - started, 2)
        result["dmg"] = str(image)
        report.sizes["dmg"] = files.size(image)
    seconds["total"] = round(monotonic() - began, 2)
    for finding in findings:
        print(f"  {finding}", file=sys.stderr)
    print(json.dumps(result, ensure_ascii=False))
    return 1 if findings else 0


def _verify(app: Path, seconds: dict[str, float]) -> list[str]:
    bundle.to_stderr("  verification ...")
    started = monotonic()
    findings = [str(finding) for finding in import_module("verify").check(app)]
    seconds["verification"] = round(monotonic() - started, 2)
    return findings


if __name__ == "__main__":
    sys.exit(main())
