"""Where a sound stands, as whoever plays it tells the widgets that show it."""

from __future__ import annotations

from dataclasses import dataclass

IN_COMPOSER = 0  # in place of a message's id: an attachment that is not sent yet


@dataclass(frozen=True)
class SoundState:
    """Attributes:
    place: from 0 to 1, of the whole sound.
    total_s: its length; 0 if nobody knows yet.
    playing: it is heard, or about to be.
    problem: a sentence that says why it cannot be played.
    """

    place: float = 0.0
    total_s: float = 0.0
    playing: bool = False
    problem: str = ""
