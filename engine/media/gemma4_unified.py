"""Pictures and sounds as Gemma 4 unified wants them: raw pixels and raw samples.

A soft token is a square of pixels, or 40 ms of sound; nothing is computed from either.

Source: transformers 5.23, gemma4_unified/image_processing_gemma4_unified.py and
feature_extraction_gemma4_unified.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.media import gemma4_image
from engine.media.audio import PreparedAudio, Sound, cut_to, too_short
from engine.media.gemma4_image import ImageSettings
from engine.media.image import OpenedImage, PreparedImage, scaled_pixels
from engine.sentences import say


def prepare_image(opened: OpenedImage, settings: ImageSettings) -> PreparedImage:
    """Sized as for the other Gemma 4, cut into one large patch a soft token.

    Patches are (N, 3 * side**2) with side = patch_size * pooling_kernel_size, row by row; within
    one: y, x, channel.

    Raises:
        MediaError: the picture cannot be brought to a size that the model accepts.
    """
    rgb = gemma4_image.resized(opened, settings)
    if settings.mean is None:
        # The reference multiplies in float32 here, where for the other Gemma 4 it rounds once.
        pixels = np.asarray(rgb, dtype=np.float32) * np.float32(settings.rescale_factor)
    else:
        pixels = scaled_pixels(rgb, settings.rescale_factor, settings.mean, settings.std)
    return gemma4_image.cut(opened, settings, pixels, settings.side_multiple)


def image_inputs(
    images: Sequence[PreparedImage], settings: ImageSettings
) -> dict[str, npt.NDArray[Any]]:
    """Every picture filled up to `max_soft_tokens` rows, with zeros and with positions of -1."""
    return gemma4_image.reference_inputs(images, replace(settings, pooling_kernel_size=1))


@dataclass(frozen=True)
class FrameSettings:
    """How a model wants its sounds.

    Attributes:
        sampling_rate: of the samples.
        samples_per_token: length of the frame that becomes one soft token.
        max_soft_tokens: most soft tokens of one sound.
        notes: sentences about values that the model's files do not give.
    """

    sampling_rate: int = 16_000
    samples_per_token: int = 640
    max_soft_tokens: int = 750
    notes: tuple[str, ...] = ()

    @classmethod
    def from_processor(
        cls, processor: Mapping[str, Any] | None, audio_config: Mapping[str, Any] | None = None
    ) -> FrameSettings:
        """Read processor_config.json (nested) or preprocessor_config.json (flat).

        The frame is as long as the model's projection is wide. What is missing comes from the
        family's defaults, with a note.
        """
        outer = dict(processor or {})
        values = dict(outer.get("feature_extractor") or outer)
        frame = (
            (audio_config or {}).get("audio_embed_dim")
            or values.get("audio_samples_per_token")
            or cls.samples_per_token
        )
        note = say(
            "The model's files do not say how sounds are prepared; the family's defaults are used."
        )
        return cls(
            sampling_rate=int(values.get("sampling_rate") or cls.sampling_rate),
            samples_per_token=int(frame),
            max_soft_tokens=int(outer.get("audio_seq_length") or cls.max_soft_tokens),
            notes=() if "sampling_rate" in values else (note,),
        )


def prepare_audio(sound: Sound, settings: FrameSettings) -> PreparedAudio:
    """Resample to the model's rate, cut to its limit, split into frames.

    Features are (T, samples_per_token); the last frame is filled up with silence.

    Raises:
        MediaError: there is no sample in it.
    """
    frame = settings.samples_per_token
    longest = settings.max_soft_tokens * frame
    samples, seconds, notes = cut_to(sound, settings.sampling_rate, longest)
    if len(samples) == 0:
        raise too_short(sound)
    features = np.pad(samples, (0, -len(samples) % frame)).reshape(-1, frame)
    return PreparedAudio(
        features=features,
        mask=np.ones(len(features), dtype=np.bool_),
        soft_tokens=len(features),
        seconds_total=sound.seconds,
        seconds_used=seconds,
        channels=sound.channels,
        rate=sound.rate,
        name=sound.name,
        digest=sound.digest,
        notes=settings.notes + notes,
    )
