"""`idle_cpu_percent`: what the open window takes from the processor when nobody touches it.

The starter model is loaded by the real engine, a chat of 500 messages is shown, and the event
loop runs; processor time of all threads of the process over the time on the clock. Beside it the
number of times that the process was woken per second.
"""

from __future__ import annotations

import resource
from time import monotonic, process_time
from typing import Any

from app.bench_ui.figures import Note
from app.bench_ui.made_chats import add_markdown_chat
from app.bench_ui.stage import filled, scratch, stage
from app.local_engine import LocalEngine

MESSAGES, SECONDS, SETTLE_S = 500, 30.0, 3.0


def measure(
    note: Note, messages: int = MESSAGES, seconds: float = SECONDS, settle_s: float = SETTLE_S
) -> dict[str, Any]:
    with scratch() as folder:
        with filled(folder) as store:
            chat = add_markdown_chat(store, messages)
        with stage(folder, LocalEngine) as scene:
            scene.ask("hi")
            scene.open(chat)
            scene.rest(settle_s)
            note(f"leaving the window alone for {seconds:g} seconds")
            started, used, woken = monotonic(), process_time(), _woken()
            scene.rest(seconds)
            lasted = monotonic() - started
            used, woken = process_time() - used, _woken() - woken
    return {
        "idle_cpu_percent": round(used / lasted * 100, 2),
        "idle_wakeups_per_s": round(woken / lasted, 1),
    }


def _woken() -> int:
    """How often threads of this process went to sleep so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw
