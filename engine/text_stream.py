"""From token ids to text as it can be shown: whole characters, thinking apart, stops cut off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mlx_lm.generate import TextStateMachine

from engine.special_tokens import special_tokens
from engine.types import Channel

Piece = tuple[Channel, str]
_HALF_CHARACTER = "\ufffd"


class TextStream:
    """Turns one answer's tokens into pieces of text.

    Half characters, half markers and half stop strings are held back until they are decided.
    `stopped` becomes true once a stop string has come.
    """

    def __init__(
        self,
        tokenizer: Any,
        stop: Sequence[str] = (),
        *,
        starts_thinking: bool = False,
        tail: Sequence[int] = (),
    ) -> None:
        """`tail` are ids that the text goes on after: without them a leading space is lost."""
        self._detokenizer = tokenizer.detokenizer
        for token in tail:
            self._detokenizer.add_token(token)
        if tail:
            self._detokenizer.finalize()
            _ = self._detokenizer.last_segment  # that was said before
        marks = (tokenizer.think_start, tokenizer.think_end)
        # Control tokens are not text, but the thinking markers must reach the state machine.
        markers = (*(tokenizer.think_start_tokens or ()), *(tokenizer.think_end_tokens or ()))
        self._silent = special_tokens(tokenizer).ids - set(markers)
        self._pieces = getattr(self._detokenizer, "tokenmap", None)
        ends = [(text, None) for text in stop if text]
        transitions: dict[str, list[tuple[str, str | None]]] = {"answer": list(ends)}
        if all(marks):
            transitions["answer"].append((marks[0], "thinking"))
            transitions["thinking"] = [(marks[1], "answer")]
        self._machine = TextStateMachine(transitions)
        self._state = self._machine.make_state("thinking" if starts_thinking else "answer")
        self._at_start = not tail
        self._channel: str = self._state[0]
        self.stopped = False

    def add(self, token: int) -> list[Piece]:
        if self.stopped or token in self._silent or self._has_no_text(token):
            return []
        self._detokenizer.add_token(token)
        return self._split(self._detokenizer.last_segment)

    def finish(self) -> list[Piece]:
        """What was held back: the answer is over, so it is text after all. But of a character
        that was cut in the middle nothing can be shown."""
        if self.stopped:
            return []
        self._detokenizer.finalize()
        pieces = self._split(self._detokenizer.last_segment.rstrip(_HALF_CHARACTER))
        channel, _, _, held = self._state
        return pieces + ([] if self.stopped else self._piece(channel, held))

    def _has_no_text(self, token: int) -> bool:
        """A row of the embedding table for which the tokenizer has nothing. mlx-lm's detokenizers
        fail there, or make it up."""
        pieces = self._pieces
        return pieces is not None and (token >= len(pieces) or pieces[token] is None)

    def _split(self, text: str) -> list[Piece]:
        self._state, segments = self._machine.split(self._state, text)
        self.stopped = self._state[0] is None
        return [piece for channel, part in segments for piece in self._piece(channel, part)]

    def _piece(self, channel: str | None, text: str) -> list[Piece]:
        """Drops the line breaks that templates put after a marker."""
        if channel != self._channel and channel is not None:
            self._channel, self._at_start = channel, True
        if self._at_start:
            text = text.lstrip("\n")
        if not text:
            return []
        self._at_start = False
        return [("thinking" if self._channel == "thinking" else "answer", text)]
