"""`./parlance bench`: speed, memory and start, measured in one run."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from app.cli.arguments import Parser
from app.cli.output import Output, ReaderGone, say
from app.cold_start import measure

_MEANING = {
    "decode_vs_mlx_lm": "tokens/s over mlx-lm's own, same weights (at least 0.98)",
    "ttft_turn2_vs_cold": "time to first token, turn 2 over a cold start (at most 0.15)",
    "ttft_turn8_vs_cold": "the same for turn 8 (at most 0.2)",
    "cancel_latency_max_s": "longest time from stop to stopped (at most 0.2)",
    "peak_memory_vs_file": "peak memory over the size of the weights",
    "cold_start_s": "process start to a window that can be used",
    "cold_start_vs_bare_window": "the same over an empty window's (at most 2)",
}


def main(argv: list[str]) -> int:
    """Exit code 0.

    Raises:
        UserError, EngineError: one sentence for the user.
    """
    parser = Parser("bench", "Measure this machine; the figures go to standard output.")
    parser.add_argument("--model", default="", metavar="M", help="measure this model alone")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(argv)
    from app.models import find_model
    from app.paths import starter_model

    model = find_model(options.model) if options.model else None
    say("measuring the start, beside an empty window")
    start = measure()  # first: a later one would share the processor with MLX's threads
    from engine.bench import bench

    figures = {**bench(starter_model(), model, note=say), **start}
    with suppress(ReaderGone):
        Output().write(json.dumps(figures, indent=2) + "\n" if options.json else _table(figures))
    return 0


def _table(figures: dict[str, Any]) -> str:
    lines = [f"{figures[name]:>8}  {name}: {text}" for name, text in _MEANING.items()]
    return "\n".join(lines) + "\n"
