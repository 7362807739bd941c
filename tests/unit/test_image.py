"""Pictures: whatever is dropped is either understood or refused in one sentence."""

from __future__ import annotations

import io
import os
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine.errors import MediaError
from engine.media import image as subject
from engine.media.gemma4_image import ImageSettings, fitted_size, prepare_image
from engine.media.image import open_image
from engine.types import ImagePart

HEIC = Path(__file__).parents[1] / "data" / "half_red.heic"
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP", "PPM", "JPEG2000", "AVIF")
GREY = (128, 128, 128)


def picture(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    grain = np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    return Image.fromarray(grain).convert(mode)


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def refusal(part: ImagePart) -> str:
    """The error's text, after checking that it is one sentence that names the thing."""
    with pytest.raises(MediaError) as caught:
        open_image(part)
    sentence = str(caught.value)
    assert part.name in sentence
    assert sentence.endswith(".")
    assert ". " not in sentence
    assert "; " in sentence, "the remedy is missing"
    return sentence


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_opens_whatever_the_file_is_called(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "picture.txt"
    path.write_bytes(encoded(picture(), kind))
    opened = open_image(ImagePart(path))
    assert (opened.rgb.size, opened.rgb.mode) == ((60, 40), "RGB")
    assert (opened.source_width, opened.source_height) == (60, 40)
    assert opened.notes == ()


def test_heic_opens_with_its_colours() -> None:
    rgb = open_image(ImagePart(HEIC)).rgb
    assert rgb.size == (64, 48)
    left, right = np.asarray(rgb)[24, 10], np.asarray(rgb)[24, 54]
    assert np.abs(left.astype(int) - (255, 0, 0)).max() < 12
    assert np.abs(right.astype(int) - 255).max() < 12


def test_bytes_win_over_the_path_and_need_no_file() -> None:
    part = ImagePart(Path("/nowhere/at/all.png"), data=encoded(picture((8, 8))), name="pasted")
    assert open_image(part).rgb.size == (8, 8)


def test_the_digest_follows_the_content_and_not_the_path(tmp_path: Path) -> None:
    first, second = tmp_path / "a.png", tmp_path / "b.png"
    first.write_bytes(encoded(picture()))
    second.write_bytes(encoded(picture()))
    before = open_image(ImagePart(first)).digest
    assert before == open_image(ImagePart(second)).digest
    first.write_bytes(encoded(picture((60, 41))))
    assert open_image(ImagePart(first)).digest != before


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [
        (1, (40, 20), (0, 0)),
        (3, (40, 20), (39, 19)),
        (6, (20, 40), (19, 0)),
        (8, (20, 40), (0, 39)),
    ],
)
def test_exif_orientation_is_applied(
    orientation: int, size: tuple[int, int], corner: tuple[int, int]
) -> None:
    image = Image.new("RGB", (40, 20), "white")
    image.putpixel((0, 0), (255, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = orientation
    opened = open_image(ImagePart(data=encoded(image, exif=exif)))
    assert opened.rgb.size == size
    assert opened.rgb.getpixel(corner) == (255, 0, 0)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")  # in the program, Pillow's warnings are off
def test_broken_exif_does_not_cost_the_picture() -> None:
    data = encoded(picture(), "JPEG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff")
    assert open_image(ImagePart(data=data)).rgb.size == (60, 40)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_becomes_white(mode: str) -> None:
    image = Image.new("RGBA", (4, 4), (10, 20, 30, 0))
    image.putpixel((1, 1), (0, 0, 0, 255))
    options: dict[str, Any] = {}
    if mode == "P":
        image = Image.new("P", (4, 4), 0)
        image.putpalette([10, 20, 30, 0, 0, 0])
        image.putpixel((1, 1), 1)
        options["transparency"] = 0
    data = encoded(image if mode in ("RGBA", "P") else image.convert(mode), **options)
    pixels = np.asarray(open_image(ImagePart(data=data)).rgb)
    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[1, 1].tolist() == [0, 0, 0]


def test_half_transparent_is_mixed_with_white() -> None:
    image = Image.new("RGBA", (2, 2), (0, 0, 0, 127))
    assert open_image(ImagePart(data=encoded(image))).rgb.getpixel((0, 0)) == GREY


def test_cmyk_keeps_its_colours() -> None:
    data = encoded(Image.new("RGB", (16, 16), (255, 0, 0)).convert("CMYK"), "JPEG", quality=95)
    assert (
        np.abs(
            np.asarray(open_image(ImagePart(data=data)).rgb)[8, 8].astype(int) - (255, 0, 0)
        ).max()
        < 8
    )


def test_16_bit_grey_is_scaled_not_cut() -> None:
    steps = np.array([[0, 0x4040], [0x8080, 0xFFFF]], dtype=np.uint16)
    pixels = np.asarray(open_image(ImagePart(data=encoded(Image.fromarray(steps)))).rgb)
    assert pixels[..., 0].tolist() == [[0, 0x40], [0x80, 0xFF]]


def test_float_tiff_is_scaled() -> None:
    image = Image.fromarray(np.array([[0.0, 0.5], [1.0, float("nan")]], dtype=np.float32))
    pixels = np.asarray(open_image(ImagePart(data=encoded(image, "TIFF"))).rgb)
    assert pixels[..., 0].tolist() == [[0, 128], [255, 0]]


@pytest.mark.parametrize("mode", ["1", "L", "P"])
def test_few_colours_become_rgb(mode: str) -> None:
    assert open_image(ImagePart(data=encoded(picture(mode=mode)))).rgb.mode == "RGB"


@pytest.mark.parametrize(
    ("kind", "word"), [("GIF", "frames"), ("PNG", "frames"), ("TIFF", "pages")]
)
def test_of_an_animation_the_first_frame_is_used_and_it_is_said(kind: str, word: str) -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "lime", "blue")]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    opened = open_image(ImagePart(data=data, name="dance"))
    assert opened.rgb.getpixel((4, 4)) == (255, 0, 0)
    assert opened.notes == (f"dance has 3 {word}; the model sees only the first.",)


def test_a_missing_file_is_named_with_its_place(tmp_path: Path) -> None:
    assert str(tmp_path) in refusal(ImagePart(tmp_path / "gone.png", name="gone.png"))


def test_a_file_without_permission_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret.png"
    path.write_bytes(encoded(picture()))

    def denied(_: Path) -> bytes:  # as root, no mode bits keep one out
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    assert "permissions" in refusal(ImagePart(path, name="secret.png"))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "is not a file" in refusal(ImagePart(tmp_path, name="folder"))


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    assert "is not a file" in refusal(ImagePart(tmp_path / "pipe.png", name="pipe.png"))


def test_a_path_that_cannot_exist_is_refused() -> None:
    assert "cannot be read" in refusal(ImagePart(Path("a\0b.png"), name="odd"))


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()
    assert "0 bytes" in refusal(ImagePart(tmp_path / "empty.png", name="empty.png"))


def test_an_enormous_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.png"
    with path.open("wb") as file:
        file.truncate(600 << 20)  # a hole: takes no space
    assert "600 MB" in refusal(ImagePart(path, name="big.png"))


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("kept", [0.3, 0.6])
def test_a_truncated_picture_is_refused(kind: str, kept: float) -> None:
    data = encoded(picture(), kind)
    sentence = refusal(ImagePart(data=data[: int(len(data) * kept)], name=f"cut.{kind}"))
    assert "damaged" in sentence


def test_a_truncated_heic_is_refused() -> None:
    assert "damaged" in refusal(ImagePart(data=HEIC.read_bytes()[:400], name="cut.heic"))


def test_a_text_file_called_png_is_called_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "notes.png"
    path.write_text("Dear diary, I have been renamed. Ünïcode, too.\n" * 40)
    assert "is a text file" in refusal(ImagePart(path, name="notes.png"))


def test_other_data_is_refused() -> None:
    noise = np.random.default_rng(0).bytes(500)
    assert "is not a picture" in refusal(ImagePart(data=noise, name="noise.jpg"))


def test_a_decompression_bomb_is_refused_before_it_is_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def must_not_run(_: Image.Image) -> None:
        pytest.fail("the bomb was decoded")

    monkeypatch.setattr(subject, "_to_rgb", must_not_run)
    header = encoded(Image.new("1", (8, 8)))
    for side in (12_000, 60_000):  # below and above the point at which Pillow refuses by itself
        # Width and height stand at 16 of a PNG; the checksum of that chunk at 29.
        size = side.to_bytes(4, "big") * 2
        chunk = header[12:16] + size + header[24:29]
        bomb = header[:12] + chunk + checksum(chunk) + header[33:]
        assert "million" in refusal(ImagePart(data=bomb, name="bomb.png"))


def checksum(chunk: bytes) -> bytes:
    return zlib.crc32(chunk).to_bytes(4, "big")


def test_settings_come_from_either_layout() -> None:
    flat = {"patch_size": 4, "pooling_kernel_size": 2, "max_soft_tokens": 70, "resample": 2}
    nested = {"image_processor": flat, "audio_seq_length": 9}
    assert ImageSettings.from_processor(flat) == ImageSettings.from_processor(nested)
    assert ImageSettings.from_processor(flat) == ImageSettings(4, 2, 70, resample=2)


def test_missing_settings_come_from_the_tower_and_the_family_with_a_note() -> None:
    settings = ImageSettings.from_processor(None, {"patch_size": 8, "pooling_kernel_size": 2})
    assert (settings.patch_size, settings.pooling_kernel_size) == (8, 2)
    assert settings.max_soft_tokens == 280
    assert "max_soft_tokens 280" in settings.notes[0]
    opened = open_image(ImagePart(data=encoded(picture())))
    assert settings.notes[0] in prepare_image(opened, settings).notes


def test_normalisation_is_applied_where_the_model_asks_for_it() -> None:
    values = {"do_normalize": True, "image_mean": [0.5] * 3, "image_std": [0.25] * 3}
    settings = ImageSettings.from_processor(
        {"patch_size": 2, "pooling_kernel_size": 1, "max_soft_tokens": 1, **values}
    )
    opened = open_image(ImagePart(data=encoded(Image.new("RGB", (2, 2), (255, 0, 51)))))
    patch = prepare_image(opened, settings).patches[0, :3]
    assert patch == pytest.approx([2.0, -2.0, -1.2], abs=1e-6)


@pytest.mark.parametrize("size", [(1, 1), (1280, 720), (1, 1000), (1000, 1), (5000, 7), (13, 4000)])
def test_the_size_sent_keeps_to_budget_and_grid(size: tuple[int, int]) -> None:
    settings = ImageSettings(4, 3, 70)
    width, height = fitted_size(*size, settings)
    assert width % 12 == height % 12 == 0
    assert width >= 12
    assert height >= 12
    assert width * height <= settings.max_patches * 16


def test_patches_are_row_by_row_and_channel_last() -> None:
    settings = ImageSettings(patch_size=2, pooling_kernel_size=1, max_soft_tokens=6)
    image = picture((6, 4))
    prepared = prepare_image(open_image(ImagePart(data=encoded(image))), settings)
    pixels = np.asarray(image).astype(np.float32) / 255
    assert prepared.positions.tolist() == [[0, 0], [1, 0], [2, 0], [0, 1], [1, 1], [2, 1]]
    assert prepared.soft_tokens == 6
    for patch, (x, y) in zip(prepared.patches, prepared.positions, strict=True):
        block = pixels[2 * y : 2 * y + 2, 2 * x : 2 * x + 2]
        assert patch == pytest.approx(block.reshape(-1), abs=1e-6)


def test_a_very_thin_picture_is_squeezed_and_it_is_said() -> None:
    opened = open_image(ImagePart(data=encoded(picture((3000, 2))), name="line.png"))
    prepared = prepare_image(opened, ImageSettings(4, 3, 70))
    assert (prepared.width, prepared.height) == (840, 12)
    assert "squeezed to 840×12" in prepared.notes[0]


def test_a_size_that_does_not_fit_is_refused_when_resizing_is_off() -> None:
    settings = ImageSettings(4, 3, 70, do_resize=False)
    assert fitted_size(24, 36, settings) == (24, 36)
    with pytest.raises(MediaError, match="multiples of 12"):
        fitted_size(25, 36, settings, "odd.png")
