"""Model folders that are broken in every way we know of: each is named in one sentence."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest
from mlx.utils import tree_flatten

from engine.cancel import CancelToken
from engine.errors import (
    Cancelled,
    EngineError,
    MediaError,
    ModelCorrupt,
    ModelNotFound,
    ModelUnsupported,
    OutOfMemory,
)
from engine.estimate import estimate_memory, kv_cache_bytes
from engine.loading import import_heavy, load_model
from engine.mlx_lm_models import importing, light_mlx_lm
from engine.model_info import describe_model, inspect_model
from engine.session import Conversation
from engine.types import AudioPart, Done, GenerationParams, Message, Stage
from tests.tiny_models import (
    GEMMA4,
    GEMMA4_MOE,
    GOLDEN,
    MEDIA,
    copy_model,
    read_weights,
    rewrite_weights,
    shard_weights,
    write_qwen3,
)

LAYER = "model.language_model.layers.1.mlp.gate_proj.weight"


def greedy(folder: Path, text: str = "hello there") -> tuple[int, ...]:
    conversation = Conversation(load_model(folder))
    params = GenerationParams(max_tokens=8, temperature=0)
    for event in conversation.respond([Message.of("user", text)], params, CancelToken()):
        if isinstance(event, Done):
            return event.token_ids
    raise AssertionError("no Done")


def refused(folder: Path, kind: type[EngineError], *words: str) -> str:
    """Loading and inspecting must both fail before anything runs, with these words."""
    with pytest.raises(kind) as caught:
        load_model(folder)
    sentence = str(caught.value)
    for word in words:
        assert word in sentence
    assert "\n" not in sentence
    return sentence


def test_missing_folder(tmp_path: Path) -> None:
    refused(tmp_path / "nothing", ModelNotFound, "nothing")


def test_folder_without_config(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    (folder / "config.json").unlink()
    refused(folder, ModelNotFound, "config.json")


def test_damaged_config(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    (folder / "config.json").write_text('{"model_type": ')
    refused(folder, ModelCorrupt, "config.json")


def test_config_without_model_type(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m", model_type=None)
    refused(folder, ModelCorrupt, "model_type")


def test_unknown_architecture(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m", model_type="frobnicator")
    refused(folder, ModelUnsupported, "frobnicator")


def test_metadata_without_weights(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    (folder / "model.safetensors").unlink()
    refused(folder, ModelNotFound, "no weights")


@pytest.mark.parametrize("with_config", [True, False])
def test_gguf_only(tmp_path: Path, with_config: bool) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    if not with_config:
        (folder / "config.json").unlink()
    (folder / "model.safetensors").rename(folder / "model-Q4_K_M.gguf")
    refused(folder, ModelUnsupported, "GGUF")


@pytest.mark.parametrize("with_index", [True, False])
def test_missing_shard(tmp_path: Path, with_index: bool) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    files = shard_weights(folder, 3)
    files[1].unlink()
    if not with_index:
        (folder / "model.safetensors.index.json").unlink()
    refused(folder, ModelCorrupt, "model-00002-of-00003.safetensors", "missing")


def test_truncated_weights(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-1000])
    refused(folder, ModelCorrupt, "model.safetensors", "cut short")


@pytest.mark.parametrize(
    "content", [b"", b"abc", b"\xff" * 64, b"\x10\0\0\0\0\0\0\0not json at all"]
)
def test_damaged_header(tmp_path: Path, content: bytes) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    (folder / "model.safetensors").write_bytes(content)
    refused(folder, ModelCorrupt, "model.safetensors")


def test_missing_tensor_is_named(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    rewrite_weights(folder, **{LAYER.replace(".", "__"): None})
    refused(folder, ModelCorrupt, "layers.1.mlp.gate_proj.weight", "1 tensor")


def test_wrong_shape_is_named(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    rewrite_weights(folder, **{LAYER.replace(".", "__"): mx.zeros((3, 5), mx.bfloat16)})
    refused(folder, ModelCorrupt, "layers.1.mlp.gate_proj.weight", "3×5")


def test_foreign_tensor_is_named(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    rewrite_weights(folder, model__language_model__layers__77__odd=mx.zeros((2,)))
    refused(folder, ModelCorrupt, "layers.77.odd")


def test_missing_tokenizer(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    (folder / "tokenizer.json").unlink()
    refused(folder, ModelCorrupt, "tokenizer.json")


def test_damaged_tokenizer(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    (folder / "tokenizer.json").write_text('{"version": "1.0"}')
    refused(folder, ModelCorrupt, "tokenizer")


def test_shards_in_any_order_load_alike(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    shard_weights(folder, 3)
    first, last = (folder / f"model-0000{i}-of-00003.safetensors" for i in (1, 3))
    content = first.read_bytes()
    first.write_bytes(last.read_bytes())
    last.write_bytes(content)
    (folder / "model.safetensors.index.json").unlink()
    assert greedy(folder) == greedy(GEMMA4)


@pytest.mark.parametrize("source", [GEMMA4, GEMMA4_MOE], ids=["e2b", "moe"])
def test_config_saved_by_transformers_5_loads_alike(tmp_path: Path, source: Path) -> None:
    folder = copy_model(source, tmp_path / "m")
    (folder / "config_tf5.json").replace(folder / "config.json")
    assert greedy(folder) == greedy(source)


def test_converted_tensor_names_load_alike(tmp_path: Path) -> None:
    """mlx-community's layout: language_model.model.*, towers at the top."""
    folder = copy_model(GEMMA4, tmp_path / "m")
    weights = read_weights(folder)
    converted = {
        name.removeprefix("model.").replace("language_model.", "language_model.model."): value
        for name, value in weights.items()
    }
    mx.save_safetensors(str(folder / "model.safetensors"), converted)
    assert greedy(folder) == greedy(GEMMA4)


