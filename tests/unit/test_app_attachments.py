"""What can be attached, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image
from PySide6.QtGui import QColor, QImage

from app.attachments import PEAKS, THUMBNAIL_PX, duration, read_file, read_pasted
from app.errors import UserError
from app.sniff import kind_of
from engine.errors import MediaError


def write_picture(path: Path, size: tuple[int, int] = (40, 20), kind: str = "PNG") -> Path:
    Image.new("RGB", size, (255, 0, 0)).save(path, kind)
    return path


def write_sound(path: Path, seconds: float = 1.0, rate: int = 8000, kind: str = "WAV") -> Path:
    times = np.arange(int(seconds * rate)) / rate
    soundfile.write(path, 0.5 * np.sin(440 * 2 * np.pi * times), rate, format=kind)
    return path


def test_picture_has_a_thumbnail_of_its_shape(tmp_path: Path) -> None:
    attachment = read_file(write_picture(tmp_path / "a.png", (1000, 500)))
    assert attachment.kind == "image"
    assert attachment.detail == "1000×500"
    assert attachment.thumbnail is not None
    assert attachment.thumbnail.width() == THUMBNAIL_PX
    assert attachment.thumbnail.height() == THUMBNAIL_PX // 2
    assert attachment.thumbnail.pixelColor(5, 5) == QColor(255, 0, 0)


def test_small_picture_is_not_enlarged(tmp_path: Path) -> None:
    thumbnail = read_file(write_picture(tmp_path / "a.png")).thumbnail
    assert thumbnail is not None
    assert (thumbnail.width(), thumbnail.height()) == (40, 20)


def test_sound_has_a_waveform_of_its_loudness(tmp_path: Path) -> None:
    attachment = read_file(write_sound(tmp_path / "a.wav", 2.0))
    assert attachment.kind == "audio"
    assert attachment.detail == "0:02"
    assert len(attachment.waveform) == PEAKS
    assert max(attachment.waveform) == pytest.approx(0.5, abs=0.01)


def test_content_outlives_the_file(tmp_path: Path) -> None:
    path = write_picture(tmp_path / "a.png")
    data = path.read_bytes()
    attachment = read_file(path)
    path.unlink()
    assert attachment.part.data == data


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
def test_picture_is_known_by_its_content(tmp_path: Path, kind: str) -> None:
    assert read_file(write_picture(tmp_path / "wrong.wav", kind=kind)).kind == "image"


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG", "MP3", "AIFF"])
def test_sound_is_known_by_its_content(tmp_path: Path, kind: str) -> None:
    assert read_file(write_sound(tmp_path / "wrong.png", kind=kind)).kind == "audio"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("notes.png", b"dear diary", "text file"),
        ("notes.txt", b"dear diary", "neither a picture nor a sound"),
        ("empty.png", b"", "empty"),
        ("cut.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "damaged|cut short|not a picture"),
        ("bad.wav", b"RIFF\0\0\0\0WAVEjunk", "bad.wav"),
        ("utf16.txt", "dear diary".encode("utf-16"), "neither"),
        ("film.mp4", b"\0\0\0\x18ftypisom\0\0\0\0", "neither"),
    ],
)
def test_bad_file_is_named_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, expected: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises((UserError, MediaError), match=expected) as error:
        read_file(tmp_path / name)
    assert str(error.value).startswith(name)


def test_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is a folder"):
        read_file(tmp_path)


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"gone\.png"):
        read_file(tmp_path / "gone.png")


def test_pasted_picture_becomes_a_png() -> None:
    image = QImage(8, 4, QImage.Format.Format_RGB32)
    image.fill(QColor("blue"))
    attachment = read_pasted(image)
    assert attachment.part.data is not None
    assert attachment.part.data.startswith(b"\x89PNG")
    assert attachment.detail == "8×4"


def test_empty_clipboard_picture_is_refused() -> None:
    with pytest.raises(UserError, match="clipboard"):
        read_pasted(QImage())


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"\xff\xfb\x90\x00", "x", "audio"),
        (b"\xff\xd8\xff\xe0", "x", "image"),
        (b"\xff\xfea\0", "x", None),
        (b"\0\0\0\x18ftypheic", "x", "image"),
        (b"\0\0\0\x18ftypM4A ", "x", "audio"),
        (b"junk", "photo.HEIC", "image"),
        (b"junk", "song.opus", "audio"),
        (b"", "nothing", None),
    ],
)
def test_first_bytes_tell_the_kind(data: bytes, name: str, expected: str | None) -> None:
    assert kind_of(data, name) == expected


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (0.01, "0:01"), (3.4, "0:03"), (760, "12:40")]
)
def test_duration_reads_as_a_clock(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown
