"""What the models' window shows and gives. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DownloadState = Literal["waiting", "looking", "running", "paused", "failed"]


@dataclass(frozen=True)
class DownloadView:
    """A model on its way to this machine.

    Attributes:
        repo: its name on the hub.
        state: "waiting" for others before it; "looking" at what there is; "failed" with `sentence`.
        done, total: bytes; both 0 as long as nobody knows.
        bytes_per_s: 0 if nothing moves.
        seconds_left: None if nobody knows.
        sentence: why it failed, or why it waits.
    """

    repo: str
    state: DownloadState
    done: int = 0
    total: int = 0
    bytes_per_s: float = 0.0
    seconds_left: float | None = None
    sentence: str = ""
