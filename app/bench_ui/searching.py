"""`search_100k_ms`: how long a search over 100,000 messages takes.

2,000 chats hold 45 million characters, every seventh message Chinese. From the moment when the
sidebar's field asks for what was typed (it waits a moment for the next letter before), through
the store's thread, until the window has painted the results;
eleven queries, frequent and rare words, begun ones, several, none that is there, one to three
Chinese characters, each several times. The figure is the 95th percentile of all.
"""

from __future__ import annotations

from statistics import median
from time import monotonic
from typing import Any

from app.bench_ui.figures import Note, percentile
from app.bench_ui.made_chats import Writer
from app.bench_ui.stage import Stage, filled, scratch, stage
from app.bench_ui.steady import SteadyEngine

CHATS, LENGTH, TIMES = 2000, 50, 5


def measure(
    note: Note, chats: int = CHATS, length: int = LENGTH, times: int = TIMES
) -> dict[str, Any]:
    note(f"writing {chats * length} messages")
    writer = Writer()
    with scratch() as folder:
        with filled(folder) as store:
            for _ in range(chats):
                writer.add_chat(store, length)
        with stage(folder, SteadyEngine) as scene:
            scene.rest(1.0)
            scene.parts.window.search_chats()
            note(f"searching, {len(writer.queries())} queries {times} times")
            found: dict[str, list[tuple[float, float]]] = {}
            for _ in range(times):
                for query in writer.queries():
                    found.setdefault(query, []).append(_search(scene, query))
    painted = [seconds * 1000 for each in found.values() for _, seconds in each]
    handed = [seconds * 1000 for each in found.values() for seconds, _ in each]
    slowest = max(found, key=lambda query: median(seconds for _, seconds in found[query]))
    return {
        "search_100k_ms": round(percentile(painted, 0.95), 1),
        "search_median_ms": round(median(painted), 1),
        "search_max_ms": round(max(painted), 1),
        "search_without_painting_p95_ms": round(percentile(handed, 0.95), 1),
        "search_slowest_query": slowest,
    }


def _search(scene: Stage, query: str) -> tuple[float, float]:
    """Seconds until the results are handed to the window, and until it has painted them."""
    line = scene.parts.window.sidebar.field.line
    line.clear()
    scene.rest(0.1)
    asked: list[float] = []
    handed: list[float] = []

    def is_it(of: str, _hits: object) -> bool:
        handed.append(monotonic())
        return of == query

    def ask(_query: str) -> None:
        asked.append(monotonic())

    window = scene.parts.window
    window.search_changed.connect(ask)
    scene.wait(scene.parts.library.hits_found, lambda: line.setText(query), is_it, painted=True)
    window.search_changed.disconnect(ask)
    return handed[-1] - asked[-1], monotonic() - asked[-1]
