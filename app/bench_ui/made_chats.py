"""Chats for the window to open and to search, written straight into the store."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from app.bench_ui.texts import answer, question
from app.store.store import ChatStore
from engine.types import Stats

LETTERS = "etaoinshrdlucmfwypvbgk"
STATS = json.dumps(asdict(Stats(0.3, 512, 480, 0.42, 512.0, 128, 41.3, 1 << 30, 640, 8192)))


def add_chat(store: ChatStore, length: int, text: Callable[[int], str], title: str = "") -> int:
    """A chat of `length` messages, questions and answers in turn. Its id.

    `text` is asked for each, by its place.
    """
    ids = store.database.reserve_ids(length + 1)
    chat = ids[-1]
    rows: list[tuple[Any, ...]] = []
    parent: int | None = None
    for at, id in enumerate(ids[:-1]):
        role, stats = ("user", None) if at % 2 == 0 else ("assistant", STATS)
        rows.append((id, chat, parent, role, text(at), stats))
        parent = id
    with store.database.transaction():
        store.chats.add(chat, title=title)
        store.database.many(
            "INSERT INTO message (id, chat, parent, role, text, created, state, stats) "
            "VALUES (?, ?, ?, ?, ?, 0, 'whole', ?)",
            rows,
        )
        store.messages.look_at(ids[-2])
    return chat


def add_markdown_chat(store: ChatStore, length: int, title: str = "") -> int:
    """Messages of all lengths, from one line to pages with code and tables."""
    draw = random.Random(1)
    return add_chat(
        store, length, lambda at: question(draw) if at % 2 == 0 else answer(draw), title
    )


class Writer:
    """Texts with words as frequent as in languages, every seventh Chinese; always the same."""

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

    def add_chat(self, store: ChatStore, length: int) -> int:
        """Its id."""
        return add_chat(store, length, lambda at: self.text(at % 2 == 1), self.text(False)[:30])

    def queries(self) -> list[str]:
        """Frequent and rare words, begun ones, several, none that is there; Chinese alike."""
        words, dense = self.words, self.characters
        return [
            words[0], words[20_000], words[0][:1], words[5][:2], f"{words[3]} {words[40][:1]}",
            f"{words[0]} {words[1]} {words[2]}", "nothing-like-it",
            dense[3], dense[3] + dense[5], dense[3] + dense[5] + dense[7], dense[3000] + dense[3],
        ]  # fmt: skip

    def _characters(self) -> list[str]:
        count = self._random.randint(5, 25)
        return self._random.choices(self.characters, cum_weights=self._dense, k=count)
