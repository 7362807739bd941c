"""The suggested models: what came with the app, and which of them suit a machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import catalogue as subject
from app.bench_download.hub_server import Fault, HubServer, Repo, hub_server
from app.catalogue import choose_three, load_catalogue, take_in
from app.catalogue_facts import update_facts
from app.errors import UserError
from app.hub.client import Access, Hub
from app.hub.worth import runs_here
from app.paths import resource
from engine.cancel import CancelToken

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


@pytest.mark.parametrize("memory", [8, 16, 24, 36, 64, 128])
def test_most_able_and_quickest_of_the_three_are_told(memory: int) -> None:
    models = load_catalogue()
    picks = choose_three(models, memory * GB)
    roles = {pick.role: pick for pick in picks}
    assert roles["able"].model == min((p.model for p in picks), key=models.index)
    costs = [pick.model.active * pick.version.bits for pick in picks]
    if (quick := roles.get("quick")) is not None:
        assert quick.model.active * quick.version.bits == min(costs)
    else:
        assert roles["able"].model.active * roles["able"].version.bits == min(costs)


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


def newer(**changes: object) -> tuple[bytes, str]:
    """Another list, and its checksum."""
    known = json.loads(resource("catalogue.json").read_text())
    made = {**known, "version": known["version"] + 1, "models": known["models"][:2], **changes}
    data = json.dumps(made).encode()
    return data, hashlib.sha256(data).hexdigest()


def test_another_list_counts_by_its_checksum_alone(data: Path) -> None:
    usual = load_catalogue()
    other, digest = newer()
    (data / "catalogue.json").write_bytes(other)
    assert load_catalogue() == usual, "nobody has taken it in"
    with pytest.raises(UserError, match="was changed on its way"):
        take_in(other + b" ", digest)
    assert take_in(other, digest.upper()) == 2
    assert load_catalogue() == usual[:2]
    (data / "catalogue.json").write_bytes(other.replace(b"mlx-community", b"evil-community"))
    assert load_catalogue() == usual, "it was changed since"


@pytest.mark.parametrize(
    ("changes", "why"), [({"version": 1}, "no newer"), ({"models": 3}, "no list of models")]
)
def test_list_that_is_old_or_none_is_not_taken_in(changes: dict[str, object], why: str) -> None:
    with pytest.raises(UserError, match=why):
        take_in(*newer(**changes))
    assert len(load_catalogue()) > 8


LIST = json.loads(resource("catalogue.json").read_text())
REPOS = [version["repo"] for model in LIST["models"] for version in model["versions"]]


@pytest.fixture
def hub() -> Iterator[tuple[Hub, HubServer]]:
    """All that is suggested, but the first; the second is gated."""
    config = b"{}"
    with hub_server() as server:
        for repo in REPOS[1:]:
            server.repos[repo] = Repo({"config.json": config, "model.safetensors": bytes(50_000)})
        server.repos[REPOS[1]].gated = True
        made = Hub(Access(endpoint=server.address))
        yield made, server
        made.close()


def test_hub_tells_what_is_gone_what_is_gated_and_how_large_the_rest_is(
    hub: tuple[Hub, HubServer],
) -> None:
    before = {v.repo: v for model in load_catalogue() for v in model.versions}
    assert not any(version.exact for version in before.values())
    told: list[tuple[int, int]] = []
    facts = update_facts(hub[0], REPOS, CancelToken(), lambda *done: told.append(done))
    assert told[-1] == (len(REPOS), len(REPOS))
    assert facts[REPOS[0]].gone
    assert facts[REPOS[1]].gated
    models = load_catalogue()
    known = {v.repo: v for model in models for v in model.versions}
    assert set(known) == set(REPOS[1:])
    assert all((v.about_bytes, v.exact) == (50_002, True) for v in known.values())
    gated = [model.name for model in models if model.gated]
    assert gated == [m.name for m in models if REPOS[1] in [v.repo for v in m.versions]]


def test_without_a_network_what_was_known_stays(hub: tuple[Hub, HubServer]) -> None:
    update_facts(hub[0], REPOS, CancelToken())
    before = load_catalogue()
    hub[1].fault = lambda _: Fault(status=503)
    with pytest.raises(UserError, match="could not be asked"):
        update_facts(hub[0], REPOS, CancelToken())
    assert load_catalogue() == before


@pytest.mark.parametrize("text", ["", "[]", '{"a/b": 3}', '{"a/b": {"nbytes": -1}}'])
def test_damaged_facts_count_for_nothing(data: Path, text: str) -> None:
    usual = load_catalogue()
    (data / "catalogue_facts.json").write_text(text)
    assert load_catalogue() == usual
