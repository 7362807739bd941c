"""The loudspeaker: what a device would be given, rendered and compared with the file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import soxr

from app import portaudio
from app.errors import UserError
from app.player_source import Frames, Resampled, Source
from app.player_stream import SpeakerStream
from engine.types import AudioPart
from tests.unit.player_fakes import RATE, write_sound


class PortAudioError(Exception):
    pass


class CallbackStop(Exception):  # as it is called there
    pass


class Device:
    """As much of the `sounddevice` module as is used; it plays into `played`."""

    PortAudioError = PortAudioError
    CallbackStop = CallbackStop

    def __init__(self, rate: int = RATE, channels: int = 2, *, only: bool = False) -> None:
        self.rate, self.channels, self.only = rate, channels, only
        self.opened: dict[str, Any] = {}
        self.played: list[Frames] = []
        self.looked = 0

    def _terminate(self) -> None:
        """Forget the devices."""

    def _initialize(self) -> None:
        self.looked += 1

    def query_devices(self, kind: str) -> dict[str, Any]:
        assert kind == "output"
        if not self.channels:
            raise PortAudioError("Error querying device -1")
        return {"default_samplerate": float(self.rate), "max_output_channels": self.channels}

    def check_output_settings(self, channels: int, dtype: str, samplerate: int) -> None:
        assert channels <= self.channels
        assert dtype == "float32"
        if self.only and samplerate != self.rate:
            raise PortAudioError("Invalid sample rate")

    def OutputStream(self, **options: Any) -> Device:  # noqa: N802
        self.opened = options
        return self

    latency = 0.2

    def start(self) -> None:
        """Nothing plays before `run`."""

    def abort(self, *, ignore_errors: bool) -> None:
        """Silent."""

    def close(self, *, ignore_errors: bool) -> None:
        self.opened = {}

    def run(self, block: int = 512) -> Frames:
        """Play to the end; gives all that came out."""
        fill: Callable[..., None] = self.opened["callback"]
        while True:
            out = np.full((block, self.opened["channels"]), 7, np.float32)
            try:
                fill(out, block, None, None)
            except CallbackStop:
                self.played.append(out)
                self.opened["finished_callback"]()
                return np.concatenate(self.played)
            self.played.append(out)


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch) -> Callable[[Device], Device]:
    def put(device: Device) -> Device:
        monkeypatch.setitem(sys.modules, "sounddevice", device)
        return device

    return put


def source(path: Path) -> Source:
    return Source(AudioPart(path=path, name=path.name))


def play(device: Device, path: Path) -> tuple[Frames, list[bool]]:
    ends: list[bool] = []
    stream = SpeakerStream(source(path), ends.append)
    heard = device.run()
    stream.close()
    return heard, ends


@pytest.mark.parametrize("channels", [1, 2])
def test_the_device_is_given_the_file_and_then_silence(
    plug: Callable[[Device], Device], tmp_path: Path, channels: int
) -> None:
    frames = write_sound(tmp_path / "a.wav", 0.4, channels)
    device = plug(Device())
    heard, ends = play(device, tmp_path / "a.wav")
    assert np.array_equal(heard[: len(frames)], frames)
    assert not heard[len(frames) :].any()
    assert ends == [True]
    assert not device.opened


def test_a_device_with_one_channel_is_given_both_mixed(
    plug: Callable[[Device], Device], tmp_path: Path
) -> None:
    frames = write_sound(tmp_path / "a.wav", 0.2, 2)
    heard, _ = play(plug(Device(channels=1)), tmp_path / "a.wav")
    assert heard.shape[1] == 1
    assert np.allclose(heard[: len(frames), 0], frames.mean(axis=1), atol=1e-6)


def test_a_device_that_takes_one_rate_only_is_given_that(
    plug: Callable[[Device], Device], tmp_path: Path
) -> None:
    time = np.arange(RATE) / RATE
    soundfile.write(tmp_path / "a.wav", 0.5 * np.sin(2 * np.pi * 440 * time), RATE)
    device = plug(Device(rate=48_000, only=True))
    heard, ends = play(device, tmp_path / "a.wav")
    assert device.played
    wanted = 0.5 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000)
    inside = slice(2000, 46_000)
    assert np.abs(heard[inside, 0] - wanted[inside]).max() < 0.01
    assert ends == [True]


def test_a_resampled_sound_is_the_one_that_is_resampled_at_once(tmp_path: Path) -> None:
    frames = write_sound(tmp_path / "a.wav", 1.0, 2)
    feed = Resampled(source(tmp_path / "a.wav"), 44_100)
    pieces = []
    while len(piece := feed.read(700)):
        pieces.append(piece)
    heard = np.concatenate(pieces)
    wanted = soxr.resample(frames, RATE, 44_100)
    assert abs(len(heard) - 44_100) <= 2
    assert np.abs(heard[:44_000] - wanted[:44_000]).max() < 1e-3


def test_a_jump_is_followed_by_a_resampled_sound_too(tmp_path: Path) -> None:
    time = np.arange(2 * RATE) / RATE
    sound = np.where(time < 1, 0.0, 0.5)  # silence, then a steady pressure
    soundfile.write(tmp_path / "a.wav", sound, RATE)
    original = source(tmp_path / "a.wav")
    feed = Resampled(original, 48_000)
    assert np.abs(feed.read(1000)).max() < 1e-3
    original.seek(round(1.5 * RATE))
    heard = feed.read(2000)
    assert np.abs(heard[500:] - 0.5).max() < 1e-2


def test_a_device_that_stops_by_itself_says_that_it_was_not_the_end(
    plug: Callable[[Device], Device], tmp_path: Path
) -> None:
    write_sound(tmp_path / "a.wav", 1.0)
    device = plug(Device())
    ends: list[bool] = []
    SpeakerStream(source(tmp_path / "a.wav"), ends.append)
    device.opened["finished_callback"]()
    assert ends == [False]
    portaudio.give_back()


def test_a_file_that_is_cut_short_ends_without_noise(
    plug: Callable[[Device], Device], tmp_path: Path
) -> None:
    write_sound(tmp_path / "a.flac", 4.0)
    whole = (tmp_path / "a.flac").read_bytes()
    (tmp_path / "a.flac").write_bytes(whole[: len(whole) // 2])
    heard, ends = play(plug(Device()), tmp_path / "a.flac")
    assert 0 < len(heard) < 4 * RATE
    assert np.abs(heard).max() <= 1.0
    assert ends == [True]


def test_without_a_device_a_sentence_is_said_and_devices_are_looked_for_again(
    plug: Callable[[Device], Device], tmp_path: Path
) -> None:
    write_sound(tmp_path / "a.wav", 0.1)
    device = plug(Device(channels=0))
    for _ in range(2):
        with pytest.raises(UserError, match="No loudspeaker"):
            SpeakerStream(source(tmp_path / "a.wav"), lambda _: None)
    assert device.looked == 2
    device.channels = 2
    heard, _ = play(device, tmp_path / "a.wav")
    assert heard.any()


def test_devices_are_not_looked_for_while_one_is_open(
    plug: Callable[[Device], Device], tmp_path: Path
) -> None:
    """It would close the other's stream."""
    write_sound(tmp_path / "a.wav", 0.1)
    device = plug(Device())
    first = SpeakerStream(source(tmp_path / "a.wav"), lambda _: None)
    second = SpeakerStream(source(tmp_path / "a.wav"), lambda _: None)
    assert device.looked == 1
    first.close()
    second.close()


def test_missing_portaudio_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class NoLibrary:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    write_sound(tmp_path / "a.wav", 0.1)
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoLibrary(), *sys.meta_path])
    with pytest.raises(UserError, match="PortAudio"):
        SpeakerStream(source(tmp_path / "a.wav"), lambda _: None)
