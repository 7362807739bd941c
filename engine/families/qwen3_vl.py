"""Qwen3-VL: mlx-lm's text model with our vision tower in front.

Reference: transformers 5.23, qwen3_vl/modeling_qwen3_vl.py (Qwen3VLModel, Qwen3VLTextModel) and
processing_qwen3_vl.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
from mlx_lm.models import qwen3_vl
from mlx_lm.models.base import create_attention_mask
from mlx_lm.models.qwen3 import Qwen3Model
from mlx_lm.models.rope_utils import initialize_rope

from engine.config import Config, read_json
from engine.families import Check, Kind, Placeholder, SoftSpan, SoftTokens
from engine.families.mrope import MRope
from engine.families.soft import overlapping, soft_of, spliced
from engine.media import qwen3_vl_image as image_media
from engine.media.audio import PreparedAudio, Sound
from engine.media.image import OpenedImage, PictureLimit, PreparedImage
from engine.towers import qwen3_vl as tower
from engine.types import Sense

_TOWER = "vision_tower."
_TEXT = "language_model."
_SECTIONS = (24, 20, 20)  # of the published models, whose heads have 128


@dataclass
class ModelArgs(qwen3_vl.ModelArgs):  # type: ignore[misc]
    """config.json as mlx-lm reads it, and the tower."""

    vision_config: Config | None = None


class Seeing:
    """What both kinds of Qwen3-VL put around mlx-lm's model of the same name."""

    args: Any
    language_model: Any
    vision_tower: Any
    spans: tuple[SoftSpan, ...]
    rope: MRope

    def add_tower(self, args: ModelArgs, text_class: type) -> None:
        """Tower, deepstack and positions. Weight names of the text model stay."""
        if args.vision_config:
            self.vision_tower = tower.VisionTower(args.vision_config)
        inner = self.language_model.model
        inner.__class__ = text_class
        object.__setattr__(inner, "deepstack", ())
        attentions = [layer.self_attn for layer in inner.layers if "self_attn" in layer]
        rope = self.make_rope(self.language_model.args)
        for attention in attentions:
            attention.rope = rope
        object.__setattr__(self, "rope", rope)
        self.place(())

    def make_rope(self, text: Any) -> MRope:
        """Positions for all layers, from mlx-lm's reading of the text config."""
        return rope_of(text, text.head_dim, _SECTIONS)

    def offset(self, cache: Sequence[Any]) -> int:
        """How many positions of the prompt the caches hold."""
        return int(cache[0].offset)

    def place(self, spans: Sequence[SoftSpan]) -> None:
        object.__setattr__(self, "spans", tuple(spans))
        self.rope.place(spans)

    def __call__(self, inputs: mx.array, cache: Any = None, **_: Any) -> mx.array:
        """Logits (B, L, V) of token ids (B, L), soft tokens put in by absolute position."""
        logits: mx.array
        if not self.spans:
            logits = self.language_model(inputs, cache=cache)
            return logits
        start = 0 if cache is None else self.offset(cache)
        self.rope.aim(start, inputs.shape[1])
        here = overlapping(self.spans, start, start + inputs.shape[1])
        if not here:
            logits = self.language_model(inputs, cache=cache)
            return logits
        inner = self.language_model.model
        embeddings = inner.embed_tokens(inputs)
        nothing = mx.zeros_like(embeddings)
        soft = [soft_of(span) for span in here]
        depths = [
            spliced(nothing, here, start, lambda span, k=k: soft_of(span).deepstack[k])  # type: ignore[misc]
            for k in range(len(soft[0].deepstack))
        ]
        object.__setattr__(inner, "deepstack", tuple(depths))
        try:
            embeddings = spliced(embeddings, here, start, lambda span: soft_of(span).features)
            logits = self.language_model(inputs, cache=cache, input_embeddings=embeddings)
        finally:
            object.__setattr__(inner, "deepstack", ())
        return logits

    def sanitize(self, weights: dict[str, mx.array]) -> dict[str, mx.array]:
        """Published or converted names to ours. Applying it twice changes nothing."""
        renamed = {_our_name(name): value for name, value in weights.items()}
        ours = {n: v for n, v in renamed.items() if not n.endswith("rotary_emb.inv_freq")}
        vision = self.args.vision_config
        if vision:
            ours = tower.sanitize(ours, vision, _TOWER)
        else:
            ours = {n: v for n, v in ours.items() if not n.startswith(_TOWER)}
        text = {n.removeprefix(_TEXT): v for n, v in ours.items() if n.startswith(_TEXT)}
        rest = {n: v for n, v in ours.items() if not n.startswith(_TEXT)}
        if self.language_model.args.tie_word_embeddings:
            text = {n: v for n, v in text.items() if not n.startswith("lm_head.")}
        return {**rest, **{_TEXT + n: v for n, v in self.sanitize_text(text).items()}}

    def sanitize_text(self, weights: dict[str, mx.array]) -> dict[str, mx.array]:
        """The text model's part, names without "language_model."."""
        sanitized: dict[str, mx.array] = self.language_model.sanitize(weights)
        return sanitized


