"""One module a family: how pictures and sounds become soft tokens, and where they go in.

Prompt cache, generation and the window ask a `Family` and know none by name. To add one, write a
module with a class that has these members and name it in `engine.loading`, the one place that
chooses, and its tensors in `engine.model_info.SENSES`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import mlx.core as mx

from engine.media.audio import AudioSettings, PreparedAudio
from engine.media.image import ImageSettings, PreparedImage

Kind = Literal["image", "audio"]


@dataclass(frozen=True)
class Placeholder:
    """How one kind of media stands in a prompt.

    Attributes:
        marker: what the chat template writes for one picture or sound.
        opening, closing: put around its soft tokens.
        token: stands once per soft token.
        token_id: of `token`.
    """

    marker: str
    opening: str
    closing: str
    token: str
    token_id: int

    def expand(self, soft_tokens: int) -> str:
        return f"{self.opening}{self.token * soft_tokens}{self.closing}"


@dataclass(frozen=True)
class SoftSpan:
    """Soft tokens of one picture or sound at prompt positions `start` to `stop`.

    `features` is (stop - start, D); `None` while they are not needed, because the prompt cache
    already holds these positions.
    """

    kind: Kind
    start: int
    stop: int
    features: mx.array | None = field(default=None, repr=False)


class Family(Protocol):
    """What the engine needs to know of a family of models.

    Attributes:
        placeholders: by kind of media; a kind that is absent cannot be taken in.
        whole_blocks: kinds whose soft tokens must be run in one forward pass, because they
            attend to each other in both directions.
        suppressed: token ids that are never generated.
    """

    placeholders: dict[Kind, Placeholder]
    whole_blocks: frozenset[Kind]
    suppressed: tuple[int, ...]
    image_settings: ImageSettings | None
    audio_settings: AudioSettings | None

    def encode_image(self, model: Any, image: PreparedImage, check: Callable[[], None]) -> mx.array:
        """(soft_tokens, D) in the text model's width. Calls `check` every few layers."""
        ...

    def encode_audio(self, model: Any, audio: PreparedAudio, check: Callable[[], None]) -> mx.array:
        """(soft_tokens, D) in the text model's width. Calls `check` every few layers."""
        ...

    def tower_layers(self, model: Any) -> dict[str, Sequence[Any]]:
        """The layers of each tower, by the tower's name."""
        ...

    def place(self, model: Any, spans: Sequence[SoftSpan]) -> None:
        """Tell the model which soft tokens stand where in the prompts that it runs next."""
        ...


class TextFamily:
    """Any model of mlx-lm as it is: text alone."""

    def __init__(self) -> None:
        self.placeholders: dict[Kind, Placeholder] = {}
        self.whole_blocks: frozenset[Kind] = frozenset()
        self.suppressed: tuple[int, ...] = ()
        self.image_settings: ImageSettings | None = None
        self.audio_settings: AudioSettings | None = None

    def encode_image(self, model: Any, image: PreparedImage, check: Callable[[], None]) -> mx.array:
        raise AssertionError("a text model was handed a picture")

    def encode_audio(self, model: Any, audio: PreparedAudio, check: Callable[[], None]) -> mx.array:
        raise AssertionError("a text model was handed a sound")

    def tower_layers(self, model: Any) -> dict[str, Sequence[Any]]:
        return {}

    def place(self, model: Any, spans: Sequence[SoftSpan]) -> None:
        assert not spans
