"""16-bit mono samples: their level, and the file they make. Imports on use: see `app.window`."""

from __future__ import annotations


def wav_bytes(samples: bytes, rate: int) -> bytes:
    """A WAV file of 16-bit mono samples in this machine's byte order."""
    import io
    import wave

    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(samples)
    return file.getvalue()


def loudest(samples: bytes) -> float:
    """The largest value of 16-bit samples, from 0 to 1; 0 for none."""
    from array import array

    values = array("h", samples[: len(samples) // 2 * 2])
    if not values:
        return 0.0
    high, low = max(values), min(values)
    return max(high, -low) / 32768
