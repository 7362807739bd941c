"""`cold_start_vs_bare_window`: see `app.cold_start`, which defines and measures it."""

from __future__ import annotations

from typing import Any

from app.bench_ui.figures import Note
from app.cold_start import RUNS
from app.cold_start import measure as measure_start


def measure(note: Note, runs: int = RUNS) -> dict[str, Any]:
    note("the start, beside an empty window")
    return dict(measure_start(runs))
