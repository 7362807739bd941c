"""Tells pictures from sounds by their first bytes; names lie."""

from __future__ import annotations

from typing import Literal

Kind = Literal["image", "audio"]

_IMAGES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"II+\x00",
    b"MM\x00+",
    b"\x00\x00\x01\x00",  # ICO
    b"\x00\x00\x00\x0cjP  ",
    b"\xff\x4f\xff\x51",
    b"P4",
    b"P5",
    b"P6",
)
_SOUNDS = (b"fLaC", b"OggS", b"ID3", b"FORM", b".snd", b"RF64", b"caff", b"MThd")
_IMAGE_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_SOUND_BRANDS = (b"M4A ", b"M4B ")
_IMAGE_NAMES: tuple[str, ...] = (
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".bmp",
    ".tif",
    ".tiff",
    ".webp",
    ".heic",
    ".heif",
)
_IMAGE_NAMES += (".avif", ".ico", ".jp2", ".ppm", ".pgm", ".pbm")
_SOUND_NAMES: tuple[str, ...] = (
    ".wav",
    ".wave",
    ".flac",
    ".mp3",
    ".ogg",
    ".oga",
    ".opus",
    ".aif",
    ".aiff",
    ".m4a",
)
_SOUND_NAMES += (".aac", ".caf", ".au", ".wma")


def kind_of(data: bytes, name: str) -> Kind | None:
    """What the content is; where it says nothing, what the name claims.

    A wrong claim is found out when it is decoded, with a sentence that says what it is instead.
    """
    if data.startswith(b"RIFF"):
        return "image" if data[8:12] == b"WEBP" else "audio"
    if data[4:8] == b"ftyp":
        if data[8:12] in _IMAGE_BRANDS:
            return "image"
        if data[8:12] in _SOUND_BRANDS:
            return "audio"
    elif data.startswith(_IMAGES):
        return "image"
    elif data.startswith(_SOUNDS) or _is_mpeg_frame(data):
        return "audio"
    if name.lower().endswith(_IMAGE_NAMES):
        return "image"
    return "audio" if name.lower().endswith(_SOUND_NAMES) else None


def _is_mpeg_frame(data: bytes) -> bool:
    """Eleven set bits, then a version that exists: MP3 without tags, or AAC; FF FE is UTF-16."""
    if len(data) < 2 or data[0] != 0xFF or data[1] == 0xFE:
        return False
    return data[1] & 0xE0 == 0xE0 and data[1] & 0x18 != 0x08
