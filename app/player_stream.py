"""The loudspeaker: takes frames from a source until there are no more."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Protocol

from app import portaudio
from app.errors import UserError
from app.player_source import Resampled, Source, fitted
from ui.language import translate

log = logging.getLogger(__name__)

DELAY_S = 0.2  # of sound that waits in the device, so that a busy moment is not heard


class OutStream(Protocol):
    """An open loudspeaker that plays by itself until `close`.

    Attributes:
        delay_s: how much of what it took is not heard yet.
    """

    delay_s: float

    def close(self) -> None: ...


# What it plays, and whom to tell on any thread that it has stopped: true for the sound's end.
OpenOutput = Callable[[Source, Callable[[bool], None]], OutStream]


class SpeakerStream:
    """The default loudspeaker through PortAudio.

    Raises:
        UserError: no PortAudio, or nothing to play on.
    """

    def __init__(self, source: Source, stopped: Callable[[bool], None]) -> None:
        sounddevice = portaudio.take(
            translate(
                "Player",
                "Playing sounds needs the PortAudio library, which is not installed "
                "(on Debian or Ubuntu: apt install libportaudio2).",
            )
        )
        try:
            self._stream = self._open(sounddevice, source, stopped)
            self.delay_s = float(self._stream.latency)
            self._stream.start()
        except Exception as error:  # PortAudioError, or ValueError when there is no device
            portaudio.give_back()
            log.info("no loudspeaker: %s", error)
            raise UserError(no_output()) from error

    def close(self) -> None:
        """Silent at once."""
        try:
            self._stream.abort(ignore_errors=True)
            self._stream.close(ignore_errors=True)
        finally:
            portaudio.give_back()

    def _open(self, sounddevice: Any, source: Source, stopped: Callable[[bool], None]) -> Any:
        device = sounddevice.query_devices(kind="output")
        channels = min(source.channels, int(device["max_output_channels"]))
        feed: Source | Resampled = source
        try:
            sounddevice.check_output_settings(
                channels=channels, dtype="float32", samplerate=source.rate
            )
        except sounddevice.PortAudioError:
            feed = Resampled(source, int(device["default_samplerate"]))
        over = False

        def fill(out: Any, frames: int, _time: object, _status: object) -> None:
            nonlocal over
            pieces = fitted(feed.read(frames), channels)
            out[: len(pieces)] = pieces
            out[len(pieces) :] = 0
            if len(pieces) < frames:
                over = True
                raise sounddevice.CallbackStop  # what it has is still played

        return sounddevice.OutputStream(
            samplerate=feed.rate,
            channels=channels,
            dtype="float32",
            latency=DELAY_S,
            callback=fill,
            finished_callback=lambda: stopped(over),
        )


def no_output() -> str:
    return translate(
        "Player",
        "No loudspeaker or headphones were found, so nothing can be played; connect some and "
        "press Play again.",
    )
