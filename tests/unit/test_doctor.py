"""What the doctor finds in copies of the goldens that were broken on purpose."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import mlx.core as mx
import pytest
from mlx.utils import tree_flatten

from engine.config import read_config
from engine.doctor import Report, examine
from engine.errors import EngineError, ModelCorrupt, ModelUnsupported
from engine.estimate import PREFILL_STEP
from engine.loading import load_model
from engine.name_claims import Inside, false_claim
from engine.shapes import check_tensors
from engine.weights import INDEX, read_headers
from tests.doctor_models import (
    EIGHT,
    FOUR,
    FOUR_BY_32,
    MXFP4,
    Settings,
    cast_exponents,
    change_quantisation,
    change_text_config,
    quantised_copy,
    write_sparse_26b,
)
from tests.tiny_models import (
    GEMMA4,
    GEMMA4_MOE,
    GOLDEN,
    copy_model,
    read_weights,
    rewrite_weights,
    shard_weights,
    write_qwen3,
)

MODELS = sorted(path.parent for path in GOLDEN.glob("*/model/config.json"))
ROOT = Path(__file__).resolve().parents[2]
LAYER = "model.language_model.layers"


def kinds(report: Report) -> list[str]:
    return sorted(fault.kind for fault in report.faults)


def found(report: Report, kind: str) -> dict[str, str]:
    """What the one fault of this kind concerns."""
    faults = [fault for fault in report.faults if fault.kind == kind]
    assert len(faults) == 1, [fault.what for fault in report.faults]
    return faults[0].items


def renamed(folder: Path, name: str) -> Path:
    return folder.rename(folder.with_name(name))


# Healthy models


@pytest.mark.parametrize("folder", MODELS, ids=lambda path: path.parent.name)
def test_healthy_model_gives_no_warning(folder: Path) -> None:
    report = examine(folder)
    assert [fault.what for fault in report.faults] == []
    assert report.notes == ()
    assert report.verdict.startswith("fits this machine")


def test_text_model_of_mlx_lm_gives_no_warning(tmp_path: Path) -> None:
    report = examine(write_qwen3(tmp_path / "q"))
    assert (report.faults, report.notes, report.senses) == ((), (), ("text",))


def special_mlp(path: str) -> Settings | None:
    return EIGHT if ".mlp." in path or ".router." in path else None


@pytest.mark.parametrize("source", [GEMMA4, GEMMA4_MOE], ids=["e2b", "moe"])
@pytest.mark.parametrize(
    "settings", [FOUR, FOUR_BY_32, EIGHT, MXFP4], ids=["4-g64", "4-g32", "8-g64", "mxfp4"]
)
@pytest.mark.parametrize("mixed", [False, True], ids=["uniform", "mixed"])
def test_quantised_model_gives_no_warning(
    tmp_path: Path, source: Path, settings: Settings, mixed: bool
) -> None:
    special = special_mlp if mixed else None
    report = examine(quantised_copy(source, tmp_path / "m", settings, special))
    assert [fault.what for fault in report.faults] == []
    assert report.notes == ()
    wanted = "mxfp4" if settings is MXFP4 else f"{settings['bits']}-bit g{settings['group_size']}"
    assert wanted in report.quantisation


def test_groups_tell_how_each_part_is_stored(tmp_path: Path) -> None:
    def special(path: str) -> Settings | None:
        return (
            EIGHT
            if ".router." in path
            else {**FOUR, "group_size": 32}
            if "switch" in path
            else None
        )

    report = examine(quantised_copy(GEMMA4_MOE, tmp_path / "m", FOUR, special))
    labels = {group.name: group.label for group in report.groups}
    assert labels["experts"] == "4-bit g32"
    assert labels["router"].startswith("8-bit g64")
    assert labels["embeddings"] == "4-bit g64"
    assert report.parameters == examine(GEMMA4_MOE).parameters


def test_full_layers_without_v_proj_are_healthy() -> None:
    names = read_weights(GEMMA4_MOE)
    assert f"{LAYER}.0.self_attn.v_proj.weight" in names
    assert f"{LAYER}.1.self_attn.v_proj.weight" not in names
    assert examine(GEMMA4_MOE).healthy


def test_unused_keys_and_values_of_kv_shared_layers_are_healthy(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    config = json.loads((folder / "config.json").read_text())["text_config"]
    last = config["num_hidden_layers"] - 1
    assert config["num_kv_shared_layers"] > 0
    weights = read_weights(folder)
    rows = config["num_key_value_heads"] * config["head_dim"]
    for part in ("k_proj", "v_proj"):
        name = f"{LAYER}.{last}.self_attn.{part}.weight"
        weights[name] = mx.zeros((rows, config["hidden_size"]), mx.bfloat16)
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    assert examine(folder).healthy


def test_bias_beside_biases_is_healthy_and_its_loss_is_named(tmp_path: Path) -> None:
    """A quantised layer with a true bias has both; they are told apart by their whole names."""
    source = next((m for m in MODELS if m.parent.name == "qwen3_vl"), None)
    if source is None:
        pytest.skip("no golden with biases")
    folder = quantised_copy(source, tmp_path / "m", FOUR_BY_32)
    assert examine(folder).healthy
    weights = read_weights(folder)
    packed = [n.removesuffix(".biases") for n in weights if n.endswith(".biases")]
    both = next(f"{module}.bias" for module in packed if f"{module}.bias" in weights)
    del weights[both]
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    assert list(found(examine(folder), "missing-tensors")) == [both]


def test_folder_may_be_called_anything_ordinary(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    for name in ("gemma-4-mini", "my model v2", "gemma4_tiny-4bit", "2024-05-12", "a4b"):
        folder = renamed(folder, name)
        assert examine(folder).healthy, name


# Tensors


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "gemma-4-12b-it")
    (folder / "tokenizer.json").unlink()
    weights = read_weights(folder)
    for index in (0, 2):
        del weights[f"{LAYER}.{index}.mlp.up_proj.weight"]
    weights[f"{LAYER}.1.self_attn.q_proj.weight"] = mx.zeros((3, 5), mx.bfloat16)
    weights[f"{LAYER}.1.odd"] = mx.zeros((2,))
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    report = examine(folder)
    assert kinds(report) == [
        "missing-tensors",
        "name-claims-another-model",
        "tokenizer",
        "unexpected-tensors",
        "wrong-shapes",
    ]
    assert list(found(report, "missing-tensors")) == [
        f"{LAYER}.{index}.mlp.up_proj.weight" for index in (0, 2)
    ]
    assert list(found(report, "wrong-shapes")) == [f"{LAYER}.1.self_attn.q_proj.weight"]
    assert list(found(report, "unexpected-tensors")) == [f"{LAYER}.1.odd"]
    assert report.verdict == "cannot be loaded"


def test_wrong_shape_is_measured_by_its_own_layer_type(tmp_path: Path) -> None:
    """Sliding and full layers have other heads: 2×16 and 1×32 here, so equal rows by chance."""
    folder = copy_model(GEMMA4_MOE, tmp_path / "m")
    kinds_of = json.loads((folder / "config.json").read_text())["text_config"]["layer_types"]
    name = f"{LAYER}.1.self_attn.k_proj.weight"
    rewrite_weights(folder, **{name.replace(".", "__"): mx.zeros((16, 64), mx.bfloat16)})
    detail = found(examine(folder), "wrong-shapes")[name]
    assert kinds_of[1].replace("_", "-") in detail
    assert "32×64" in detail


def test_layers_are_matched_by_whole_numbers(tmp_path: Path) -> None:
    """`layers.1` is not `layers.1x`."""
    from mlx_lm.models import qwen3

    folder = write_qwen3(tmp_path / "q")
    config = json.loads((folder / "config.json").read_text())
    config["num_hidden_layers"] = 12
    (folder / "config.json").write_text(json.dumps(config))
    weights = dict(tree_flatten(qwen3.Model(qwen3.ModelArgs.from_dict(config)).parameters()))
    del weights["model.layers.1.mlp.up_proj.weight"]
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    report = examine(folder)
    assert list(found(report, "missing-tensors")) == ["model.layers.1.mlp.up_proj.weight"]


@pytest.mark.parametrize("layers", [3, 8])
def test_config_with_another_number_of_layers_is_one_fault(tmp_path: Path, layers: int) -> None:
    folder = write_qwen3(tmp_path / "q")
    config = json.loads((folder / "config.json").read_text())
    config["num_hidden_layers"] = layers
    (folder / "config.json").write_text(json.dumps(config))
    report = examine(folder)
    assert kinds(report) == ["layer-count"]
    assert f"{layers} layers" in report.faults[0].what
    assert "hold 2" in report.faults[0].what


def test_config_of_another_width_is_one_fault(tmp_path: Path) -> None:
    folder = write_qwen3(tmp_path / "q")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "hidden_size": 128}))
    assert kinds(examine(folder)) == ["config-of-another-model"]


def test_config_that_no_model_can_be_built_from_is_a_fault(tmp_path: Path) -> None:
    folder = write_qwen3(tmp_path / "q")
    config = json.loads((folder / "config.json").read_text())
    del config["num_attention_heads"]
    (folder / "config.json").write_text(json.dumps(config))
    report = examine(folder)
    assert kinds(report) == ["config"]
    assert "num_attention_heads" in report.faults[0].what


def test_too_few_layer_types_are_a_contradiction(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    change_text_config(folder, num_hidden_layers=48)
    report = examine(folder)
    assert kinds(report) == ["config"]
    assert "layer_types names only" in report.faults[0].what


@pytest.mark.parametrize("value", ["x", -1, 10**9, 1.5, {}], ids=str)
@pytest.mark.parametrize(
    "key", ["num_hidden_layers", "hidden_size", "max_position_embeddings", "num_key_value_heads"]
)
def test_odd_number_in_config_is_a_fault_and_not_a_crash(
    tmp_path: Path, key: str, value: object
) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    change_text_config(folder, **{key: value})
    report = examine(folder)
    if key != "max_position_embeddings" or value != 10**9:
        assert not report.healthy
        with pytest.raises(EngineError):
            load_model(folder)


def test_heads_that_cannot_be_shared_are_a_fault(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    change_text_config(folder, num_key_value_heads=3)
    report = examine(folder)
    assert kinds(report) == ["config"]
    assert "3 key and value heads" in report.faults[0].what


def test_architecture_whose_code_quits_the_process_is_a_fault(tmp_path: Path) -> None:
    """mlx-lm's olmo calls exit() where a package is absent."""
    folder = write_qwen3(tmp_path / "q")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "model_type": "olmo"}))
    report = examine(folder)
    assert kinds(report) == ["architecture"]
    with pytest.raises(ModelUnsupported):
        load_model(folder)


