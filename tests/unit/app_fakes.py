"""Stand-ins for the engine and the microphone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Sequence
from pathlib import Path

from engine.cancel import CancelToken
from engine.deep import KnownAnswer
from engine.errors import EngineError, ModelNotFound
from engine.self_test import SelfTest
from engine.types import (
    Delta,
    Done,
    Event,
    GenerationParams,
    MemoryUse,
    Message,
    ModelInfo,
    Sense,
    Stage,
    Stats,
)

ALL: tuple[Sense, ...] = ("text", "image", "audio")


def make_info(
    path: Path = Path("/models/fake"), senses: tuple[Sense, ...] = ALL, name: str = "Fake"
) -> ModelInfo:
    return ModelInfo(path, name, "gemma4", senses, "bf16", 10, 5, 512)


def make_done(text: str, tokens: int = 1) -> Done:
    stats = Stats(0.1, 10, 0, 0.01, 100.0, tokens, 50.0, 1000, 10 + tokens, 512)
    return Done("stop", text, "", tuple(range(tokens)), (), stats)


class FakeEngine:
    """Answers with `words`; where `gate` is set up, each word waits for it or for a stop.

    Attributes:
        threads: names of the threads that called in.
        heard, heard_aside: the messages of each request.
        chats: the name of the chat of each request.
        kept: how each wish to keep what was computed was meant; `keep_gate` as `gate`.
    """

    def __init__(self, words: Sequence[str] = ("Hello", " there")) -> None:
        self.words = list(words)
        self.gate = threading.Event()
        self.gate.set()
        self.load_gate = threading.Event()
        self.load_gate.set()
        self.heard: list[tuple[Message, ...]] = []
        self.chats: list[str] = []
        self.kept: list[tuple[bool, float | None]] = []
        self.keep_gate = threading.Event()
        self.keep_gate.set()
        self.aside = "A title"
        self.aside_gate = threading.Event()
        self.aside_gate.set()
        self.heard_aside: list[tuple[Message, ...]] = []
        self.params: list[GenerationParams] = []
        self.threads: set[int] = set()
        self.loads: list[Path] = []
        self.error: Exception | None = None
        self.bad: dict[Path, EngineError] = {}
        self.senses: dict[Path, tuple[Sense, ...]] = {}
        self._loaded = False

    @property
    def loaded(self) -> bool:
        return self._loaded

    def load(self, path: Path, cancel: CancelToken, progress: Callable[[Stage], None]) -> ModelInfo:
        self.threads.add(threading.get_ident())
        self.loads.append(path)
        if path in self.bad:
            self._loaded = self._loaded and not isinstance(self.bad[path], ModelNotFound)
            raise self.bad[path]
        self._loaded = False
        progress(Stage("load", 0, 2))
        _wait(self.load_gate, cancel)
        progress(Stage("load", 2, 2))
        self._loaded = True
        return make_info(path, self.senses.get(path, ALL), path.name)

    def respond(
        self,
        messages: Sequence[Message],
        params: GenerationParams,
        cancel: CancelToken,
        chat: str = "",
    ) -> Generator[Event, None, None]:
        self.threads.add(threading.get_ident())
        self.heard.append(tuple(messages))
        self.chats.append(chat)
        self.params.append(params)
        yield Stage("prefill", 1, 1)
        for count, word in enumerate(self.words, 1):
            yield Delta(word, (count,), "answer", count, 40.0)
            _wait(self.gate, cancel)
            if self.error is not None:
                raise self.error
        yield make_done("".join(self.words), len(self.words))

    def respond_aside(
        self, messages: Sequence[Message], params: GenerationParams, cancel: CancelToken
    ) -> Generator[Event, None, None]:
        """Says `aside`; where `aside_gate` is set up, it waits for it or for a stop."""
        self.threads.add(threading.get_ident())
        self.heard_aside.append(tuple(messages))
        self.params.append(params)
        yield Delta(self.aside, (1,), "answer", 1, 40.0)
        _wait(self.aside_gate, cancel)
        if self.error is not None:
            raise self.error
        yield make_done(self.aside)

    def self_test(self, cancel: CancelToken) -> SelfTest:
        self.threads.add(threading.get_ident())
        _wait(self.aside_gate, cancel)
        if self.error is not None:
            raise self.error
        answer = KnownAnswer("Two and two?", ("4",), self.aside)
        return SelfTest("f" * 64, (), (answer,), 0.1, 100.0, 40.0)

    def keep(
        self, cancel: CancelToken, *, whole: bool = False, within_s: float | None = None
    ) -> None:
        self.threads.add(threading.get_ident())
        self.kept.append((whole, within_s))
        _wait(self.keep_gate, cancel)

    def count_tokens(self, text: str) -> int:
        """Its words."""
        self.threads.add(threading.get_ident())
        if self.error is not None:
            raise self.error
        return len(text.split())

    def memory(self) -> MemoryUse:
        return MemoryUse(1, 2, 3)

    def unload(self) -> None:
        self.threads.add(threading.get_ident())
        self._loaded = False


def _wait(gate: threading.Event, cancel: CancelToken) -> None:
    cancel.check()
    while not gate.wait(0.001):
        cancel.check()
