"""Recording: a WAV with what was heard, or a sentence."""

from __future__ import annotations

import io
import sys
import threading
import wave
from array import array
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app import recorder as module
from app.errors import UserError
from app.recorder import LONGEST_S, MicrophoneStream, OpenStream, Recorder, Sink
from app.wav import loudest, wav_bytes

RATE = 16_000


class FakeStream:
    """A microphone that has already heard `samples` when it opens."""

    def __init__(self, sink: Sink, samples: bytes) -> None:
        self.rate = RATE
        self.closed = threading.Event()
        sink(samples)

    def close(self) -> None:
        self.closed.set()


class Microphone:
    def __init__(self, seconds: float, value: int = 8000) -> None:
        self.samples = array("h", [value]) * int(seconds * RATE)
        self.streams: list[FakeStream] = []
        self.gate = threading.Event()
        self.gate.set()

    def open(self, sink: Sink) -> FakeStream:
        assert self.gate.wait(60)
        stream = FakeStream(sink, self.samples.tobytes())
        self.streams.append(stream)
        return stream


class Made:
    """Makes recorders, and ends them after the test."""

    def __init__(self) -> None:
        self.recorders: list[Recorder] = []

    def __call__(self, open_stream: OpenStream) -> Recorder:
        self.recorders.append(Recorder(open_stream))
        return self.recorders[-1]


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Made]:
    del qtbot
    made = Made()
    yield made
    for recorder in made.recorders:
        assert recorder.stop()


def test_recording_is_a_mono_wav(make: Made, qtbot: QtBot) -> None:
    microphone = Microphone(1.5)
    recorder = make(microphone.open)
    with qtbot.waitSignal(recorder.level_changed) as level:
        recorder.start()
    assert level.args == [pytest.approx(8000 / 32768), pytest.approx(1.5)]
    with qtbot.waitSignal(recorder.recorded) as recorded:
        recorder.finish()
    with wave.open(io.BytesIO(bytes(recorded.args[0]))) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, RATE)
        assert sound.getnframes() == 1.5 * RATE
    assert recorder.stop()
    assert microphone.streams[0].closed.is_set()


def test_recording_ends_by_itself_at_the_longest(make: Made, qtbot: QtBot) -> None:
    recorder = make(Microphone(LONGEST_S + 1).open)
    with qtbot.waitSignals([recorder.noted, recorder.recorded], order="strict"):
        recorder.start()


def test_cancelled_recording_leaves_nothing(make: Made, qtbot: QtBot) -> None:
    recorder = make(Microphone(1).open)
    with qtbot.waitSignal(recorder.recording_changed):
        recorder.start()
    with qtbot.assertNotEmitted(recorder.recorded):
        recorder.cancel()
        recorder.finish()


def test_microphone_that_opens_too_late_is_closed_again(make: Made, qtbot: QtBot) -> None:
    microphone = Microphone(1)
    microphone.gate.clear()
    recorder = make(microphone.open)
    recorder.start()
    recorder.cancel()
    recorder.start()
    microphone.gate.set()
    with qtbot.waitSignal(recorder.level_changed):
        pass
    assert recorder.stop()
    assert [stream.closed.is_set() for stream in microphone.streams] == [True, True]


def test_silent_recording_is_kept_and_said(make: Made, qtbot: QtBot) -> None:
    recorder = make(Microphone(1, value=0).open)
    with qtbot.waitSignal(recorder.level_changed):
        recorder.start()
    with qtbot.waitSignals([recorder.noted, recorder.recorded]):
        recorder.finish()


def test_too_short_recording_is_said(make: Made, qtbot: QtBot) -> None:
    recorder = make(Microphone(0.01).open)
    with qtbot.waitSignal(recorder.level_changed):
        recorder.start()
    with qtbot.waitSignal(recorder.refused):
        recorder.finish()


def test_microphone_that_falls_silent_ends_the_recording(
    make: Made, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "QUIET_LOOKS", 2)
    recorder = make(Microphone(1).open)
    with qtbot.waitSignals([recorder.noted, recorder.recorded]):
        recorder.start()


def test_without_a_microphone_a_sentence_is_said(make: Made, qtbot: QtBot) -> None:
    def refuse(_: Sink) -> FakeStream:
        raise UserError("No microphone was found.")

    recorder = make(refuse)
    with qtbot.waitSignals([recorder.recording_changed, recorder.refused]):
        recorder.start()


def test_missing_device_is_a_sentence_not_an_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoDevice:
        @staticmethod
        def query_devices(kind: str) -> dict[str, float]:
            raise ValueError(f"no {kind} device")

    monkeypatch.setitem(sys.modules, "sounddevice", NoDevice)
    with pytest.raises(UserError, match="No microphone"):
        MicrophoneStream(lambda _: None)


def test_missing_portaudio_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoLibrary:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoLibrary(), *sys.meta_path])
    with pytest.raises(UserError, match="PortAudio"):
        MicrophoneStream(lambda _: None)


def test_microphone_hint_names_the_settings_on_macos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "Privacy & Security > Microphone" in module._no_microphone()


def test_level_is_that_of_the_loudest_sample() -> None:
    assert loudest(array("h", [0, -32768, 5]).tobytes()) == 1.0
    assert loudest(b"") == 0.0
    assert wav_bytes(b"", RATE).startswith(b"RIFF")
