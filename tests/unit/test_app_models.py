"""Models are found where people keep them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from app.errors import UserError
from app.models import cache_folder, find_model, find_models
from app.paths import starter_model


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("HF_HOME", raising=False)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    (tmp_path / "hub").mkdir()
    return tmp_path / "hub"


def add_snapshot(cache: Path, repository: str, revision: str, *, main: bool = True) -> Path:
    folder = cache / f"models--{repository.replace('/', '--')}"
    snapshot = folder / "snapshots" / revision
    snapshot.mkdir(parents=True)
    if main:
        (folder / "refs").mkdir(exist_ok=True)
        (folder / "refs" / "main").write_text(revision)
    return snapshot


def found(folder: Path | None = None) -> dict[str, str]:
    """Name -> problem of everything but the starter."""
    return {info.name: info.problem for info in find_models(*filter(None, [folder]))[1:]}


def test_starter_comes_first() -> None:
    assert find_models()[0].path == starter_model()


def test_snapshot_without_weights_is_listed_with_its_problem(cache: Path) -> None:
    config = {"model_type": "gemma4", "text_config": {}}
    (add_snapshot(cache, "org/bare", "abc") / "config.json").write_text(json.dumps(config))
    assert found()["bare"]


def test_gguf_only_folder_is_listed_with_its_problem(cache: Path) -> None:
    (add_snapshot(cache, "org/ggufs", "abc") / "model-Q4.gguf").write_bytes(b"GGUF")
    assert found()["ggufs"]


def test_what_is_no_model_is_not_listed(cache: Path) -> None:
    (add_snapshot(cache, "org/words", "abc") / "README.md").write_text("words")
    data = cache / "datasets--org--data" / "snapshots" / "abc"
    data.mkdir(parents=True)
    (data / "config.json").write_text("{}")
    (cache / "version.txt").write_text("1")
    assert found() == {}


def test_revision_of_main_wins_over_newer_ones(cache: Path) -> None:
    wanted = add_snapshot(cache, "org/two", "aaa")
    newer = add_snapshot(cache, "org/two", "bbb", main=False)
    os.utime(wanted, (1, 1))
    os.utime(newer, (9, 9))
    assert find_model("org/two") == wanted


def test_newest_revision_serves_without_main(cache: Path) -> None:
    older = add_snapshot(cache, "org/two", "bbb", main=False)
    newer = add_snapshot(cache, "org/two", "aaa", main=False)
    os.utime(older, (1, 1))
    os.utime(newer, (9, 9))
    assert find_model("org/two") == newer


def test_chosen_folder_is_searched_two_levels_deep(tmp_path: Path) -> None:
    for place in ("one", "org/two", "too/deep/three"):
        (tmp_path / "models" / place).mkdir(parents=True)
        (tmp_path / "models" / place / "config.json").write_text("{}")
    assert sorted(found(tmp_path / "models")) == ["one", "two"]


def test_chosen_folder_may_be_a_model_itself(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "config.json").write_text("{}")
    assert list(found(tmp_path / "mine")) == ["mine"]


def test_model_in_two_places_is_listed_once(tmp_path: Path) -> None:
    (tmp_path / "all" / "real").mkdir(parents=True)
    (tmp_path / "all" / "real" / "config.json").write_text("{}")
    (tmp_path / "all" / "same").symlink_to(tmp_path / "all" / "real")
    assert len(found(tmp_path / "all")) == 1


def test_unreadable_or_missing_folders_are_skipped(tmp_path: Path) -> None:
    assert found(tmp_path / "gone") == {}


def test_odd_folder_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "config.json").write_text("{}")

    def fail(path: Path) -> object:
        raise ZeroDivisionError(path)

    monkeypatch.setattr("engine.model_info.describe_model", fail)
    assert "log" in found(tmp_path)["odd"]


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"HF_HUB_CACHE": "/a/b"}, "/a/b"),
        ({"HF_HUB_CACHE": "", "HF_HOME": "/h"}, "/h/hub"),
        ({"HF_HUB_CACHE": "", "XDG_CACHE_HOME": "/x"}, "/x/huggingface/hub"),
        ({"HF_HUB_CACHE": "", "XDG_CACHE_HOME": "", "HOME": "/u"}, "/u/.cache/huggingface/hub"),
    ],
)
def test_cache_is_where_its_variables_say(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert cache_folder() == Path(expected)


def test_unknown_name_is_told_in_a_sentence() -> None:
    with pytest.raises(UserError, match="no model named org/none"):
        find_model("org/none")


def test_file_as_model_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "model.gguf").write_bytes(b"GGUF")
    with pytest.raises(UserError, match="is a file"):
        find_model(str(tmp_path / "model.gguf"))


def test_without_a_name_it_is_the_starter() -> None:
    assert find_model("") == starter_model()
