"""Values that only the window needs; the rest come from `engine.types`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QImage

from ui.assets import Assets

__all__ = [
    "Appearance",
    "Assets",
    "AttachmentView",
    "ChatItem",
    "FolderItem",
    "Kind",
    "SearchHit",
]

Kind = Literal["image", "audio"]
Appearance = Literal["system", "light", "dark"]


@dataclass(frozen=True)
class AttachmentView:
    """An attachment as the window shows it.

    Attributes:
        id: chosen by the caller; comes back in `attachment_removed`.
        detail: "1280×720", "0:03", or "Reading…" while it is being opened.
        thumbnail: up to about 640 px on the long side, so that it stays sharp on dense screens.
        waveform: peaks from 0 to 1 over the whole sound, 60 to 200 of them.
    """

    id: int
    kind: Kind
    name: str
    detail: str = ""
    thumbnail: QImage | None = None
    waveform: tuple[float, ...] = ()


@dataclass(frozen=True)
class FolderItem:
    """A folder of the sidebar."""

    id: int
    name: str


@dataclass(frozen=True)
class ChatItem:
    """A chat as the sidebar shows it.

    Attributes:
        title: empty as long as the chat has none.
        folder: id of its folder; None for none.
        updated: when something was last said, in seconds since the epoch.
        answering: the model is writing in it now.
        interrupted: the last answer ended with the app, not with the model.
    """

    id: int
    title: str
    folder: int | None
    pinned: bool
    archived: bool
    updated: float
    answering: bool
    interrupted: bool


@dataclass(frozen=True)
class SearchHit:
    """One place where something was found.

    Attributes:
        message: id of the message; None if the title is what matched.
        snippet: the words around it, on one line.
        marked: what matched, as half-open ranges of characters in `snippet`.
    """

    chat: int
    message: int | None
    title: str
    snippet: str
    marked: tuple[tuple[int, int], ...]
