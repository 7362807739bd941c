"""Which figures there are, what they mean and what they should be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

Note = Callable[[str], None]
SOAK = "soak_memory_growth"


@dataclass(frozen=True)
class Figure:
    """Attributes:
    module: has `measure(note) -> dict`, which holds `key` and what else is worth knowing.
    aim: the most that it should be; `strict` leaves the aim itself out.
    """

    key: str
    module: str
    aim: float
    meaning: str
    strict: bool = False

    def met(self, value: float) -> bool:
        return value < self.aim if self.strict else value <= self.aim

    @property
    def aim_words(self) -> str:
        return f"{'under' if self.strict else 'at most'} {self.aim:g}"

    def measure(self, note: Note, **size: Any) -> dict[str, Any]:
        measure: Callable[..., dict[str, Any]] = import_module(self.module).measure
        return measure(note, **size)


FIGURES = (
    Figure(
        "cold_start_vs_bare_window",
        "app.bench_ui.start",
        1.6,
        "start to a window that can be used, over an empty PySide6 window's",
    ),
    Figure(
        "block_p99_ms",
        "app.bench_ui.blocks",
        16,
        "longest block of the main thread, p99 of 33 ms: 200 tokens/s into a chat of 500 messages",
        strict=True,
    ),
    Figure(
        "render_cost_20000_vs_200",
        "app.bench_ui.render",
        1.5,
        "main thread's time per token after 20,000 tokens of an answer, over that around 200",
    ),
    Figure(
        "open_5000_ms",
        "app.bench_ui.opening",
        300,
        "a chat of 5,000 messages, from the click to its last messages painted",
        strict=True,
    ),
    Figure(
        "search_100k_ms",
        "app.bench_ui.searching",
        100,
        "search in 100,000 messages, from the word to the results painted, p95 of all queries",
        strict=True,
    ),
    Figure(
        "idle_cpu_percent",
        "app.bench_ui.idle",
        1,
        "processor of the open window with a chat and a loaded model, left alone",
        strict=True,
    ),
    Figure(
        SOAK,
        "app.bench_ui.soak",
        0.05,
        "memory after 2,000 turns over that after 200, less one",
    ),
)
KEYS = tuple(figure.key for figure in FIGURES)


def figure(key: str) -> Figure:
    return next(each for each in FIGURES if each.key == key)


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least `share` of all are not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]
