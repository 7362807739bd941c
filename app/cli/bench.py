"""`./parlance bench`: speed, memory and start, measured in one run."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.bench_ui.figures import KEYS, SOAK, figure
from app.cli.arguments import Parser, number
from app.cli.output import Output, ReaderGone, say
from app.cold_start import measure
from app.display import why_no_display
from app.errors import UserError
from app.peers import MLX_VLM, mlx_vlm_python
from engine.cancel import CancelToken

_MEANING = {
    "decode_vs_mlx_lm": "tokens/s over mlx-lm's own, same weights (at least 0.98)",
    "ttft_turn2_vs_cold": "time to first token, turn 2 over a cold start (at most 0.15)",
    "ttft_turn8_vs_cold": "the same for turn 8 (at most 0.2)",
    "ttft_next_start_vs_cold": "the first question in a long chat after a restart (at most 0.15)",
    "cancel_latency_max_s": "longest time from stop to stopped (at most 0.2)",
    "peak_memory_vs_file": "peak memory over the size of the weights",
    "cold_start_s": "process start to a window that can be used",
    "cold_start_vs_bare_window": "the same over an empty window's (at most 2)",
}
_DOWNLOAD = {
    "interruptions": "of one download: lost connections, kills and stops",
    "verified": "the model was whole in the end, every checksum right",
    "refetched_fraction": "of its bytes that were sent twice (at most 0.05)",
    "throughput_vs_curl": "curl's seconds over ours, which verify a checksum too (at least 0.8)",
    "estimate_error_max": "memory estimate beside the measured peak, four families (at most 0.1)",
    "throughput_mb_per_s": "megabytes a second, checksum included",
    "curl_mb_per_s": "the same of curl, which makes no checksum",
    "checksum_mb_per_s": "megabytes of which one core makes the checksum in a second",
}


def main(argv: list[str]) -> int:
    """Exit code 0.

    Raises:
        UserError, EngineError: one sentence for the user.
    """
    parser = Parser("bench", "Measure this machine; the figures go to standard output.")
    parser.add_argument("--model", default="", metavar="M", help="measure this model alone")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--families",
        action="store_true",
        help="measure every family beside mlx-vlm, which is installed for it (about 1 GB)",
    )
    parser.add_argument("--ui", action="store_true", help="measure the window (half an hour)")
    parser.add_argument("--only", choices=KEYS, metavar="KEY", help="with --ui: this figure alone")
    parser.add_argument(
        "--turns",
        type=number(1, 1_000_000, whole=True),
        metavar="N",
        help="with --ui: how many turns soak_memory_growth lasts (2000)",
    )
    parser.add_argument(
        "--download",
        action="store_true",
        help="measure downloads, from a hub on this machine, and memory beside its estimate",
    )
    options = parser.parse_args(argv)
    if options.download:
        return _download(options.json)
    if options.ui:
        return _window(options.only, options.turns, options.json)
    if options.only or options.turns:
        raise UserError("--only and --turns go with --ui; see ./parlance bench --help.")
    from app.models import find_model
    from app.paths import starter_model

    if options.families:
        return _families(starter_model(), options.json)
    model = find_model(options.model) if options.model else None
    say("measuring the start, beside an empty window")
    start = measure()  # first: a later one would share the processor with MLX's threads
    from engine.bench import bench

    figures = {**bench(starter_model(), model, note=say), **start}
    with suppress(ReaderGone):
        Output().write(json.dumps(figures, indent=2) + "\n" if options.json else _table(figures))
    return 0


def _window(only: str | None, turns: int | None, as_json: bool) -> int:
    """All figures, or in this process the one."""
    from app.bench_ui.run import measure_all, report, table
    from app.tour import prefer_offscreen

    prefer_offscreen(bool(why_no_display()))
    if only is None:
        results = measure_all(say, turns)
    else:
        size = {"turns": turns} if turns and only == SOAK else {}
        results = {only: figure(only).measure(lambda line: say(f"  {line}"), **size)}
    text = json.dumps(report(results), indent=2, ensure_ascii=False) + "\n"
    with suppress(ReaderGone):
        Output().write(text if as_json else table(results))
    return 0


def _download(as_json: bool) -> int:
    from app.bench_download.measure import measure as measure_downloads

    figures = measure_downloads(note=say)
    from app.paths import starter_model
    from engine.loading import import_heavy

    import_heavy(CancelToken())
    from engine.bench_memory import bench_memory

    figures |= bench_memory(starter_model(), note=say)
    lines = [f"{figures[name]!s:>8}  {name}: {text}" for name, text in _DOWNLOAD.items()]
    with suppress(ReaderGone):
        Output().write(json.dumps(figures, indent=2) + "\n" if as_json else "\n".join(lines) + "\n")
    return 0


def _families(starter: Path, as_json: bool) -> int:
    say(f"making ready mlx-vlm {MLX_VLM}")
    python = mlx_vlm_python()
    from engine.loading import import_heavy

    import_heavy(CancelToken())
    from engine.bench_families import bench_families

    figures = bench_families(starter, python, note=say)
    text = json.dumps(figures, indent=2) + "\n" if as_json else _families_table(figures)
    with suppress(ReaderGone):
        Output().write(text)
    return 0


def _families_table(figures: dict[str, dict[str, Any]]) -> str:
    jobs = ("tower", "prefill", "decode")
    lines = [f"{'mlx-vlm seconds / ours':<24}" + "".join(f"{job:>9}" for job in jobs)]
    for name, row in figures.items():
        cells = "".join(f"{row.get(job, '–'):>9}" for job in jobs)
        lines.append(f"{name:<24}{cells}  {row.get('error', '')}".rstrip())
    return "\n".join(lines) + "\n"


def _table(figures: dict[str, Any]) -> str:
    lines = [f"{figures[name]:>8}  {name}: {text}" for name, text in _MEANING.items()]
    return "\n".join(lines) + "\n"