def test_absent_expert_that_sanitize_trips_over_is_named(tmp_path: Path) -> None:
    from mlx_lm.models import qwen3_moe

    folder = write_qwen3(tmp_path / "q")
    config = json.loads((folder / "config.json").read_text())
    config |= {
        "model_type": "qwen3_moe",
        "num_experts": 4,
        "num_experts_per_tok": 2,
        "decoder_sparse_step": 1,
        "mlp_only_layers": [],
        "moe_intermediate_size": 32,
        "norm_topk_prob": True,
    }
    (folder / "config.json").write_text(json.dumps(config))
    model = qwen3_moe.Model(qwen3_moe.ModelArgs.from_dict(config))
    weights = {}
    for name, value in tree_flatten(model.parameters()):
        if ".switch_mlp." in name:
            for expert in range(4):
                single = name.replace("switch_mlp", f"experts.{expert}")
                weights[single] = mx.contiguous(value[expert])
        else:
            weights[name] = value
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    assert examine(folder).healthy
    lost = [f"model.layers.1.mlp.experts.{expert}.up_proj.weight" for expert in (1, 3)]
    for name in lost:
        del weights[name]
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    assert list(found(examine(folder), "missing-tensors")) == lost


def test_tower_without_its_projection_lacks_that_one_tensor(tmp_path: Path) -> None:
    """And is not called a model that knows no sounds, with hundreds of tensors too many."""
    folder = copy_model(GEMMA4, tmp_path / "m")
    name = "model.embed_audio.embedding_projection.weight"
    rewrite_weights(folder, **{name.replace(".", "__"): None})
    report = examine(folder)
    assert kinds(report) == ["missing-tensors"]
    assert list(found(report, "missing-tensors")) == [name]


