"""Patches and mel frames are those of the reference."""

from __future__ import annotations

import numpy as np
import pytest

from engine.media.audio import decode_audio
from engine.media.gemma4_audio import AudioSettings, prepare_audio
from engine.media.gemma4_image import ImageSettings, prepare_image, reference_inputs
from engine.media.image import open_image
from engine.types import AudioPart, ImagePart
from tests.golden.cases import all_cases, media_files, read_case, read_config, read_processor


@pytest.mark.parametrize(("model", "case"), all_cases("image"))
def test_pixels_and_positions_equal_the_references(model: str, case: str) -> None:
    golden = read_case(model, case)
    settings = ImageSettings.from_processor(read_processor(model))
    assert settings.notes == ()
    files = media_files(model, case, "image")
    assert len(files) == len(golden["pixel_values"])
    prepared = [prepare_image(open_image(ImagePart(file)), settings) for file in files]
    inputs = reference_inputs(prepared, settings)
    assert np.array_equal(inputs["image_position_ids"], golden["image_position_ids"])
    assert np.array_equal(inputs["pixel_values"], golden["pixel_values"])


@pytest.mark.parametrize(("model", "case"), all_cases("image"))
def test_as_many_image_tokens_are_counted_as_the_reference_wrote(model: str, case: str) -> None:
    golden = read_case(model, case)
    settings = ImageSettings.from_processor(read_processor(model))
    counts = [
        prepare_image(open_image(ImagePart(file)), settings).soft_tokens
        for file in media_files(model, case, "image")
    ]
    assert counts == runs_of(golden["input_ids"].tolist(), read_config(model)["image_token_id"])
    assert sum(counts) == len(golden["vision_features"])


@pytest.mark.parametrize(("model", "case"), all_cases("audio"))
def test_mel_frames_and_mask_equal_the_references(model: str, case: str) -> None:
    golden = read_case(model, case)
    settings = AudioSettings.from_processor(read_processor(model))
    assert settings.notes == ()
    for index, file in enumerate(media_files(model, case, "audio")):
        prepared = prepare_audio(decode_audio(AudioPart(file)), settings)
        wanted, mask = golden["input_features"][index], golden["input_features_mask"][index]
        frames = len(prepared.mask)  # the reference fills up to the longest sound of the case
        assert np.array_equal(prepared.mask, mask[:frames])
        assert not mask[frames:].any()
        assert np.abs(prepared.features - wanted[:frames]).max() < 1e-4


@pytest.mark.parametrize(("model", "case"), all_cases("audio"))
def test_as_many_audio_tokens_are_counted_as_the_reference_wrote(model: str, case: str) -> None:
    golden = read_case(model, case)
    settings = AudioSettings.from_processor(read_processor(model))
    counts = [
        prepare_audio(decode_audio(AudioPart(file)), settings).soft_tokens
        for file in media_files(model, case, "audio")
    ]
    assert counts == runs_of(golden["input_ids"].tolist(), read_config(model)["audio_token_id"])
    assert sum(counts) == len(golden["audio_features"])


def runs_of(ids: list[int], token: int) -> list[int]:
    """Lengths of the unbroken runs of a token."""
    runs = [0]
    for one in ids:
        if one == token:
            runs[-1] += 1
        elif runs[-1]:
            runs.append(0)
    return [run for run in runs if run]
