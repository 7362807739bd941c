"""Log-mel frames of a waveform, to the bit as the reference computes them.

Source: transformers 5.23, gemma4/feature_extraction_gemma4.py, and audio_utils.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]
PAD_MULTIPLE = 128  # samples; the reference pads every clip to this


@dataclass(frozen=True)
class MelSettings:
    """Framing and filters. Lengths in milliseconds, frequencies in Hz.

    `mean` and `std` hold one value per mel band, or are `None`.
    """

    bands: int = 128
    sampling_rate: int = 16_000
    frame_length_ms: float = 20.0
    hop_length_ms: float = 10.0
    min_frequency: float = 0.0
    max_frequency: float = 8000.0
    preemphasis: float = 0.0
    preemphasis_htk_flavor: bool = True
    fft_overdrive: bool = False
    input_scale_factor: float = 1.0
    mel_floor: float = 1e-3
    mean: tuple[float, ...] | None = None
    std: tuple[float, ...] | None = None

    @property
    def frame_length(self) -> int:
        """Samples."""
        return round(self.sampling_rate * self.frame_length_ms / 1000)

    @property
    def hop_length(self) -> int:
        """Samples."""
        return round(self.sampling_rate * self.hop_length_ms / 1000)

    @property
    def fft_length(self) -> int:
        length: int = 2 ** math.ceil(math.log2(self.frame_length))
        return length * 2 if self.fft_overdrive else length


def log_mel(samples: FloatArray, settings: MelSettings) -> tuple[FloatArray, BoolArray]:
    """Samples (S,) -> features (T, bands) float32 and mask (T,), true where a frame is all sound.

    Half a frame of silence is put before the sound, so that frame 0 is centred at time 0; the
    end is filled up to a multiple of 128 samples. Frames that reach into the filling are zero
    and masked out. T is 0 for a sound shorter than half a frame.
    """
    valid = len(samples)
    filled = np.pad(samples, (0, -valid % PAD_MULTIPLE)).astype(np.float32, copy=False)
    if settings.input_scale_factor != 1.0:
        filled = filled * np.float32(settings.input_scale_factor)
    lead = settings.frame_length // 2
    wave = np.pad(filled, (lead, 0))
    size = settings.frame_length + 1  # one more than a frame, for pre-emphasis
    if len(wave) < size:
        return np.zeros((0, settings.bands), np.float32), np.zeros(0, np.bool_)
    windows = np.lib.stride_tricks.sliding_window_view(wave, size)[:: settings.hop_length]
    ends = np.arange(len(windows)) * settings.hop_length + size - 1
    mask = (ends >= lead) & (ends < lead + valid)

    frames = _emphasised(windows, settings) * _hann(settings.frame_length)
    magnitude = np.abs(np.fft.rfft(frames, n=settings.fft_length, axis=-1))
    features = np.log(magnitude @ _mel_filters(settings) + settings.mel_floor)
    if settings.mean is not None:
        features = features - np.asarray(settings.mean)
    if settings.std is not None:
        features = features / np.asarray(settings.std)
    return features.astype(np.float32) * mask[:, None], mask


def _emphasised(windows: FloatArray, settings: MelSettings) -> FloatArray:
    """(T, frame + 1) -> (T, frame)."""
    weight = settings.preemphasis
    if weight <= 0:
        return windows[:, :-1]
    if not settings.preemphasis_htk_flavor:
        return windows[:, 1:] - weight * windows[:, :-1]
    first = windows[:, :1] * (1.0 - weight)
    return np.concatenate([first, windows[:, 1:-1] - weight * windows[:, :-2]], axis=-1)


@cache
def _hann(length: int) -> FloatArray:
    """Periodic Hann window, (length,)."""
    return np.hanning(length + 1)[:-1].astype(np.float32)


@cache
def _mel_filters(settings: MelSettings) -> npt.NDArray[np.float64]:
    """Triangles on the HTK mel scale, not normalised: (fft_length // 2 + 1, bands)."""
    low, high = (
        2595.0 * np.log10(1.0 + hertz / 700.0)
        for hertz in (settings.min_frequency, settings.max_frequency)
    )
    corners = 700.0 * (10.0 ** (np.linspace(low, high, settings.bands + 2) / 2595.0) - 1.0)
    bins = np.linspace(0, settings.sampling_rate // 2, settings.fft_length // 2 + 1)
    width = np.diff(corners)
    distance = corners[None, :] - bins[:, None]
    rising = -distance[:, :-2] / width[:-1]
    falling = distance[:, 2:] / width[1:]
    filters: npt.NDArray[np.float64] = np.maximum(0.0, np.minimum(rising, falling))
    return filters
