"""Pictures: from a file to the patches that the vision tower reads.

Two steps, so that a thumbnail can be drawn without a model: `open_image` decodes,
`prepare_image` sizes and cuts as the reference does.

Source: transformers 5.23, gemma4/image_processing_pil_gemma4.py, and image_transforms.py.
"""

from __future__ import annotations

import io
import math
import struct
import warnings
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from engine.errors import MediaError
from engine.media.source import looks_like_text, media_name, read_media
from engine.types import ImagePart

MAX_PIXELS = 128_000_000  # 384 MB as RGB; the largest cameras make about 100 million
# Only formats that are recognised by content and decoded in this process: no Ghostscript.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP", "ICO", "PPM", "JPEG2000", "AVIF", "HEIF")
_READABLE = "PNG, JPEG, WebP, GIF, TIFF, BMP or HEIC"
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
class ImageSettings:
    """How a model wants its pictures.

    Attributes:
        patch_size: side of a patch in pixels.
        pooling_kernel_size: side of the square of patches that becomes one soft token.
        max_soft_tokens: most soft tokens of one picture.
        resample: Pillow's filter number; 3 is bicubic.
        rescale_factor: from 0..255 to what the tower wants.
        mean, std: per channel, applied after rescaling; `None` where the model does not.
        do_resize: off means that pictures must already have the right size.
        notes: sentences about values that the model's files do not give.
    """

    patch_size: int = 16
    pooling_kernel_size: int = 3
    max_soft_tokens: int = 280
    resample: int = int(Image.Resampling.BICUBIC)
    rescale_factor: float = 1 / 255
    mean: tuple[float, ...] | None = None
    std: tuple[float, ...] | None = None
    do_resize: bool = True
    notes: tuple[str, ...] = ()

    @classmethod
    def from_processor(
        cls, processor: Mapping[str, Any] | None, vision_config: Mapping[str, Any] | None = None
    ) -> ImageSettings:
        """Read processor_config.json (nested) or preprocessor_config.json (flat).

        What is missing comes from the model's `vision_config`, then from the family's defaults,
        with a note.
        """
        values = dict(processor or {})
        values = dict(values.get("image_processor") or values)
        tower = dict(vision_config or {})
        missing: list[str] = []

        def whole(key: str, default: int) -> int:
            for place in (values, tower):
                if isinstance(place.get(key), int) and place[key] > 0:
                    return int(place[key])
            missing.append(f"{key} {default}")
            return default

        patch_size = whole("patch_size", cls.patch_size)
        pooling = whole("pooling_kernel_size", cls.pooling_kernel_size)
        soft_tokens = whole("max_soft_tokens", cls.max_soft_tokens)
        note = (
            f"The model's files do not say how pictures are prepared; "
            f"the family's defaults are used ({', '.join(missing)})."
        )
        normalise = bool(values.get("do_normalize", False))
        scale = values.get("rescale_factor") if values.get("do_rescale", True) else 1.0
        return cls(
            patch_size=patch_size,
            pooling_kernel_size=pooling,
            max_soft_tokens=soft_tokens,
            resample=int(values.get("resample") or cls.resample),
            rescale_factor=float(scale or cls.rescale_factor),
            mean=tuple(values.get("image_mean") or (0.0,) * 3) if normalise else None,
            std=tuple(values.get("image_std") or (1.0,) * 3) if normalise else None,
            do_resize=bool(values.get("do_resize", True)),
            notes=(note,) if missing else (),
        )

    @property
    def max_patches(self) -> int:
        return self.max_soft_tokens * self.pooling_kernel_size**2

    @property
    def side_multiple(self) -> int:
        """Both sides of a prepared picture are multiples of this many pixels."""
        return self.patch_size * self.pooling_kernel_size


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
        patches: (N, 3 * patch_size**2) float32, row by row; within one: y, x, channel.
        positions: (N, 2) int32, (x, y) of each patch.
        soft_tokens: how many positions of the prompt it fills.
        width, height: pixels sent.
    """

    patches: FloatArray = field(repr=False)
    positions: IntArray = field(repr=False)
    soft_tokens: int
    width: int
    height: int
    source_width: int
    source_height: int
    name: str = ""
    digest: str = ""
    notes: tuple[str, ...] = ()

    def padded(self, length: int) -> tuple[FloatArray, IntArray]:
        """The reference's layout: `length` rows, padded with zeros and with positions of -1."""
        rows = length - len(self.patches)
        patches = np.pad(self.patches, ((0, rows), (0, 0)))
        return patches, np.pad(self.positions, ((0, rows), (0, 0)), constant_values=-1)


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
            f"{name} has more pixels than can be opened safely "
            f"(the limit is {MAX_PIXELS // 1_000_000} million); make a smaller copy."
        ) from error
    except _DECODER_ERRORS as error:
        raise MediaError(f"{name} is damaged or cut short; save or download it again.") from error
    return OpenedImage(rgb, name, rgb.width, rgb.height, source.digest, notes)


