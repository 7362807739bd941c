"""What running a model shows that its headers do not tell."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import mlx.core as mx
import pytest

from app.paths import starter_model
from engine.cancel import CancelToken
from engine.deep import KNOWN_ANSWERS, Deep, run_deep, token_faults
from engine.deep_weights import weight_faults
from engine.doctor import examine
from engine.errors import Cancelled
from engine.loading import load_model
from tests.doctor_models import FOUR, MXFP4, Settings, quantised_copy
from tests.tiny_models import GEMMA4, GEMMA4_MOE, GOLDEN, copy_model, read_weights, write_qwen3

MODELS = sorted(path.parent for path in GOLDEN.glob("*/model/config.json"))
LAYER = "model.language_model.layers"


def kinds(deep: Deep) -> list[str]:
    return sorted(fault.kind for fault in deep.faults)


def changed(source: Path, folder: Path, name: str, change: Any) -> Path:
    copy_model(source, folder)
    weights = read_weights(folder)
    weights[name] = change(weights[name])
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    return folder


@pytest.mark.parametrize("folder", MODELS, ids=lambda path: path.parent.name)
def test_random_model_gives_no_warning(folder: Path) -> None:
    """It knows nothing, which is no fault."""
    deep = run_deep(folder)
    assert [fault.what for fault in deep.faults] == []
    assert deep.rows[-1].layer == "logits"
    assert deep.surprise > 0


@pytest.mark.parametrize("settings", [FOUR, MXFP4], ids=["4-g64", "mxfp4"])
def test_quantised_model_gives_no_warning(tmp_path: Path, settings: Settings) -> None:
    assert run_deep(quantised_copy(GEMMA4_MOE, tmp_path / "m", settings)).faults == ()


def test_text_model_of_mlx_lm_gives_no_warning(tmp_path: Path) -> None:
    assert run_deep(write_qwen3(tmp_path / "q")).faults == ()


def test_first_layer_with_invalid_numbers_is_named(tmp_path: Path) -> None:
    name = f"{LAYER}.1.mlp.up_proj.weight"

    def spoil(value: mx.array) -> mx.array:
        value[0, 0] = mx.nan
        return value

    deep = run_deep(changed(GEMMA4, tmp_path / "m", name, spoil))
    assert kinds(deep) == ["invalid-layer", "invalid-weights"]
    layer = next(fault for fault in deep.faults if fault.kind == "invalid-layer")
    assert list(layer.items) == ["layers.1"]
    json.dumps(deep.as_json(), allow_nan=False)


def test_tower_with_invalid_numbers_is_named(tmp_path: Path) -> None:
    name = "model.vision_tower.encoder.layers.1.mlp.up_proj.linear.weight"
    deep = run_deep(changed(GEMMA4, tmp_path / "m", name, lambda value: value * mx.nan))
    told = [fault.what for fault in deep.faults if fault.kind == "invalid-layer"]
    assert len(told) == 1
    assert "vision_tower.layers.1" in told[0]


@pytest.mark.parametrize(
    ("factor", "kind"), [(0.0, "empty-weights"), (1e5, "loud-weights")], ids=["zeros", "loud"]
)
def test_weights_that_no_trained_model_has_are_named(
    tmp_path: Path, factor: float, kind: str
) -> None:
    name = f"{LAYER}.1.mlp.up_proj.weight"
    deep = run_deep(changed(GEMMA4, tmp_path / "m", name, lambda value: value * factor))
    assert kind in kinds(deep)
    fault = next(fault for fault in deep.faults if fault.kind == kind)
    assert list(fault.items) == ["language_model.model.layers.1.mlp.up_proj.weight"]


def test_first_layer_whose_numbers_run_away_is_named(tmp_path: Path) -> None:
    """Qwen3 has no norm behind a layer: what its weights do wrong, the residual stream keeps."""
    write_qwen3(tmp_path / "q")
    name = "model.layers.1.mlp.down_proj.weight"
    deep = run_deep(changed(tmp_path / "q", tmp_path / "m", name, lambda value: value * 1e12))
    assert kinds(deep) == ["loud-weights", "runaway-layer"]
    layer = next(fault for fault in deep.faults if fault.kind == "runaway-layer")
    assert list(layer.items) == ["layers.1"]


def test_exponent_bytes_in_a_single_module_are_found_by_their_values(tmp_path: Path) -> None:
    folder = quantised_copy(GEMMA4_MOE, tmp_path / "m", {**FOUR, "group_size": 32})
    model = load_model(folder).model
    path = "language_model.model.layers.1.mlp.up_proj"
    module = model.language_model.model.layers[1].mlp.up_proj
    module.scales = mx.full(module.scales.shape, 119.0, module.scales.dtype)
    faults = weight_faults(model, CancelToken())
    assert [fault.kind for fault in faults] == ["exponent-scales"]
    assert list(faults[0].items) == [f"{path}.scales"]


def test_tokenizer_with_more_tokens_than_the_model_is_told() -> None:
    model = load_model(GEMMA4)
    tokens = max(model.tokenizer.get_vocab().values()) + 1
    assert token_faults(model, tokens) == []
    assert f"{tokens - 1:,}" in token_faults(model, tokens - 1)[0].what


def test_model_that_cannot_be_loaded_is_a_fault_and_not_a_crash(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    (folder / "tokenizer.json").write_text('{"version": "1.0"}')
    assert examine(folder).healthy  # headers and first bytes are all that it reads
    deep = run_deep(folder)
    assert kinds(deep) == ["load"]
    assert "tokenizer" in deep.faults[0].what


def test_starter_gives_its_known_answers() -> None:
    deep = run_deep(starter_model())
    assert [fault.what for fault in deep.faults] == []
    assert deep.answers
    assert all(answer.right for answer in deep.answers)


def test_wrong_answer_is_told_with_what_came(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    shutil.copytree(starter_model(), folder, ignore=shutil.ignore_patterns("training"))
    entries = [{"prompt": "Who are you?", "expect": ["a submarine"]}]
    (folder / KNOWN_ANSWERS).write_text(json.dumps(entries))
    deep = run_deep(folder)
    assert kinds(deep) == ["wrong-answers"]
    assert "submarine" in deep.faults[0].what
    assert "Parlance" in deep.faults[0].items["Who are you?"]


def test_deep_examination_stops_when_asked() -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        run_deep(GEMMA4, cancel)
