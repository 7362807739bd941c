"""Gemma 4: mlx-lm's text model with our towers in front.

Reference: transformers 5.23, gemma4/modeling_gemma4.py (Gemma4Model.forward) and
processing_gemma4.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import mlx.core as mx
import numpy as np
from mlx_lm.models import gemma4
from mlx_lm.models.base import create_causal_mask
from mlx_lm.models.gemma4_text import Gemma4TextModel

from engine.config import Config, read_json
from engine.families import Check, Kind, Placeholder, SoftSpan, SoftTokens
from engine.families.soft import overlapping, soft_of, spliced
from engine.media import gemma4_audio as audio_media
from engine.media import gemma4_image as image_media
from engine.media.audio import PreparedAudio, Sound
from engine.media.image import OpenedImage, PictureLimit, PreparedImage
from engine.towers import gemma4_audio, gemma4_vision
from engine.towers.layers import Embedder
from engine.types import Sense


@dataclass
class ModelArgs(gemma4.ModelArgs):  # type: ignore[misc]
    """config.json as mlx-lm reads it, and the towers."""

    vision_config: Config | None = None
    audio_config: Config | None = None


class Model(gemma4.Model):  # type: ignore[misc]
    """Text model, vision tower and audio tower under the published names."""

    media: ClassVar[dict[str, tuple[str, ...]]] = {
        "vision_config": ("vision_tower.", "embed_vision."),
        "audio_config": ("audio_tower.", "embed_audio."),
    }
    """Tensors that each part of config.json describes; without it they are left out."""

    def __init__(self, args: ModelArgs) -> None:
        super().__init__(args)
        self.add_towers(args, self.language_model.args.hidden_size)
        inner = self.language_model.model
        if args.text_config.get("use_bidirectional_attention") == "vision":
            inner.__class__ = self.blockwise_class()
        object.__setattr__(self, "spans", ())

    def add_towers(self, args: ModelArgs, width: int) -> None:
        """What turns pictures and sounds into soft tokens of the text model's `width`."""
        vision, audio = args.vision_config, args.audio_config
        if vision:
            self.vision_tower = gemma4_vision.VisionTower(vision)
            self.embed_vision = Embedder(vision["hidden_size"], width, vision)
        if audio:
            self.audio_tower = gemma4_audio.AudioTower(audio)
            self.embed_audio = Embedder(audio["output_proj_dims"], width, audio)

    def blockwise_class(self) -> type[Gemma4TextModel]:
        """The text model whose masks know of pictures."""
        return BlockwiseTextModel

    def __call__(self, inputs: mx.array, cache: Any = None, **_: Any) -> mx.array:
        """Logits (B, L, V) of token ids (B, L), soft tokens put in by absolute position."""
        start = 0 if cache is None else int(cache[0].offset)
        here = overlapping(self.spans, start, start + inputs.shape[1])
        inner = self.language_model.model
        object.__setattr__(inner, "blocks", _image_blocks(self.spans))
        if not here:
            logits: mx.array = self.language_model(inputs, cache=cache)
            return logits
        # Placeholders count as padding for the embedding table and the per-layer inputs.
        ids = _with_padding(inputs, here, start, inner.config.pad_token_id)
        embeddings = inner.embed_tokens(ids) * inner.embed_scale
        embeddings = spliced(embeddings, here, start, lambda span: soft_of(span).features)
        # Features must not be multiplied by the scale, and dividing them first would round.
        scale, inner.embed_scale = inner.embed_scale, 1.0
        try:
            logits = self.language_model(ids, cache=cache, input_embeddings=embeddings)
        finally:
            inner.embed_scale = scale
        return logits

    def sanitize(self, weights: dict[str, mx.array]) -> dict[str, mx.array]:
        """Published or converted names to ours. Applying it twice changes nothing."""
        media, text = {}, {}
        for name, value in weights.items():
            short = name.removeprefix("model.")
            part = next((part for part, own in self.media.items() if short.startswith(own)), None)
            if part is None:
                text[name] = value
            elif getattr(self.args, part):
                media[short] = value
        return {**super().sanitize(text), **self.sanitize_media(media)}

    def sanitize_media(self, weights: dict[str, mx.array]) -> dict[str, mx.array]:
        """The part of `sanitize` that concerns `media`; names come without a leading "model."."""
        weights = gemma4_vision.sanitize(weights, self.args.vision_config)
        return gemma4_audio.sanitize(weights, self.args.audio_config)


class BlockwiseTextModel(Gemma4TextModel):  # type: ignore[misc]
    """Sliding layers let the soft tokens of one picture see each other in both directions.

    Full layers stay causal, and nothing is seen from beyond the window.
    """

    def _make_masks(self, h: mx.array, cache: list[Any]) -> list[Any]:
        masks: list[Any] = super()._make_masks(h, cache)
        length = h.shape[1]
        if length == 1 or not self.blocks:
            return masks
        made: dict[str, mx.array | None] = {}
        for i, (layer, owned) in enumerate(zip(self.layers, cache, strict=False)):
            kind = layer.layer_type
            if kind not in made:
                start = owned.offset if owned is not None else 0
                made[kind] = self.blockwise_mask(kind, start, length)
            mask = made[kind]
            masks[i] = masks[i] if mask is None else mask
        return masks

    def blockwise_mask(self, kind: str, start: int, length: int) -> mx.array | None:
        """(L, S) over what the cache of such a layer hands out; `None` for the usual mask."""
        if kind != "sliding_attention":
            return None
        kept = min(self.window_size - 1, start)
        queries, keys = positions(start, length, kept)
        causal: mx.array = create_causal_mask(length, kept)
        inside: mx.array = queries < keys + self.window_size
        return (causal | same_picture(self.blocks, queries, keys)) & inside


