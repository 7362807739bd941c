"""Reads what the user gives: files, a pasted picture, a recording. Not on the main thread.

The bytes are read once and kept: a file that moves or changes later does not matter to the chat.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from app.errors import UserError
from app.sniff import kind_of
from engine.sentences import say
from engine.types import AudioPart, ImagePart

if TYPE_CHECKING:
    from engine.media.audio import Sound
    from engine.media.image import OpenedImage

THUMBNAIL_PX = 640  # longer side; sharp on dense screens too
PEAKS = 96


@dataclass(frozen=True)
class Attachment:
    """Something that can be sent.

    Attributes:
        detail: pixels of a picture or length of a sound, for people.
        waveform: `PEAKS` loudest values from 0 to 1, first to last.
        notes: sentences about what was changed or will be cut.
    """

    part: ImagePart | AudioPart
    kind: Literal["image", "audio"]
    name: str
    detail: str
    thumbnail: QImage | None = field(default=None, repr=False)
    waveform: tuple[float, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()


def read_file(path: Path) -> Attachment:
    """A picture or a sound, told apart by its content.

    Raises:
        UserError, MediaError: a folder, or nothing that can be read as either.
    """
    from engine.media.source import read_media

    if path.is_dir():
        raise UserError(
            say(
                "{name} is a folder; drop the pictures or sounds inside it instead.", name=path.name
            )
        )
    data = read_media(ImagePart(path=path)).data
    kind = kind_of(data, path.name)
    if kind == "image":
        return read_image(ImagePart(path=path, data=data, name=path.name))
    if kind == "audio":
        return read_sound(AudioPart(path=path, data=data, name=path.name))
    raise UserError(
        say(
            "{name} is neither a picture nor a sound, so it was not attached; "
            "Parlance takes files like PNG, JPEG, HEIC, WAV, FLAC, MP3 and OGG.",
            name=path.name,
        )
    )


def read_pasted(image: QImage) -> Attachment:
    """The clipboard's picture, packed as PNG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if image.isNull() or not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise UserError(
            say("The clipboard's picture could not be read; save it and drop the file.")
        )
    return read_image(ImagePart(data=bytes(buffer.data().data()), name=say("Pasted picture.png")))


def read_image(part: ImagePart) -> Attachment:
    from engine.media.image import open_image

    opened = open_image(part)
    return Attachment(
        part=part,
        kind="image",
        name=opened.name,
        detail=f"{opened.source_width}×{opened.source_height}",
        thumbnail=_thumbnail(opened),
        notes=opened.notes,
    )


def read_sound(part: AudioPart) -> Attachment:
    from engine.media.audio import decode_audio
    from engine.media.source import media_name

    sound = decode_audio(part)
    return Attachment(
        part=part,
        kind="audio",
        name=media_name(part),
        detail=duration(sound.seconds),
        waveform=_peaks(sound),
    )


def duration(seconds: float) -> str:
    """0:03, 12:40; tenths below ten seconds would only flicker, so there are none."""
    whole = max(1, round(seconds)) if seconds > 0 else 0
    return f"{whole // 60}:{whole % 60:02}"


def _thumbnail(opened: OpenedImage) -> QImage:
    small = opened.rgb.copy()
    small.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))  # keeps the shape, never enlarges
    data = small.tobytes()
    width, height = small.size
    image = QImage(data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return image.copy()  # else it would point into `data`


def _peaks(sound: Sound) -> tuple[float, ...]:
    import numpy as np

    loud = np.abs(sound.samples)
    if loud.size == 0:
        return ()
    edges = np.linspace(0, loud.size, min(PEAKS, loud.size) + 1).astype(int)
    peaks = np.maximum.reduceat(loud, edges[:-1])
    return tuple(float(peak) for peak in np.clip(peaks, 0.0, 1.0))
