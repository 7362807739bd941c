"""`block_p99_ms`: how long the main thread stays away from its event loop while an answer streams.

A chat of 500 stored messages is open and a question is sent from the composer; the answer comes
at 200 tokens/s through the engine's thread, the store and the transcript, with code, tables,
lists and formulas. A timer of one millisecond stands for a key that is pressed: the time from one
tick to the next is how long that key would have waited. The longest wait in each 33 ms, in which
the transcript writes at least once, is one value; the figure is the 99th percentile of these, by
the clock on the wall. `block_p99_cpu_ms` is the same in the main thread's own processor time, which
other programs do not lengthen.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from time import monotonic, thread_time
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from app.bench_ui.figures import Note, percentile
from app.bench_ui.made_chats import add_markdown_chat
from app.bench_ui.stage import Stage, filled, scratch, stage
from app.bench_ui.steady import SteadyEngine, Stretch
from app.bench_ui.texts import tokens, with_formulas

MESSAGES, TOKENS, PER_S = 500, 4000, 200.0
FRAME_S = 0.033
FIRST_TOKENS = 400  # an answer before the one that is measured


@dataclass(frozen=True)
class Wait:
    """Seconds between two ticks: by the clock, and spent by the main thread itself."""

    at: float
    clock: float
    cpu: float


class Pulse(QObject):
    """Ticks a thousand times a second and notes how late it is."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[Wait] = []
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._clock = self._cpu = 0.0

    def start(self) -> None:
        self._clock, self._cpu = monotonic(), thread_time()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    @Slot()
    def _tick(self) -> None:
        clock, cpu = monotonic(), thread_time()
        self.waits.append(Wait(clock, clock - self._clock, cpu - self._cpu))
        self._clock, self._cpu = clock, cpu


def longest(waits: list[Wait]) -> tuple[list[float], list[float]]:
    """The longest waits of each frame in milliseconds: by the clock, and in processor time."""
    frames: dict[int, Wait] = {}
    for wait in waits:
        frame = int(wait.at / FRAME_S)
        best = frames.get(frame, wait)
        frames[frame] = Wait(wait.at, max(best.clock, wait.clock), max(best.cpu, wait.cpu))
    found = list(frames.values())
    return [wait.clock * 1000 for wait in found], [wait.cpu * 1000 for wait in found]


def measure(
    note: Note, messages: int = MESSAGES, count: int = TOKENS, per_s: float = PER_S
) -> dict[str, Any]:
    note(f"{count} tokens at {per_s:g}/s into a chat of {messages} messages")
    text = tokens(with_formulas(count // 400 + 2))
    engine = SteadyEngine([Stretch(text[: min(count, FIRST_TOKENS)], per_s)])
    with scratch() as folder:
        with filled(folder) as store:
            chat = add_markdown_chat(store, messages)
        with stage(folder, lambda: engine) as scene:
            scene.open(chat)
            scene.rest(1.0)
            scene.ask("Tell me.")  # whatever is imported with the first answer is there now
            engine.script = (Stretch(text[:count], per_s),)
            pulse = Pulse()
            _stream(scene, pulse)
    clock, cpu = longest(pulse.waits)
    return {
        "block_p99_ms": round(percentile(clock, 0.99), 1),
        "block_median_ms": round(median(clock), 1),
        "block_max_ms": round(max(clock), 1),
        "block_p99_cpu_ms": round(percentile(cpu, 0.99), 1),
        "block_max_cpu_ms": round(max(cpu), 1),
    }


def _stream(scene: Stage, pulse: Pulse) -> None:
    scene.wait(
        scene.parts.chat.text_appended,
        lambda: scene.say("And now all of it."),
    )
    pulse.start()
    scene.wait(scene.parts.chat.answer_finished, lambda: None)
    scene.rest(0.1)
    pulse.stop()