def prepare_image(opened: OpenedImage, settings: ImageSettings) -> PreparedImage:
    """Resize to the soft-token budget, keep the shape, cut into patches.

    Raises:
        MediaError: the picture cannot be brought to a size that the model accepts.
    """
    width, height = fitted_size(opened.rgb.width, opened.rgb.height, settings, opened.name)
    rgb = opened.rgb
    if (width, height) != rgb.size:
        rgb = rgb.resize((width, height), resample=Image.Resampling(settings.resample))
    pixels = _scaled(np.asarray(rgb, dtype=np.uint8), settings)
    patches, positions = _patchify(pixels, settings.patch_size)
    notes = opened.notes + settings.notes
    stretch = (width / height) / (opened.rgb.width / opened.rgb.height)
    if not 0.5 <= stretch <= 2:
        notes += (f"{opened.name} is very long and thin and was squeezed to {width}×{height}.",)
    return PreparedImage(
        patches=patches,
        positions=positions,
        soft_tokens=len(patches) // settings.pooling_kernel_size**2,
        width=width,
        height=height,
        source_width=opened.source_width,
        source_height=opened.source_height,
        name=opened.name,
        digest=opened.digest,
        notes=notes,
    )


def fitted_size(
    width: int, height: int, settings: ImageSettings, name: str = "The picture"
) -> tuple[int, int]:
    """(width, height) in pixels that a picture of this size is sent with.

    The largest size of the same shape within the patch budget, both sides rounded down to
    multiples of `side_multiple`; a side that would vanish gets one multiple.

    Raises:
        MediaError: no such size, or resizing is off and the size does not fit.
    """
    multiple = settings.side_multiple
    budget = settings.max_patches * settings.patch_size**2
    if not settings.do_resize:
        if width % multiple or height % multiple or width * height > budget:
            raise MediaError(
                f"{name} is {width}×{height} pixels, but this model takes only sides that are "
                f"multiples of {multiple}; resize it first."
            )
        return width, height
    factor = math.sqrt(budget / (height * width))
    new_height = math.floor(factor * height / multiple) * multiple
    new_width = math.floor(factor * width / multiple) * multiple
    longest = settings.max_soft_tokens * multiple
    if new_height == 0 and new_width > 0:
        new_height = multiple
        new_width = min(width // height * multiple, longest)
    elif new_width == 0 and new_height > 0:
        new_width = multiple
        new_height = min(height // width * multiple, longest)
    if new_width * new_height == 0 or new_width * new_height > budget:
        raise MediaError(
            f"{name} ({width}×{height}) cannot be brought to a size that this model accepts; "
            f"crop it to a more ordinary shape."
        )
    return new_width, new_height


def _scaled(rgb: npt.NDArray[np.uint8], settings: ImageSettings) -> FloatArray:
    """(H, W, 3) uint8 -> float32, rounded once as the reference does."""
    table = (np.arange(256, dtype=np.float64) * settings.rescale_factor).astype(np.float32)
    pixels: FloatArray = table[rgb]
    if settings.mean is not None and settings.std is not None:
        mean, std = (np.array(v, dtype=np.float32) for v in (settings.mean, settings.std))
        pixels = np.divide(pixels - mean, std, dtype=np.float32)
    return pixels


def _patchify(pixels: FloatArray, size: int) -> tuple[FloatArray, IntArray]:
    """(H, W, 3) -> patches (N, size * size * 3) and positions (N, 2)."""
    rows, columns = pixels.shape[0] // size, pixels.shape[1] // size
    blocks = pixels.reshape(rows, size, columns, size, 3).transpose(0, 2, 1, 3, 4)
    y, x = np.divmod(np.arange(rows * columns, dtype=np.int32), np.int32(columns))
    return np.ascontiguousarray(blocks.reshape(rows * columns, -1)), np.stack([x, y], axis=-1)


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
    kind = "pages" if image.format == "TIFF" else "frames"
    return (f"{name} has {frames} {kind}; the model sees only the first.",)


def _check_size(size: tuple[int, int], name: str) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise MediaError(f"{name} has no pixels; choose another picture.")
    if width * height > MAX_PIXELS:
        raise MediaError(
            f"{name} has too many pixels ({width}×{height}, the limit is "
            f"{MAX_PIXELS // 1_000_000} million); make a smaller copy."
        )


def _not_a_picture(data: bytes, name: str) -> MediaError:
    what = "is not a picture that Parlance can read, or it is damaged"
    if looks_like_text(data):
        what = "is a text file, not a picture"
    return MediaError(f"{name} {what}; choose a {_READABLE} file.")


@cache
def _known_formats() -> tuple[str, ...]:
    """Those of `FORMATS` that this build of Pillow reads; asking for another is a KeyError.

    HEIC is registered here, on first use: a text chat does not need it.
    """
    import pi_heif

    pi_heif.register_heif_opener()
    Image.init()
    return tuple(name for name in FORMATS if name in Image.OPEN)


__all__ = [
    "MAX_PIXELS",
    "ImageSettings",
    "OpenedImage",
    "PreparedImage",
    "fitted_size",
    "media_name",
    "open_image",
    "prepare_image",
]