@pytest.mark.parametrize(
    ("mode", "bits", "group"), [("affine", 4, 32), ("affine", 8, 64), ("mxfp4", 4, 32)]
)
def test_quantised_model_computes_as_its_dequantised_weights(
    tmp_path: Path, mode: str, bits: int, group: int
) -> None:
    """One module differs from the rest, as in published 26B-A4B files."""
    packed, plain = copy_model(GEMMA4, tmp_path / "q"), copy_model(GEMMA4, tmp_path / "p")
    weights = read_weights(GEMMA4)
    special = "language_model.model.layers.0.mlp.down_proj"
    config = json.loads((packed / "config.json").read_text())
    config["quantization"] = {"group_size": group, "bits": bits, "mode": mode}
    quantised, dequantised = {}, {}
    for name, value in weights.items():
        short = name.removeprefix("model.").replace("language_model.", "language_model.model.")
        module = short.removesuffix(".weight")
        dequantised[name] = value
        if ".mlp." not in name or value.ndim != 2 or value.shape[1] % 64 or "tower" in name:
            quantised[short] = value
            continue
        own = (8, 64, "affine") if module == special else (bits, group, mode)
        parts = mx.quantize(value.astype(mx.float32), group_size=own[1], bits=own[0], mode=own[2])
        quantised[short] = parts[0]
        quantised |= {
            f"{module}.{part}": array
            for part, array in zip(("scales", "biases"), parts[1:], strict=False)
        }
        dequantised[name] = mx.dequantize(
            *parts, group_size=own[1], bits=own[0], mode=own[2], dtype=mx.float32
        )
    assert f"{special}.scales" in quantised
    config["quantization"][special] = {"group_size": 64, "bits": 8, "mode": "affine"}
    (packed / "config.json").write_text(json.dumps(config))
    mx.save_safetensors(str(packed / "model.safetensors"), quantised)
    mx.save_safetensors(str(plain / "model.safetensors"), dequantised)
    ids = mx.array([[2, 17, 300, 41, 9, 120]])
    # Both in float32: only the representation of the weights differs.
    got = np.array(load_model(packed, dtype="float32").model(ids))
    wanted = np.array(load_model(plain, dtype="float32").model(ids))
    assert np.abs(got - wanted).max() < 1e-4 * np.abs(wanted).max()
    assert "8" in inspect_model(packed).quantisation or mode != "affine"


def test_model_that_cannot_fit_is_refused_with_the_sum() -> None:
    with pytest.raises(OutOfMemory, match=r"weights \+ .* context") as caught:
        load_model(GEMMA4, memory_limit=500_000)
    assert "smaller" in str(caught.value)


