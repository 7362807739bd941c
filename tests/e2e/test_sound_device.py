"""The loudspeaker of this very machine: it plays to the end, or there is a sentence."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.errors import UserError
from app.player_source import Source
from app.player_stream import SpeakerStream
from engine.types import AudioPart


def has_output() -> bool:
    try:
        import sounddevice
    except OSError:  # not even PortAudio
        return False
    return any(device["max_output_channels"] for device in sounddevice.query_devices())


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """A third of a second that nobody hears, at a rate that some devices refuse."""
    faint = 1e-4 * np.sin(np.arange(11_025 // 3) / 4)
    soundfile.write(tmp_path / "faint.wav", faint, 11_025)
    return Source(AudioPart(path=tmp_path / "faint.wav", name="faint.wav"))


@pytest.mark.skipif(not has_output(), reason="this machine has no loudspeaker")
def test_a_sound_is_played_to_its_end(source: Source) -> None:
    ended, ends = threading.Event(), []

    def stop(over: bool) -> None:
        ends.append(over)
        ended.set()

    stream = SpeakerStream(source, stop)
    assert ended.wait(120)
    stream.close()
    assert ends[0]
    assert source.at == source.total
    assert stream.delay_s > 0


@pytest.mark.skipif(has_output(), reason="this machine has a loudspeaker")
def test_without_a_loudspeaker_there_is_a_sentence(source: Source) -> None:
    with pytest.raises(UserError, match=r"No loudspeaker|PortAudio"):
        SpeakerStream(source, lambda _: None)
