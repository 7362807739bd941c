"""Pictures as Qwen3-VL wants them: near their own size, in patches ordered by merge blocks.

Source: transformers 5.23, qwen2_vl/image_processing_pil_qwen2_vl.py, which Qwen3-VL uses.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from engine.errors import MediaError
from engine.media.image import (
    FloatArray,
    IntArray,
    OpenedImage,
    PictureLimit,
    PreparedImage,
    scaled_pixels,
    squeezed_note,
)
from engine.sentences import say

_MOST_STRETCHED = 200  # the reference refuses a side more than this many times the other


@dataclass(frozen=True)
class ImageSettings:
    """How a model wants its pictures.

    Attributes:
        patch_size: side of a patch in pixels.
        merge_size: side of the square of patches that becomes one soft token.
        temporal_patch_size: how many frames a patch spans; a picture stands still in all.
        min_pixels, max_pixels: of the size sent.
        resample: Pillow's filter number; 3 is bicubic.
        rescale_factor: from 0..255 to what is normalised.
        mean, std: per channel, applied after rescaling; `None` where the model does not.
        do_resize: off means that pictures must already have the right size.
        notes: sentences about values that the model's files do not give.
    """

    patch_size: int = 16
    merge_size: int = 2
    temporal_patch_size: int = 2
    min_pixels: int = 65_536
    max_pixels: int = 16_777_216
    resample: int = int(Image.Resampling.BICUBIC)
    rescale_factor: float = 1 / 255
    mean: tuple[float, ...] | None = (0.5, 0.5, 0.5)
    std: tuple[float, ...] | None = (0.5, 0.5, 0.5)
    do_resize: bool = True
    notes: tuple[str, ...] = ()

    @classmethod
    def from_processor(
        cls, processor: Mapping[str, Any] | None, vision_config: Mapping[str, Any] | None = None
    ) -> ImageSettings:
        """Read processor_config.json (nested) or preprocessor_config.json (flat).

        Pixels are limited by `min_pixels` and `max_pixels` where they are given, else by
        `size.shortest_edge` and `size.longest_edge`, which count pixels too, not sides. What is
        missing comes from the model's `vision_config`, then from the family's defaults, with a
        note.
        """
        values = dict(processor or {})
        values = dict(values.get("image_processor") or values)
        size = values.get("size")
        limits = dict(size) if isinstance(size, Mapping) else {}
        tower = dict(vision_config or {})
        missing: list[str] = []

        def whole(default: int, *found: Any, name: str) -> int:
            for value in found:
                if isinstance(value, int) and value > 0:
                    return value
            missing.append(f"{name} {default}")
            return default

        def sized(key: str, in_tower: str) -> int:
            return whole(getattr(cls, key), values.get(key), tower.get(in_tower), name=key)

        def limited(key: str, edge: str) -> int:
            default: int = getattr(cls, key)
            return whole(default, values.get(key), limits.get(key), limits.get(edge), name=key)

        patch_size = sized("patch_size", "patch_size")
        merge_size = sized("merge_size", "spatial_merge_size")
        temporal_patch_size = sized("temporal_patch_size", "temporal_patch_size")
        min_pixels = limited("min_pixels", "shortest_edge")
        max_pixels = limited("max_pixels", "longest_edge")
        note = say(
            "The model's files do not say how pictures are prepared; "
            "the family's defaults are used ({values}).",
            values=", ".join(missing),
        )
        normalise = bool(values.get("do_normalize", True))
        scale = values.get("rescale_factor") if values.get("do_rescale", True) else 1.0
        return cls(
            patch_size=patch_size,
            merge_size=merge_size,
            temporal_patch_size=temporal_patch_size,
            min_pixels=min_pixels,
            max_pixels=max_pixels,
            resample=int(values.get("resample") or cls.resample),
            rescale_factor=float(scale or cls.rescale_factor),
            mean=tuple(values.get("image_mean") or (0.5,) * 3) if normalise else None,
            std=tuple(values.get("image_std") or (0.5,) * 3) if normalise else None,
            do_resize=bool(values.get("do_resize", True)),
            notes=(note,) if missing else (),
        )

    @property
    def side_multiple(self) -> int:
        """Both sides of a prepared picture are multiples of this many pixels."""
        return self.patch_size * self.merge_size


def prepare_image(
    opened: OpenedImage, settings: ImageSettings, limit: PictureLimit | None = None
) -> PreparedImage:
    """Resize, keep the shape, cut into patches. With a `limit`, smaller than by the settings.

    Patches are (N, 3 * temporal_patch_size * patch_size**2), by merge blocks row by row, and row
    by row within a block; within a patch: channel, frame, y, x.

    Raises:
        MediaError: the picture cannot be brought to a size that the model accepts.
    """
    rgb, digest = opened.rgb, opened.digest
    width, height = fitted_size(rgb.width, rgb.height, settings, opened.name)
    notes = opened.notes + settings.notes
    if limit is not None:
        most = max(limit.soft_tokens * settings.side_multiple**2, settings.min_pixels)
        limited = replace(settings, max_pixels=min(settings.max_pixels, most))
        width, height = fitted_size(rgb.width, rgb.height, limited, opened.name)
        notes += (_limit_note(opened.name, width, height, limit),)
        # In a prompt cache the same picture of another size is another one.
        digest = hashlib.sha256(f"{digest} {width}x{height}".encode()).hexdigest()
    if (width, height) != rgb.size:
        rgb = rgb.resize((width, height), resample=Image.Resampling(settings.resample))
    pixels = scaled_pixels(rgb, settings.rescale_factor, settings.mean, settings.std)
    patches, positions = _patchify(pixels, settings)
    multiple = settings.side_multiple
    return PreparedImage(
        patches=patches,
        positions=positions,
        soft_tokens=len(patches) // settings.merge_size**2,
        grid=(height // multiple, width // multiple),
        width=width,
        height=height,
        source_width=opened.source_width,
        source_height=opened.source_height,
        name=opened.name,
        digest=digest,
        notes=notes + squeezed_note(opened, width, height),
    )


def soft_tokens(width: int, height: int, settings: ImageSettings) -> int:
    """Of a picture of this size; 0 if it is refused."""
    try:
        fitted = fitted_size(width, height, settings)
    except MediaError:
        return 0
    return math.prod(fitted) // settings.side_multiple**2


def _limit_note(name: str, width: int, height: int, limit: PictureLimit) -> str:
    if limit.short == "memory":
        return say(
            "{name} is seen at {width}×{height}, because there is too little free memory "
            "for a larger picture.",
            name=name,
            width=width,
            height=height,
        )
    return say(
        "{name} is seen at {width}×{height}, because a larger picture would leave too little of "
        "the context.",
        name=name,
        width=width,
        height=height,
    )


def fitted_size(
    width: int, height: int, settings: ImageSettings, name: str = "The picture"
) -> tuple[int, int]:
    """(width, height) in pixels that a picture of this size is sent with.

    The nearest multiples of `side_multiple`; where those have too many or too few pixels, the
    same shape within the limits.

    Raises:
        MediaError: too long and thin, or resizing is off and the size does not fit.
    """
    multiple = settings.side_multiple
    if not settings.do_resize:
        if width % multiple or height % multiple:
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
    if max(width, height) > _MOST_STRETCHED * min(width, height):
        raise MediaError(
            say(
                "{name} is too long and thin for this model ({width}×{height} pixels, one side may "
                "be at most {most_stretched} times the other); crop it to a more ordinary shape.",
                name=name,
                width=width,
                height=height,
                most_stretched=_MOST_STRETCHED,
            )
        )
    sides = (width, height)
    fitted = [round(side / multiple) * multiple for side in sides]
    if math.prod(fitted) > settings.max_pixels:
        shrink = math.sqrt(width * height / settings.max_pixels)
        fitted = [max(multiple, math.floor(s / shrink / multiple) * multiple) for s in sides]
    elif math.prod(fitted) < settings.min_pixels:
        grow = math.sqrt(settings.min_pixels / (width * height))
        fitted = [math.ceil(s * grow / multiple) * multiple for s in sides]
    return fitted[0], fitted[1]


def _patchify(pixels: FloatArray, settings: ImageSettings) -> tuple[FloatArray, IntArray]:
    """(H, W, 3) -> patches (N, 3 * frames * size * size) and positions (N, 2), x and y."""
    size, merge, frames = settings.patch_size, settings.merge_size, settings.temporal_patch_size
    rows, columns = (side // (size * merge) for side in pixels.shape[:2])
    blocks = pixels.reshape(rows, merge, size, columns, merge, size, 3)
    blocks = blocks.transpose(0, 3, 1, 4, 6, 2, 5)  # rows, columns, merge, merge, 3, y, x
    still = np.repeat(blocks[:, :, :, :, :, None], frames, axis=5)
    y, x = np.mgrid[: rows * merge, : columns * merge]
    where = np.stack([x, y], axis=-1).reshape(rows, merge, columns, merge, 2)
    where = where.transpose(0, 2, 1, 3, 4).reshape(-1, 2)
    return still.reshape(len(where), -1), where.astype(np.int32)


def reference_inputs(
    images: Sequence[PreparedImage], settings: ImageSettings
) -> dict[str, npt.NDArray[Any]]:
    """The patches of all pictures one after the other, and (frames, rows, columns) of each."""
    if not images:
        return {}
    merge = settings.merge_size
    grids = [(1, image.grid[0] * merge, image.grid[1] * merge) for image in images]
    return {
        "pixel_values": np.concatenate([image.patches for image in images]),
        "image_grid_thw": np.array(grids, dtype=np.int32),
    }