# Quantisation


def test_scales_one_column_short_are_named(tmp_path: Path) -> None:
    folder = quantised_copy(GEMMA4, tmp_path / "m", FOUR_BY_32)
    name = "language_model.model.layers.0.self_attn.q_proj.scales"
    weights = read_weights(folder)
    weights[name] = weights[name][:, :-1]
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    report = examine(folder)
    assert list(found(report, "unfit-scales")) == [name]
    with pytest.raises(ModelCorrupt, match="q_proj"):
        load_model(folder)


def test_deleted_overrides_are_told_but_read_as_they_are(tmp_path: Path) -> None:
    """The shapes are unmistakable, so nothing stops the model; but config.json is not right."""
    folder = quantised_copy(GEMMA4, tmp_path / "m", FOUR, special_mlp)
    settings = json.loads((folder / "config.json").read_text())["quantization"]
    change_quantisation(folder, **{name: None for name in settings if ".mlp." in name})
    report = examine(folder)
    assert report.healthy
    assert any("8-bit g64" in note and "mlp" in note for note in report.notes)
    load_model(folder)


def test_override_that_contradicts_the_weights_is_named(tmp_path: Path) -> None:
    folder = quantised_copy(GEMMA4, tmp_path / "m", FOUR)
    name = "language_model.model.layers.0.mlp.up_proj"
    change_quantisation(folder, **{name: EIGHT})
    report = examine(folder)
    detail = found(report, "contrary-packing")[f"{name}.weight"]
    assert "4-bit g64" in detail
    assert "8-bit g64" in detail
    with pytest.raises(ModelCorrupt, match="up_proj"):
        load_model(folder)


