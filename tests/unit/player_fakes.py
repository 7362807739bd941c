"""A loudspeaker that takes frames when it is told to, and keeps them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

from app.errors import UserError
from app.player_source import Frames, Source

RATE = 8000


class FakeStream:
    """Attributes:
    heard: (n, channels), all frames that were taken.
    """

    def __init__(self, source: Source, stopped: Callable[[bool], None]) -> None:
        self.delay_s = 0.0
        self.source = source
        self.closed = False
        self._stopped = stopped
        self._heard: list[Frames] = []

    @property
    def heard(self) -> Frames:
        return np.concatenate(self._heard)

    def pull(self, frames: int) -> None:
        """As the device does."""
        taken = self.source.read(frames)
        self._heard.append(taken)
        if len(taken) < frames:
            self._stopped(True)

    def unplug(self) -> None:
        self._stopped(False)

    def close(self) -> None:
        self.closed = True


class FakeSpeaker:
    """Attributes:
    problem: why it cannot be opened; empty if it can.
    asked: somebody opens it. gate: it opens only while this is set.
    """

    def __init__(self) -> None:
        self.streams: list[FakeStream] = []
        self.problem = ""
        self.asked, self.gate = threading.Event(), threading.Event()
        self.gate.set()

    def open(self, source: Source, stopped: Callable[[bool], None]) -> FakeStream:
        self.asked.set()
        assert self.gate.wait(60)
        if self.problem:
            raise UserError(self.problem)
        self.streams.append(FakeStream(source, stopped))
        return self.streams[-1]

    @property
    def last(self) -> FakeStream:
        return self.streams[-1]


def write_sound(path: Path, seconds: float = 1.0, channels: int = 1, rate: int = RATE) -> Frames:
    """A file of which every frame differs from every other; gives its frames."""
    count = round(seconds * rate)
    rising = np.linspace(-0.9, 0.9, count * channels, dtype=np.float32)
    frames: Frames = (np.round(rising * 32767) / 32768).astype(np.float32).reshape(-1, channels)
    soundfile.write(path, frames, rate, subtype="PCM_16")
    return frames
