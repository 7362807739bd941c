"""What the models' window shows. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.types import MemoryEstimate, ModelInfo, Sense

DownloadState = Literal["waiting", "looking", "running", "paused", "failed"]
Fit = Literal["fits", "tight", "large"]
Order = Literal["used", "name", "size"]
Role = Literal["able", "quick", ""]


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
        refused: its terms, or an access token, are what is missing.
    """

    repo: str
    state: DownloadState
    done: int = 0
    total: int = 0
    bytes_per_s: float = 0.0
    seconds_left: float | None = None
    sentence: str = ""
    refused: bool = False


@dataclass(frozen=True)
class InstalledView:
    """A model on this machine.

    Attributes:
        repo: its name on the hub; empty for a folder from elsewhere.
        on_disk: bytes that removing it frees; 0 if it cannot be removed.
        twins: other folders with the same weights.
        need: what it takes at the chosen context; None if that cannot be told.
        tested: one sentence about its last self-test; empty if there was none.
        works: how that test ended; None if there was none.
        used: when it was loaded last, in seconds since the epoch; 0 for never.
        damaged: its files that are damaged or missing.
        movable: it can be moved to another disk.
        crowded: what it needs is not free now, with the present model out of memory.
    """

    info: ModelInfo
    repo: str = ""
    on_disk: int = 0
    twins: tuple[str, ...] = ()
    need: MemoryEstimate | None = None
    tested: str = ""
    works: bool | None = None
    used: float = 0.0
    damaged: tuple[str, ...] = ()
    movable: bool = True
    crowded: bool = False

    @property
    def name(self) -> str:
        return self.repo or self.info.name

    @property
    def path(self) -> str:
        return str(self.info.path)


@dataclass(frozen=True)
class OfferView:
    """A model of the hub.

    Attributes:
        name: for people; the repository's where nobody gave another.
        purpose: what it is good for; empty if nobody says.
        bits: of its weights; 0 if nobody says.
        nbytes: to fetch; 0 if nobody says. `about`: roughly.
        fit: beside what this machine can give.
        here: it is on this machine.
        downloads: how often it was fetched, by everybody; 0 if nobody says.
        role: why it is suggested beside the others; empty for no special reason.
    """

    repo: str
    name: str
    purpose: str = ""
    senses: tuple[Sense, ...] = ()
    family: str = ""
    bits: int = 0
    nbytes: int = 0
    about: bool = True
    licence: str = ""
    gated: bool = False
    fit: Fit = "fits"
    here: bool = False
    downloads: int = 0
    role: Role = ""