@pytest.mark.parametrize("name", ["", "language_model.model.layers.0.mlp.up_proj"])
def test_unknown_mode_is_named(tmp_path: Path, name: str) -> None:
    folder = quantised_copy(GEMMA4, tmp_path / "m", FOUR)
    change_quantisation(folder, **({name: {**FOUR, "mode": "q4_k"}} if name else {"mode": "q4_k"}))
    report = examine(folder)
    assert "q4_k" in next(f.what for f in report.faults if f.kind == "unknown-mode")
    with pytest.raises(ModelCorrupt, match="q4_k"):
        load_model(folder)


def test_packed_weights_without_scales_lack_them_by_name(tmp_path: Path) -> None:
    folder = quantised_copy(GEMMA4, tmp_path / "m", FOUR)
    name = "language_model.model.layers.0.mlp.up_proj.scales"
    rewrite_weights(folder, **{name.replace(".", "__"): None})
    assert list(found(examine(folder), "missing-tensors")) == [name]


@pytest.mark.parametrize("mode", [None, "affine"])
def test_exponent_bytes_cast_to_numbers_are_called_so(tmp_path: Path, mode: str | None) -> None:
    """The “26B-Standard”: every scale of an mxfp4 model stored as the number of its byte."""
    folder = quantised_copy(GEMMA4_MOE, tmp_path / "m", MXFP4)
    cast_exponents(folder, mode=mode)
    report = examine(folder)
    assert kinds(report) == ["exponent-scales"]
    assert "exponent bytes" in report.faults[0].what
    with pytest.raises(ModelCorrupt, match="exponent bytes"):
        load_model(folder)


@pytest.mark.parametrize("method", [None, "custom"])
def test_packed_weights_that_config_keeps_silent_about_are_a_fault(
    tmp_path: Path, method: str | None
) -> None:
    folder = quantised_copy(GEMMA4, tmp_path / "m", FOUR)
    config = json.loads((folder / "config.json").read_text())
    del config["quantization"]
    if method:
        config["quantization_config"] = {"quant_method": method, "group_size": 64}
    (folder / "config.json").write_text(json.dumps(config))
    report = examine(folder)
    assert kinds(report) == ["unsaid-quantisation"]
    assert (method or "nothing") in report.faults[0].what
    with pytest.raises(ModelCorrupt, match="packed"):
        load_model(folder)


def test_exponent_bytes_are_named_even_where_config_calls_the_format_custom(
    tmp_path: Path,
) -> None:
    folder = quantised_copy(GEMMA4_MOE, tmp_path / "m", MXFP4)
    cast_exponents(folder)
    config = json.loads((folder / "config.json").read_text())
    del config["quantization"]
    config["quantization_config"] = {"quant_method": "custom", "group_size": 32, "bits": 4}
    (folder / "config.json").write_text(json.dumps(config))
    assert kinds(examine(folder)) == ["exponent-scales"]


