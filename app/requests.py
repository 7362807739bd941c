"""What is asked of the engine thread."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.types import GenerationParams, Message


@dataclass(frozen=True)
class Request:
    """One answer to be written. `messages` is the whole conversation so far."""

    id: int
    messages: tuple[Message, ...]
    params: GenerationParams = field(default_factory=GenerationParams)
