"""One check, in a process of its own: `python -m app.machine_check NAME`."""

from __future__ import annotations

import faulthandler
import sys

from app.machine_check import run_here
from app.machine_check.checks import CHECKS


def main(words: list[str]) -> int:
    faulthandler.enable()  # to standard error, which the parent reads
    sys.stdout.write(f"\n{run_here(words[0], CHECKS)}\n")
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
