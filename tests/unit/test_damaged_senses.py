"""A damaged eye or ear costs its sense and not the model."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import mlx.core as mx
import pytest

from app.cli import doctor as doctor_cli
from app.senses import history_refusal, refusal
from engine.cancel import CancelToken
from engine.doctor import examine
from engine.errors import MediaError, ModelCorrupt
from engine.loading import load_model
from engine.session import Conversation
from engine.types import (
    AudioPart,
    Done,
    GenerationParams,
    ImagePart,
    Message,
    ModelInfo,
    Sense,
    TextPart,
)
from tests.doctor_models import FOUR_BY_32, quantised_copy
from tests.tiny_models import GEMMA4, GOLDEN, MEDIA, copy_model, read_weights, rewrite_weights
from tests.unit.app_fakes import make_info

PICTURE = ImagePart(MEDIA / "scene.png")
SOUND = AudioPart(MEDIA / "tone.wav")
EYE = "model.vision_tower.encoder.layers.1.mlp.up_proj.linear.weight"
EAR = "model.audio_tower.layers.0.feed_forward1.ffw_layer_1.linear.weight"


def broken(tmp_path: Path, source: Path, **changes: mx.array | None) -> Path:
    folder = copy_model(source, tmp_path / "m")
    rewrite_weights(folder, **{name.replace(".", "__"): value for name, value in changes.items()})
    return folder


def answer(folder: Path, *parts: ImagePart | AudioPart) -> Done:
    chat = Conversation(load_model(folder))
    message = Message("user", (*parts, TextPart("What is this?")))
    params = GenerationParams(max_tokens=4, temperature=0)
    for event in chat.respond([message], params, CancelToken()):
        if isinstance(event, Done):
            return event
    raise AssertionError("no Done")


@pytest.mark.parametrize(
    ("golden", "lost", "sense", "left"),
    [
        ("gemma4_e2b", EYE, "image", SOUND),
        ("gemma4_e2b", EAR, "audio", PICTURE),
        ("gemma4_unified", "model.vision_embedder.patch_dense.weight", "image", SOUND),
        ("gemma4_unified", "model.embed_vision.embedding_projection.weight", "image", SOUND),
        ("qwen3_vl", "model.visual.blocks.1.mlp.linear_fc1.weight", "image", None),
        ("qwen3_vl_moe", "model.visual.deepstack_merger_list.1.norm.weight", "image", None),
        ("qwen3_5", "model.visual.merger.linear_fc2.bias", "image", None),
    ],
)
def test_missing_tensor_of_a_tower_turns_its_sense_off(
    tmp_path: Path, golden: str, lost: str, sense: Sense, left: ImagePart | AudioPart | None
) -> None:
    folder = broken(tmp_path, GOLDEN / golden / "model", **{lost: None})
    info = load_model(folder).info
    assert sense not in info.senses
    assert "text" in info.senses
    assert lost in info.why_off(sense)
    assert "--refetch" in info.why_off(sense)
    assert answer(folder).token_ids
    if left is not None:
        assert answer(folder, left).saw[0].soft_tokens
    with pytest.raises(MediaError, match=lost):
        answer(folder, PICTURE if sense == "image" else SOUND)


def test_answers_are_those_of_the_whole_model(tmp_path: Path) -> None:
    folder = broken(tmp_path, GEMMA4, **{EYE: None, EAR: None})
    assert load_model(folder).info.senses == ("text",)
    assert answer(folder).token_ids == answer(GEMMA4).token_ids


def test_wrong_shape_in_a_tower_turns_its_sense_off(tmp_path: Path) -> None:
    folder = broken(tmp_path, GEMMA4, **{EYE: mx.zeros((3, 5), mx.bfloat16)})
    info = load_model(folder).info
    assert info.senses == ("text", "audio")
    assert "3×5" in info.why_off("image")


def test_scales_that_fit_nothing_in_a_tower_turn_its_sense_off(tmp_path: Path) -> None:
    folder = quantised_copy(GEMMA4, tmp_path / "m", FOUR_BY_32)
    names = [n for n in read_weights(folder) if n.endswith(".scales") and "audio_tower" in n]
    assert names, "nothing of the tower was quantised"
    rewrite_weights(folder, **{names[0].replace(".", "__"): None})
    assert load_model(folder).info.senses == ("text", "image")


@pytest.mark.parametrize("also", [None, EYE])
def test_missing_tensor_of_the_language_model_refuses(tmp_path: Path, also: str | None) -> None:
    lost = "model.language_model.layers.0.self_attn.q_proj.weight"
    folder = broken(tmp_path, GEMMA4, **{lost: None}, **({also: None} if also else {}))
    with pytest.raises(ModelCorrupt, match="q_proj"):
        load_model(folder)
    report = examine(folder)
    assert report.verdict == "cannot be loaded"
    assert set(report.faults[0].items) == {lost, *([also] if also else [])}


def test_doctor_names_the_sense_the_tensor_and_the_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = broken(tmp_path, GEMMA4, **{EAR: None})
    report = examine(folder)
    assert (report.senses, report.off, report.absent) == (("text", "image"), ("audio",), ())
    (fault,) = report.faults
    assert (fault.kind, fault.stops, list(fault.items)) == ("missing-tensors", False, [EAR])
    assert report.verdict.startswith("fits")
    assert doctor_cli.main([str(folder)]) == 1
    page = " ".join(capsys.readouterr().out.split())
    assert "Sounds are off, text works; 1 tensor is missing" in page
    assert "text, pictures (sounds are off)" in page
    assert "models verify --refetch" in page
    assert doctor_cli.main([str(folder), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["off"] == ["audio"]


def test_whole_model_has_nothing_off() -> None:
    assert load_model(GEMMA4).info.off == ()
    assert examine(GEMMA4).off == ()


def test_window_says_why_a_picture_is_not_taken() -> None:
    deaf: ModelInfo = replace(
        make_info(), senses=("text",), off=(("audio", "Sounds are off; x is missing."),)
    )
    assert "x is missing" in refusal(deaf, "audio", "song.wav")
    assert "cannot see pictures" in refusal(deaf, "image", "cat.png")
    assert "x is missing" in history_refusal(deaf, ["text", "audio"])
    assert "x is missing" not in history_refusal(deaf, ["image"])
    assert history_refusal(deaf, ["text"]) == ""
