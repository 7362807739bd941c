"""`soak_memory_growth`: what the window's memory grows by when it is used for long.

The real window with the starter model and the real engine is used as a person would: questions,
with pictures and sounds that are never the same among them; answers asked for again, stopped,
edited and deleted, undone; chats begun, opened again, searched, scrolled through, put into the
trash, which is emptied. 2,000 turns; a turn is an answer that has ended, however.

Every 20 turns, at rest in an empty chat, the memory is read that the process has to itself (see
`memory.py`). Before that the C library returns what it keeps for reuse, which is now 7 MB more and
now less, without a trend; Python and MLX give back nothing for it. The figure is the median of
the four readings up to the end over that of the four up to turn 200, less one; how it would be
with what is kept for reuse stands beside it.
"""

from __future__ import annotations

import gc
import random
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from app.bench_ui.figures import SOAK, Note
from app.bench_ui.memory import give_back, own_bytes
from app.bench_ui.soak_deeds import Deeds
from app.bench_ui.stage import Stage, scratch, stage
from app.local_engine import Engine, LocalEngine

TURNS, EARLY, EVERY = 2000, 200, 20
READINGS = 4
REST_S = 0.5


@dataclass(frozen=True)
class Reading:
    """Attributes:
    nbytes: memory that the process has to itself.
    before: the same before the C library gave back what it keeps for reuse.
    engine: of that, what MLX holds, its cache included, as far as the engine told.
    widgets, objects: alive, for whoever looks for a leak.
    """

    turn: int
    nbytes: int
    before: int
    engine: int
    widgets: int
    objects: int


class Watch:
    """Reads the memory, at rest."""

    def __init__(self, scene: Stage) -> None:
        self._scene = scene
        self._engine = 0
        scene.parts.engine.memory_changed.connect(self._take)

    def _take(self, use: Any) -> None:
        self._engine = use.active + use.cache

    def read(self, turn: int) -> Reading:
        self._scene.parts.window.new_chat_requested.emit()
        self._scene.rest(REST_S)
        window = self._scene.parts.window
        before = own_bytes()
        give_back()
        return Reading(
            turn,
            own_bytes(),
            before,
            self._engine,
            len(QApplication.allWidgets()) + len(window.findChildren(QObject)),
            len(gc.get_objects()),
        )


def measure(
    note: Note,
    turns: int = TURNS,
    early: int = EARLY,
    every: int = EVERY,
    build_engine: Callable[[], Engine] = LocalEngine,
) -> dict[str, Any]:
    started = monotonic()
    readings: list[Reading] = []
    with scratch() as folder, stage(folder, build_engine) as scene:
        watch = Watch(scene)
        deeds = Deeds(scene, folder / "files", random.Random(1))
        for turn in range(1, turns + 1):
            deeds.one()
            if turn % every == 0:
                readings.append(watch.read(turn))
                note(_line(readings[-1], turns, monotonic() - started))
        counts = deeds.counts
    first, last = _up_to(min(early, turns // 2), readings), _up_to(turns, readings)
    before, after = (median(each.nbytes for each in part) for part in (first, last))
    with_kept = [median(each.before for each in part) for part in (first, last)]
    return {
        SOAK: round(after / before - 1, 4),
        "soak_growth_with_kept": round(with_kept[1] / with_kept[0] - 1, 4),
        "soak_turns": turns,
        "soak_mb_early": round(before / 1e6, 1),
        "soak_mb_end": round(after / 1e6, 1),
        "soak_minutes": round((monotonic() - started) / 60, 1),
        "soak_deeds": dict(sorted(counts.items())),
        "soak_mb_every_200": [
            round(each.nbytes / 1e6, 1) for each in readings if each.turn % 200 == 0
        ],
    }


def _up_to(turn: int, readings: list[Reading]) -> list[Reading]:
    return [each for each in readings if each.turn <= turn][-READINGS:]


def _line(reading: Reading, turns: int, seconds: float) -> str:
    return (
        f"turn {reading.turn} of {turns}, {seconds / 60:.1f} min: {reading.nbytes / 1e6:.1f} MB "
        f"({reading.before / 1e6:.1f} with what is kept for reuse), "
        f"of it MLX {reading.engine / 1e6:.1f}; {reading.widgets} widgets and parts, "
        f"{reading.objects} objects"
    )
