"""`render_cost_20000_vs_200`: what a token costs late in a long answer, over what it costs early.

The same text streams twice at 200 tokens/s into one answer: as its first tokens, around the
200th, and again after its 20,000th; between them the text comes ten times as fast. The cost is the
main thread's own processor time per token, with all that it does for it: controllers, store,
Markdown, layout, painting. The figure is the median ratio of several answers of mixed Markdown;
beside it stands the ratio of an answer that is one list without end.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice, pairwise
from statistics import median
from time import thread_time
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from app.bench_ui.figures import Note
from app.bench_ui.stage import Stage, scratch, stage
from app.bench_ui.steady import SteadyEngine, Stretch
from app.bench_ui.texts import ANSWER, LIST, tokens

LATE, PER_S, ANSWERS = 20_000, 200.0, 3
HASTE = 10
REST_S = 0.6  # between stretches: what was said is painted by then


class Marks(QObject):
    """Reads the main thread's time in the silence after so many characters were shown."""

    def __init__(self, ends: Sequence[int]) -> None:
        super().__init__()
        self.times: list[float] = []
        self._ends = list(ends)
        self._seen = 0

    @Slot(int, str, str)
    def take(self, _answer: int, text: str, _channel: str) -> None:
        self._seen += len(text)
        if self._ends and self._seen >= self._ends[0]:
            self._ends.pop(0)
            QTimer.singleShot(round(REST_S * 500), self, self._read)

    @Slot()
    def _read(self) -> None:
        self.times.append(thread_time())


def measure(
    note: Note, late: int = LATE, per_s: float = PER_S, answers: int = ANSWERS
) -> dict[str, Any]:
    engine = SteadyEngine([Stretch(tokens(ANSWER), per_s)])
    with scratch() as folder, stage(folder, lambda: engine) as scene:
        scene.ask("Tell me.")  # whatever is imported with the first answer is there now
        costs = []
        for number in range(answers):
            note(f"answer {number + 1} of {answers + 1}, {late} tokens each")
            costs.append(_answer(scene, engine, tokens(ANSWER), late, per_s))
        note(f"answer {answers + 1} of {answers + 1}, one list")
        early_of_list, late_of_list = _answer(scene, engine, tokens(LIST), late, per_s)
    ratios = [after / before for before, after in costs]
    return {
        "render_cost_20000_vs_200": round(median(ratios), 2),
        "render_cost_highest": round(max(ratios), 2),
        "render_cost_of_one_list": round(late_of_list / early_of_list, 2),
        "render_ms_per_token_at_200": round(median(before for before, _ in costs), 3),
        "render_ms_per_token_at_20000": round(median(after for _, after in costs), 3),
    }


def _answer(
    scene: Stage, engine: SteadyEngine, once: list[str], late: int, per_s: float
) -> tuple[float, float]:
    """Milliseconds per token at the beginning of an answer, and after `late` tokens of it."""
    between = list(islice(cycle(once), late - late % len(once)))[len(once) :]
    engine.script = (
        Stretch(once, per_s, REST_S),
        Stretch(between, per_s * HASTE, REST_S),
        Stretch(once, per_s, REST_S),
    )
    scene.parts.window.new_chat_requested.emit()
    spent = _costs(scene, engine.script)
    return spent[0] / len(once) * 1000, spent[2] / len(once) * 1000


def _costs(scene: Stage, script: Sequence[Stretch]) -> list[float]:
    """Seconds of the main thread for each stretch of an answer."""
    ends = [0]
    for stretch in script:
        ends.append(ends[-1] + len("".join(stretch.pieces)))
    marks = Marks(ends[1:])
    chat = scene.parts.chat
    chat.text_appended.connect(marks.take)
    started = thread_time()
    scene.wait(chat.answer_finished, lambda: scene.say("Go on."))
    chat.text_appended.disconnect(marks.take)
    times = [started, *marks.times]
    marks.deleteLater()
    return [after - before for before, after in pairwise(times)]
