"""How a chat is answered: what the model is told first, and how its words are drawn."""

from __future__ import annotations

from engine.types import GenerationParams, Message
from ui.record import Record

NO_LIMIT = 1 << 30  # tokens: the answer may go on until the context is full


class ChatSettings(Record):
    """A snapshot that belongs to one chat; it applies from the next answer on.

    Attributes:
        params: where it says None, the model's own recommendation holds.
        preset: the preset whose values were copied, as they were then; None for no preset.
    """

    system_prompt: str = ""
    params: GenerationParams = GenerationParams()
    preset: Preset | None = None

    @property
    def values(self) -> ChatSettings:
        """Without where they came from: two that are equal answer alike."""
        return self.replace(preset=None) if self.preset is not None else self

    @property
    def changed(self) -> bool:
        """Something differs from the preset that they were copied from."""
        return self.preset is not None and self.preset.settings != self.values

    def above(self, messages: tuple[Message, ...]) -> tuple[Message, ...]:
        """What the engine is given: the system prompt, if there is one, then the history."""
        prompt = self.system_prompt.strip()
        return (Message.of("system", prompt), *messages) if prompt else messages


class Preset(Record):
    """A named set of values to copy from.

    Attributes:
        id: stays the same when it is renamed; empty only for one that is not kept yet.
        settings: without a preset of their own.
    """

    id: str
    name: str
    settings: ChatSettings = ChatSettings()

    def copy(self) -> ChatSettings:
        """Its values for a chat, which remembers where they came from."""
        return self.settings.replace(preset=self)
