"""Figures of a large store: `python -m tests.unit.store_big FOLDER` makes it and prints JSON.

100,000 messages of 45 million characters, a seventh of them Chinese, and a chat of 5,000.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from app.bench_ui.made_chats import Writer
from app.store.backups import DAILY, back_up
from app.store.opening import NAME, open_store
from app.store.store import ChatStore
from app.store.values import Ending

CHATS, LENGTH, LONG = 2000, 50, 5000


def fill(store: ChatStore, writer: Writer) -> int:
    """The id of the long chat."""
    long_chat = writer.add_chat(store, LONG)
    for _ in range(CHATS):
        writer.add_chat(store, LENGTH)
    return long_chat


def best_ms(work: Callable[[], Any], times: int = 5) -> float:
    durations = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        durations.append(time.perf_counter() - start)
    return round(min(durations) * 1000, 2)


def measure(folder: Path) -> dict[str, Any]:
    writer = Writer()
    start = time.perf_counter()
    with closing(open_store(folder).store) as store:
        long_chat = fill(store, writer)
    figures: dict[str, Any] = {"fill_s": round(time.perf_counter() - start, 1)}
    figures["messages"] = CHATS * LENGTH + LONG
    figures["file_mb"] = round((folder / NAME).stat().st_size / 1e6, 1)
    figures["open_ms"] = best_ms(partial(_open_and_close, folder), 3)
    with closing(open_store(folder).store) as store:
        figures["list_chats_ms"] = best_ms(store.chats.list)
        figures["window_last_100_ms"] = best_ms(lambda: store.messages.window(long_chat, last=100))
        figures["window_all_5000_ms"] = best_ms(lambda: store.messages.window(long_chat))
        figures["search_ms"] = {
            query: best_ms(lambda query=query: store.search.find(query))  # type: ignore[misc]
            for query in writer.queries()
        }
        figures["answer_ms"] = answer(store, long_chat)
        figures["duplicate_5000_ms"] = best_ms(lambda: store.duplicate(long_chat, "copy"), 1)
    figures["backup_ms"] = best_ms(lambda: back_up(folder / NAME, folder / DAILY), 1)
    return figures


def _open_and_close(folder: Path) -> None:
    open_store(folder).store.close()


def answer(store: ChatStore, chat: int) -> dict[str, float]:
    """An answer of 20,000 tokens in pieces of 30, as streaming writes them."""
    id = store.new_id()
    question = store.messages.path(chat)[-1]
    begin = best_ms(lambda: store.answers.begin(id, chat, question, "m"), 1)
    pieces = [best_ms(lambda: store.answers.append(id, "word " * 30), 1) for _ in range(667)]
    end = best_ms(lambda: store.answers.finish(id, Ending()), 1)
    sync = best_ms(store.settle, 1)
    return {
        "begin": begin, "first_piece": pieces[0], "last_piece": pieces[-1],
        "slowest_piece": max(pieces), "finish": end, "sync": sync,
    }  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1])), indent=1, ensure_ascii=False) + "\n")
