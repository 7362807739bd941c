"""What a long chat costs: to open, to scroll through, to hold. Prints figures; judges nothing.

QT_QPA_PLATFORM=offscreen python -m tests.ui.transcript_cost [--messages 100 1000 5000]

Each frame is timed with all that follows from it: new widgets, layout, painting. Only the main
thread's own time counts, so that a busy machine does not matter.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from importlib import import_module
from time import thread_time

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QScrollBar

from app.assets import load_assets
from app.bench_ui.memory import own_bytes
from app.bench_ui.texts import answer, question
from ui.main_window import MainWindow
from ui.message_values import MessageView

FIGURES = "0.42 s to first token · 41.3 tokens/s · 128 tokens"


def chat(number: int) -> list[MessageView]:
    """Questions and answers of all lengths, from one line to pages with code and tables."""
    draw = random.Random(1)
    made: list[MessageView] = []
    for at in range(number):
        if at % 2 == 0:
            made.append(MessageView(at, "user", question(draw)))
        else:
            made.append(MessageView(at, "assistant", answer(draw), note=FIGURES))
    return made


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of the main thread until everything that follows is painted."""
    start = thread_time()
    work()
    QApplication.processEvents()
    return (thread_time() - start) * 1000


def scroll(bar: QScrollBar, step: int, most: int = 20_000) -> list[float]:
    """From the end to the beginning, a step each frame, with a turn of idle time in between."""
    times: list[float] = []
    while bar.value() > 0 and len(times) < most:
        times.append(timed(lambda: bar.setValue(bar.value() - step)))
        for _ in range(3):
            times.append(timed(lambda: None))  # what is made ahead counts as well
    return times


def figures(name: str, times: list[float]) -> None:
    ordered = sorted(times)
    print(  # noqa: T201
        f"  {name}: {len(times)} turns, median {ordered[len(ordered) // 2]:.1f}, "
        f"p99 {ordered[int(len(ordered) * 0.99)]:.1f}, max {ordered[-1]:.1f} ms; "
        f"over 16 ms: {sum(t > 16 for t in times)}"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, nargs="*", default=[100, 1000, 5000])
    parser.add_argument("--steps", type=int, nargs="*", default=[60, 600])
    parser.add_argument("--frames", type=int, default=2000, help="at most, per step")
    options = parser.parse_args()
    app = QApplication([])
    assets = load_assets()
    for number in options.messages:
        window = MainWindow(assets)
        window.show()
        app.processEvents()
        import_module("ui.answer")
        import_module("ui.question")
        window.begin_answer(1)  # the page of the transcript
        app.processEvents()
        transcript, messages = window.transcript, chat(number)
        before = own_bytes() / 1e6
        opened = timed(lambda: transcript.show_chat(messages))  # noqa: B023
        print(f"{number} messages: opened in {opened:.1f} ms")  # noqa: T201
        bar = transcript.verticalScrollBar()
        for step in options.steps:
            transcript.jump_to_latest()
            app.processEvents()
            figures(f"scroll by {step}", scroll(bar, step, options.frames * 4))
        jumps = [
            timed(lambda: transcript.go_to(random.Random(at).randrange(number)))  # noqa: B023
            for at in range(20)
        ]
        figures("jumps", jumps)
        held = len(list(transcript.items()))
        print(  # noqa: T201
            f"  {own_bytes() / 1e6 - before:+.1f} MB to {own_bytes() / 1e6:.0f} MB, {held} widgets"
        )
        window.close()
        window.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        app.processEvents()


if __name__ == "__main__":
    main()
