"""Any model of mlx-lm as it is: text alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.families import Check, Kind, Placeholder, SoftSpan, SoftTokens
from engine.media.audio import PreparedAudio, Sound
from engine.media.image import OpenedImage, PictureLimit, PreparedImage


class TextFamily:
    """Takes in nothing but tokens."""

    def __init__(self) -> None:
        self.placeholders: dict[Kind, Placeholder] = {}
        self.whole_blocks: frozenset[Kind] = frozenset()
        self.suppressed: tuple[int, ...] = ()
        self.resizes_freely = False

    def picture_tokens(self, width: int, height: int) -> int:
        return 0

    def prepare_image(
        self, opened: OpenedImage, limit: PictureLimit | None = None
    ) -> PreparedImage:
        raise AssertionError("a text model was handed a picture")

    def prepare_audio(self, sound: Sound) -> PreparedAudio:
        raise AssertionError("a text model was handed a sound")

    def encode_image(self, model: Any, image: PreparedImage, check: Check) -> SoftTokens:
        raise AssertionError("a text model was handed a picture")

    def encode_audio(self, model: Any, audio: PreparedAudio, check: Check) -> SoftTokens:
        raise AssertionError("a text model was handed a sound")

    def tower_layers(self, model: Any) -> dict[str, Sequence[Any]]:
        return {}

    def place(self, model: Any, spans: Sequence[SoftSpan]) -> None:
        assert not spans

    def reference_inputs(
        self, images: Sequence[PreparedImage], sounds: Sequence[PreparedAudio]
    ) -> dict[str, np.ndarray[Any, Any]]:
        return {}
