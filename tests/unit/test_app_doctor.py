"""`./parlance doctor` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import mlx.core as mx
import pytest

from app.__main__ import main
from app.cli.doctor import folded
from tests.doctor_models import EIGHT, FOUR, quantised_copy, write_sparse_26b
from tests.tiny_models import GEMMA4, GEMMA4_MOE, copy_model, read_weights

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "100")


def broken(folder: Path) -> Path:
    copy_model(GEMMA4, folder)
    weights = read_weights(folder)
    kept = {n: v for n, v in weights.items() if "language" not in n or "up_proj" not in n}
    mx.save_safetensors(str(folder / "model.safetensors"), kept)
    (folder / "tokenizer.json").unlink()
    return folder


def test_healthy_model_fits_on_one_screen(capsys: Captured) -> None:
    assert main(["doctor", "starter"]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == "starter: healthy"
    assert len(lines) <= 24
    assert all(len(line) <= 100 for line in lines)
    assert "text, pictures, sounds" in out
    assert "fits this machine" in out
    assert err == ""


def test_faults_come_first_each_with_its_remedy(tmp_path: Path, capsys: Captured) -> None:
    assert main(["doctor", str(broken(tmp_path / "m"))]) == 1
    out, _ = capsys.readouterr()
    assert out.startswith("m: 2 faults")
    assert "model.language_model.layers.{0-4}.mlp.up_proj.weight" in out
    assert out.index("tokenizer.json") < out.index("family")
    assert out.count("→") == 2
    assert "cannot be loaded" in out


def test_json_is_one_object_with_every_tensor(tmp_path: Path, capsys: Captured) -> None:
    assert main(["doctor", str(broken(tmp_path / "m")), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["healthy"] is False
    missing = next(f for f in report["faults"] if f["kind"] == "missing-tensors")
    assert len(missing["items"]) == 5
    assert missing["stops_loading"] is True
    assert report["takes_in"] == ["text", "image", "audio"]


def test_parts_that_are_stored_differently_are_told_apart(tmp_path: Path, capsys: Captured) -> None:
    folder = quantised_copy(
        GEMMA4_MOE, tmp_path / "m", FOUR, lambda path: EIGHT if ".router." in path else None
    )
    assert main(["doctor", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "router 8-bit g64" in out
    assert "embeddings, attention, mlp 4-bit g64" in out


def test_model_too_big_for_the_machine_is_told_so(tmp_path: Path, capsys: Captured) -> None:
    folder = write_sparse_26b(tmp_path / "m")
    if main(["doctor", str(folder), "--json"]):
        pytest.fail(capsys.readouterr().out)
    report = json.loads(capsys.readouterr().out)
    fits = [need["fits"] for need in report["memory"]]
    assert fits == sorted(fits, reverse=True)  # a longer context never fits better
    assert ("does not fit" in report["verdict"]) is (not any(fits))


def test_deep_examination_asks_the_starter_what_it_knows(capsys: Captured) -> None:
    assert main(["doctor", "starter", "--deep"]) == 0
    out, err = capsys.readouterr()
    assert out.count(" right") == 3
    assert "loading and running" in err


def test_broken_model_is_not_run(tmp_path: Path, capsys: Captured) -> None:
    assert main(["doctor", str(broken(tmp_path / "m")), "--deep", "--json"]) == 1
    out, err = capsys.readouterr()
    assert "deep" not in json.loads(out)
    assert "is not run" in err


def test_unknown_model_is_one_sentence(capsys: Captured) -> None:
    assert main(["doctor", "no-such-model"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("There is no model named no-such-model")


def test_names_that_differ_by_a_number_are_folded() -> None:
    items = {f"layers.{i}.a": "" for i in (0, 1, 2, 5)} | {"layers.1.b": "", "norm": "x"}
    assert folded(items) == [("layers.{0-2,5}.a", ""), ("layers.1.b", ""), ("norm", "x")]
