"""Pictures come out of Qwen3-VL's preprocessing as the reference's come out of its own."""

from __future__ import annotations

import hashlib
import io

import numpy as np
import pytest
from PIL import Image

from engine.errors import MediaError
from engine.families.qwen3_vl import read_processor
from engine.media.image import open_image
from engine.media.qwen3_vl_image import (
    ImageSettings,
    fitted_size,
    prepare_image,
    reference_inputs,
)
from engine.types import ImagePart
from tests.golden.cases import case_names, media_files, model_folder, read_case, read_config

MODELS = ("qwen3_vl", "qwen3_vl_moe")
CASES = [(model, case) for model in MODELS for case in case_names(model, "image")]
# By the reference's smart_resize for patches of 16, merged by two.
PUBLISHED = ImageSettings()
SIZES = [
    ((640, 480), (640, 480)),
    ((4032, 3024), (4032, 3008)),
    ((8000, 6000), (4704, 3520)),
    ((100, 100), (256, 256)),
    ((31, 17), (352, 192)),
    ((16, 3000), (32, 3520)),
    ((3000, 16), (3520, 32)),
    ((48, 80), (224, 352)),
    ((1919, 1081), (1920, 1088)),
    ((700, 7), (2560, 32)),
]
SMALL = ImageSettings(max_pixels=200_704)
SMALL_SIZES = [((4000, 3000), (512, 384)), ((500, 500), (448, 448)), ((1000, 100), (992, 96))]


def settings_of(model: str) -> ImageSettings:
    return ImageSettings.from_processor(read_processor(model_folder(model)))


def picture(width: int, height: int) -> ImagePart:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(file, "PNG")
    return ImagePart(data=file.getvalue(), name="wide.png")


@pytest.mark.parametrize(("model", "case"), CASES)
def test_pixels_and_grids_equal_the_references(model: str, case: str) -> None:
    golden = read_case(model, case)
    settings = settings_of(model)
    assert settings.notes == ()
    images = [
        prepare_image(open_image(ImagePart(file)), settings)
        for file in media_files(model, case, "image")
    ]
    made = reference_inputs(images, settings)
    assert np.array_equal(made["pixel_values"], golden["pixel_values"])
    assert np.array_equal(made["image_grid_thw"], golden["image_grid_thw"])


@pytest.mark.parametrize(("model", "case"), CASES)
def test_as_many_image_tokens_are_counted_as_the_reference_wrote(model: str, case: str) -> None:
    golden = read_case(model, case)
    counts = [
        prepare_image(open_image(ImagePart(file)), settings_of(model)).soft_tokens
        for file in media_files(model, case, "image")
    ]
    token = read_config(model)["image_token_id"]
    assert sum(counts) == np.count_nonzero(golden["input_ids"] == token)
    assert sum(counts) == len(golden["vision_features"])


def test_the_goldens_make_pictures_smaller_and_larger() -> None:
    """Both sides of the limits are at work, or the test above would say little."""
    image, two = (read_case("qwen3_vl", case) for case in ("image", "two_images"))
    assert image["image_grid_thw"].tolist() == [[1, 4, 6]], "64 by 40 pixels, too many"
    assert two["image_grid_thw"].tolist()[1] == [1, 10, 4], "22 by 57 pixels, too few"


@pytest.mark.parametrize(
    ("settings", "source", "sent"),
    [(PUBLISHED, *sizes) for sizes in SIZES] + [(SMALL, *sizes) for sizes in SMALL_SIZES],
)
def test_sizes_are_the_references(
    settings: ImageSettings, source: tuple[int, int], sent: tuple[int, int]
) -> None:
    assert fitted_size(*source, settings) == sent


def test_limits_may_be_called_edges_or_pixels_and_may_be_nested() -> None:
    edges = {"size": {"shortest_edge": 1600, "longest_edge": 4096}, "patch_size": 8}
    pixels = {"min_pixels": 1600, "max_pixels": 4096, "patch_size": 8}
    both = {**pixels, "size": {"shortest_edge": 1, "longest_edge": 2}}
    named = {"size": {"min_pixels": 1600, "max_pixels": 4096}, "patch_size": 8}
    read = {
        ImageSettings.from_processor({**form, "merge_size": 2, "temporal_patch_size": 2})
        for form in (edges, pixels, both, named)
    }
    nested = ImageSettings.from_processor(
        {"image_processor": {**edges, "merge_size": 2, "temporal_patch_size": 2}}
    )
    assert read == {nested}
    assert (nested.min_pixels, nested.max_pixels, nested.notes) == (1600, 4096, ())


def test_what_files_do_not_say_comes_from_the_tower_then_from_the_family_with_a_note() -> None:
    tower = {"patch_size": 8, "spatial_merge_size": 2, "temporal_patch_size": 2}
    read = ImageSettings.from_processor({}, tower)
    assert (read.patch_size, read.min_pixels, read.mean) == (8, 65_536, (0.5, 0.5, 0.5))
    (note,) = read.notes
    assert "min_pixels 65536" in note
    assert "patch_size" not in note


def test_a_picture_that_the_reference_refuses_is_refused_in_a_sentence() -> None:
    with pytest.raises(MediaError, match=r"wide\.png is too long and thin .*2010×10.* crop"):
        prepare_image(open_image(picture(2010, 10)), PUBLISHED)
    assert fitted_size(2000, 10, PUBLISHED)[1] == 32


def test_without_resizing_only_whole_merge_blocks_are_taken() -> None:
    settings = ImageSettings(do_resize=False)
    assert prepare_image(open_image(picture(96, 64)), settings).grid == (2, 3)
    with pytest.raises(MediaError, match="multiples of 32"):
        prepare_image(open_image(picture(100, 64)), settings)


def test_two_pictures_of_one_size_differ_by_content_alone() -> None:
    """The cases that ask whether the prompt cache looks at contents do so."""
    first, second = (read_case("qwen3_vl", case) for case in ("image", "image_same_size"))
    assert np.array_equal(first["input_ids"], second["input_ids"])
    sums = {hashlib.sha256(c["pixel_values"].tobytes()).hexdigest() for c in (first, second)}
    assert len(sums) == 2
    assert first["generated_ids"].tolist() != second["generated_ids"].tolist()