class Gemma4Base:
    """What both kinds of Gemma 4 answer alike: placeholders, and where soft tokens stand."""

    def __init__(self, config: Config, senses: Sequence[Sense], tokenizer: Any) -> None:
        self.placeholders: dict[Kind, Placeholder] = {}
        self.resizes_freely = False  # its processor has a budget of soft tokens
        if "image" in senses:
            self.placeholders["image"] = _placeholder(
                tokenizer, config, "boi_token_id", "image_token_id", "eoi_token_id"
            )
        if "audio" in senses:
            self.placeholders["audio"] = _placeholder(
                tokenizer, config, "boa_token_id", "audio_token_id", "eoa_token_index"
            )
        text = config["text_config"]
        blockwise = text.get("use_bidirectional_attention") == "vision"
        self.whole_blocks: frozenset[Kind] = frozenset({"image"} if blockwise else ())
        keys = ("image_token_id", "audio_token_id", "video_token_id")
        self.suppressed = tuple(
            config[key] for key in keys if 0 <= (config.get(key) or -1) < text["vocab_size"]
        )

    def picture_tokens(self, width: int, height: int) -> int:
        return 0

    def place(self, model: Model, spans: Sequence[SoftSpan]) -> None:
        object.__setattr__(model, "spans", tuple(spans))


class Gemma4(Gemma4Base):
    """What the engine asks about the family."""

    def __init__(
        self, config: Config, senses: Sequence[Sense], tokenizer: Any, folder: Path
    ) -> None:
        super().__init__(config, senses, tokenizer)
        self._image: image_media.ImageSettings | None = None
        self._audio: audio_media.AudioSettings | None = None
        processor = read_processor(folder)
        if "image" in senses:
            self._image = image_media.ImageSettings.from_processor(
                processor, config["vision_config"]
            )
        if "audio" in senses:
            self._audio = audio_media.AudioSettings.from_processor(processor)

    def prepare_image(
        self, opened: OpenedImage, limit: PictureLimit | None = None
    ) -> PreparedImage:
        assert self._image is not None
        return image_media.prepare_image(opened, self._image)

    def prepare_audio(self, sound: Sound) -> PreparedAudio:
        assert self._audio is not None
        return audio_media.prepare_audio(sound, self._audio)

    def encode_image(self, model: Model, image: PreparedImage, check: Check) -> SoftTokens:
        soft = model.vision_tower(
            mx.array(image.patches)[None], mx.array(image.positions)[None], check=check
        )
        return counted(model.embed_vision(soft), image.soft_tokens)

    def encode_audio(self, model: Model, audio: PreparedAudio, check: Check) -> SoftTokens:
        soft, mask = model.audio_tower(
            mx.array(audio.features)[None], mx.array(audio.mask)[None], check=check
        )
        valid = np.flatnonzero(np.array(mask[0]))
        features: mx.array = model.embed_audio(soft)
        return counted(features[0, mx.array(valid)], audio.soft_tokens)

    def tower_layers(self, model: Model) -> dict[str, Sequence[Any]]:
        layers: dict[str, Sequence[Any]] = {}
        if self._image is not None:
            layers["vision_tower.layers"] = model.vision_tower.encoder.layers
        if self._audio is not None:
            layers["audio_tower.layers"] = model.audio_tower.layers
        return layers

    def reference_inputs(
        self, images: Sequence[PreparedImage], sounds: Sequence[PreparedAudio]
    ) -> dict[str, np.ndarray[Any, Any]]:
        return {
            **(image_media.reference_inputs(images, self._image) if self._image else {}),
            **audio_media.reference_inputs(sounds),
        }


def make_family(config: Config, senses: Sequence[Sense], tokenizer: Any, folder: Path) -> Gemma4:
    return Gemma4(config, senses, tokenizer, folder)


def read_processor(folder: Path) -> Config:
    """processor_config.json, or preprocessor_config.json of an older folder."""
    return read_json(folder / "processor_config.json") or read_json(
        folder / "preprocessor_config.json"
    )


def _placeholder(tokenizer: Any, config: Config, *keys: str) -> Placeholder:
    opening, token, closing = tokenizer.convert_ids_to_tokens([config[key] for key in keys])
    return Placeholder(
        marker=token, opening=opening, closing=closing, token=token, token_id=config[keys[1]]
    )


def _image_blocks(spans: Sequence[SoftSpan]) -> tuple[tuple[int, int], ...]:
    return tuple((span.start, span.stop) for span in spans if span.kind == "image")


def _with_padding(ids: mx.array, spans: Sequence[SoftSpan], start: int, pad: int) -> mx.array:
    positions = mx.arange(start, start + ids.shape[1])
    for span in spans:
        ids = mx.where((positions >= span.start) & (positions < span.stop), pad, ids)
    return ids


def positions(start: int, length: int, kept: int) -> tuple[mx.array, mx.array]:
    """Of queries (L, 1) and of keys (1, S), where the cache hands out `kept` of the past."""
    queries = mx.arange(start, start + length)[:, None]
    return queries, mx.arange(start - kept, start + length)[None]


def same_picture(blocks: Sequence[tuple[int, int]], queries: mx.array, keys: mx.array) -> mx.array:
    """(L, S): both are soft tokens of one picture."""
    same = mx.zeros((queries.size, keys.size), dtype=mx.bool_)
    for first, stop in blocks:
        same = same | ((queries >= first) & (queries < stop) & (keys >= first) & (keys < stop))
    return same


def counted(features: mx.array, soft_tokens: int) -> SoftTokens:
    features = features.reshape(-1, features.shape[-1])
    assert features.shape[0] == soft_tokens, (
        f"the tower gave {features.shape[0]} soft tokens where {soft_tokens} were counted"
    )
    return SoftTokens(features)
