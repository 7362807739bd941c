"""A chat on its way between stores and files: everything in it, and no ids of any database."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from app.store.values import Json, MediaKind, Speaker, State, TitleBy

Load = Callable[[], bytes | None]


def nothing() -> bytes | None:
    """For content that is missing where it comes from."""
    return None


@dataclass(frozen=True)
class CarriedMedia:
    """An attachment. Its content is loaded when it is needed, `None` if it is missing.

    Attributes:
        media: SHA-256 if it is known; for missing content any other name of it.
    """

    name: str
    kind: MediaKind
    load: Load = field(default=nothing, repr=False, compare=False)
    at: int = 0
    media: str = ""
    detail: str = ""
    waveform: tuple[float, ...] = field(default=(), repr=False)

    @property
    def stand_in(self) -> str:
        """The hash under which missing content is kept."""
        if len(self.media) == 64:
            return self.media
        return hashlib.sha256(f"missing {self.media} {self.name}".encode()).hexdigest()


@dataclass(frozen=True)
class CarriedMessage:
    """Attributes:
    key: its name within the chat.
    parent: key of the message before it, `None` for a first one.
    chosen: key of the message after it that was looked at last; on the current path `leaf` says.
    """

    key: str
    parent: str | None
    role: Speaker
    text: str
    created: float = 0.0
    attachments: tuple[CarriedMedia, ...] = ()
    chosen: str | None = None
    state: State = "whole"
    thinking: str = ""
    thinking_s: float | None = None
    finish_reason: str = ""
    error: str = ""
    model: str = ""
    stats: Json | None = None
    saw: tuple[Json, ...] = ()


@dataclass(frozen=True)
class CarriedChat:
    """Attributes:
    messages: parents before their children.
    leaf: key of the last message of the current path.
    folder: name of its folder, empty outside of all.
    """

    title: str
    messages: tuple[CarriedMessage, ...]
    leaf: str | None
    title_by: TitleBy = "user"
    folder: str = ""
    pinned: bool = False
    archived: bool = False
    created: float = 0.0
    updated: float = 0.0
    system_prompt: str = ""
    sampling: Json | None = None
    model: str = ""
    draft: str = ""
    draft_attachments: tuple[CarriedMedia, ...] = ()


@dataclass(frozen=True)
class Refused:
    """Something in an import that could not be read: one sentence for the user."""

    sentence: str


Found = CarriedChat | Refused