class Deepstacked:
    """A text model that adds what the tower saw halfway to what its first layers put out."""

    deepstack: tuple[mx.array, ...]  # each (B, L, D), nought where no picture is
    layers: list[Any]
    norm: Any

    def __call__(
        self, inputs: mx.array, cache: Any = None, input_embeddings: mx.array | None = None
    ) -> mx.array:
        hidden: mx.array
        if not self.deepstack:
            hidden = super().__call__(inputs, cache, input_embeddings)  # type: ignore[misc]
            return hidden
        assert input_embeddings is not None
        hidden = input_embeddings
        caches = cache or [None] * len(self.layers)
        mask = create_attention_mask(hidden, caches[0])
        for index, (layer, owned) in enumerate(zip(self.layers, caches, strict=True)):
            hidden = layer(hidden, mask, owned)
            if index < len(self.deepstack):
                hidden = hidden + self.deepstack[index]
        hidden = self.norm(hidden)
        return hidden


class TextModel(Deepstacked, Qwen3Model):  # type: ignore[misc]
    """Qwen3's, with deepstack."""


class Model(Seeing, qwen3_vl.Model):  # type: ignore[misc]
    """Text model and vision tower, under the names of converted checkpoints."""

    def __init__(self, args: ModelArgs) -> None:
        super().__init__(args)
        self.add_tower(args, TextModel)


class Qwen3VL:
    """What the engine asks about the family."""

    def __init__(
        self, config: Config, senses: Sequence[Sense], tokenizer: Any, folder: Path
    ) -> None:
        self.placeholders: dict[Kind, Placeholder] = {}
        self.whole_blocks: frozenset[Kind] = frozenset()
        self.resizes_freely = False
        self._image: image_media.ImageSettings | None = None
        if "image" in senses:
            self._image = image_media.ImageSettings.from_processor(
                read_processor(folder), config["vision_config"]
            )
            self.resizes_freely = self._image.do_resize
            # The template writes vision start and end around it; in between it becomes many.
            token = tokenizer.convert_ids_to_tokens(config["image_token_id"])
            self.placeholders["image"] = Placeholder(token, "", "", token, config["image_token_id"])
        vocabulary = config["text_config"]["vocab_size"]
        ids = (config.get(key) for key in ("image_token_id", "video_token_id"))
        self.suppressed = tuple(i for i in ids if i is not None and 0 <= i < vocabulary)

    def picture_tokens(self, width: int, height: int) -> int:
        assert self._image is not None
        return image_media.soft_tokens(width, height, self._image)

    def prepare_image(
        self, opened: OpenedImage, limit: PictureLimit | None = None
    ) -> PreparedImage:
        assert self._image is not None
        return image_media.prepare_image(opened, self._image, limit)

    def prepare_audio(self, sound: Sound) -> PreparedAudio:
        raise AssertionError("a model that does not hear was handed a sound")

    def encode_image(self, model: Seeing, image: PreparedImage, check: Check) -> SoftTokens:
        features, deepstack = model.vision_tower(mx.array(image.patches), image.positions, check)
        assert len(features) == image.soft_tokens, (
            f"the tower gave {len(features)} soft tokens where {image.soft_tokens} were counted"
        )
        return SoftTokens(features, deepstack)

    def encode_audio(self, model: Seeing, audio: PreparedAudio, check: Check) -> SoftTokens:
        raise AssertionError("a model that does not hear was handed a sound")

    def tower_layers(self, model: Seeing) -> dict[str, Sequence[Any]]:
        return {"vision_tower.blocks": model.vision_tower.blocks} if self._image else {}

    def place(self, model: Seeing, spans: Sequence[SoftSpan]) -> None:
        model.place(spans)

    def reference_inputs(
        self, images: Sequence[PreparedImage], sounds: Sequence[PreparedAudio]
    ) -> dict[str, np.ndarray[Any, Any]]:
        return image_media.reference_inputs(images, self._image) if self._image else {}


def make_family(config: Config, senses: Sequence[Sense], tokenizer: Any, folder: Path) -> Qwen3VL:
    return Qwen3VL(config, senses, tokenizer, folder)


def rope_of(text: Any, dims: int, sections: Sequence[int]) -> MRope:
    """`dims` of each head turn; `sections` where the config does not give them."""
    scaling = text.rope_scaling or {}
    plain = initialize_rope(
        dims, text.rope_theta, False, text.rope_scaling, text.max_position_embeddings
    )
    return MRope(plain, scaling.get("mrope_section") or sections, text.rope_theta, dims)


def read_processor(folder: Path) -> Config:
    """What says how pictures are prepared: within processor_config.json, or a file of its own."""
    nested = read_json(folder / "processor_config.json").get("image_processor")
    return nested or read_json(folder / "preprocessor_config.json")


def _our_name(name: str) -> str:
    """Published files say model.visual and model.language_model, older ones visual and model;
    converted ones vision_tower and language_model.model, as we do."""
    if name.startswith((_TEXT + "model.", _TEXT + "lm_head.")):
        return name
    short = name.removeprefix("model.")
    for prefix in ("visual.", _TOWER):
        if short.startswith(prefix):
            return _TOWER + short.removeprefix(prefix)
    if short.startswith("lm_head."):
        return _TEXT + short
    if short.startswith(_TEXT):
        return f"{_TEXT}model.{short.removeprefix(_TEXT).removeprefix('model.')}"
    return f"{_TEXT}model.{short}" if name.startswith("model.") else name
