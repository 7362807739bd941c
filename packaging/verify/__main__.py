"""`python packaging/verify APP [--dmg FILE] [--json]`: exit code 1 if anything is wrong."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections import Counter
from pathlib import Path

# Run as a folder, Python looks into that folder alone.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

try:
    from assemble.errors import PackagingError
    from verify.inspection import Inspection, inspect
except ModuleNotFoundError as missing:
    sys.exit(
        f"verify: {missing.name} is missing here; ./parlance test sets it up, then run this with "
        ".venv/bin/python."
    )

MOST_LINES = 25  # of one kind; --json has them all


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="packaging/verify", description=__doc__)
    parser.add_argument("app", type=Path, metavar="APP", help="a finished Parlance.app")
    parser.add_argument("--dmg", type=Path, metavar="FILE", help="its disk image, to be measured")
    parser.add_argument("--json", action="store_true", help="one object on stdout")
    options = parser.parse_args(argv)
    try:
        inspection = inspect(options.app, image=options.dmg)
    except (PackagingError, OSError) as error:
        print(f"verify: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(dataclasses.asdict(inspection), ensure_ascii=False))
    else:
        for line in lines(inspection):
            print(line)
    return 1 if inspection.findings else 0


def lines(inspection: Inspection) -> list[str]:
    """The report for a person."""
    out = []
    shown: Counter[str] = Counter()
    for finding in inspection.findings:
        shown[finding.check] += 1
        if shown[finding.check] <= MOST_LINES:
            out.append(str(finding))
    for kind, count in shown.items():
        if count > MOST_LINES:
            out.append(f"... and {count - MOST_LINES} more of the kind: {kind}")
    total = inspection.sizes["total"]
    for name, size in inspection.sizes.items():
        share = "" if name in ("total", "disk image") else f"{size / total:6.1%}"
        out.append(f"{name:22}{size / 1e6:8.1f} MB {share}".rstrip())
    out.append(
        f"{inspection.machos} Mach-O files, {inspection.references} library references, "
        f"{inspection.symbols} symbols looked up, {inspection.python_symbols} of Python; "
        f"{inspection.links} links, {inspection.sealed} sealed files; "
        f"macOS {inspection.minimum} or later; {inspection.seconds} s"
    )
    out += _system(inspection)
    count = len(inspection.findings)
    out.append(f"{count} finding{'s'[: count > 1]}." if count else "Nothing is wrong.")
    return out


def _system(inspection: Inspection) -> list[str]:
    """What was looked up of macOS's own libraries, and what was not."""
    figures = inspection.system_symbols
    known, trusted, unknown = (sum(each.values()) for each in figures.values())
    linker, missed = (
        ", ".join(f"{library} {count}" for library, count in figures[how].items()) or "none"
        for how in ("by linker", "not looked up")
    )
    return [
        f"{known + trusted + unknown} symbols of macOS's own: {known} are known to be in macOS 14, "
        f"{trusted} by the word of a linker ({linker}), {unknown} were not looked up ({missed})"
    ]


if __name__ == "__main__":
    sys.exit(main())
