"""One module a family: how pictures and sounds become soft tokens, and where they go in.

Loading, prompt cache, generation and the window ask a `Family` and know none by name. To add one,
write a module like `gemma4.py` and name it in `registry.py`; the README says how.

Importing this imports no MLX: the registry, below this package, is asked on the main thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    import mlx.core as mx
    import numpy as np

    from engine.media.audio import PreparedAudio, Sound
    from engine.media.image import OpenedImage, PictureLimit, PreparedImage

Kind = Literal["image", "audio"]
Check = Callable[[], None]


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
class SoftTokens:
    """What a tower makes of one picture or sound.

    Attributes:
        features: (n, D), stand in for the embeddings.
        deepstack: each (n, D); the k-th is added to what text layer k puts out.
    """

    features: mx.array = field(repr=False)
    deepstack: tuple[mx.array, ...] = field(default=(), repr=False)

    @property
    def arrays(self) -> tuple[mx.array, ...]:
        return (self.features, *self.deepstack)

    @property
    def nbytes(self) -> int:
        return sum(array.nbytes for array in self.arrays)


@dataclass(frozen=True)
class SoftSpan:
    """Soft tokens of one picture or sound at prompt positions `start` to `stop`.

    Attributes:
        soft: `None` while they are not needed, because the prompt cache already holds them.
        grid: rows and columns of a picture's soft tokens; what follows it may depend on them.
    """

    kind: Kind
    start: int
    stop: int
    soft: SoftTokens | None = field(default=None, repr=False)
    grid: tuple[int, int] | None = None


class Family(Protocol):
    """What the engine needs to know of a family of models.

    Attributes:
        placeholders: by kind of media; a kind that is absent cannot be taken in.
        whole_blocks: kinds whose soft tokens must be run in one forward pass, because they
            attend to each other in both directions.
        suppressed: token ids that are never generated.
        resizes_freely: pictures are sent near their own size, so they may need a limit.
    """

    placeholders: dict[Kind, Placeholder]
    whole_blocks: frozenset[Kind]
    suppressed: tuple[int, ...]
    resizes_freely: bool

    def picture_tokens(self, width: int, height: int) -> int:
        """Soft tokens of a picture of so many pixels; 0 where that is no matter of its size."""
        ...

    def prepare_image(
        self, opened: OpenedImage, limit: PictureLimit | None = None
    ) -> PreparedImage:
        """Resize and cut as the family's processor does. Raises MediaError.

        Only families that resize freely are handed a `limit`.
        """
        ...

    def prepare_audio(self, sound: Sound) -> PreparedAudio:
        """Cut and frame as the family's processor does. Raises MediaError."""
        ...

    def encode_image(self, model: Any, image: PreparedImage, check: Check) -> SoftTokens:
        """Soft tokens in the text model's width. Calls `check` every few layers."""
        ...

    def encode_audio(self, model: Any, audio: PreparedAudio, check: Check) -> SoftTokens:
        """Soft tokens in the text model's width. Calls `check` every few layers."""
        ...

    def tower_layers(self, model: Any) -> dict[str, Sequence[Any]]:
        """The layers of each tower, by the tower's name."""
        ...

    def place(self, model: Any, spans: Sequence[SoftSpan]) -> None:
        """Tell the model which soft tokens stand where in the prompts that it runs next."""
        ...

    def reference_inputs(
        self, images: Sequence[PreparedImage], sounds: Sequence[PreparedAudio]
    ) -> dict[str, np.ndarray[Any, Any]]:
        """What the reference's processor would hand its model, under its names, in its layout."""
        ...
