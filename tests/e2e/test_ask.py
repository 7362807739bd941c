"""`ask` with the starter: figures, order, and one sentence for whatever is wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from PIL import Image

from app.__main__ import main

STATS = {
    "load_s",
    "prompt_tokens",
    "cached_tokens",
    "ttft_s",
    "prompt_tps",
    "generation_tokens",
    "generation_tps",
    "peak_memory_bytes",
}


@pytest.fixture(autouse=True)
def places(data: Path, starter: Path) -> None:
    """Every test has its own data folder, and the starter is there."""


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    Image.new("RGB", (120, 90), (20, 40, 200)).save(tmp_path / "blue.png")
    return tmp_path / "blue.png"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return write_sound(tmp_path / "tone.wav", 1.0)


def write_sound(path: Path, seconds: float, rate: int = 16_000, channels: int = 1) -> Path:
    times = np.arange(round(seconds * rate)) / rate
    tone = np.repeat(0.4 * np.sin(2 * np.pi * 440 * times)[:, None], channels, axis=1)
    soundfile.write(path, tone, rate)
    return path


def ask_json(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["ask", "--json", "--max-tokens", "8", "--temperature", "0", *words]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    answer: dict[str, Any] = json.loads(out)
    return answer


def test_json_holds_text_tokens_and_figures(capsys: pytest.CaptureFixture[str]) -> None:
    answer = ask_json(capsys, "Hello")
    assert set(answer["stats"]) == STATS
    assert answer["stats"]["generation_tokens"] == len(answer["token_ids"]) <= 8
    assert answer["stats"]["peak_memory_bytes"] > 1_000_000
    assert answer["finish_reason"] in ("stop", "length")


def test_saw_tells_what_reached_the_model_in_order(
    capsys: pytest.CaptureFixture[str], picture: Path, sound: Path
) -> None:
    words = ["--audio", str(sound), "--image", str(picture), "--audio", str(sound), "What?"]
    saw = ask_json(capsys, *words)["saw"]
    assert [entry["kind"] for entry in saw] == ["audio", "image", "audio"]
    assert saw[1]["source_width"] == 120
    assert saw[1]["width"] * saw[1]["height"] > 0
    assert saw[0]["seconds_total"] == saw[0]["seconds_used"] == pytest.approx(1.0)
    assert saw[0]["soft_tokens"] == 25


def test_same_seed_gives_the_same_answer(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["ask", "--json", "--max-tokens", "8", "--temperature", "1", "--seed", "7", "Hello"]
    answers = []
    for _ in range(2):
        assert main(words) == 0
        answers.append(json.loads(capsys.readouterr().out)["token_ids"])
    assert answers[0] == answers[1]


def test_text_streams_and_figures_follow(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--max-tokens", "4", "Hello"]) == 0
    out, err = capsys.readouterr()
    assert out.endswith("\n")
    assert "first token" in err


@pytest.mark.parametrize(("seconds", "used"), [(0.01, 0.01), (31.0, 30.0)])
def test_very_short_and_very_long_sounds_are_heard_as_far_as_possible(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, seconds: float, used: float
) -> None:
    path = write_sound(tmp_path / "a.wav", seconds)
    code = main(["ask", "--json", "--max-tokens", "2", "--audio", str(path), "What?"])
    out, err = capsys.readouterr()
    if code == 1:  # too short to make one soft token: then it is said
        assert seconds < 1
        assert "a.wav" in err
        return
    saw = json.loads(out)["saw"][0]
    assert saw["seconds_used"] == pytest.approx(used, abs=0.05)
    assert bool(saw["notes"]) == (seconds > 30)


@pytest.mark.parametrize(
    ("option", "name", "make"),
    [
        ("--image", "gone.png", None),
        ("--image", "empty.png", Path.touch),
        ("--image", "notes.png", lambda path: path.write_text("words")),
        ("--image", "folder.png", Path.mkdir),
        ("--audio", "gone.wav", None),
        ("--audio", "empty.wav", Path.touch),
        ("--audio", "noise.wav", lambda path: path.write_bytes(b"RIFF\0\0\0\0WAVEjunkjunk")),
        ("--audio", "words.mp3", lambda path: path.write_text("words")),
    ],
)
def test_bad_file_is_named_in_one_sentence(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    option: str,
    name: str,
    make: Callable[[Path], object] | None,
) -> None:
    if make is not None:
        make(tmp_path / name)
    assert main(["ask", option, str(tmp_path / name), "What?"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert name in err
    assert err.count("\n") == 1


def test_prompt_longer_than_the_context_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "word " * 40_000]) == 1
    assert "tokens" in capsys.readouterr().err


def without_config(folder: Path) -> None:
    (folder / "config.json").unlink()


def without_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def only_gguf(folder: Path) -> None:
    without_weights(folder)
    (folder / "model-Q4.gguf").write_bytes(b"GGUF")


def unknown(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "model_type": "unheard_of"}))


@pytest.mark.parametrize("harm", [without_config, without_weights, only_gguf, unknown])
def test_bad_model_folder_is_one_sentence(
    capsys: pytest.CaptureFixture[str],
    starter: Path,
    tmp_path: Path,
    harm: Callable[[Path], None],
) -> None:
    folder = tmp_path / "harmed"
    shutil.copytree(starter, folder, ignore=shutil.ignore_patterns("training"))
    harm(folder)
    assert main(["ask", "--model", str(folder), "Hello"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "harmed" in err or "model" in err


def test_model_in_the_cache_is_found_by_its_name(
    capsys: pytest.CaptureFixture[str], starter: Path, tmp_path: Path
) -> None:
    snapshot = tmp_path / "hub" / "models--org--tiny" / "snapshots" / "abc"
    shutil.copytree(starter, snapshot, ignore=shutil.ignore_patterns("training"))
    answer = ask_json(capsys, "--model", "org/tiny", "Hello")
    assert answer["stats"]["prompt_tokens"] > 0


def test_trace_writes_logits_and_prints_a_row_a_layer(
    capsys: pytest.CaptureFixture[str], starter: Path, picture: Path, tmp_path: Path
) -> None:
    content = [{"type": "image", "path": picture.name}, {"type": "text", "text": "What?"}]
    (tmp_path / "m.json").write_text(json.dumps([{"role": "user", "content": content}]))
    out = tmp_path / "t.safetensors"
    words = ["--messages", str(tmp_path / "m.json"), "--out", str(out), "--generate", "2"]
    assert main(["trace", str(starter), *words]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows[-1]["layer"] == "logits"
    assert all(row["nan"] == row["inf"] == 0 for row in rows)
    from safetensors.numpy import load_file

    tensors = load_file(out)
    assert tensors["logits"].shape[0] == tensors["input_ids"].shape[0]
    assert tensors["generated_ids"].shape == (2,)
    assert {"vision_features", "pixel_values"} <= set(tensors)


def test_text_model_refuses_a_picture(
    capsys: pytest.CaptureFixture[str], starter: Path, picture: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "text-only"
    shutil.copytree(starter, folder, ignore=shutil.ignore_patterns("training"))
    config = json.loads((folder / "config.json").read_text())
    config.update(vision_config=None, audio_config=None)
    (folder / "config.json").write_text(json.dumps(config))
    assert main(["ask", "--model", str(folder), "--image", str(picture), "What?"]) == 1
    assert "picture" in capsys.readouterr().err
