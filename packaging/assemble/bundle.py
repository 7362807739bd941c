"""Makes a bundle from its parts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from assemble.targets import Target


@dataclass(frozen=True)
class Report:
    """What was built.

    Attributes:
        app: the finished `Parlance.app`.
        sizes: bytes by component, "total" among them.
        seconds: wall time by step.
        pruned: bytes left out, by distribution.
    """

    app: Path
    sizes: dict[str, int]
    seconds: dict[str, float]
    pruned: dict[str, int] = field(default_factory=dict)


def to_stderr(line: str) -> None:
    """Where steps are told while stdout is kept for the report."""
    print(line, file=sys.stderr, flush=True)


def build(
    target: Target,
    python_dir: Path,
    out_dir: Path,
    *,
    say: Callable[[str], None] = to_stderr,
) -> Report:
    """Put `Parlance.app` into `out_dir`, in place of one that is there.

    Args:
        target: the system it is for.
        python_dir: a standalone interpreter for that system: bin/, include/, lib/python3.X.
        out_dir: made if need be.
        say: told each step.

    Raises:
        PackagingError: an input is missing or not as pinned.
    """
    raise NotImplementedError
