"""Made-up sounds with exact labels: beeps, rising and falling tones, silence, noise, spoken digits.

Samples are mono float32 at 16 kHz. Digits are spoken by espeak-ng in many voices; whole voices are
held out for evaluation.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

RATE = 16_000
Samples = npt.NDArray[np.float32]
PITCHES = {"low": (140.0, 330.0), "middle": (480.0, 900.0), "high": (1400.0, 3600.0)}
ACCENTS = [
    "en-gb",
    "en-us",
    "en-gb-scotland",
    "en-gb-x-rp",
    "en-gb-x-gbclan",
    "en-gb-x-gbcwmd",
    "en-029",
    "en-us-nyc",
]
VARIANTS = (  # noqa: SIM905
    "m1 m2 m3 m4 m5 m6 m7 m8 f1 f2 f3 f4 f5 "
    "Andy Annie Alex Alicia Andrea Denis Diogo Gene "
    "Henrique Hugo Jacky Lee Marco Mario Michael Mike Mr adam anika antonio aunty belinda "
    "benjamin boris caleb david ed edward grandma grandpa gustave iven john kaukovalta "
    "klatt klatt2 klatt3 klatt4 linda marcelo max michel miguel norbert pablo paul pedro "
    "quincy rob robert sandro shelby steph steph2 travis victor zac"
).split()
HELD_OUT_VOICES = {
    "m5",
    "f4",
    "Mike",
    "Andrea",
    "belinda",
    "david",
    "klatt3",
    "linda",
    "robert",
    "zac",
    "Hugo",
    "boris",
}


@dataclass
class Sound:
    """A sound and what is in it."""

    samples: Samples
    kind: str
    count: int = 0
    pitch: str = ""
    digits: list[int] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    """First and last sample of every beep, tone or digit."""


def voices(held_out: bool) -> list[str]:
    """Variants of one side of the split."""
    return [v for v in VARIANTS if (v in HELD_OUT_VOICES) == held_out]


def speak(text: str, accent: str, variant: str, speed: int, pitch: int) -> Samples:
    """espeak-ng's voice as samples at 16 kHz, without the silence around it."""
    raw = subprocess.run(
        [
            "espeak-ng",
            "-v",
            f"{accent}+{variant}",
            "-s",
            str(speed),
            "-p",
            str(pitch),
            "--stdout",
            text,
        ],
        capture_output=True,
        check=True,
    ).stdout
    samples = np.frombuffer(raw[44:], np.int16).astype(np.float32) / 32768
    loud = np.nonzero(np.abs(samples) > 0.01)[0]
    if len(loud) == 0:
        return np.zeros(0, np.float32)
    samples = samples[max(0, loud[0] - 200) : loud[-1] + 200]
    count = int(len(samples) * RATE / 22050)
    smooth = np.convolve(samples, np.array([0.1, 0.2, 0.4, 0.2, 0.1]), "same")
    return np.interp(
        np.linspace(0, len(samples) - 1, count), np.arange(len(samples)), smooth
    ).astype(np.float32)


@lru_cache(maxsize=2)
def bank(path: str) -> list[tuple[int, Samples]]:
    """Spoken digits drawn beforehand by `draw_sounds.py`: (digit, samples)."""
    stored = np.load(path)
    ends = np.cumsum(stored["lengths"])
    return [
        (int(d), stored["samples"][e - n : e].astype(np.float32) / 32768)
        for d, e, n in zip(stored["digits"], ends, stored["lengths"], strict=True)
    ]


def _tone(rng: np.random.Generator, start: float, end: float, seconds: float) -> Samples:
    """A tone gliding from one frequency to another, with soft edges and some overtones."""
    n = int(seconds * RATE)
    ratio = np.linspace(0, 1, n)
    frequency = start * (end / start) ** ratio
    phase = 2 * np.pi * np.cumsum(frequency) / RATE + rng.uniform(0, 6.28)
    wave = np.sin(phase)
    style = rng.random()
    if style < 0.25:
        wave = (
            wave
            + rng.uniform(0.1, 0.5) * np.sin(2 * phase)
            + rng.uniform(0, 0.3) * np.sin(3 * phase)
        )
    elif style < 0.33:
        wave = np.tanh(3 * wave)
    edge = max(8, int(rng.uniform(0.004, 0.03) * RATE))
    edge = min(edge, n // 3)
    envelope = np.ones(n)
    envelope[:edge] = np.linspace(0, 1, edge)
    envelope[-edge:] = np.linspace(1, 0, edge)
    if rng.random() < 0.2:
        envelope *= np.exp(-ratio * rng.uniform(0.5, 2))
    return (wave * envelope).astype(np.float32)


def _hiss(rng: np.random.Generator, n: int, pink: bool) -> Samples:
    white = rng.standard_normal(n)
    if pink:
        spectrum = np.fft.rfft(white)
        spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 20) / 20) ** rng.uniform(0.6, 1.6)
        white = np.fft.irfft(spectrum, n)
    return (white / (np.abs(white).max() + 1e-9)).astype(np.float32)


