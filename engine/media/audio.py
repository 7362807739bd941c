"""Sounds: from a file to mono samples, and what every family does with them.

Decoding is apart from preparing, so that a waveform can be drawn without a model. How frames are
made of the samples is each family's own affair (`gemma4_audio.py`, ...).
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from engine.errors import MediaError
from engine.media.source import MediaBytes, looks_like_text, read_media
from engine.media.system_decoder import decode_with_system
from engine.sentences import say
from engine.types import AudioPart

MAX_DECODED_S = 600.0  # what is kept of a long recording; models take about 30 s
_BLOCK_FRAMES = 1 << 18

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]


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
        features: (T, F) float32, one row a frame.
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
            say(
                "{name} is damaged (it holds values that are not numbers); export it again.",
                name=source.name,
            )
        )
    return sound


def cut_to(sound: Sound, rate: int, longest: int) -> tuple[FloatArray, float, tuple[str, ...]]:
    """At most `longest` samples at `rate`, the seconds that they are, and a note if some is cut."""
    samples = _resampled(sound, rate, longest)
    used = samples[:longest]
    seconds = min(len(used) / rate, sound.seconds)
    if len(samples) <= len(used):
        return used, seconds, ()
    return (
        used,
        seconds,
        (
            say(
                "{name} is {total:.1f} s long; the model hears only the first {used:.1f} s.",
                name=sound.name or say("The sound"),
                total=sound.seconds,
                used=seconds,
            ),
        ),
    )


def too_short(sound: Sound) -> MediaError:
    """What to say of a sound that fills no soft token."""
    return MediaError(
        say(
            "{name} is too short to be heard ({seconds:.3g} s); use one of at least 0.1 s.",
            name=sound.name or say("The sound"),
            seconds=sound.seconds,
        )
    )


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
                say(
                    "{name} is empty or cut short (0 s of sound); choose or record another.",
                    name=source.name,
                )
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


def _not_a_sound(source: MediaBytes) -> MediaError:
    head = source.data[:12]
    if looks_like_text(source.data):
        words = say(
            "{name} is a text file, not a sound; choose a WAV, FLAC, MP3 or OGG file.",
            name=source.name,
        )
    elif head[4:8] == b"ftyp":
        words = say(
            "{name} is in a format (AAC or M4A) that Parlance cannot decode on this system; "
            "choose a WAV, FLAC, MP3 or OGG file.",
            name=source.name,
        )
    elif head[:4] in (b"RIFF", b"fLaC", b"OggS", b"ID3\x03", b"ID3\x04"):
        words = say(
            "{name} is damaged or cut short; choose a WAV, FLAC, MP3 or OGG file.",
            name=source.name,
        )
    else:
        words = say(
            "{name} is not a sound that Parlance can read; choose a WAV, FLAC, MP3 or OGG file.",
            name=source.name,
        )
    return MediaError(words)
