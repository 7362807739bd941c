"""Gemma 4 unified: names and layouts of its files, odd pictures and sounds."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest
import soundfile
from PIL import Image

from engine.cancel import CancelToken
from engine.errors import Cancelled, EngineError, MediaError
from engine.families import gemma4_unified as subject
from engine.loading import LoadedModel, load_model
from engine.media.audio import Sound, decode_audio
from engine.media.gemma4_image import ImageSettings
from engine.media.gemma4_unified import FrameSettings, prepare_audio, prepare_image
from engine.media.image import open_image
from engine.model_info import inspect_model
from engine.session import Conversation
from engine.towers.gemma4_unified import VisionEmbedder
from engine.types import AudioPart, Delta, Done, GenerationParams, ImagePart, Message, TextPart
from tests.tiny_models import GOLDEN, MEDIA, copy_model, read_weights

UNIFIED = GOLDEN / "gemma4_unified" / "model"
QUESTION = Message(
    "user",
    (ImagePart(MEDIA / "scene.png"), AudioPart(MEDIA / "tone.wav"), TextPart("What is this?")),
)
Weights = dict[str, mx.array]


def converted(weights: Weights) -> Weights:
    """mlx-community's layout."""
    return {
        name.removeprefix("model.").replace("language_model.", "language_model.model."): value
        for name, value in weights.items()
    }


def inner(weights: Weights) -> Weights:
    """The names of the reference's own classes."""
    names = {
        "vision_embedder.": "embed_vision.",
        "embed_vision.": "embed_vision.multimodal_embedder.",
    }
    renamed = {}
    for name, value in weights.items():
        for published, own in names.items():
            if name.startswith(f"model.{published}"):
                name = name.replace(published, own)  # noqa: PLW2901
                break
        renamed[name] = value
    return renamed


def published(weights: Weights) -> Weights:
    return weights


LAYOUTS = [published, converted, inner]


def rewritten(folder: Path, weights: Weights, **config: Any) -> Path:
    copy_model(UNIFIED, folder, **config)
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    return folder


def greedy(model: LoadedModel, message: Message = QUESTION) -> tuple[int, ...]:
    params = GenerationParams(max_tokens=8, temperature=0)
    for event in Conversation(model).respond([message], params, CancelToken()):
        if isinstance(event, Done):
            return event.token_ids
    raise AssertionError("no Done")


def features(model: LoadedModel) -> list[np.ndarray[Any, Any]]:
    """Soft tokens of the picture and of the sound of `QUESTION`."""
    media = model.media.emptied()
    parts = [part for part in QUESTION.parts if not isinstance(part, TextPart)]
    soft = [media.encode(media.look(part), lambda: None) for part in parts]
    return [np.array(one.features.astype(mx.float32)) for one in soft]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_of_the_tensors_loads_alike(layout: Any, tmp_path: Path) -> None:
    folder = rewritten(tmp_path / "m", layout(read_weights(UNIFIED)))
    assert inspect_model(folder).senses == ("text", "image", "audio")
    assert greedy(load_model(folder)) == greedy(load_model(UNIFIED))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_sanitizing_twice_is_sanitizing_once(layout: Any) -> None:
    model = load_model(UNIFIED).model
    once = model.sanitize(layout(read_weights(UNIFIED)))
    twice = model.sanitize(once)
    assert once.keys() == twice.keys()
    assert all(mx.array_equal(once[name], twice[name]) for name in once)


@pytest.mark.parametrize(
    ("mode", "bits", "group"), [("affine", 4, 32), ("affine", 8, 64), ("mxfp4", 4, 32)]
)
def test_projections_compute_as_their_dequantised_weights(
    mode: str, bits: int, group: int, tmp_path: Path
) -> None:
    """`patch_dense` has a bias of its own beside the quantisation's biases."""
    settings: Any = {"group_size": group, "bits": bits, "mode": mode}
    exact: Any = {**settings, "dtype": mx.float32}
    packed, plain = {}, {}
    for name, value in converted(read_weights(UNIFIED)).items():
        module, _, last = name.rpartition(".")
        plain[name] = packed[name] = value
        if last != "weight" or value.ndim != 2 or value.shape[1] % group:
            continue
        parts: Any = mx.quantize(value.astype(mx.float32), **settings)
        packed[name] = parts[0]
        packed |= {
            f"{module}.{part}": array
            for part, array in zip(("scales", "biases"), parts[1:], strict=False)
        }
        plain[name] = mx.dequantize(*parts, **exact)
    dense = "vision_embedder.patch_dense"
    assert f"{dense}.scales" in packed
    assert packed[f"{dense}.bias"].shape == (96,)
    quantised = load_model(
        rewritten(tmp_path / "q", packed, quantization=settings), dtype="float32"
    )
    dequantised = load_model(rewritten(tmp_path / "p", plain), dtype="float32")
    assert "bias" in quantised.model.vision_embedder.patch_dense
    for got, wanted in zip(features(quantised), features(dequantised), strict=True):
        assert np.abs(got - wanted).max() < 1e-4 * np.abs(wanted).max()
    without = load_model(tmp_path / "q", dtype="float32")
    without.model.vision_embedder.patch_dense.bias *= 0
    assert np.abs(features(without)[0] - features(quantised)[0]).max() > 1e-2