def _finish(
    rng: np.random.Generator, parts: list[Samples]
) -> tuple[Samples, list[tuple[int, int]]]:
    """Silence around, gain, a noise floor and sometimes a poorer sample rate.

    Returns the samples and the spans of every second part, from the first (the others are gaps).
    """
    before, after = rng.uniform(0.02, 0.5), rng.uniform(0.05, 0.5)
    samples = np.concatenate(
        [np.zeros(int(before * RATE), np.float32), *parts, np.zeros(int(after * RATE), np.float32)]
    )
    ends = int(before * RATE) + np.cumsum([len(p) for p in parts])
    spans = [(int(e) - len(p), int(e)) for e, p in zip(ends[::2], parts[::2], strict=True)]
    peak = np.abs(samples).max()
    if peak > 0:
        samples = samples / peak * 10 ** rng.uniform(-1.0, -0.02)
        floor = 10 ** rng.uniform(-4.5, -2.2) * min(1.0, np.abs(samples).max() * 2)
        if rng.random() < 0.7:
            samples = samples + floor * rng.standard_normal(len(samples)).astype(np.float32)
    if rng.random() < 0.2:  # as if recorded at 8 or 11 kHz
        samples = np.convolve(samples, np.hanning(5) / np.hanning(5).sum(), "same")
    return np.clip(samples, -1, 1).astype(np.float32), spans


def beeps(rng: np.random.Generator, count: int, pitch: str) -> Sound:
    """`count` beeps of one pitch class."""
    low, high = PITCHES[pitch]
    frequency = low * (high / low) ** rng.random()
    long = rng.uniform(0.07, 0.3 if count > 3 else 0.42)
    gap = rng.uniform(0.09, 0.28)
    parts: list[Samples] = []
    for i in range(count):
        if i:
            parts.append(np.zeros(int(gap * rng.uniform(0.9, 1.1) * RATE), np.float32))
        parts.append(_tone(rng, frequency, frequency, long * rng.uniform(0.92, 1.08)))
    samples, spans = _finish(rng, parts)
    return Sound(samples, "beeps", count, pitch, [], spans)


def random_sound(
    rng: np.random.Generator, spoken: list[tuple[int, Samples]], kind: str = ""
) -> Sound:
    """Any sound, at most about 3.5 s long; `spoken` is the bank of digits to take from."""
    kind = kind or str(
        rng.choice(
            ["beeps", "sweep", "silence", "noise", "digits"], p=[0.36, 0.14, 0.05, 0.05, 0.40]
        )
    )
    if kind == "beeps":
        return beeps(rng, int(rng.integers(1, 6)), str(rng.choice(list(PITCHES))))
    if kind == "sweep":
        start = rng.uniform(180, 900)
        end = start * rng.uniform(1.8, 4.5)
        rising = rng.random() < 0.5
        tone = _tone(rng, *((start, end) if rising else (end, start)), rng.uniform(0.4, 2.0))
        samples, spans = _finish(rng, [tone])
        return Sound(samples, "sweep", 0, "rising" if rising else "falling", [], spans)
    if kind == "silence":
        n = int(rng.uniform(0.5, 3.2) * RATE)
        level = 0.0 if rng.random() < 0.4 else 10 ** rng.uniform(-5, -3.6)
        return Sound((level * rng.standard_normal(n)).astype(np.float32), "silence")
    if kind == "noise":
        n = int(rng.uniform(0.5, 3.0) * RATE)
        return Sound(
            _hiss(rng, n, rng.random() < 0.6) * np.float32(10 ** rng.uniform(-0.9, -0.05)), "noise"
        )
    count = int(rng.choice([1, 2, 3], p=[0.6, 0.22, 0.18]))
    voice = int(rng.integers(len(spoken)))
    parts, digits = [], []
    for i in range(count):
        # the bank is sorted by voice, ten digits each in turn
        at_digit = voice // 10 * 10 + int(rng.integers(10)) if i else voice
        digit, said = spoken[at_digit]
        if i:
            parts.append(np.zeros(int(rng.uniform(0.1, 0.28) * RATE), np.float32))
        stretch = rng.uniform(0.92, 1.08)
        at = np.arange(0, len(said) - 1, stretch)
        parts.append(np.interp(at, np.arange(len(said)), said).astype(np.float32))
        digits.append(digit)
    samples, spans = _finish(rng, parts)
    return Sound(samples, "digits", 0, "", digits, spans)
