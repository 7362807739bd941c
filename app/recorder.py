"""Records from the microphone."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app import portaudio
from app.background import Background
from app.errors import UserError
from app.wav import loudest, wav_bytes
from engine.errors import Failure
from ui.language import translate

log = logging.getLogger(__name__)

LONGEST_S = 30.0  # what Gemma 4 hears of a sound
LEVEL_EVERY_MS = 50
SHORTEST_S = 0.2
QUIET_LOOKS = 60  # looks without a single sample: the microphone is gone


class Stream(Protocol):
    """An open microphone: 16-bit mono samples come in until `close`."""

    rate: int

    def close(self) -> None: ...


Sink = Callable[[bytes], None]
OpenStream = Callable[[Sink], Stream]


class MicrophoneStream:
    """The default microphone through PortAudio.

    Raises:
        UserError: no PortAudio, no microphone, or no permission.
    """

    def __init__(self, sink: Sink) -> None:
        sounddevice = portaudio.take(_no_library())
        try:
            device = sounddevice.query_devices(kind="input")
            self.rate = int(device["default_samplerate"]) or 16_000
            self._stream = sounddevice.RawInputStream(
                samplerate=self.rate,
                channels=1,
                dtype="int16",
                callback=lambda data, _frames, _time, _status: sink(bytes(data)),
            )
            self._stream.start()
        except Exception as error:  # PortAudioError, or ValueError when there is no device
            portaudio.give_back()
            log.info("no microphone: %s", error)
            raise UserError(_no_microphone()) from error

    def close(self) -> None:
        try:
            self._stream.close()
        finally:
            portaudio.give_back()


class Recorder(QObject):
    """Records at most `LONGEST_S` seconds to a WAV in memory.

    Opening may wait for the user's permission, so it happens on a thread of its own; samples
    come on PortAudio's thread and are looked at from a timer.
    """

    recording_changed = Signal(bool)
    level_changed = Signal(float, float)  # 0..1, seconds so far
    recorded = Signal(bytes)  # a WAV file
    refused = Signal(str)  # a sentence
    noted = Signal(str)  # a sentence; the recording goes on to be used

    def __init__(
        self, open_stream: OpenStream = MicrophoneStream, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._open_stream = open_stream
        self._background = Background("microphone")
        self._blocks: list[bytes] = []
        self._seen = self._missed = 0
        self._stream: Stream | None = None
        self._wanted = False
        self._timer = QTimer(self, interval=LEVEL_EVERY_MS)
        self._timer.timeout.connect(self._look)

    @Slot()
    def start(self) -> None:
        if self._wanted:
            return
        self._wanted = True
        blocks: list[bytes] = []
        self._blocks, self._seen, self._missed = blocks, 0, 0
        self._background.run(
            lambda: self._open_stream(blocks.append),
            lambda stream: self._opened(stream, blocks),
            self._not_opened,
        )

    @Slot()
    def finish(self) -> None:
        """Stop, and give what was heard."""
        stream = self._end()
        if stream is None:
            return
        samples = b"".join(self._blocks)
        if len(samples) / 2 / stream.rate < SHORTEST_S:
            self.refused.emit(
                translate(
                    "Recorder", "The recording was too short to hear anything; hold on a little."
                )
            )
            return
        if loudest(samples) == 0:
            self.noted.emit(_only_silence())
        most = int(LONGEST_S * stream.rate) * 2
        self.recorded.emit(wav_bytes(samples[:most], stream.rate))

    @Slot()
    def cancel(self) -> None:
        """Stop, and forget what was heard."""
        self._end()

    def stop(self) -> bool:
        """For good: gives the microphone back. False if the device hangs."""
        self._end()
        return self._background.stop()

    def _end(self) -> Stream | None:
        was_wanted, self._wanted = self._wanted, False
        self._timer.stop()
        stream, self._stream = self._stream, None
        if stream is not None:
            self._background.run(stream.close, _ignore, _ignore)
        if was_wanted:
            self.recording_changed.emit(False)
        return stream

    def _opened(self, stream: Stream, blocks: list[bytes]) -> None:
        if not self._wanted or blocks is not self._blocks:  # given up while the system asked
            self._background.run(stream.close, _ignore, _ignore)
            return
        self._stream = stream
        self._timer.start()
        self.recording_changed.emit(True)

    def _not_opened(self, failure: Failure) -> None:
        self._wanted = False
        self.recording_changed.emit(False)
        self.refused.emit(failure.message)

    @Slot()
    def _look(self) -> None:
        """Show the level of what came since the last look."""
        assert self._stream is not None
        new = self._blocks[self._seen :]
        self._seen += len(new)
        self._missed = 0 if new else self._missed + 1
        if self._missed >= QUIET_LOOKS:
            self.noted.emit(
                translate(
                    "Recorder", "The microphone stopped sending sound; what it sent before is kept."
                )
            )
            self.finish()
            return
        seconds = sum(len(block) for block in self._blocks) / 2 / self._stream.rate
        self.level_changed.emit(loudest(b"".join(new)), min(seconds, LONGEST_S))
        if seconds >= LONGEST_S:
            words = translate(
                "Recorder",
                "The recording ended at %n second(s), the most a model hears at once.",
                "",
                round(LONGEST_S),
            )
            self.noted.emit(words)
            self.finish()


def _no_library() -> str:
    return translate(
        "Recorder",
        "Recording needs the PortAudio library, which is not installed "
        "(on Debian or Ubuntu: apt install libportaudio2).",
    )


def _no_microphone() -> str:
    if sys.platform != "darwin":
        return translate(
            "Recorder", "No microphone was found, so nothing was recorded; connect one."
        )
    return translate(
        "Recorder",
        "No microphone was found, so nothing was recorded; connect one. If there is one, "
        "allow Parlance to use it in System Settings > Privacy & Security > Microphone.",
    )


def _only_silence() -> str:
    if sys.platform != "darwin":
        return translate("Recorder", "Only silence came from the microphone.")
    return translate(
        "Recorder",
        "Only silence came from the microphone. Allow Parlance to use it in "
        "System Settings > Privacy & Security > Microphone.",
    )


def _ignore(_: object) -> None:
    """Nobody waits for a microphone to close."""
