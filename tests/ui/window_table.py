"""The window's figures for the README, from what `./parlance bench --ui --json` wrote.

./parlance bench --ui --json >figures.json
.venv/bin/python -m tests.ui.window_table figures.json [more.json...] [--write]

Prints Markdown; `--write` puts it into the README. With several files, as from `--only`, a figure
in a later one takes the place of the same in an earlier one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.bench_ui.figures import FIGURES, SOAK, Figure

README = Path(__file__).parent.parent.parent / "README.md"
OPENING, CLOSING = "<!-- window -->", "<!-- /window -->"
BESIDE = {
    "block_p99_ms": "median {block_median_ms}, longest {block_max_ms}; "
    "of its own time p99 {block_p99_cpu_ms}",
    "render_cost_20000_vs_200": "{render_ms_per_token_at_200} and "
    "{render_ms_per_token_at_20000} ms per token",
    "open_5000_ms": "the first time {open_first_ms}, slowest {open_slowest_ms}; "
    "processor {open_cpu_ms}",
    "search_100k_ms": "median {search_median_ms}, slowest {search_max_ms}",
    "cold_start_vs_bare_window": "{cold_start_s} s over {bare_window_s} s",
    "idle_cpu_percent": "{idle_wakeups_per_s} wake-ups per second",
    "soak_memory_growth": "{soak_mb_early} to {soak_mb_end} MB in {soak_turns} turns",
}


def merge(reports: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One report of several: the last word on each figure."""
    merged: dict[str, Any] = {"details": {}}
    for report in reports:
        merged["details"].update(report["details"])
        merged["machine"] = report["machine"]
    return merged


def as_markdown(report: dict[str, Any]) -> str:
    lines = ["| figure | measured | aim | beside it |", "|---|---|---|---|"]
    lines += [_row(each, report["details"][each.key]) for each in FIGURES if _is_in(each, report)]
    machine = report["machine"]
    place = f"{machine['processor']}, {machine['cores']} cores, {machine['system']}"
    lines += [
        "",
        f"Measured on {place}; Qt {machine['qt']}, screen: {machine['screen']}; at the end the "
        f"load was {machine['load'][0]}.",
    ]
    return "\n".join(lines)


def _is_in(figure: Figure, report: dict[str, Any]) -> bool:
    return figure.key in report["details"]


def _row(figure: Figure, found: dict[str, Any]) -> str:
    value = found[figure.key]
    missed = "" if figure.met(value) else ", missed"
    shown = f"{value:+.1%}" if figure.key == SOAK else f"{value:g}"
    aim = f"at most {figure.aim:+.0%}" if figure.key == SOAK else figure.aim_words
    beside = BESIDE[figure.key].format(**found)
    return f"| `{figure.key}`: {figure.meaning} | {shown} | {aim}{missed} | {beside} |"


def put_in(text: str, table: str) -> str:
    """The text with the table between its markers.

    Raises:
        ValueError: there are none.
    """
    before, opened, rest = text.partition(OPENING)
    _, closed, after = rest.partition(CLOSING)
    if not opened or not closed:
        raise ValueError(f"there is no {OPENING} ... {CLOSING}")
    return f"{before}{OPENING}\n{table}\n{CLOSING}{after}"


def main(words: list[str]) -> None:
    files = [Path(word) for word in words if word != "--write"]
    table = as_markdown(merge([json.loads(file.read_text("utf-8")) for file in files]))
    if "--write" in words:
        README.write_text(put_in(README.read_text("utf-8"), table), "utf-8")
    else:
        sys.stdout.write(table + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
