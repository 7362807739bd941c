"""The suggested models: what came with the app, and which of them suit a machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import catalogue as subject
from app.catalogue import choose_three, load_catalogue
from app.errors import UserError
from app.hub.worth import runs_here
from app.paths import resource

GB = 1_000_000_000


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path))
    return tmp_path


def test_every_suggestion_can_be_run_and_says_what_it_is_good_for() -> None:
    models = load_catalogue()
    assert len({model.name for model in models}) == len(models) > 8
    for model in models:
        assert runs_here(model.family), model.name
        assert model.purpose, model.name
        assert model.versions, model.name
        for version in model.versions:
            assert version.repo.count("/") == 1
            # packed weights with their scales, and towers that are often left as they were
            packed = model.parameters * (version.bits + 0.5) / 8
            assert 0.8 * packed < version.about_bytes < 1.35 * packed, version.repo


@pytest.mark.parametrize("memory", [4, 6, 8, 11, 16, 24, 36, 48, 64, 96, 400])
def test_what_is_suggested_fits_with_room_to_work(memory: int) -> None:
    picks = choose_three(load_catalogue(), memory * GB)
    assert len(picks) == (3 if memory > 4 else 2)
    assert len({pick.model.name for pick in picks}) == len(picks)
    for pick in picks:
        assert pick.version.about_bytes * 1.25 <= 0.7 * memory * GB


def test_a_larger_machine_is_offered_no_less() -> None:
    models = load_catalogue()
    best = [max(models.index(p.model) for p in choose_three(models, n * GB)[-1:]) for n in (8, 96)]
    assert best[1] < best[0]


def test_a_machine_without_room_is_offered_nothing() -> None:
    assert choose_three(load_catalogue(), GB // 4) == ()


def test_a_changed_catalogue_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = tmp_path / "changed.json"
    changed.write_bytes(resource("catalogue.json").read_bytes().replace(b"mlx-community", b"evil"))
    monkeypatch.setattr(subject, "resource", lambda _: changed)
    with pytest.raises(UserError, match="was changed"):
        load_catalogue()


def test_a_newer_catalogue_of_the_user_counts_and_a_damaged_one_does_not(data: Path) -> None:
    usual = load_catalogue()
    newer = json.loads(resource("catalogue.json").read_text())
    newer["models"] = newer["models"][:2]
    (data / "catalogue.json").write_text(json.dumps(newer))
    assert load_catalogue() == usual  # not newer
    (data / "catalogue.json").write_text(json.dumps({**newer, "version": newer["version"] + 1}))
    assert load_catalogue() == usual[:2]
    (data / "catalogue.json").write_text("{")
    assert load_catalogue() == usual