def test_a_projection_without_weights_is_no_sense(tmp_path: Path) -> None:
    weights = {n: v for n, v in read_weights(UNIFIED).items() if "embed_audio" not in n}
    folder = rewritten(tmp_path / "m", weights)
    assert inspect_model(folder).senses == ("text", "image")
    sound = Message("user", (AudioPart(MEDIA / "tone.wav"),))
    with pytest.raises(MediaError, match="no sounds"):
        greedy(load_model(folder), sound)


def test_text_alone_loads_with_neither_projection(tmp_path: Path) -> None:
    text = Message.of("user", "hello there")
    weights = {n: v for n, v in read_weights(UNIFIED).items() if "language_model" in n}
    model = load_model(rewritten(tmp_path / "m", weights))
    assert model.info.senses == ("text",)
    assert isinstance(model.model, subject.Model)
    assert greedy(model, text) == greedy(load_model(UNIFIED), text)


def test_a_missing_bias_is_named(tmp_path: Path) -> None:
    weights = read_weights(UNIFIED)
    del weights["model.vision_embedder.patch_dense.bias"]
    info = load_model(rewritten(tmp_path / "m", weights)).info
    assert "model.vision_embedder.patch_dense.bias" in info.why_off("image")
    assert info.senses == ("text", "audio")


@pytest.mark.parametrize(
    ("change", "words"),
    [({"patch_size": 16}, "squares of 32 pixels"), ({"max_soft_tokens": 280}, "positions for 80")],
)
def test_a_processor_of_another_model_is_refused(
    change: dict[str, int], words: str, tmp_path: Path
) -> None:
    folder = copy_model(UNIFIED, tmp_path / "m")
    file = folder / "processor_config.json"
    processor = json.loads(file.read_text())
    processor["image_processor"] |= change
    file.write_text(json.dumps(processor))
    with pytest.raises(EngineError, match=words):
        load_model(folder)


def test_two_rows_of_a_batch_see_the_same_picture() -> None:
    model = load_model(UNIFIED, dtype="float32")
    greedy(model)  # leaves its soft tokens placed
    ids = mx.array([[2, *range(30, 130)]])
    one, two = model.model(ids), model.model(mx.concatenate([ids, ids]))
    assert two.shape[0] == 2
    assert mx.allclose(two[0], one[0], atol=1e-4)
    assert mx.allclose(two[1], one[0], atol=1e-4)


def test_a_picture_in_the_making_can_be_stopped() -> None:
    model = load_model(UNIFIED)

    def stop() -> None:
        raise Cancelled

    for part in QUESTION.parts[:2]:
        assert not isinstance(part, TextPart)
        with pytest.raises(Cancelled):
            model.media.encode(model.media.look(part), stop)


def wave(samples: np.ndarray[Any, Any], rate: int = 16_000) -> Sound:
    return Sound(samples.astype(np.float32), rate, len(samples) / rate, 1, name="clip.wav")


@pytest.mark.parametrize(("seconds", "tokens"), [(0.01, 1), (0.04, 1), (0.0401, 2), (1, 25)])
def test_a_clip_has_a_soft_token_for_every_40_ms_begun(seconds: float, tokens: int) -> None:
    noise = np.random.default_rng(3).standard_normal(round(seconds * 16_000))
    prepared = prepare_audio(wave(noise), FrameSettings())
    assert prepared.soft_tokens == len(prepared.features) == tokens
    assert prepared.mask.all()
    assert np.array_equal(prepared.features.ravel()[: len(noise)], noise.astype(np.float32))
    assert not prepared.features.ravel()[len(noise) :].any()
    assert prepared.notes == ()


