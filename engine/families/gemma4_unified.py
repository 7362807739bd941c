"""Gemma 4 unified (12B): mlx-lm's text model; pixels and samples are projected, not encoded.

Reference: transformers 5.23, gemma4_unified/modeling_gemma4_unified.py and
processing_gemma4_unified.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import mlx.core as mx
import numpy as np
from mlx_lm.models.base import create_causal_mask
from mlx_lm.models.gemma4_text import Gemma4TextModel

from engine.config import Config
from engine.errors import ModelCorrupt
from engine.families import Check, SoftTokens
from engine.families import gemma4 as encoded
from engine.media import gemma4_unified as media
from engine.media.audio import PreparedAudio, Sound
from engine.media.gemma4_audio import reference_inputs as audio_inputs
from engine.media.gemma4_image import ImageSettings
from engine.media.image import OpenedImage, PictureLimit, PreparedImage
from engine.sentences import say
from engine.towers import gemma4_unified
from engine.towers.layers import Embedder
from engine.types import Sense

PICTURES_BOTH_WAYS_ON_FULL_LAYERS = False
"""Whether a picture's soft tokens see each other in both directions on full layers too.

The reference has both answers: the masks that it builds ahead of a static cache are causal on full
layers, and its description of them says that Gemma 4 means it so; its `forward` masks both kinds
of layers alike. Goldens of both are stored. Real weights have to decide.
"""

ModelArgs = encoded.ModelArgs


class Model(encoded.Model):
    """Text model and the two projections under the published names."""

    media: ClassVar[dict[str, tuple[str, ...]]] = {
        "vision_config": ("vision_embedder.", "embed_vision."),
        "audio_config": ("embed_audio.",),
    }

    def add_towers(self, args: ModelArgs, width: int) -> None:
        vision, audio = args.vision_config, args.audio_config
        if vision:
            self.vision_embedder = gemma4_unified.VisionEmbedder(vision)
            inner = vision.get("output_proj_dims") or vision.get("mm_embed_dim", 3840)
            self.embed_vision = Embedder(inner, width, vision)
        if audio:
            self.embed_audio = Embedder(audio.get("audio_embed_dim", 640), width, audio)

    def blockwise_class(self) -> type[Gemma4TextModel]:
        if PICTURES_BOTH_WAYS_ON_FULL_LAYERS:
            return EverywhereBlockwiseTextModel
        return encoded.BlockwiseTextModel

    def sanitize_media(self, weights: dict[str, mx.array]) -> dict[str, mx.array]:
        return gemma4_unified.sanitize(weights)


class EverywhereBlockwiseTextModel(encoded.BlockwiseTextModel):
    """Soft tokens of one picture see each other on all layers, however far apart they are."""

    def blockwise_mask(self, kind: str, start: int, length: int) -> mx.array | None:
        window = self.window_size if kind == "sliding_attention" else None
        kept = start if window is None else min(window - 1, start)
        queries, keys = encoded.positions(start, length, kept)
        seen: mx.array = create_causal_mask(length, kept, window_size=window)
        return seen | encoded.same_picture(self.blocks, queries, keys)


class Gemma4Unified(encoded.Gemma4Base):
    """What the engine asks about the family."""

    def __init__(
        self, config: Config, senses: Sequence[Sense], tokenizer: Any, folder: Path
    ) -> None:
        super().__init__(config, senses, tokenizer)
        self._image: ImageSettings | None = None
        self._frames: media.FrameSettings | None = None
        processor = encoded.read_processor(folder)
        if "image" in senses:
            vision = config["vision_config"]
            self._image = ImageSettings.from_processor(processor, vision)
            _refuse_misfit(self._image, vision, folder)
        if "audio" in senses:
            self._frames = media.FrameSettings.from_processor(processor, config["audio_config"])

    def prepare_image(
        self, opened: OpenedImage, limit: PictureLimit | None = None
    ) -> PreparedImage:
        assert self._image is not None
        return media.prepare_image(opened, self._image)

    def prepare_audio(self, sound: Sound) -> PreparedAudio:
        assert self._frames is not None
        return media.prepare_audio(sound, self._frames)

    def encode_image(self, model: Model, image: PreparedImage, check: Check) -> SoftTokens:
        soft = model.vision_embedder(mx.array(image.patches), mx.array(image.positions), check)
        return encoded.counted(model.embed_vision(soft), image.soft_tokens)

    def encode_audio(self, model: Model, audio: PreparedAudio, check: Check) -> SoftTokens:
        check()
        dtype = model.language_model.model.norm.weight.dtype  # that of the weights, even quantised
        frames = mx.array(audio.features).astype(dtype)
        return encoded.counted(model.embed_audio(frames), audio.soft_tokens)

    def tower_layers(self, model: Model) -> dict[str, Sequence[Any]]:
        return {} if self._image is None else {"vision_embedder": [model.vision_embedder]}

    def reference_inputs(
        self, images: Sequence[PreparedImage], sounds: Sequence[PreparedAudio]
    ) -> dict[str, np.ndarray[Any, Any]]:
        pictures = media.image_inputs(images, self._image) if self._image else {}
        return {**pictures, **audio_inputs(sounds)}


def make_family(
    config: Config, senses: Sequence[Sense], tokenizer: Any, folder: Path
) -> Gemma4Unified:
    return Gemma4Unified(config, senses, tokenizer, folder)


def _refuse_misfit(settings: ImageSettings, vision: Config, folder: Path) -> None:
    """Raises ModelCorrupt where pictures would be cut otherwise than the projection expects."""
    side, rows = gemma4_unified.patch_side(vision), int(vision.get("mm_posemb_size", 1120))
    if settings.side_multiple != side:
        raise ModelCorrupt(
            say(
                "The processor_config.json of {name} cuts pictures into squares of "
                "{side_multiple} pixels where its config.json asks for {side}. "
                "Download the model again.",
                name=folder.name,
                side_multiple=settings.side_multiple,
                side=side,
            )
        )
    if settings.max_soft_tokens > rows:
        raise ModelCorrupt(
            say(
                "The processor_config.json of {name} allows pictures of "
                "{max_soft_tokens} soft tokens, but the model has positions for {rows}. "
                "Download the model again.",
                name=folder.name,
                max_soft_tokens=settings.max_soft_tokens,
                rows=rows,
            )
        )
