"""The chat in the window as values: what was said, and what the model is given of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from engine.sentences import say
from engine.types import AudioPart, ImagePart, Message, Part, Sense, TextPart
from ui.chat_settings_values import ChatSettings

Medium = ImagePart | AudioPart


@dataclass(frozen=True)
class Said:
    """A question or an answer of the current path.

    Attributes:
        id: of its record in the store.
        media: what was attached: bytes until they are stored, then the path of the file.
        siblings: ids of all messages that could stand here, itself among them.
        open: it is still being written.
    """

    id: int
    role: Literal["user", "assistant"]
    text: str
    media: tuple[Medium, ...] = ()
    siblings: tuple[int, ...] = ()
    open: bool = False


@dataclass(frozen=True)
class OpenChat:
    """The current path, first to last. Every change gives a new value.

    Attributes:
        id: of the chat; None for one in which nothing was sent yet.
        settings: how it is answered; None if nobody has chosen: as new chats are.
    """

    id: int | None = None
    said: tuple[Said, ...] = ()
    settings: ChatSettings | None = None

    @property
    def last(self) -> int | None:
        return self.said[-1].id if self.said else None

    def get(self, id: int) -> Said | None:
        return next((said for said in self.said if said.id == id), None)

    def __contains__(self, id: int) -> bool:
        return self.get(id) is not None

    def add(self, *said: Said) -> OpenChat:
        return replace(self, said=(*self.said, *said))

    def before(self, id: int) -> OpenChat:
        """What stands above the message with that id. All of it, if it is not there."""
        ids = [said.id for said in self.said]
        return replace(self, said=self.said[: ids.index(id)]) if id in ids else self

    def without(self, *ids: int) -> OpenChat:
        return replace(self, said=tuple(said for said in self.said if said.id not in ids))

    def put(self, changed: Said) -> OpenChat:
        """The same with one message changed; nothing if it is not on the path."""
        return replace(
            self, said=tuple(changed if said.id == changed.id else said for said in self.said)
        )

    def messages(self) -> tuple[Message, ...]:
        """The history as the engine wants it: questions and answers in turn.

        Partial answers count as said. A question whose answer has no word is left out with it,
        unless that answer is about to be written; messages of one speaker in a row become one.
        """
        history: list[Message] = []
        for said in self.said:
            if said.open:
                continue
            if said.role == "assistant" and not said.text.strip():
                if history and history[-1].role == "user":
                    history.pop()
                continue
            message = _message(said)
            if history and history[-1].role == message.role:
                parts = (*history.pop().parts, TextPart("\n\n"), *message.parts)
                message = replace(message, parts=parts)
            history.append(message)
        return tuple(history)

    def senses(self) -> set[Sense]:
        """What a model must take in to follow this chat."""
        if not any(said.media for said in self.said):  # thousands of messages are read for this
            return {"text"}
        return {"text", *senses_of(part for message in self.messages() for part in message.parts)}

    def missing(self) -> tuple[str, ...]:
        """Names of attachments whose files are gone."""
        return tuple(part.name for said in self.said for part in said.media if not there(part))


def there(part: Medium) -> bool:
    return part.data is not None or (part.path is not None and part.path.is_file())


def senses_of(parts: Iterable[Part]) -> set[Sense]:
    senses: set[Sense] = set()
    for part in parts:
        if isinstance(part, ImagePart):
            senses.add("image")
        elif isinstance(part, AudioPart):
            senses.add("audio")
        else:
            senses.add("text")
    return senses


def _message(said: Said) -> Message:
    """Attachments first, in the order in which they were given, then the text."""
    media = tuple(part for part in said.media if there(part))
    text = said.text
    if not text.strip() and not media:  # no template takes a message without anything
        text = " ".join(say("[{name} is missing]", name=part.name) for part in said.media) or "…"
    words = (TextPart(text),) if text.strip() else ()
    return Message(said.role, (*media, *words))
