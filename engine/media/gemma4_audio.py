"""Sounds as Gemma 4's audio tower wants them: log-mel frames, four of which make a soft token.

Source: transformers 5.23, gemma4/processing_gemma4.py and feature_extraction_gemma4.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.media.audio import PreparedAudio, Sound, cut_to, too_short
from engine.media.mel import BoolArray, MelSettings, log_mel
from engine.sentences import say


@dataclass(frozen=True)
class AudioSettings:
    """How a model wants its sounds.

    Attributes:
        mel: framing and filters.
        max_soft_tokens: most soft tokens of one sound.
        ms_per_token: milliseconds of sound in one soft token.
        notes: sentences about values that the model's files do not give.
    """

    mel: MelSettings = field(default_factory=MelSettings)
    max_soft_tokens: int = 750
    ms_per_token: int = 40
    notes: tuple[str, ...] = ()

    @classmethod
    def from_processor(cls, processor: Mapping[str, Any] | None) -> AudioSettings:
        """Read processor_config.json (nested) or preprocessor_config.json (flat).

        What is missing comes from the family's defaults, with a note.
        """
        outer = dict(processor or {})
        nested = outer.get("feature_extractor") or outer.get("audio_processor")
        flat = outer if "sampling_rate" in outer else {}
        values = dict(nested or flat)
        note = say(
            "The model's files do not say how sounds are prepared; the family's defaults are used."
        )
        mel = MelSettings(
            bands=int(values.get("feature_size", MelSettings.bands)),
            mean=_floats(values.get("per_bin_mean")),
            std=_floats(values.get("per_bin_stddev")),
            **{
                key: type(default)(values.get(key, default)) for key, default in _SAME_NAMES.items()
            },
        )
        return cls(
            mel=mel,
            max_soft_tokens=int(outer.get("audio_seq_length") or cls.max_soft_tokens),
            ms_per_token=int(outer.get("audio_ms_per_token") or cls.ms_per_token),
            notes=() if values else (note,),
        )

    @property
    def max_samples(self) -> int:
        """Longest sound in samples at the model's rate."""
        return self.max_soft_tokens * self.ms_per_token * self.mel.sampling_rate // 1000


_SAME_NAMES: dict[str, Any] = {
    name: getattr(MelSettings, name)
    for name in (
        "sampling_rate",
        "frame_length_ms",
        "hop_length_ms",
        "min_frequency",
        "max_frequency",
        "preemphasis",
        "preemphasis_htk_flavor",
        "fft_overdrive",
        "input_scale_factor",
        "mel_floor",
    )
}


def prepare_audio(sound: Sound, settings: AudioSettings) -> PreparedAudio:
    """Resample to the model's rate, cut to its limit, compute mel frames.

    Raises:
        MediaError: too short to fill one soft token.
    """
    samples, seconds, notes = cut_to(sound, settings.mel.sampling_rate, settings.max_samples)
    features, mask = log_mel(samples, settings.mel)
    soft_tokens = count_soft_tokens(mask)
    if soft_tokens == 0:
        raise too_short(sound)
    return PreparedAudio(
        features=features,
        mask=mask,
        soft_tokens=soft_tokens,
        seconds_total=sound.seconds,
        seconds_used=seconds,
        channels=sound.channels,
        rate=sound.rate,
        name=sound.name,
        digest=sound.digest,
        notes=settings.notes + notes,
    )


def count_soft_tokens(mask: BoolArray) -> int:
    """Frames left of a mask (T,) after the tower's two convolutions of stride 2."""
    return int(mask[::2][::2].sum())


def _floats(values: Any) -> tuple[float, ...] | None:
    return None if values is None else tuple(float(value) for value in values)


def reference_inputs(sounds: Sequence[PreparedAudio]) -> dict[str, npt.NDArray[Any]]:
    """Every sound filled up with empty frames to the length of the longest."""
    if not sounds:
        return {}
    longest = max(len(sound.features) for sound in sounds)
    fill = [(0, longest - len(sound.features)) for sound in sounds]
    return {
        "input_features": np.stack(
            [np.pad(s.features, (rows, (0, 0))) for s, rows in zip(sounds, fill, strict=True)]
        ),
        "input_features_mask": np.stack(
            [np.pad(s.mask, (rows,)) for s, rows in zip(sounds, fill, strict=True)]
        ),
    }
