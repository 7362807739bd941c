"""How long the main thread is held while an answer streams in. Prints figures; judges nothing.

QT_QPA_PLATFORM=offscreen python -m tests.ui.stream_cost [--rate 200] [--tokens 3000]

Each flush is timed with all that follows from it: parsing, layout of the window, painting. Only
the thread's own time counts, so that a busy machine does not matter. `./parlance bench --ui` is
about all of the app; this is about the transcript, one kind of text after the other.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable
from time import thread_time

from PySide6.QtWidgets import QApplication

from app.assets import load_assets
from app.bench_ui.texts import ANSWER, tokens
from tests.ui.markdown_scenes import MATHS
from ui.main_window import MainWindow
from ui.values import Assets

PARAGRAPH = (
    "Prefill reads the *whole* prompt at once; **decode** writes one token at a time, and reads "
    "`every weight` for each of them. See https://example.org for the details.\n\n"
)
FRACTION = r"\frac{-b \pm \sqrt{b^2 - 4ac}}{2a}"
NUMBERS = itertools.count()
SHAPES: dict[str, Callable[[], str]] = {
    "mixed": lambda: ANSWER,
    "paragraphs": lambda: PARAGRAPH,
    "one list": lambda: "1. " + PARAGRAPH.strip() + "\n   - nested item\n",
    "one paragraph": lambda: PARAGRAPH.strip() + " ",
    "one code block": lambda: "    total = total + weights[index] * inputs[index]  # sum\n",
    "one table": lambda: "| prefill | 512 tokens/s | **fast** | `compute` |\n",
    "one quotation": lambda: "> " + PARAGRAPH.strip() + "\n>\n",
    "formulas": lambda: MATHS,
    "new formulas": lambda: (
        f"Let $x_{{{next(NUMBERS)}}}$ be\n\n$$\n{FRACTION} + {next(NUMBERS)}\n$$\n\n"
    ),
    "one comment": lambda: "   words and more words in a comment that has no end\n",
}
OPENINGS = {
    "one code block": "```python\n",
    "one comment": "```c\n/*\n",
    "one table": "| a | b | c | d |\n|--|--:|--|--|\n",
}


def pieces(shape: str, count: int) -> list[str]:
    """Text cut into about as many pieces as a tokenizer would make, of one to seven letters."""
    text = OPENINGS.get(shape, "")
    while len(text) < count * 4:
        text += SHAPES[shape]()
    return tokens(text)[:count]


def measure(assets: Assets, shape: str, rate: float, count: int, earlier: int) -> list[float]:
    """Seconds of the main thread per flush of about 33 ms worth of tokens."""
    window = MainWindow(assets)
    window.show()
    for answer_id in range(1, earlier + 1):
        window.add_user_message("Explain.", [])
        window.begin_answer(answer_id)
        window.append_text(answer_id, ANSWER, "answer")
        window.mark_stopped(answer_id)
    window.add_user_message("Go on.", [])
    window.begin_answer(0)
    QApplication.processEvents()
    stream = pieces(shape, count)
    per_flush = max(1, round(rate * 0.033))
    times = []
    for at in range(0, len(stream), per_flush):
        window.append_text(0, "".join(stream[at : at + per_flush]), "answer")
        start = thread_time()
        window.transcript.flush()
        QApplication.processEvents()
        QApplication.processEvents()
        times.append(thread_time() - start)
    start = thread_time()
    window.mark_stopped(0)
    QApplication.processEvents()
    times.append(thread_time() - start)
    window.close()
    window.deleteLater()
    return times


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--tokens", type=int, default=3000)
    parser.add_argument("--earlier", type=int, default=0, help="long answers before this one")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    app = QApplication([])
    assets = load_assets()
    for shape in SHAPES:
        if options.only in ("", shape):
            times = measure(assets, shape, options.rate, options.tokens, options.earlier)
            ends = f"finish {times.pop() * 1000:.1f} ms"
            ordered = sorted(times)
            tenth = len(times) // 10
            print(  # noqa: T201
                f"{shape:15} {len(times)} flushes: median {ordered[len(times) // 2] * 1000:.1f}, "
                f"p99 {ordered[int(len(times) * 0.99)] * 1000:.1f}, "
                f"max {ordered[-1] * 1000:.1f} ms; "
                f"first tenth {sum(times[:tenth]) / tenth * 1000:.1f}, "
                f"last {sum(times[-tenth:]) / tenth * 1000:.1f} ms; {ends}"
            )
    app.processEvents()


if __name__ == "__main__":
    main()
