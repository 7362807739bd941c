"""Downloads go on beside everything else, and are taken up again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import downloads as module
from app.bench_download.hub_server import Asked, Fault, HubServer, Repo, hub_server
from app.downloads import Downloads
from app.hub.cache import RepoFolder
from app.hub.client import Access
from app.hub.fetch import Manners
from app.whole_file import write_json
from tests.tiny_models import GEMMA4
from ui.models_window.values import DownloadView

FIRST, SECOND = "people/First", "people/Second"


@pytest.fixture
def server() -> Iterator[HubServer]:
    files = {p.name: p.read_bytes() for p in GEMMA4.iterdir() if p.is_file()}
    with hub_server() as server:
        server.repos = {FIRST: Repo(dict(files)), SECOND: Repo(dict(files))}
        yield server


@pytest.fixture(autouse=True)
def _quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))
    quick = Manners(tries=2, first_wait_s=0.001, longest_wait_s=0.001)
    monkeypatch.setattr("app.hub.download.Manners", lambda: quick)
    monkeypatch.setattr(module, "AGAIN_MS", 20)


@pytest.fixture
def make(server: HubServer, tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[[], Downloads]]:
    del qtbot
    made: list[Downloads] = []

    def build() -> Downloads:
        downloads = Downloads(lambda: Access(server.address), tmp_path / "hub")
        made.append(downloads)
        return downloads

    yield build
    for downloads in made:
        assert downloads.stop()


def only(downloads: Downloads) -> DownloadView:
    (view,) = downloads.views
    return view


def hold_weights(server: HubServer) -> Callable[[], None]:
    """Half of the weights come, and the rest when the function that is returned is called."""
    server.gate.clear()
    held = Fault(held=True)
    server.fault = lambda a: held if a.stop - a.start > 400_000 else None  # no mere header
    return server.gate.set


def test_models_arrive_one_after_the_other(
    make: Callable[[], Downloads], qtbot: QtBot, tmp_path: Path
) -> None:
    downloads = make()
    arrived: list[tuple[str, Path]] = []
    downloads.arrived.connect(lambda repo, path: arrived.append((repo, path)))
    seen: list[list[str]] = []
    downloads.changed.connect(lambda views: seen.append([view.state for view in views]))
    downloads.get(FIRST)
    downloads.get(SECOND)
    assert [view.state for view in downloads.views] == ["waiting", "waiting"]
    assert downloads.share == 0.0
    qtbot.waitUntil(lambda: len(arrived) == 2, timeout=20_000)
    assert [repo for repo, _ in arrived] == [FIRST, SECOND]
    assert all((path / "model.safetensors").is_file() for _, path in arrived)
    assert ["looking", "waiting"] in seen
    assert downloads.views == []
    assert downloads.share is None
    qtbot.waitUntil(lambda: not (tmp_path / "data" / "downloads.json").exists(), timeout=5000)


def test_a_pause_keeps_what_came_and_going_on_ends_it(
    make: Callable[[], Downloads], server: HubServer, qtbot: QtBot
) -> None:
    downloads = make()
    let_go = hold_weights(server)
    downloads.get(FIRST)
    qtbot.waitUntil(lambda: only(downloads).done > 5000, timeout=20_000)
    downloads.pause(FIRST)
    assert only(downloads).state == "paused"
    let_go()
    with qtbot.waitSignal(downloads.arrived, timeout=20_000):
        downloads.get(FIRST)


def test_giving_up_leaves_nothing(
    make: Callable[[], Downloads], server: HubServer, qtbot: QtBot, tmp_path: Path
) -> None:
    downloads = make()
    hold_weights(server)
    downloads.get(FIRST)
    qtbot.waitUntil(lambda: only(downloads).done > 5000, timeout=20_000)
    downloads.give_up(FIRST)
    assert downloads.views == []
    folder = RepoFolder(tmp_path / "hub", FIRST)
    qtbot.waitUntil(lambda: not folder.path.exists(), timeout=20_000)


def test_giving_up_keeps_an_older_snapshot(
    make: Callable[[], Downloads], server: HubServer, qtbot: QtBot, tmp_path: Path
) -> None:
    downloads = make()
    with qtbot.waitSignal(downloads.arrived, timeout=20_000):
        downloads.get(FIRST)
    newer = {**server.repos[FIRST].files, "model.safetensors": _other_weights()}
    server.repos[FIRST] = Repo(newer, commit="d" * 40)
    hold_weights(server)
    downloads.get(FIRST)
    qtbot.waitUntil(lambda: only(downloads).state == "running", timeout=20_000)
    downloads.give_up(FIRST)
    folder = RepoFolder(tmp_path / "hub", FIRST)
    qtbot.waitUntil(lambda: folder.read_plan() is None and not folder.parts(), timeout=20_000)
    weights = folder.snapshot("c" * 40) / "model.safetensors"
    assert weights.read_bytes() == (GEMMA4 / "model.safetensors").read_bytes()


def _other_weights() -> bytes:
    data = bytearray((GEMMA4 / "model.safetensors").read_bytes())
    data[-1] ^= 1
    return bytes(data)


def test_a_lost_network_is_waited_for(
    make: Callable[[], Downloads], server: HubServer, qtbot: QtBot
) -> None:
    downloads = make()
    server.fault = lambda _: Fault(cut=-1)
    downloads.get(FIRST)
    qtbot.waitUntil(lambda: only(downloads).state == "failed", timeout=20_000)
    assert "connection was lost" in only(downloads).sentence
    with qtbot.waitSignal(downloads.arrived, timeout=20_000):
        server.fault = lambda _: None


def test_a_refusal_waits_for_a_person(
    make: Callable[[], Downloads], server: HubServer, qtbot: QtBot
) -> None:
    server.repos[FIRST].token = "hf_good"
    server.repos[FIRST].gated = True
    downloads = make()
    with qtbot.waitSignal(downloads.notice, timeout=20_000) as said:
        downloads.get(FIRST)
    assert "is gated" in said.args[0]
    assert only(downloads).state == "failed"
    asked = len(server.asked)
    qtbot.wait(80)
    assert len(server.asked) == asked


def test_what_cannot_be_run_is_refused_unless_wanted_anyway(
    make: Callable[[], Downloads], server: HubServer, qtbot: QtBot
) -> None:
    files = server.repos[FIRST].files
    files["config.json"] = files["config.json"].replace(b'"gemma4"', b'"gemma9"')
    downloads = make()
    with qtbot.waitSignal(downloads.notice, timeout=20_000) as said:
        downloads.get(FIRST)
    assert "could not be run here" in said.args[0]
    with qtbot.waitSignal(downloads.arrived, timeout=20_000):
        downloads.get(FIRST, anyway=True)


def test_the_next_start_goes_on_where_this_one_ended(
    make: Callable[[], Downloads], server: HubServer, qtbot: QtBot
) -> None:
    before = make()
    let_go = hold_weights(server)
    before.get(FIRST)
    before.get(SECOND)
    qtbot.waitUntil(lambda: before.views[0].done > 5000, timeout=20_000)
    before.pause(SECOND)
    assert before.stop()
    let_go()
    asked: list[Asked] = server.asked
    asked.clear()
    after = make()
    with qtbot.waitSignal(after.arrived, timeout=20_000) as arrived:
        after.start()
    assert arrived.args[0] == FIRST
    assert not any(SECOND in each.path for each in asked)


def test_what_was_paused_is_shown_as_paused(
    make: Callable[[], Downloads], server: HubServer, qtbot: QtBot
) -> None:
    before = make()
    hold_weights(server)
    before.get(FIRST)
    qtbot.waitUntil(lambda: only(before).done > 5000, timeout=20_000)
    before.pause(FIRST)
    assert before.stop()
    after = make()
    after.start()
    qtbot.waitUntil(lambda: len(after.views) == 1, timeout=20_000)
    view = only(after)
    assert view.state == "paused"
    assert 5000 < view.done < view.total


def test_a_damaged_list_is_no_obstacle(
    make: Callable[[], Downloads], qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    made: list[Downloads] = []
    for text in ("{", json.dumps({"a": 1}), json.dumps([3])):
        (tmp_path / "data" / "downloads.json").write_text(text)
        downloads = make()
        made.append(downloads)
        downloads.start()
        qtbot.waitUntil(lambda: not made[-1]._background.busy, timeout=20_000)
        assert downloads.views == []


def test_model_that_another_program_is_fetching_is_here_when_that_has_ended(
    make: Callable[[], Downloads], server: HubServer, qtbot: QtBot, tmp_path: Path
) -> None:
    """`./parlance models get` goes on with what the app began, which is then started again."""
    before = make()
    let_go = hold_weights(server)
    before.get(FIRST)
    qtbot.waitUntil(lambda: only(before).done > 5000, timeout=20_000)
    assert before.stop()
    folder = RepoFolder(tmp_path / "hub", FIRST)
    after = make()
    with folder.alone():
        after.start()
        qtbot.waitUntil(lambda: [v.state for v in after.views] == ["failed"], timeout=20_000)
        assert "by another window or program" in only(after).sentence
        parts = folder.parts()
        assert parts
        again = make()
        again.give_up(FIRST)
        assert again.stop()
        assert folder.parts() == parts, "they are the other's"
    with qtbot.waitSignal(after.arrived, timeout=20_000):
        let_go()


def test_model_that_another_program_has_brought_meanwhile_arrives_without_the_hub(
    make: Callable[[], Downloads], server: HubServer, qtbot: QtBot, tmp_path: Path
) -> None:
    downloads = make()
    with qtbot.waitSignal(downloads.arrived, timeout=20_000):
        downloads.get(FIRST)
    assert downloads.stop()
    write_json(tmp_path / "data" / "downloads.json", [FIRST])
    server.asked.clear()
    after = make()
    with qtbot.waitSignal(after.arrived, timeout=20_000) as arrived:
        after.start()
    assert arrived.args == [FIRST, RepoFolder(tmp_path / "hub", FIRST).snapshot("c" * 40)]
    assert server.asked == []
    assert after.views == []
    qtbot.waitUntil(lambda: not (tmp_path / "data" / "downloads.json").exists(), timeout=5000)