def test_a_clip_of_31_s_is_cut_at_30_and_says_so() -> None:
    prepared = prepare_audio(wave(np.ones(31 * 16_000)), FrameSettings())
    assert prepared.soft_tokens == 750
    assert prepared.seconds_used == 30
    assert any("first 30.0 s" in note for note in prepared.notes)


def test_a_clip_without_a_sample_is_refused() -> None:
    with pytest.raises(MediaError, match=r"clip\.wav is too short"):
        prepare_audio(wave(np.zeros(0)), FrameSettings())
    empty = io.BytesIO()
    soundfile.write(empty, np.zeros(0, np.float32), 16_000, format="WAV")
    with pytest.raises(MediaError, match=r"clip\.wav"):
        decode_audio(AudioPart(Path("clip.wav"), data=empty.getvalue(), name="clip.wav"))


def test_a_silent_clip_is_answered(tmp_path: Path) -> None:
    file = tmp_path / "silent.wav"
    soundfile.write(file, np.zeros(16_000, np.float32), 16_000)
    message = Message("user", (AudioPart(file), TextPart("What do you hear?")))
    params = GenerationParams(max_tokens=4, temperature=0)
    events = list(Conversation(load_model(UNIFIED)).respond([message], params, CancelToken()))
    assert any(isinstance(event, Delta) for event in events)


def test_a_sound_of_another_rate_is_resampled() -> None:
    noise = np.random.default_rng(3).standard_normal(48_000)
    assert prepare_audio(wave(noise, 48_000), FrameSettings()).soft_tokens == 25


def test_frames_are_as_long_as_the_projection_is_wide() -> None:
    settings = FrameSettings.from_processor(
        {"feature_extractor": {"feature_size": 128, "sampling_rate": 16_000}},
        {"audio_embed_dim": 640},
    )
    assert (settings.samples_per_token, settings.notes) == (640, ())
    assert FrameSettings.from_processor({}).notes != ()


@pytest.mark.parametrize(
    "size", [(1, 1), (3, 4000), (4000, 3), (6000, 4000), (48, 48), (672, 960), (2000, 2001)]
)
def test_pictures_of_any_size_stay_within_the_budget(size: tuple[int, int]) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", size, "teal").save(buffer, "PNG")
    opened = open_image(ImagePart(Path("p.png"), data=buffer.getvalue(), name="p.png"))
    prepared = prepare_image(opened, ImageSettings())
    rows, columns = prepared.grid
    assert 1 <= prepared.soft_tokens == rows * columns <= 280
    assert prepared.patches.shape == (rows * columns, 48 * 48 * 3)
    assert prepared.positions.max(axis=0).tolist() == [columns - 1, rows - 1]
    assert (prepared.width, prepared.height) == (columns * 48, rows * 48)


def test_a_patch_holds_its_own_square_row_by_row() -> None:
    """Against cutting the picture by hand."""
    settings = ImageSettings(patch_size=4, pooling_kernel_size=2, max_soft_tokens=70)
    grain = np.random.default_rng(1).integers(0, 256, (56, 80, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(grain).save(buffer, "PNG")
    opened = open_image(ImagePart(Path("p.png"), data=buffer.getvalue(), name="p.png"))
    prepared = prepare_image(opened, settings)
    assert prepared.grid == (7, 10)
    for patch, (x, y) in zip(prepared.patches, prepared.positions, strict=True):
        square = grain[y * 8 : y * 8 + 8, x * 8 : x * 8 + 8].reshape(-1)
        assert np.abs(patch - square / 255).max() < 1e-6


def test_a_nearly_white_patch_is_normed_exactly() -> None:
    """The plain sum of 6912 values near 0.95 would be off by a thousandth of what they vary."""
    grain = np.random.default_rng(5).standard_normal((4, 48 * 48 * 3))
    patches = (0.95 + 0.0005 * grain).astype(np.float32)
    exact = patches.astype(np.float64)
    exact -= exact.mean(axis=-1, keepdims=True)
    exact /= np.sqrt((exact**2).mean(axis=-1, keepdims=True) + 1e-5)
    normed = np.array(VisionEmbedder({}).patch_ln1(mx.array(patches)))
    assert np.abs(normed - exact).max() < 1e-5 * np.abs(exact).max()
