"""Keeps the engine inside the memory that the machine can spare. Call on the engine's thread.

Before a prompt is run its need is summed up and refused if it cannot be met. While it runs, two
lines are watched: above the soft one, what is kept for speed alone is given back; above the hard
one the answer ends with a sentence, and everything written so far stays.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

import mlx.core as mx

from engine.config import Config
from engine.errors import OutOfMemory
from engine.estimate import kv_cache_bytes, size_text, working_bytes
from engine.sentences import say
from engine.system_memory import Pressure, available_bytes, pressure

SOFT, HARD = 0.85, 0.95  # of what the device can give
RESERVE = 256 << 20  # bytes that a prompt must leave to the rest of the machine


@dataclass(frozen=True)
class Gauges:
    """Where the figures come from; tests put others in their place."""

    active: Callable[[], int] = mx.get_active_memory
    kept: Callable[[], int] = mx.get_cache_memory
    available: Callable[[], int] = available_bytes
    pressure: Callable[[], Pressure] = pressure


@dataclass
class Governor:
    """Attributes:
    limit: bytes that MLX may use, as the device recommends or a person has chosen.
    shrink: gives back what can be computed again.
    kv_bits: 8 where keys and values are kept in 8 bits.
    """

    config: Config
    limit: int
    shrink: Callable[[], None]
    gauges: Gauges = field(default_factory=Gauges)
    kv_bits: int = 0

    def admit(self, length: int, cached: int) -> None:
        """Before a prompt of `length` tokens is run, `cached` of which already were.

        Raises:
            OutOfMemory: it would not fit even without anything that is kept for speed alone.
        """
        need = self._need(length, cached)
        if need <= self._room():
            return
        self._give_back()
        if need <= (room := self._room()):
            return
        raise OutOfMemory(
            say(
                "Reading this conversation of {length} tokens takes about {need} more memory, but "
                "only {room} can be had now. Close other apps, start a new chat, or choose a "
                "smaller model.",
                length=f"{length:,}",
                need=size_text(need),
                room=size_text(max(0, room)),
            )
        )

    def picture_tokens(self, wanted: int, tower: Callable[[int], int]) -> int:
        """As many of the soft tokens that a picture would have as there is room for now.

        Args:
            tower: bytes that its tower takes for so many.
        """

        def need(soft_tokens: int) -> int:
            return max(tower(soft_tokens), self._need(soft_tokens, 0))

        if need(wanted) <= self._room():
            return wanted
        self._give_back()
        room = self._room()
        return bisect_right(range(wanted), room, key=lambda less: need(less + 1))

    def watch(self) -> None:
        """While it runs, between two chunks or every few tokens.

        Raises:
            OutOfMemory: over the hard line even after giving back.
        """
        pressed = self.gauges.pressure()
        if self.gauges.active() <= SOFT * self.limit and pressed == "normal":
            return
        self._give_back()
        if self.gauges.active() > HARD * self.limit:
            raise OutOfMemory(
                say(
                    "The answer was stopped because the model has reached the {limit} that this "
                    "machine can give it; what was written is kept. Close other apps, start a new "
                    "chat, or choose a smaller model.",
                    limit=size_text(self.limit),
                )
            )
        if pressed == "critical" and self.gauges.pressure() == "critical":
            raise OutOfMemory(
                say(
                    "The answer was stopped because the machine is out of memory; what was "
                    "written is kept. Close other apps, start a new chat, or choose a smaller "
                    "model."
                )
            )

    def make_room(self, nbytes: int) -> bool:
        """Whether so much more may be held now, for what only saves time."""
        if nbytes > self._room():
            self._give_back()
        return nbytes <= self._room()

    def _need(self, length: int, cached: int) -> int:
        held = kv_cache_bytes(self.config, cached, self.kv_bits)
        grown = kv_cache_bytes(self.config, length, self.kv_bits) - held
        return max(0, grown) + working_bytes(self.config, length, self.kv_bits)

    def _room(self) -> int:
        """What MLX keeps for reuse is as good as free."""
        spare = self.gauges.available() + self.gauges.kept() - RESERVE
        return min(int(HARD * self.limit) - self.gauges.active(), spare)

    def _give_back(self) -> None:
        self.shrink()
        mx.clear_cache()
