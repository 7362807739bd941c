"""Speaks the bank of digits, and turns many made-up sounds into mel frames with labels.

`draw_sounds.py bank OUT.npz train|held-out` or `draw_sounds.py mel BANK.npz OUT COUNT SEED`.
"""

from __future__ import annotations

import sys
from multiprocessing import Pool

import numpy as np
from lexicon import DIGIT_WORDS
from sounds import ACCENTS, PITCHES, RATE, Samples, Sound, bank, random_sound, speak, voices
from transformers import Gemma4AudioFeatureExtractor

IGNORE = 255
FRAMES = 384
KINDS = ["beeps", "sweep", "silence", "noise", "digits"]
_extractor = Gemma4AudioFeatureExtractor()


def _voice(job: tuple[str, str, int, int]) -> list[Samples]:
    accent, variant, speed, pitch = job
    return [speak(word, accent, variant, speed, pitch) for word in DIGIT_WORDS]


def make_bank(out: str, held_out: bool) -> None:
    """Ten digits by every voice, in a few accents, speeds and pitches."""
    rng = np.random.default_rng(11 + held_out)
    jobs = [
        (
            ACCENTS[rng.integers(len(ACCENTS))],
            variant,
            int(rng.integers(110, 215)),
            int(rng.integers(25, 80)),
        )
        for variant in voices(held_out)
        for _ in range(3 if held_out else 6)
    ]
    with Pool(2) as pool:
        spoken = pool.map(_voice, jobs, chunksize=4)
    whole = [v for v in spoken if all(len(s) > RATE // 20 for s in v)]
    flat = [s for voice in whole for s in voice]
    np.savez(
        out,
        samples=(np.concatenate(flat) * 32767).astype(np.int16),
        lengths=np.array([len(s) for s in flat]),
        digits=np.array(list(range(10)) * len(whole)),
    )
    print(len(whole), "voices", sum(map(len, flat)) / RATE, "s")


def mel(samples: Samples) -> np.ndarray:
    """(frames, 128) valid log-mel frames of one sound, as the processor makes them."""
    made = _extractor([samples], return_tensors="np")
    return made["input_features"][0][made["input_features_mask"][0].astype(bool)]


def frame_labels(sound: Sound, tokens: int) -> np.ndarray:
    """Per soft token of 40 ms: class (0 quiet, 1-3 beep by pitch, 4 rising, 5 falling, 6 noise,
    7-16 digit just heard), and how many beeps or digits have begun and ended by then.
    """
    out = np.zeros((tokens, 2), np.uint8)
    time = (np.arange(tokens) + 0.5) * RATE * 0.04
    if sound.kind == "noise":
        out[:, 0] = 6
    for i, (a, b) in enumerate(sound.spans):
        inside = (time >= a) & (time < b)
        if sound.kind == "beeps":
            out[inside, 0] = 1 + list(PITCHES).index(sound.pitch)
        elif sound.kind == "sweep":
            out[inside & (time >= a + 0.3 * (b - a)), 0] = 4 + (sound.pitch == "falling")
            out[inside & (time < a + 0.3 * (b - a)), 0] = IGNORE
        else:
            late = (time >= a + 0.7 * (b - a)) & (time < b + RATE * 0.09)
            out[inside, 0] = IGNORE
            out[late, 0] = 7 + sound.digits[i]
        out[time >= (a if sound.kind == "beeps" else a + 0.7 * (b - a)), 1] = i + 1
    return out


def sound_labels(sound: Sound) -> np.ndarray:
    """Kind, beep count, beep pitch, direction, 3 digits (10 = none); 255 where not applicable."""
    row = np.full(8, IGNORE, np.uint8)
    row[0] = KINDS.index(sound.kind)
    if sound.kind == "beeps":
        row[1:3] = sound.count, list(PITCHES).index(sound.pitch)
    if sound.kind == "sweep":
        row[3] = sound.pitch == "falling"
    if sound.kind == "digits":
        row[4:7] = 10
        row[4 : 4 + len(sound.digits)] = sound.digits
    return row


def _draw(job: tuple[str, int, int]) -> tuple[np.ndarray, ...]:
    path, seed, count = job
    rng = np.random.default_rng(seed)
    spoken = bank(path)
    x = np.zeros((count, FRAMES, 128), np.float16)
    n = np.zeros(count, np.int64)
    p = np.full((count, FRAMES // 4, 2), IGNORE, np.uint8)
    y = np.zeros((count, 8), np.uint8)
    for i in range(count):
        sound = random_sound(rng, spoken)
        frames = mel(sound.samples)[:FRAMES]
        n[i] = len(frames)
        x[i, : n[i]] = frames
        tokens = (len(frames) + 3) // 4
        p[i, :tokens] = frame_labels(sound, tokens)
        y[i] = sound_labels(sound)
    return x, n, p, y


def main() -> None:
    if sys.argv[1] == "bank":
        make_bank(sys.argv[2], sys.argv[3] == "held-out")
        return
    _, _, path, out, count, seed = sys.argv
    jobs = [(path, int(seed) * 100_000 + i, 250) for i in range(int(count) // 250)]
    with Pool(1) as pool:
        parts = pool.map(_draw, jobs, chunksize=1)
    for name, arrays in zip(("x", "n", "p", "y"), zip(*parts, strict=True), strict=True):
        np.save(f"{out}-{name}.npy", np.concatenate(arrays))


if __name__ == "__main__":
    main()
