"""Gemma 4 unified: what stands in for its towers, and the reference's two answers on pictures.

The whole model is held against its goldens by test_parity.py; this is what is special about it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest
from safetensors.numpy import load_file

from engine.cancel import CancelToken
from engine.config import read_json
from engine.families import gemma4_unified as family
from engine.loading import load_model
from engine.media.audio import decode_audio
from engine.media.gemma4_audio import reference_inputs
from engine.media.gemma4_image import ImageSettings
from engine.media.gemma4_unified import FrameSettings, image_inputs, prepare_audio, prepare_image
from engine.media.image import open_image
from engine.session import Conversation
from engine.towers.gemma4_unified import VisionEmbedder, sanitize
from engine.towers.layers import Embedder
from engine.trace import read_request, trace
from engine.types import AudioPart, Done, GenerationParams, ImagePart
from tests.golden.cases import DATA, case_names, media_files, model_folder, read_case, read_config

MODEL = "gemma4_unified"
IMAGE_CASES = case_names(MODEL, "image")
AUDIO_CASES = case_names(MODEL, "audio")
TOLERANCE = 1e-4
STEP = 1 / 255

Array = np.ndarray[Any, Any]


def image_settings() -> ImageSettings:
    return ImageSettings.from_processor(read_json(model_folder(MODEL) / "processor_config.json"))


def weights(prefix: str, dtype: mx.Dtype = mx.float32) -> list[tuple[str, mx.array]]:
    """Published tensors of one module, their names inside it."""
    loaded: Any = mx.load(str(model_folder(MODEL) / "model.safetensors"))
    ready = sanitize({name.removeprefix("model."): value for name, value in loaded.items()})
    return [
        (name.removeprefix(prefix), value.astype(dtype))
        for name, value in ready.items()
        if name.startswith(prefix)
    ]


def see(golden: dict[str, Array], dtype: mx.Dtype = mx.float32) -> Array:
    vision = read_config(MODEL)["vision_config"]
    embedder = VisionEmbedder(vision)
    embedder.load_weights(weights("vision_embedder.", dtype))  # strict: all of them and no other
    projection = Embedder(vision["output_proj_dims"], 64, vision)
    projection.load_weights(weights("embed_vision.", dtype))
    positions = golden["image_position_ids"]
    soft = projection(embedder(mx.array(golden["pixel_values"]), mx.array(positions)))
    assert soft.dtype == dtype
    return np.array(soft.astype(mx.float32))[positions[..., 0] >= 0]


def difference(ours: Array, golden: Array) -> float:
    assert ours.shape == golden.shape
    return float(np.abs(ours - golden).max() / np.abs(golden).max())


@pytest.mark.parametrize("case", IMAGE_CASES)
def test_pixels_and_positions_equal_the_references(case: str) -> None:
    golden, settings = read_case(MODEL, case), image_settings()
    files = media_files(MODEL, case, "image")
    prepared = [prepare_image(open_image(ImagePart(file)), settings) for file in files]
    inputs = image_inputs(prepared, settings)
    assert np.array_equal(inputs["image_position_ids"], golden["image_position_ids"])
    assert np.array_equal(inputs["pixel_values"], golden["pixel_values"])
    assert sum(image.soft_tokens for image in prepared) == len(golden["vision_features"])
    assert all(image.grid[0] * image.grid[1] == image.soft_tokens for image in prepared)


@pytest.mark.parametrize("name", ["scene.png", "other.png", "tall.png"])
def test_torchvisions_resize_differs_by_one_step_in_a_hundredth_at_most(name: str) -> None:
    """The reference resizes with torchvision; the goldens were computed from Pillow's pixels."""
    steps = load_file(DATA / MODEL / "torchvision_steps.safetensors")[name].astype(int)
    prepared = prepare_image(open_image(ImagePart(DATA / "media" / name)), image_settings())
    apart = np.abs(np.round(prepared.patches / STEP).astype(int) - steps[: len(prepared.patches)])
    assert not steps[len(prepared.patches) :].any()
    assert apart.max() <= 1
    assert (apart > 0).mean() <= 0.01