def test_estimate_counts_weights_exactly_and_caches_by_kind() -> None:
    estimate = estimate_memory(GEMMA4, context=1000, recommended=1 << 40)
    assert estimate.weights == inspect_model(GEMMA4).nbytes
    assert estimate.fits
    model = load_model(GEMMA4)
    caches = model.make_caches()
    ids = mx.zeros((1, 1000), mx.int32)
    model.model(ids, cache=caches)
    full = sum(c.nbytes for c in caches if type(c).__name__ == "KVCache")
    config = model.config
    text = config["text_config"]
    window = dict(text, layer_types=["full_attention"] * len(text["layer_types"]))
    assert kv_cache_bytes(config, 1000) < kv_cache_bytes({**config, "text_config": window}, 1000)
    assert kv_cache_bytes(config, 2000) - kv_cache_bytes(config, 1000) == pytest.approx(
        full * 1000 / 1024, rel=0.05
    )


def test_loading_stops_when_asked() -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        load_model(GEMMA4, cancel=cancel)


def test_loading_tells_how_far_it_is() -> None:
    stages: list[Stage] = []
    load_model(GEMMA4, progress=stages.append)
    assert stages[-1].done == stages[-1].total > 0
    assert [s.name for s in stages] == ["load"] * len(stages)


def test_info_is_read_without_loading(tmp_path: Path) -> None:
    info = inspect_model(GEMMA4)
    assert info.senses == ("text", "image", "audio")
    assert info.family == "gemma4"
    assert info.quantisation == "bf16"
    assert inspect_model(GEMMA4_MOE).senses == ("text", "image")
    assert inspect_model(write_qwen3(tmp_path / "q")).senses == ("text",)


def test_tower_without_weights_is_no_sense(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    weights = {n: v for n, v in read_weights(folder).items() if "audio" not in n}
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    assert inspect_model(folder).senses == ("text", "image")
    assert greedy(folder) == greedy(GEMMA4)
    sound = Message("user", (AudioPart(path=MEDIA / "tone.wav"),))
    with pytest.raises(MediaError, match="no sounds"):
        list(Conversation(load_model(folder)).respond([sound], GenerationParams(), CancelToken()))


def test_lists_keep_what_cannot_be_loaded_with_its_reason(tmp_path: Path) -> None:
    info = describe_model(tmp_path / "gone")
    assert info.name == "gone"
    assert "config.json" in info.problem


def test_hub_snapshot_is_called_by_its_repository(tmp_path: Path) -> None:
    folder = tmp_path / "models--somebody--gemma-4-e2b-it-4bit" / "snapshots" / "abc123"
    folder.parent.mkdir(parents=True)
    assert inspect_model(copy_model(GEMMA4, folder)).name == "gemma-4-e2b-it-4bit"


def test_two_models_one_after_the_other_do_not_disturb_each_other(tmp_path: Path) -> None:
    first = greedy(GEMMA4)
    greedy(write_qwen3(tmp_path / "q"))
    assert greedy(GEMMA4) == first


@pytest.mark.parametrize("name", ["gemma4_e2b", "gemma4_unified", "qwen3_vl", "qwen3_5"])
def test_towers_that_the_config_does_not_describe_are_left_out(name: str, tmp_path: Path) -> None:
    """A text-only copy made by editing config.json alone."""
    folder = copy_model(
        GOLDEN / name / "model", tmp_path / "m", vision_config=None, audio_config=None
    )
    model = load_model(folder)
    assert model.info.senses == ("text",)
    assert not [
        n for n, _ in tree_flatten(model.model.parameters()) if "vision" in n or "audio" in n
    ]


def test_mlx_lm_is_imported_whole_while_another_thread_looks_at_a_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def held() -> bool:
        found: list[bool] = []
        other = threading.Thread(target=lambda: found.append(importing.acquire(blocking=False)))
        other.start()
        other.join()
        return not found[0]

    with light_mlx_lm():
        assert held()
    seen: list[bool] = []
    monkeypatch.setattr("engine.loading.importlib.import_module", lambda _: seen.append(held()))
    import_heavy(CancelToken())
    assert seen
    assert all(seen)
