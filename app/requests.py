"""What is asked of the engine thread."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.store.ids import TEMPORARY
from engine.types import GenerationParams, Message


@dataclass(frozen=True)
class Request:
    """One answer to be written.

    Attributes:
        messages: the whole conversation so far.
        chat: its name; what is computed of it may be kept on disk. Empty: nothing is.
    """

    id: int
    messages: tuple[Message, ...]
    params: GenerationParams = field(default_factory=GenerationParams)
    chat: str = ""


def chat_name(chat: int) -> str:
    """What is computed of a chat is kept under this; of a temporary one nothing is."""
    return str(chat) if chat < TEMPORARY else ""
