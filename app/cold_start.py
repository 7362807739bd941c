"""How long the window takes to open, beside an empty one.

Both are measured from the start of the process to the moment when the window has been painted
and the event loop has nothing left to do: one can write in it. Ours then makes what stands behind
the window, a few milliseconds at a time, or at once for a click (`app.slices`); its model loads on
a thread of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from app.display import why_no_display
from app.errors import UserError
from app.first_idle import REPORT
from app.paths import program_folder

RUNS = 7
LONGEST_S = 60.0


def measure(runs: int = RUNS) -> dict[str, float]:
    """Medians of interleaved runs: `cold_start_s` and `cold_start_vs_bare_window`.

    Raises:
        UserError: a window does not open.
    """
    with tempfile.TemporaryDirectory(prefix="parlance-start-") as data:
        environment = _environment(Path(data))
        for module in ("app.bare_window", "app"):  # fills the disk cache
            _time(module, environment)
        pairs = [
            (_time("app", environment), _time("app.bare_window", environment)) for _ in range(runs)
        ]
    return {
        "cold_start_s": round(median(ours for ours, _ in pairs), 3),
        "bare_window_s": round(median(bare for _, bare in pairs), 3),
        "cold_start_vs_bare_window": round(median(ours / bare for ours, bare in pairs), 3),
    }


def _environment(data: Path) -> dict[str, str]:
    """Fresh settings and no models but ours; offscreen where no window can open."""
    environment = {
        **os.environ,
        "PARLANCE_DATA": str(data),
        "HF_HUB_CACHE": str(data / "hub"),
        REPORT: "1",
    }
    # The first start leaves byte code behind, as it does for everybody: the others are measured.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if why_no_display():
        environment["QT_QPA_PLATFORM"] = "offscreen"
    return environment


def _time(module: str, environment: dict[str, str]) -> float:
    """Seconds from starting the process to its report."""
    started = time.monotonic()  # one clock for all processes, on Linux and macOS alike
    try:
        done = subprocess.run(
            [sys.executable, "-m", module],
            env=environment,
            cwd=program_folder(),
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=True,
        )
        return float(done.stdout.split()[-1]) - started
    except (subprocess.SubprocessError, OSError, ValueError, IndexError) as error:
        raise UserError(
            "The start could not be measured, because the window did not open; "
            "./parlance tour shows why."
        ) from error
