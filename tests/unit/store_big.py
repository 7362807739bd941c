"""Figures of a large store: `python -m tests.unit.store_big FOLDER` makes it and prints JSON.

100,000 messages of 45 million characters, a seventh of them Chinese, and a chat of 5,000.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from app.store.backups import DAILY, back_up
from app.store.opening import NAME, open_store
from app.store.store import ChatStore
from app.store.values import Ending

CHATS, LENGTH, LONG = 2000, 50, 5000
LETTERS = "etaoinshrdlucmfwypvbgk"


class Writer:
    """Texts with words as frequent as in languages, always the same."""

    def __init__(self) -> None:
        self._random = random.Random(1)
        self.words = [
            "".join(self._random.choice(LETTERS) for _ in range(self._random.randint(2, 10)))
            for _ in range(40_000)
        ]
        self._weights = list(itertools.accumulate(1 / (n + 3) for n in range(40_000)))
        self.characters = [chr(0x4E00 + n) for n in range(3500)]
        self._dense = list(itertools.accumulate(1 / (n + 20) for n in range(3500)))

    def text(self, long: bool) -> str:
        if self._random.random() < 0.15:
            runs = 17 if long else 2
            return "，".join("".join(self._characters()) for _ in range(runs))
        count = 130 if long else 14
        return " ".join(self._random.choices(self.words, cum_weights=self._weights, k=count))

    def _characters(self) -> list[str]:
        count = self._random.randint(5, 25)
        return self._random.choices(self.characters, cum_weights=self._dense, k=count)


def fill(store: ChatStore, writer: Writer) -> int:
    """The id of the long chat."""
    long_chat = add_chat(store, writer, LONG)
    for _ in range(CHATS):
        add_chat(store, writer, LENGTH)
    return long_chat


def add_chat(store: ChatStore, writer: Writer, length: int) -> int:
    ids = store.database.reserve_ids(length + 1)
    chat = ids[-1]
    rows: list[tuple[Any, ...]] = []
    parent: int | None = None
    for at, id in enumerate(ids[:-1]):
        rows.append((id, chat, parent, ("user", "assistant")[at % 2], writer.text(at % 2 == 1)))
        parent = id
    with store.database.transaction():
        store.chats.add(chat, title=writer.text(False)[:30])
        store.database.many(
            "INSERT INTO message (id, chat, parent, role, text, created, state) "
            "VALUES (?, ?, ?, ?, ?, 0, 'whole')",
            rows,
        )
        store.messages.look_at(ids[-2])
    return chat


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
            for query in queries(writer)
        }
        figures["answer_ms"] = answer(store, long_chat)
        figures["duplicate_5000_ms"] = best_ms(lambda: store.duplicate(long_chat, "copy"), 1)
    figures["backup_ms"] = best_ms(lambda: back_up(folder / NAME, folder / DAILY), 1)
    return figures


def _open_and_close(folder: Path) -> None:
    open_store(folder).store.close()


def queries(writer: Writer) -> list[str]:
    words, dense = writer.words, writer.characters
    return [
        words[0], words[20_000], words[0][:1], words[5][:2], f"{words[3]} {words[40][:1]}",
        f"{words[0]} {words[1]} {words[2]}", "nothing-like-it",
        dense[3], dense[3] + dense[5], dense[3] + dense[5] + dense[7], dense[3000] + dense[3],
    ]  # fmt: skip


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
