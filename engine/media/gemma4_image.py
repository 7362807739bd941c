"""Pictures as Gemma 4 wants them: the largest size within a budget of soft tokens, in patches.

Source: transformers 5.23, gemma4/image_processing_pil_gemma4.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from engine.errors import MediaError
from engine.media.image import (
    FloatArray,
    IntArray,
    OpenedImage,
    PreparedImage,
    scaled_pixels,
    squeezed_note,
)
from engine.sentences import say


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
        note = say(
            "The model's files do not say how pictures are prepared; "
            "the family's defaults are used ({values}).",
            values=", ".join(missing),
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


def prepare_image(opened: OpenedImage, settings: ImageSettings) -> PreparedImage:
    """Resize to the soft-token budget, keep the shape, cut into patches.

    Patches are (N, 3 * patch_size**2), row by row; within one: y, x, channel.

    Raises:
        MediaError: the picture cannot be brought to a size that the model accepts.
    """
    rgb = resized(opened, settings)
    pixels = scaled_pixels(rgb, settings.rescale_factor, settings.mean, settings.std)
    return cut(opened, settings, pixels, settings.patch_size)


def resized(opened: OpenedImage, settings: ImageSettings) -> Image.Image:
    """The picture in the size that it is sent with. Raises MediaError if there is none."""
    rgb = opened.rgb
    size = fitted_size(rgb.width, rgb.height, settings, opened.name)
    if size == rgb.size:
        return rgb
    return rgb.resize(size, resample=Image.Resampling(settings.resample))


def cut(
    opened: OpenedImage, settings: ImageSettings, pixels: FloatArray, patch_side: int
) -> PreparedImage:
    """Pixels (H, W, 3) in patches (N, 3 * patch_side**2) with all that is known of them."""
    height, width, _ = pixels.shape
    patches, positions = _patchify(pixels, patch_side)
    rows, columns = height // settings.side_multiple, width // settings.side_multiple
    return PreparedImage(
        patches=patches,
        positions=positions,
        soft_tokens=rows * columns,
        grid=(rows, columns),
        width=width,
        height=height,
        source_width=opened.source_width,
        source_height=opened.source_height,
        name=opened.name,
        digest=opened.digest,
        notes=opened.notes + settings.notes + squeezed_note(opened, width, height),
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
                say(
                    "{name} is {width}×{height} pixels, but this model takes only sides that are "
                    "multiples of {multiple}; resize it first.",
                    name=name,
                    width=width,
                    height=height,
                    multiple=multiple,
                )
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
            say(
                "{name} ({width}×{height}) cannot be brought to a size that this model accepts; "
                "crop it to a more ordinary shape.",
                name=name,
                width=width,
                height=height,
            )
        )
    return new_width, new_height


def _patchify(pixels: FloatArray, size: int) -> tuple[FloatArray, IntArray]:
    """(H, W, 3) -> patches (N, size * size * 3) and positions (N, 2)."""
    rows, columns = pixels.shape[0] // size, pixels.shape[1] // size
    blocks = pixels.reshape(rows, size, columns, size, 3).transpose(0, 2, 1, 3, 4)
    y, x = np.divmod(np.arange(rows * columns, dtype=np.int32), np.int32(columns))
    return np.ascontiguousarray(blocks.reshape(rows * columns, -1)), np.stack([x, y], axis=-1)


def reference_inputs(
    images: Sequence[PreparedImage], settings: ImageSettings
) -> dict[str, npt.NDArray[Any]]:
    """Every picture filled up to `max_patches` rows, with zeros and with positions of -1."""
    if not images:
        return {}
    fill = [((0, settings.max_patches - len(image.patches)), (0, 0)) for image in images]
    return {
        "pixel_values": np.stack(
            [np.pad(image.patches, rows) for image, rows in zip(images, fill, strict=True)]
        ),
        "image_position_ids": np.stack(
            [
                np.pad(image.positions, rows, constant_values=-1)
                for image, rows in zip(images, fill, strict=True)
            ]
        ),
    }
