"""The current chat as values: what was said, and what the model is given of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from engine.types import AudioPart, ImagePart, Message, Part, Sense, TextPart


@dataclass(frozen=True)
class Turn:
    """A question and its answer.

    Attributes:
        id: the request's number; answers carry it.
        user: what the user sent.
        answer: what the model has said so far, without its thinking.
        open: the answer is still being written.
    """

    id: int
    user: Message
    answer: str = ""
    open: bool = True


@dataclass(frozen=True)
class Conversation:
    """Turns, oldest first. Every change gives a new value.

    A turn without a word of answer (stopped at once, or failed) is not kept: its question
    goes back to the composer, so that it can be changed and sent again.
    """

    turns: tuple[Turn, ...] = field(default=())

    def ask(self, number: int, user: Message) -> Conversation:
        return replace(self, turns=(*self.turns, Turn(number, user)))

    def hear(self, number: int, text: str) -> Conversation:
        """Add to the answer of turn `number`; unknown numbers (an old chat) change nothing."""
        return self._change(number, lambda turn: replace(turn, answer=turn.answer + text))

    def close(self, number: int, text: str | None = None) -> Conversation:
        """The answer is whole, or stopped: what there is of it stays."""
        closed = self._change(
            number,
            lambda turn: replace(turn, answer=turn.answer if text is None else text, open=False),
        )
        kept = tuple(turn for turn in closed.turns if turn.id != number or turn.answer.strip())
        return replace(closed, turns=kept)

    def turn(self, number: int) -> Turn | None:
        return next((turn for turn in self.turns if turn.id == number), None)

    def messages(self) -> tuple[Message, ...]:
        """The history as the engine wants it, the open question last."""
        said: list[Message] = []
        for turn in self.turns:
            said.append(turn.user)
            if not turn.open:
                said.append(Message.of("assistant", turn.answer))
        return tuple(said)

    def senses(self) -> set[Sense]:
        """What a model must take in to follow this conversation."""
        return {"text", *(sense for turn in self.turns for sense in senses_of(turn.user.parts))}

    def _change(self, number: int, change: Callable[[Turn], Turn]) -> Conversation:
        return replace(
            self, turns=tuple(change(turn) if turn.id == number else turn for turn in self.turns)
        )


def user_message(text: str, attachments: tuple[Part, ...]) -> Message:
    """Attachments first, in the order in which they were given, then the text."""
    words = (TextPart(text),) if text.strip() else ()
    return Message("user", (*attachments, *words))


def senses_of(parts: tuple[Part, ...]) -> set[Sense]:
    senses: set[Sense] = set()
    for part in parts:
        if isinstance(part, ImagePart):
            senses.add("image")
        elif isinstance(part, AudioPart):
            senses.add("audio")
        else:
            senses.add("text")
    return senses
