"""A message of the conversation as the window shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from engine.types import Saw, Stats
    from ui.values import AttachmentView

MessageState = Literal["whole", "streaming", "stopped", "interrupted", "failed"]


@dataclass(frozen=True)
class MessageView:
    """A question or an answer.

    Attributes:
        id: chosen by the caller, unique in the conversation; comes back in every wish.
        text: as written; of answers the Markdown.
        thinking_s: how long the model thought, where that is known.
        state: "interrupted" is an answer that the end of the app cut short.
        note: the line under an answer in place of its figures, or why it failed.
        stats, finish_reason: its figures and why it ended, put into words when it is shown.
        saw: what reached the model of the attachments before an answer.
        sibling, siblings: "2/3": this is the second of three versions.
        can_continue: the answer was cut, and the model could go on with it.
    """

    id: int
    role: Literal["user", "assistant"]
    text: str
    thinking: str = ""
    thinking_s: float | None = None
    attachments: tuple[AttachmentView, ...] = ()
    state: MessageState = "whole"
    note: str = ""
    stats: Stats | None = None
    finish_reason: str = ""
    saw: tuple[Saw, ...] = ()
    sibling: int = 1
    siblings: int = 1
    can_continue: bool = False


@dataclass(frozen=True)
class QueuedView:
    """A message that will be sent when the answer before it is there."""

    id: int
    text: str
    attachments: tuple[AttachmentView, ...] = ()
