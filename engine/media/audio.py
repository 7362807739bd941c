"""Sounds: from a file to the mel frames that the audio tower reads.

Two steps, so that a waveform can be drawn without a model: `decode_audio` decodes to mono,
`prepare_audio` resamples, cuts and makes mel frames as the reference does.

Source: transformers 5.23, gemma4/processing_gemma4.py and feature_extraction_gemma4.py.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from engine.errors import MediaError
from engine.media.mel import BoolArray, MelSettings, log_mel
from engine.media.source import MediaBytes, looks_like_text, read_media
from engine.media.system_decoder import decode_with_system
from engine.types import AudioPart

MAX_DECODED_S = 600.0  # what is kept of a long recording; models take about 30 s
_READABLE = "WAV, FLAC, MP3 or OGG"
_BLOCK_FRAMES = 1 << 18

FloatArray = npt.NDArray[np.float32]


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
        note = (
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


@dataclass(frozen=True)
class Sound:
    """A decoded sound.

    Attributes:
        samples: (S,) float32, the mean of all channels, at most `MAX_DECODED_S` of it.
        rate: samples per second, as in the file.
        seconds: length of the whole file.
        channels: as in the file.
        digest: SHA-256 of the file.
    """

    samples: FloatArray = field(repr=False)
    rate: int
    seconds: float
    channels: int
    name: str = ""
    digest: str = ""


@dataclass(frozen=True)
class PreparedAudio:
    """What the audio tower reads.

    Attributes:
        features: (T, bands) float32 log-mel frames.
        mask: (T,), false for frames that reach past the sound.
        soft_tokens: how many positions of the prompt it fills.
        seconds_total, seconds_used: of the file; what lies behind `seconds_used` is not heard.
    """

    features: FloatArray = field(repr=False)
    mask: BoolArray = field(repr=False)
    soft_tokens: int
    seconds_total: float
    seconds_used: float
    channels: int = 1
    rate: int = 0
    name: str = ""
    digest: str = ""
    notes: tuple[str, ...] = ()


def decode_audio(part: AudioPart) -> Sound:
    """Decode a sound by its content, never by its name.

    Raises:
        MediaError: one sentence with the thing, the reason and the remedy.
    """
    source = read_media(part)
    try:
        sound = _decode(source, source.data)
    except soundfile.SoundFileError as error:
        wave = decode_with_system(source.data)  # AAC, where the system can
        if wave is None:
            raise _not_a_sound(source) from error
        sound = _decode(source, wave)
    if not np.isfinite(sound.samples).all():
        raise MediaError(
            f"{source.name} is damaged (it holds values that are not numbers); export it again."
        )
    return sound


def prepare_audio(sound: Sound, settings: AudioSettings) -> PreparedAudio:
    """Resample to the model's rate, cut to its limit, compute mel frames.

    Raises:
        MediaError: too short to fill one soft token.
    """
    rate = settings.mel.sampling_rate
    samples = _resampled(sound, rate, settings.max_samples)
    used = samples[: settings.max_samples]
    features, mask = log_mel(used, settings.mel)
    soft_tokens = count_soft_tokens(mask)
    if soft_tokens == 0:
        raise MediaError(
            f"{sound.name or 'The sound'} is too short to be heard ({sound.seconds:.3g} s); "
            f"use one of at least 0.1 s."
        )
    seconds_used = min(len(used) / rate, sound.seconds)
    notes = settings.notes
    if len(samples) > len(used):
        notes += (
            f"{sound.name or 'The sound'} is {sound.seconds:.1f} s long; "
            f"the model hears only the first {seconds_used:.1f} s.",
        )
    return PreparedAudio(
        features=features,
        mask=mask,
        soft_tokens=soft_tokens,
        seconds_total=sound.seconds,
        seconds_used=seconds_used,
        channels=sound.channels,
        rate=sound.rate,
        name=sound.name,
        digest=sound.digest,
        notes=notes,
    )


def count_soft_tokens(mask: BoolArray) -> int:
    """Frames left of a mask (T,) after the tower's two convolutions of stride 2."""
    return int(mask[::2][::2].sum())


def _decode(source: MediaBytes, data: bytes) -> Sound:
    with soundfile.SoundFile(io.BytesIO(data)) as file:
        wanted = min(file.frames, int(MAX_DECODED_S * file.samplerate))
        blocks = []
        got = 0
        while got < wanted:  # a header that lies about the length must not cost its memory
            block = file.read(min(_BLOCK_FRAMES, wanted - got), dtype="float32", always_2d=True)
            if len(block) == 0:
                break
            blocks.append(block.mean(axis=1, dtype=np.float32))
            got += len(block)
        if got == 0:
            raise MediaError(
                f"{source.name} is empty or cut short (0 s of sound); choose or record another."
            )
        total = file.frames if got == wanted else got
        return Sound(
            samples=np.concatenate(blocks),
            rate=file.samplerate,
            seconds=total / file.samplerate,
            channels=file.channels,
            name=source.name,
            digest=source.digest,
        )


def _resampled(sound: Sound, rate: int, limit: int) -> FloatArray:
    """Samples at `rate`; a second more than `limit` samples at most, so that a cut shows."""
    longest = int((limit / rate + 1) * sound.rate)
    samples = sound.samples[:longest]
    if sound.rate == rate:
        return samples
    resampled: FloatArray = soxr.resample(samples, sound.rate, rate, quality="HQ")
    return resampled


def _floats(values: Any) -> tuple[float, ...] | None:
    return None if values is None else tuple(float(value) for value in values)


def _not_a_sound(source: MediaBytes) -> MediaError:
    head = source.data[:12]
    if looks_like_text(source.data):
        what = "is a text file, not a sound"
    elif head[4:8] == b"ftyp":
        what = "is in a format (AAC or M4A) that Parlance cannot decode on this system"
    elif head[:4] in (b"RIFF", b"fLaC", b"OggS", b"ID3\x03", b"ID3\x04"):
        what = "is damaged or cut short"
    else:
        what = "is not a sound that Parlance can read"
    return MediaError(f"{source.name} {what}; choose a {_READABLE} file.")
