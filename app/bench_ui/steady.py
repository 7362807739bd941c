"""An engine that says what it is told at a rate that it is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cancel import CancelToken
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

if TYPE_CHECKING:
    from engine.self_test import SelfTest

SENSES: tuple[Sense, ...] = ("text", "image", "audio")
CONTEXT = 131_072
SOON_S = 0.05
NAP_S = 0.005  # so long may a stop have to wait


@dataclass(frozen=True)
class Stretch:
    """Attributes:
    pieces: a token each.
    per_s: tokens per second.
    rest_s: silence after the last of them.
    """

    pieces: Sequence[str]
    per_s: float
    rest_s: float = 0.0


class SteadyEngine:
    """Runs on the engine's thread as a real one does; keeps its rate even where it was held up.

    Attributes:
        script: what the next answer says.
    """

    def __init__(self, script: Sequence[Stretch] = ()) -> None:
        self.script = tuple(script)
        self._loaded = False

    @property
    def loaded(self) -> bool:
        return self._loaded

    def load(self, path: Path, cancel: CancelToken, progress: Callable[[Stage], None]) -> ModelInfo:
        cancel.check()
        progress(Stage("load", 1, 1))
        self._loaded = True
        return ModelInfo(path, "Steady", "none", SENSES, "none", 1, 1, CONTEXT)

    def respond(
        self,
        messages: Sequence[Message],
        params: GenerationParams,
        cancel: CancelToken,
        chat: str = "",
    ) -> Generator[Event, None, None]:
        started = time.monotonic()
        said: list[str] = []
        for stretch in self.script:
            begun = time.monotonic()
            for number, piece in enumerate(stretch.pieces):
                _sleep_until(begun + number / stretch.per_s, cancel)
                said.append(piece)
                yield Delta(piece, (len(said),), "answer", len(said), stretch.per_s)
            if stretch.rest_s:
                rested = time.monotonic() + stretch.rest_s
                _sleep_until(time.monotonic() + SOON_S, cancel)
                yield Delta("", (), "answer", len(said), stretch.per_s)  # what waits for company
                _sleep_until(rested, cancel)
        spent = time.monotonic() - started
        stats = Stats(0.1, 10, 0, 0.01, 1000.0, len(said), len(said) / spent, 1, len(said), CONTEXT)
        yield Done("stop", "".join(said), "", (), (), stats)

    def respond_aside(
        self, messages: Sequence[Message], params: GenerationParams, cancel: CancelToken
    ) -> Generator[Event, None, None]:
        """Says nothing: what is measured is not disturbed."""
        cancel.check()
        yield Done("stop", "", "", (), (), Stats(0, 1, 0, 0, 0, 0, 0, 0))

    def self_test(self, cancel: CancelToken) -> SelfTest:
        raise AssertionError("nobody asks for it")

    def keep(
        self, cancel: CancelToken, *, whole: bool = False, within_s: float | None = None
    ) -> None:
        """There is nothing to be kept."""

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def memory(self) -> MemoryUse:
        return MemoryUse(1 << 20, 1 << 20, 0)

    def unload(self) -> None:
        self._loaded = False


def _sleep_until(moment: float, cancel: CancelToken) -> None:
    cancel.check()
    while (left := moment - time.monotonic()) > 0:
        time.sleep(min(left, NAP_S))
        cancel.check()
