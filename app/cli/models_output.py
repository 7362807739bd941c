"""What the words of `./parlance models` share: progress, sizes, the hub."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from time import monotonic
from typing import TYPE_CHECKING

from app.cli.output import Output, say

if TYPE_CHECKING:
    from app.hub.client import Hub
    from app.hub.download import Progress

SENSES = {"text": "text", "image": "pictures", "audio": "sounds"}
MB = 1_000_000
_BAR = 24  # columns
_EVERY_S = 1.0  # a line of progress where the terminal cannot be written over


class Copying:
    """Progress of a move: one line that changes."""

    def __init__(self, quiet: bool) -> None:
        self._live = sys.stderr.isatty() and not quiet
        self._shown_at = 0.0

    def show(self, done: int, total: int) -> None:
        now = monotonic()
        if self._live and now - self._shown_at >= 0.1:
            self._shown_at = now
            sys.stderr.write(f"\r\x1b[K{_bar(done / total)}  {size(done)} of {size(total)}")
            sys.stderr.flush()

    def end(self) -> None:
        if self._shown_at:
            sys.stderr.write("\n")


class Meter:
    """Progress on standard error: one line that changes, or a line a second in a log."""

    def __init__(self, name: str, quiet: bool) -> None:
        self._name = name
        self._quiet = quiet
        self._live = sys.stderr.isatty()
        self._shown_at = 0.0
        self._open = False

    def show(self, progress: Progress) -> None:
        now = monotonic()
        if self._quiet or (not self._live and now - self._shown_at < _EVERY_S):
            return
        self._shown_at = now
        line = progress_line(progress)
        if self._live:
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()
            self._open = True
        else:
            say(line)

    def end(self) -> None:
        if self._open:
            sys.stderr.write("\n")
            self._open = False


def progress_line(progress: Progress) -> str:
    """ "████░░░░  41 %  1.2 of 2.9 GB  34 MB/s  1 min left"."""
    share = progress.done / progress.total if progress.total else 1.0
    left = progress.seconds_left
    parts = [_bar(share), f"{size(progress.done)} of {size(progress.total)}"]
    if progress.bytes_per_s and progress.done < progress.total:
        parts.append(f"{progress.bytes_per_s / MB:.1f} MB/s")
    if left is not None and progress.done < progress.total:
        parts.append(f"{left / 60:.0f} min left" if left >= 90 else f"{left:.0f} s left")
    return "  ".join(parts)


def _bar(share: float) -> str:
    full = int(share * _BAR)
    return "█" * full + "░" * (_BAR - full) + f" {100 * share:3.0f} %"


def make_hub() -> Hub:
    from app.hub.access import find_access
    from app.hub.client import Hub
    from app.settings import load_settings

    return Hub(find_access(load_settings()))


def print_json(value: object) -> int:
    Output().write(json.dumps(value, ensure_ascii=False) + "\n")
    return 0


def size(nbytes: int) -> str:
    from engine.estimate import size_text

    return size_text(nbytes)


def count(parameters: int) -> str:
    """Empty if nobody knows."""
    if parameters >= 1e9:
        return f"{parameters / 1e9:.1f} billion parameters"
    return f"{parameters / 1e6:.1f} million parameters" if parameters else ""


def wrapped(text: str, first: str = "    ") -> list[str]:
    """Behind `first`, or below a name; as wide as the terminal is."""
    width = max(30, min(shutil.get_terminal_size((100, 24)).columns, 100))
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )
