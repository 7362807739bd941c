"""Pictures: from a file to upright RGB, and what every family does with it.

Decoding is apart from preparing, so that a thumbnail can be drawn without a model. How large a
picture is sent and how it is cut into patches is each family's own affair (`gemma4_image.py`, ...).

Source of the arithmetic: transformers 5.23, image_transforms.py.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from engine.errors import MediaError
from engine.media.source import looks_like_text, read_media
from engine.sentences import say
from engine.types import ImagePart

MAX_PIXELS = 128_000_000  # 384 MB as RGB; the largest cameras make about 100 million
# Only formats that are recognised by content and decoded in this process: no Ghostscript.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP", "ICO", "PPM", "JPEG2000", "AVIF", "HEIF")
# What Pillow's and libheif's decoders raise on damaged files.
_DECODER_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    RuntimeError,
    LookupError,
    TypeError,
    OverflowError,
    struct.error,
    zlib.error,
)
# Pillow warns above this and refuses above twice this; `_check_size` refuses both. Its other
# warnings are about metadata that is not used here.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.filterwarnings("ignore", module=r"PIL\.")

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]


@dataclass(frozen=True)
class OpenedImage:
    """A decoded picture: upright, RGB, 8 bits.

    `source_width` and `source_height` are as a viewer shows it. `digest` is SHA-256 of the file.
    """

    rgb: Image.Image = field(repr=False)
    name: str
    source_width: int
    source_height: int
    digest: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PreparedImage:
    """What the vision tower reads.

    Attributes:
        patches: (N, P) float32, one row a patch.
        positions: (N, 2) int32, (x, y) of each patch.
        soft_tokens: how many positions of the prompt it fills.
        grid: rows and columns of the soft tokens.
        width, height: pixels sent.
    """

    patches: FloatArray = field(repr=False)
    positions: IntArray = field(repr=False)
    soft_tokens: int
    grid: tuple[int, int]
    width: int
    height: int
    source_width: int
    source_height: int
    name: str = ""
    digest: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class PictureLimit:
    """Most soft tokens that a picture may have, and what there is too little of for more."""

    soft_tokens: int
    short: Literal["memory", "context"]


def image_size(data: bytes) -> tuple[int, int] | None:
    """(width, height) by the file's header, not yet upright; None where it cannot be told."""
    try:
        with Image.open(io.BytesIO(data), formats=_known_formats()) as image:
            return image.size
    except (*_DECODER_ERRORS, Image.DecompressionBombError, MemoryError):
        return None


def open_image(part: ImagePart) -> OpenedImage:
    """Decode a picture by its content, never by its name.

    Raises:
        MediaError: one sentence with the thing, the reason and the remedy.
    """
    source = read_media(part)
    name = source.name
    try:
        with Image.open(io.BytesIO(source.data), formats=_known_formats()) as image:
            _check_size(image.size, name)
            notes = _frame_notes(image, name)
            image.load()
            rgb = _to_rgb(_upright(image))
    except MediaError:
        raise
    except UnidentifiedImageError as error:
        raise _not_a_picture(source.data, name) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise MediaError(
            say(
                "{name} has more pixels than can be opened safely "
                "(the limit is {limit} million); make a smaller copy.",
                name=name,
                limit=MAX_PIXELS // 1_000_000,
            )
        ) from error
    except _DECODER_ERRORS as error:
        raise MediaError(
            say("{name} is damaged or cut short; save or download it again.", name=name)
        ) from error
    return OpenedImage(rgb, name, rgb.width, rgb.height, source.digest, notes)


def scaled_pixels(
    rgb: Image.Image,
    rescale_factor: float,
    mean: tuple[float, ...] | None,
    std: tuple[float, ...] | None,
) -> FloatArray:
    """(H, W, 3) float32 of an 8-bit picture, rounded once as the reference does.

    `mean` and `std` are per channel; `None` where the model does not normalise.
    """
    table = (np.arange(256, dtype=np.float64) * rescale_factor).astype(np.float32)
    pixels: FloatArray = table[np.asarray(rgb, dtype=np.uint8)]
    if mean is not None and std is not None:
        low, spread = (np.array(v, dtype=np.float32) for v in (mean, std))
        pixels = np.divide(pixels - low, spread, dtype=np.float32)
    return pixels


def squeezed_note(opened: OpenedImage, width: int, height: int) -> tuple[str, ...]:
    """A sentence where the size sent has quite another shape than the picture."""
    stretch = (width / height) / (opened.rgb.width / opened.rgb.height)
    if 0.5 <= stretch <= 2:
        return ()
    words = say(
        "{name} is very long and thin and was squeezed to {width}×{height}.",
        name=opened.name,
        width=width,
        height=height,
    )
    return (words,)


def _to_rgb(image: Image.Image) -> Image.Image:
    """8-bit RGB; what is transparent becomes white, as the reference does it."""
    if image.mode.startswith("I") or image.mode == "F":
        image = _to_8_bits(image)
    if "A" in image.getbands() or "a" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        image = Image.alpha_composite(white, image)
    return image.convert("RGB")


def _to_8_bits(image: Image.Image) -> Image.Image:
    """Grey of 16 or 32 bits, or float; Pillow's own conversion would cut at 255."""
    values = np.asarray(image).astype(np.float64)
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
    top = float(values.max(initial=0.0))
    if image.mode == "F":
        full = 1.0 if top <= 1.0 else 255.0 if top <= 255.0 else top
    elif image.mode == "I":
        full = 255.0 if top <= 255.0 else 65535.0 if top <= 65535.0 else float(2**31 - 1)
    else:
        full = 65535.0
    return Image.fromarray(np.clip(values * (255.0 / full), 0, 255).round().astype(np.uint8))


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except _DECODER_ERRORS:  # broken metadata is no reason to refuse a picture
        return image


def _frame_notes(image: Image.Image, name: str) -> tuple[str, ...]:
    frames = int(getattr(image, "n_frames", 1))
    if frames < 2 or image.format in ("MPO", "HEIF"):  # there the others are depth or previews
        return ()
    if image.format == "TIFF":
        words = say(
            "{name} has {number} pages; the model sees only the first.", name=name, number=frames
        )
    else:
        words = say(
            "{name} has {number} frames; the model sees only the first.", name=name, number=frames
        )
    return (words,)


def _check_size(size: tuple[int, int], name: str) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise MediaError(say("{name} has no pixels; choose another picture.", name=name))
    if width * height > MAX_PIXELS:
        raise MediaError(
            say(
                "{name} has too many pixels ({width}×{height}, the limit is {limit} million); "
                "make a smaller copy.",
                name=name,
                width=width,
                height=height,
                limit=MAX_PIXELS // 1_000_000,
            )
        )


def _not_a_picture(data: bytes, name: str) -> MediaError:
    if looks_like_text(data):
        return MediaError(
            say(
                "{name} is a text file, not a picture; "
                "choose a PNG, JPEG, WebP, GIF, TIFF, BMP or HEIC file.",
                name=name,
            )
        )
    return MediaError(
        say(
            "{name} is not a picture that Parlance can read, or it is damaged; "
            "choose a PNG, JPEG, WebP, GIF, TIFF, BMP or HEIC file.",
            name=name,
        )
    )


@cache
def _known_formats() -> tuple[str, ...]:
    """Those of `FORMATS` that this build of Pillow reads; asking for another is a KeyError.

    HEIC is registered here, on first use: a text chat does not need it.
    """
    import pi_heif

    pi_heif.register_heif_opener()
    Image.init()
    return tuple(name for name in FORMATS if name in Image.OPEN)
