"""A sound that is read piece by piece while it plays. Not on the main thread; see `app.player`."""

from __future__ import annotations

import io
from collections import deque

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from engine.errors import MediaError
from engine.media.audio import decode_audio
from engine.media.source import read_media
from engine.media.system_decoder import decode_with_system
from engine.sentences import say
from engine.types import AudioPart

Frames = npt.NDArray[np.float32]  # (frames, channels)

MOST_CHANNELS = 2


class Source:
    """A file's frames in order, from wherever `seek` was last told.

    `read` is called on the thread of the sound card, all else on others: `seek` waits for nobody,
    and is followed by the next `read`.

    Attributes:
        rate: frames a second. channels: 1 or 2, the first of more.
        total: frames in the file.
        at: the next frame that `read` gives.
        since: the frame that was read first after the last `seek`.
        jumps: how many times a `seek` was followed.
    """

    def __init__(self, part: AudioPart) -> None:
        """Raises:
        MediaError: the file is gone, or is no sound; one sentence.
        """
        self._file = _opened(part)
        self.rate = int(self._file.samplerate)
        self.channels = min(int(self._file.channels), MOST_CHANNELS)
        self.total = int(self._file.frames)
        self.at = self.since = 0
        self.jumps = 0
        self._wished: deque[int] = deque()

    @property
    def place(self) -> int:
        """The next frame, as `seek` wants it to be."""
        return self._wished[-1] if self._wished else self.at

    def seek(self, frame: int) -> None:
        self._wished.append(min(max(frame, 0), self.total))

    def read(self, frames: int) -> Frames:
        """(n, channels) from -1 to 1; fewer than asked for only at the end."""
        while self._wished:
            self.at = self.since = self._wished.popleft()
            self.jumps += 1
            self._file.seek(self.at)
        try:
            read = self._file.read(frames, dtype="float32", always_2d=True)
        except soundfile.SoundFileError:  # damaged from here on
            read = np.zeros((0, self.channels), np.float32)
        self.at += len(read)
        pieces: Frames = read[:, : self.channels]
        return pieces


class Resampled:
    """The same at another rate, for a device that takes no other."""

    def __init__(self, source: Source, rate: int) -> None:
        self.rate = rate
        self.channels = source.channels
        self._source = source
        self._ready: Frames = np.zeros((0, self.channels), np.float32)
        self._over = False
        self._restart()

    def read(self, frames: int) -> Frames:
        """As `Source.read`."""
        if self._source.place != self._source.at:  # a jump is to come: what is ready is before it
            self._restart()
        while len(self._ready) < frames and not self._over:
            wanted = max(1, round((frames - len(self._ready)) * self._source.rate / self.rate))
            pieces = self._source.read(wanted)
            if self._source.jumps != self._jumps:
                self._restart()
            self._over = len(pieces) < wanted
            made: Frames = self._soxr.resample_chunk(pieces, last=self._over)
            self._ready = np.concatenate([self._ready, made.reshape(-1, self.channels)])
        given, self._ready = self._ready[:frames], self._ready[frames:]
        return given

    def _restart(self) -> None:
        """What was resampled before a jump is of no use behind it."""
        self._jumps = self._source.jumps
        self._over = False
        self._ready = np.zeros((0, self.channels), np.float32)
        self._soxr = soxr.ResampleStream(
            self._source.rate, self.rate, self.channels, dtype="float32"
        )


def fitted(frames: Frames, channels: int) -> Frames:
    """For a device with so many channels: mixed for one, doubled for two."""
    if frames.shape[1] == channels:
        return frames
    if channels == 1:
        mixed: Frames = frames.mean(axis=1, keepdims=True, dtype=np.float32)
        return mixed
    return np.repeat(frames[:, :1], channels, axis=1)


def _opened(part: AudioPart) -> soundfile.SoundFile:
    source = read_media(part)
    try:
        return soundfile.SoundFile(io.BytesIO(source.data))
    except soundfile.SoundFileError as error:
        wave = decode_with_system(source.data)
        if wave is not None:
            return soundfile.SoundFile(io.BytesIO(wave))
        decode_audio(part)  # knows what to say of it
        raise MediaError(
            say("{name} cannot be played; choose another file.", name=source.name)
        ) from error