def test_exponent_bytes_are_seen_in_the_values_where_no_shape_tells(tmp_path: Path) -> None:
    folder = quantised_copy(GEMMA4_MOE, tmp_path / "m", MXFP4)
    cast_exponents(folder, mode="affine", biases=True)
    report = examine(folder)
    assert kinds(report) == ["exponent-scales"]
    with pytest.raises(ModelCorrupt, match="exponent bytes"):
        load_model(folder)


def test_weights_stored_as_integers_are_named(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    name = f"{LAYER}.0.mlp.up_proj.weight"
    value = read_weights(folder)[name]
    rewrite_weights(folder, **{name.replace(".", "__"): value.astype(mx.int8)})
    assert list(found(examine(folder), "wrong-dtype")) == [name]


# Files


def test_link_to_a_file_that_is_not_there_is_an_unfinished_download(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors").symlink_to(tmp_path / "blobs" / "abc.incomplete")
    report = examine(folder)
    assert kinds(report) == ["missing-files"]


def test_every_absent_shard_is_named(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    files = shard_weights(folder, 5)
    for file in (files[1], files[3]):
        file.unlink()
    report = examine(folder)
    assert kinds(report) == ["missing-files"]
    assert list(found(report, "missing-files")) == [files[1].name, files[3].name]


def test_short_shard_beside_other_faults_is_told_with_them(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    weights = read_weights(folder)
    weights[f"{LAYER}.0.mlp.up_proj.weight"] = mx.zeros((3, 5), mx.bfloat16)
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    files = shard_weights(folder, 3)
    where = json.loads((folder / INDEX).read_text())["weight_map"]
    whole = where[f"{LAYER}.0.mlp.up_proj.weight"]
    short = [file for file in files if file.name != whole]
    for file in short:
        file.write_bytes(file.read_bytes()[:-1000])
    report = examine(folder)
    assert kinds(report) == ["short-file", "short-file", "wrong-shapes"]


@pytest.mark.parametrize(
    "entry",
    [
        {"dtype": "BF16", "shape": [-1], "data_offsets": [0, 0]},
        {"dtype": "BF16", "shape": ["2"], "data_offsets": [0, 4]},
        {"dtype": "BF16", "shape": [2**40], "data_offsets": [0, 2**41]},
        {"dtype": "BF16", "shape": [2], "data_offsets": [0, 2]},
        {"shape": [2], "data_offsets": [0, 4]},
        [],
    ],
    ids=["negative", "text", "huge", "contradictory", "no dtype", "list"],
)
def test_header_that_makes_no_sense_is_a_fault_and_not_a_crash(
    tmp_path: Path, entry: object
) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    header = json.dumps({"a.weight": entry}).encode()
    (folder / "model.safetensors").write_bytes(
        len(header).to_bytes(8, "little") + header + bytes(4)
    )
    assert "damaged-file" in kinds(examine(folder))


def test_lfs_pointer_is_called_so(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 4\n"
    (folder / "model.safetensors").write_bytes(pointer)
    assert kinds(examine(folder)) == ["pointer-file"]


def test_index_that_misplaces_tensors_is_told_but_loads(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    first, second = shard_weights(folder, 2)
    index = json.loads((folder / INDEX).read_text())
    name = next(n for n, file in index["weight_map"].items() if file == first.name)
    index["weight_map"][name] = second.name
    (folder / INDEX).write_text(json.dumps(index))
    report = examine(folder)
    assert list(found(report, "index-disagrees")) == [name]
    load_model(folder)


def test_missing_tensor_is_told_once_though_the_index_lists_it(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    shard_weights(folder, 2)
    name = f"{LAYER}.0.mlp.up_proj.weight"
    where = json.loads((folder / INDEX).read_text())["weight_map"][name]
    weights = read_weights(folder, where)
    del weights[name]
    mx.save_safetensors(str(folder / where), weights)
    assert kinds(examine(folder)) == ["missing-tensors"]


def test_tensor_in_two_files_is_refused(tmp_path: Path) -> None:
    """Left-overs of another download: which file wins would be luck."""
    folder = copy_model(GEMMA4, tmp_path / "m")
    whole = (folder / "model.safetensors").read_bytes()
    shard_weights(folder, 2)
    (folder / "model.safetensors").write_bytes(whole)
    assert kinds(examine(folder)) == ["duplicate-tensors"]
    with pytest.raises(ModelCorrupt, match="two files"):
        load_model(folder)


def test_weights_under_names_that_are_not_read_are_a_fault(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    (folder / "model.safetensors").rename(folder / "weights.safetensors")
    assert kinds(examine(folder)) == ["file-names"]


def test_gguf_is_called_so(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    (folder / "model.safetensors").rename(folder / "model-Q4_K_M.gguf")
    report = examine(folder)
    assert kinds(report) == ["format"]
    assert "GGUF" in report.faults[0].what
    assert report.faults[0].error is ModelUnsupported


def test_snapshot_of_the_hub_with_metadata_alone_is_an_unfinished_download(tmp_path: Path) -> None:
    folder = tmp_path / "models--somebody--some-model" / "snapshots" / "abc123"
    folder.parent.mkdir(parents=True)
    copy_model(GEMMA4, folder)
    (folder / "model.safetensors").unlink()
    report = examine(folder)
    assert kinds(report) == ["no-weights"]
    assert "Finish the download" in report.faults[0].remedy
    assert report.name == "some-model"


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"model_type": 3}'], ids=["empty", "cut", "list", "no type"]
)
def test_damaged_config_is_a_fault_and_not_a_crash(tmp_path: Path, content: str) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    (folder / "config.json").write_text(content)
    report = examine(folder)
    assert kinds(report) == ["config"]
    assert report.faults[0].remedy


def test_unknown_architecture_is_told_with_what_the_files_hold(tmp_path: Path) -> None:
    report = examine(copy_model(GEMMA4, tmp_path / "m", model_type="frobnicator"))
    assert kinds(report) == ["architecture"]
    assert report.files


def test_missing_chat_template_is_told_and_does_not_stop_loading(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    (folder / "chat_template.jinja").unlink()
    report = examine(folder)
    assert kinds(report) == ["chat-template"]
    assert not report.faults[0].stops


# Size, senses and memory


def test_huge_model_is_examined_without_its_weights(tmp_path: Path) -> None:
    folder = write_sparse_26b(tmp_path / "gemma-4-26b-a4b-it-8bit")
    mx.clear_cache()
    mx.reset_peak_memory()
    before = mx.get_active_memory()
    report = examine(folder)
    assert report.faults == ()
    assert sum((report.files or {}).values()) > 20e9
    assert 25e9 < report.parameters < 27e9
    assert mx.get_peak_memory() - before < 1e6
    assert [need.context for need in report.memory] == [4096, 32_768, 131_072, 262_144]


def test_kv_cache_of_the_huge_model_counts_each_kind_of_layer(tmp_path: Path) -> None:
    """25 sliding layers of 8×256 stop at their window, 5 full ones of 2×512 go on."""
    report = examine(write_sparse_26b(tmp_path / "m"))
    need = {n.context: n.kv_cache for n in report.memory}
    assert need[262_144] - need[131_072] == 131_072 * 5 * 2 * 2 * 512 * 2
    ring = 1024 + PREFILL_STEP - 1
    assert need[131_072] == 131_072 * 5 * 2 * 2 * 512 * 2 + 25 * ring * 2 * 8 * 256 * 2


def test_files_without_a_tower_that_config_describes_are_healthy(tmp_path: Path) -> None:
    folder = copy_model(GEMMA4, tmp_path / "m")
    weights = {n: v for n, v in read_weights(folder).items() if "audio" not in n}
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    report = examine(folder)
    assert report.healthy
    assert (report.senses, report.absent) == (("text", "image"), ("audio",))


# Names


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("gemma-4-12b-it-4bit", "12B"),
        ("gemma-4-e2b", "E2B"),
        ("Qwen3-0.6B", "qwen3"),
        ("gemma-3-270m-it", "gemma3"),
    ],
)
def test_name_that_claims_another_model_is_told_but_loads(
    tmp_path: Path, name: str, word: str
) -> None:
    folder = copy_model(GEMMA4, tmp_path / name)
    report = examine(folder)
    assert kinds(report) == ["name-claims-another-model"]
    assert word.lower() in report.faults[0].what.lower()
    load_model(folder)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("gemma-4-12b-it-4bit", False),
        ("my-12b-finetune-100m", False),
        ("gemma-4-e2b-it-4bit", True),
        ("27b-it-4bit", True),
        ("work", False),
    ],
)
def test_claim_beside_a_published_size(name: str, told: bool) -> None:
    inside = Inside("gemma4_unified", 11_900_000_000, 0, 48, 3840)
    assert (false_claim(name, inside) is not None) is told


@pytest.mark.parametrize(
    ("name", "family", "parameters"),
    [
        ("Qwen3-0.6B", "qwen3", 752e6),
        ("Qwen3-1.7B-MLX-4bit", "qwen3", 2.03e9),
        ("Qwen3-30B-A3B-Instruct-2507-4bit", "qwen3_moe", 30.5e9),
        ("Qwen3-VL-2B-Instruct", "qwen3_vl", 2.1e9),
        ("Qwen3.5-4B", "qwen3_5", 4.5e9),
        ("DeepSeek-R1-0528-Qwen3-8B", "qwen3", 8.2e9),
        ("Qwen1.5-MoE-A2.7B", "qwen2_moe", 14.3e9),
        ("Mixtral-8x7B-Instruct-v0.1", "mixtral", 46.7e9),
        ("OLMoE-1B-7B-0924", "olmoe", 6.9e9),
        ("gemma-2-2b-it", "gemma2", 2.6e9),
        ("gemma-3-270m-it-bf16", "gemma3_text", 268e6),
        ("medgemma-4b-it", "gemma3", 4.3e9),
        ("Llama-3.2-1B-Instruct", "llama", 1.24e9),
        ("SmolLM2-135M", "llama", 134e6),
        ("gpt-oss-20b-MXFP4-Q8", "gpt_oss", 20.9e9),
        ("Phi-3.5-mini-instruct-4bit", "phi3", 3.8e9),
    ],
)
def test_ordinary_name_of_a_published_model_claims_nothing_false(
    name: str, family: str, parameters: float
) -> None:
    assert false_claim(name, Inside(family, int(parameters), 0, 20, 1000)) is None


def test_folder_of_a_published_size_is_known_by_layers_and_width(tmp_path: Path) -> None:
    """The seeds' “E2B” was the 12B: 48 layers of 3,840."""
    folder = copy_model(GEMMA4, tmp_path / "gemma-4-e2b-it-4bit")
    change_text_config(
        folder,
        num_hidden_layers=48,
        hidden_size=3840,
        layer_types=["full_attention"] * 48,
    )
    report = examine(folder)
    claim = next(f for f in report.faults if f.kind == "name-claims-another-model")
    assert "12B" in claim.what
    assert "48 layers × 3,840" in claim.what


# What loading does


@pytest.mark.parametrize("source", [GEMMA4, GEMMA4_MOE], ids=["e2b", "moe"])
@pytest.mark.parametrize("settings", [None, FOUR, MXFP4], ids=["bf16", "4-g64", "mxfp4"])
def test_what_the_doctor_expects_is_what_loading_expects(
    tmp_path: Path, source: Path, settings: Settings | None
) -> None:
    folder = quantised_copy(source, tmp_path / "m", settings, special_mlp) if settings else source
    check = check_tensors(read_config(folder), read_headers(folder))
    loaded = dict(tree_flatten(load_model(folder, dtype="bfloat16").model.parameters()))
    assert {n: a.shape for n, a in check.arrays.items()} == {n: a.shape for n, a in loaded.items()}


def test_model_classes_come_without_transformers_and_mlx_lm_stays_whole() -> None:
    """In a process of its own: here everything is imported already."""
    code = f"""
import sys
from pathlib import Path
from engine.doctor import examine
assert examine(Path({str(GEMMA4)!r})).healthy
assert "transformers" not in sys.modules
assert "mlx_lm" not in sys.modules
from engine.loading import load_model
load_model(Path({str(GEMMA4)!r}))
import mlx_lm
assert callable(mlx_lm.load)
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
