"""What the store gives and takes. Values only: safe on every thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

TitleBy = Literal["user", "model", "none"]
Speaker = Literal["user", "assistant"]
MediaKind = Literal["image", "audio"]
State = Literal["streaming", "whole", "stopped", "interrupted", "failed"]
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Folder:
    """A folder of chats; folders hold no folders."""

    id: int
    name: str


@dataclass(frozen=True)
class ChatRow:
    """A chat as lists show it. Times are seconds since 1970.

    Attributes:
        title: empty until somebody gives one.
        title_by: who gave it; a model may replace only what no user chose.
        folder: id of its folder, `None` outside of all.
        trashed_at: when it was put into the trash, `None` if it is not there.
        model: name of the model used last.
    """

    id: int
    title: str
    title_by: TitleBy
    folder: int | None
    pinned: bool
    archived: bool
    trashed_at: float | None
    created: float
    updated: float
    model: str


@dataclass(frozen=True)
class Attachment:
    """A picture or a sound of a message or draft.

    Attributes:
        media: SHA-256 of its content, in hex: the key to its file.
        name: the file's name when it was attached.
        at: characters of the message's text that come before it.
        path: its file; `None` if it is gone, or lives in memory only.
        thumbnail: a small picture of it, if there is one.
        missing: its content is gone. No error: the rest of the chat is as it was.
        detail: pixels or length, for people.
        waveform: loudest values of a sound from 0 to 1, first to last.
    """

    media: str
    kind: MediaKind
    name: str
    at: int = 0
    path: Path | None = None
    thumbnail: Path | None = None
    missing: bool = False
    detail: str = ""
    waveform: tuple[float, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class NewAttachment:
    """An attachment to be written: `media` comes from `Media.put`."""

    media: str
    name: str
    at: int = 0


@dataclass(frozen=True)
class Draft:
    """What stands in a chat's composer."""

    text: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Queued:
    """A message that is to be sent when the answer before it is there.

    Attributes:
        id: among those of a chat the lowest is sent first.
    """

    id: int
    chat: int
    text: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Chat:
    """A chat without its messages.

    Attributes:
        sampling: a snapshot of the sampling settings that it was last asked with.
        leaf: last message of its current path, `None` if it has none.
    """

    row: ChatRow
    system_prompt: str
    sampling: Json | None
    draft: Draft
    leaf: int | None


@dataclass(frozen=True)
class Message:
    """One message of a chat's tree.

    Attributes:
        parent: the message before it, `None` for a first one.
        siblings: ids of all messages that could stand here, oldest first, itself among them.
        thinking_s: seconds that it thought for.
        state: user messages are always "whole".
        error: the sentence that was shown, for a failed answer.
        saw: receipts of its attachments, as `engine.types.Saw.as_json` gives them.
    """

    id: int
    chat: int
    parent: int | None
    role: Speaker
    text: str
    attachments: tuple[Attachment, ...]
    created: float
    state: State
    siblings: tuple[int, ...]
    thinking: str = ""
    thinking_s: float | None = None
    finish_reason: str = ""
    error: str = ""
    model: str = ""
    stats: Json | None = None
    saw: tuple[Json, ...] = ()

    @property
    def branch(self) -> tuple[int, int]:
        """(2, 3) for `< 2/3 >`."""
        return self.siblings.index(self.id) + 1, len(self.siblings)


@dataclass(frozen=True)
class Window:
    """A piece of a chat's current path.

    Attributes:
        ids: the whole path, first to last; it costs little, and a list can be laid out by it.
        start: index in `ids` of the first message given.
    """

    chat: int
    ids: tuple[int, ...]
    start: int
    messages: tuple[Message, ...]

    @property
    def total(self) -> int:
        return len(self.ids)

    @property
    def before(self) -> int:
        return self.start

    @property
    def after(self) -> int:
        return len(self.ids) - self.start - len(self.messages)


@dataclass(frozen=True)
class Ending:
    """How an answer ended. `None` for text or thinking: what was streamed is what there is."""

    state: State = "whole"
    finish_reason: str = ""
    text: str | None = None
    thinking: str | None = None
    thinking_s: float | None = None
    stats: Json | None = None
    saw: tuple[Json, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Hit:
    """A place found by a search.

    Attributes:
        message: `None` if the chat's title matched.
        snippet: one line of text around the match.
        ranges: (start, stop) in `snippet` of what matched.
    """

    chat: int
    title: str
    message: int | None
    role: Speaker | None
    created: float
    snippet: str
    ranges: tuple[tuple[int, int], ...]
    archived: bool = False
