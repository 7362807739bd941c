"""`open_5000_ms`: how long a stored chat of 5,000 messages takes to be there.

From the moment when it is chosen in the sidebar, through the store's thread and the controllers,
until the window has painted its last messages; a short chat is shown before. The figure is the
median of several times; the first one, on a window that has shown no long chat yet, stands beside,
and so does the processor time of the whole process, which other programs do not lengthen.
"""

from __future__ import annotations

from statistics import median
from time import monotonic, process_time
from typing import Any

from app.bench_ui.figures import Note
from app.bench_ui.made_chats import add_markdown_chat
from app.bench_ui.stage import Stage, filled, scratch, stage
from app.bench_ui.steady import SteadyEngine
from app.errors import UserError

MESSAGES, TIMES = 5000, 7


def measure(note: Note, messages: int = MESSAGES, times: int = TIMES) -> dict[str, Any]:
    note(f"making a chat of {messages} messages")
    with scratch() as folder:
        with filled(folder) as store:
            short = add_markdown_chat(store, 2, "Short")
            long = add_markdown_chat(store, messages, "Long")
        with stage(folder, SteadyEngine) as scene:
            note(f"opening it {times} times")
            taken, cpu = [], []
            for _ in range(times):
                scene.open(short)
                scene.rest(0.5)
                used = process_time()
                taken.append(_open(scene, long, messages) * 1000)
                cpu.append((process_time() - used) * 1000)
    return {
        "open_5000_ms": round(median(taken)),
        "open_first_ms": round(taken[0]),
        "open_slowest_ms": round(max(taken)),
        "open_cpu_ms": round(median(cpu)),
    }


def _open(scene: Stage, chat: int, messages: int) -> float:
    """Seconds."""
    started = monotonic()
    scene.open(chat)
    spent = monotonic() - started
    transcript = scene.parts.window.transcript
    last = dict(transcript.items()).get(transcript.rows[messages - 1].view.id)
    if last is None or last.visibleRegion().isEmpty() or not last.complete:
        raise UserError("The end of the chat was not shown, so nothing was measured.")
    return spent