@pytest.mark.parametrize("case", AUDIO_CASES)
def test_frames_and_mask_equal_the_references(case: str) -> None:
    golden = read_case(MODEL, case)
    settings = FrameSettings.from_processor(
        read_json(model_folder(MODEL) / "processor_config.json"), read_config(MODEL)["audio_config"]
    )
    assert settings.notes == ()
    files = media_files(MODEL, case, "audio")
    sounds = [prepare_audio(decode_audio(AudioPart(file)), settings) for file in files]
    inputs = reference_inputs(sounds)
    assert np.array_equal(inputs["input_features_mask"], golden["input_features_mask"])
    assert np.array_equal(inputs["input_features"], golden["input_features"])
    assert sum(sound.soft_tokens for sound in sounds) == len(golden["audio_features"])


@pytest.mark.parametrize("case", IMAGE_CASES)
def test_soft_tokens_of_pictures_equal_the_references(case: str) -> None:
    golden = read_case(MODEL, case)
    assert difference(see(golden), golden["vision_features"]) < TOLERANCE


@pytest.mark.parametrize("case", AUDIO_CASES)
def test_soft_tokens_of_sounds_equal_the_references(case: str) -> None:
    golden = read_case(MODEL, case)
    audio = read_config(MODEL)["audio_config"]
    projection = Embedder(audio["audio_embed_dim"], 64, audio)
    projection.load_weights(weights("embed_audio."))
    soft = np.array(projection(mx.array(golden["input_features"])))
    assert difference(soft[golden["input_features_mask"]], golden["audio_features"]) < TOLERANCE


def test_x_taken_for_y_would_show() -> None:
    golden = read_case(MODEL, "image")
    turned = {**golden, "image_position_ids": golden["image_position_ids"][..., ::-1].copy()}
    assert difference(see(turned), golden["vision_features"]) > 0.05


def test_bfloat16_weights_compute_in_bfloat16_and_stay_near() -> None:
    golden = read_case(MODEL, "image")
    assert difference(see(golden, mx.bfloat16), golden["vision_features"]) < 0.1


@pytest.fixture
def both_ways_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(family, "PICTURES_BOTH_WAYS_ON_FULL_LAYERS", True)


@pytest.mark.parametrize("case", IMAGE_CASES)
@pytest.mark.usefixtures("both_ways_everywhere")
def test_the_switch_gives_the_references_other_answer(case: str, tmp_path: Path) -> None:
    golden, out = read_case(MODEL, case), tmp_path / "out.safetensors"
    trace(model_folder(MODEL), DATA / MODEL / "cases" / f"{case}.json", out, generate=16)
    got = load_file(out)
    wanted = golden["logits_both_kinds"]
    assert difference(got["logits"][-len(wanted) :], wanted) < TOLERANCE
    assert got["generated_ids"].tolist() == golden["generated_ids_both_kinds"].tolist()


@pytest.mark.parametrize("step", [7, 64])
@pytest.mark.parametrize("case", IMAGE_CASES)
@pytest.mark.usefixtures("both_ways_everywhere")
def test_the_other_answer_holds_in_chunks(
    case: str, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.session.PREFILL_STEP", step)
    conversation = Conversation(load_model(model_folder(MODEL), dtype="float32"))
    request = read_request(DATA / MODEL / "cases" / f"{case}.json")
    params = GenerationParams(max_tokens=16, temperature=0)
    events = list(conversation.respond(request.messages, params, CancelToken()))
    done = next(event for event in events if isinstance(event, Done))
    wanted = read_case(MODEL, case)["generated_ids_both_kinds"].tolist()
    assert list(done.token_ids) == wanted[: len(done.token_ids)]


@pytest.mark.parametrize("case", IMAGE_CASES)
def test_the_two_answers_are_far_apart_and_ours_is_sliding_only(case: str) -> None:
    golden = read_case(MODEL, case)
    other = golden["logits_both_kinds"]
    assert difference(golden["logits"][-len(other) :], other) > 0.01
    assert family.PICTURES_BOTH_WAYS_ON_FULL_LAYERS is False
