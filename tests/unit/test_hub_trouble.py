"""What the hub, its storage and the disk can do wrong, beside what test_hub_download.py tells."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.bench_download.hub_server import Asked, Fault, HubServer, Repo, hub_server
from app.hub.cache import RepoFolder
from app.hub.client import Access, Hub
from app.hub.errors import Damaged, HubError, Later, NoRoom, NotThere, Offline, Refused
from app.hub.refusal import refusal
from engine.cancel import CancelToken
from engine.errors import Cancelled
from tests.unit.hub_scene import COMMIT, NAME, QUICK, WEIGHTS, get, is_whole, left_over


@pytest.fixture
def server() -> Iterator[HubServer]:
    with hub_server() as server:
        files = {"config.json": b'{"model_type": "qwen3"}', "model.safetensors": WEIGHTS}
        server.repos[NAME] = Repo(files)
        yield server


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "hub"


# Connections


@pytest.mark.parametrize("kind", ["info", "resolve", "store"])
@pytest.mark.parametrize("cut", [-1, 0, 10])
def test_a_connection_lost_at_any_stage_is_made_again(
    server: HubServer, cache: Path, kind: str, cut: int
) -> None:
    def fault(asked: Asked) -> Fault | None:
        return Fault(cut=cut) if asked.kind == kind and asked.number < 2 else None

    server.fault = fault
    assert is_whole(get(server, cache))
    assert server.counts[kind] > 2


@pytest.mark.parametrize("kind", ["info", "resolve", "store"])
def test_a_stop_does_not_wait_for_a_server_that_says_nothing(
    server: HubServer, cache: Path, kind: str
) -> None:
    asked, answer = threading.Event(), threading.Event()
    cancel = CancelToken()

    def fault(each: Asked) -> Fault | None:
        if each.kind == kind:
            cancel.cancel()
            asked.set()
            answer.wait(120)
        return None

    server.fault = fault
    try:
        with pytest.raises(Cancelled):
            get(server, cache, cancel=cancel, stall_s=100)
        assert asked.is_set()
        assert not answer.is_set()
    finally:
        answer.set()


def test_where_one_connection_brings_little_others_are_opened(
    server: HubServer, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.hub.fetch._ALONE_S", 0.1)
    others = threading.Event()

    def fault(asked: Asked) -> Fault | None:
        if asked.kind == "store":
            if asked.number:
                others.set()
            elif not others.wait(120):
                return Fault(status=404)
        return None

    server.fault = fault
    assert is_whole(get(server, cache, stall_s=100))


def test_a_page_that_comes_instead_of_the_file_is_not_taken_for_it(
    server: HubServer, cache: Path
) -> None:
    """As in a hotel, where one has to agree to something first."""
    server.fault = lambda a: Fault(status=200) if a.kind == "store" and a.start > 500_000 else None
    with pytest.raises(Offline, match=r"something else than the hub has answered.*kept"):
        get(server, cache)
    server.fault = lambda _: None
    before = server.sent
    assert is_whole(get(server, cache))
    assert server.sent - before < 600_000


# Storage that the hub leads to


def bridge(server: HubServer, storage: HubServer, lifetime: int) -> None:
    """As for the hub's large files: a signed address elsewhere, good for some requests only."""
    storage.repos = server.repos
    signed: dict[str, int] = {}

    def lead(asked: Asked) -> Fault | None:
        if asked.kind != "resolve" or asked.path != "model.safetensors":
            return None
        signature = f"X-Signature={asked.number}"
        signed[signature] = lifetime
        file = server.repos[NAME].listing()[1]
        return Fault(
            redirect=f"{storage.address}/store/{NAME}/resolve/{COMMIT}/{asked.path}?{signature}",
            headers={
                "X-Linked-Etag": f'"{file["lfs"]["sha256"]}"',
                "X-Linked-Size": str(file["size"]),
                "X-Xet-Hash": "a" * 64,
            },
        )

    def give(asked: Asked) -> Fault | None:
        signed[asked.query] = signed.get(asked.query, 0) - 1
        return Fault(status=403) if signed[asked.query] < 0 else None

    server.fault, storage.fault = lead, give


def test_signed_addresses_of_another_host_are_used_until_they_run_out(
    server: HubServer, cache: Path
) -> None:
    with hub_server() as storage:
        bridge(server, storage, lifetime=3)
        assert is_whole(get(server, cache, token="hf_secret"))
        asked = storage.asked
        assert {each.kind for each in asked} == {"store"}
        assert len(asked) > server.counts["resolve"] - 1 > 1  # used more than once, and renewed
        assert all("Authorization" not in each.headers for each in asked)
        assert all(each.headers["Range"].startswith("bytes=") for each in asked)


def test_storage_that_never_gives_anything_is_named(server: HubServer, cache: Path) -> None:
    with hub_server() as storage:
        bridge(server, storage, lifetime=0)
        with pytest.raises(Offline, match="the hub's storage answered with error 403"):
            get(server, cache)


@pytest.mark.parametrize(
    ("header", "value", "words"),
    [
        ("X-Linked-Etag", '"' + "0" * 64 + '"', "is another one than the hub says"),
        ("X-Linked-Size", "17", "has another length than the hub says"),
    ],
)
def test_storage_for_another_file_is_noticed_before_it_comes(
    server: HubServer, cache: Path, header: str, value: str, words: str
) -> None:
    def fault(asked: Asked) -> Fault | None:
        if asked.kind != "resolve" or asked.path != "model.safetensors":
            return None
        to = f"{server.address}/store/{NAME}/resolve/{COMMIT}/model.safetensors"
        return Fault(redirect=to, headers={header: value})

    server.fault = fault
    with pytest.raises(Damaged, match=words):
        get(server, cache)
    assert RepoFolder(cache, NAME).parts() == []


def test_no_secret_is_in_the_log(
    server: HubServer, cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with hub_server() as storage:
        bridge(server, storage, lifetime=2)
        give = storage.fault
        storage.fault = lambda a: give(a) or (Fault(cut=10) if a.number < 2 else None)
        assert is_whole(get(server, cache, token="hf_secret"))
    assert "connection was lost" in caplog.text
    assert "hf_secret" not in caplog.text
    assert "Signature" not in caplog.text


# Refusals


@pytest.mark.parametrize(
    ("status", "code", "token", "words"),
    [
        (403, "GatedRepo", "hf_mine", r"is gated.*at http://\S+/some-people/Little.*your access"),
        (401, "GatedRepo", "", r"is gated.*at http://\S+/some-people/Little.*then add an access"),
        (401, "", "hf_old", "no longer accepts your access token"),
        (403, "", "hf_mine", r"does not let the owner of your access token.*look at http://"),
        (403, "", "", "an access token may be needed"),
        (404, "RevisionNotFound", "", r"no longer has what is asked for; look at http://"),
        (451, "", "", r"refuses to give .*error 451"),
        (400, "", "", "error 400"),
    ],
)
def test_a_refusal_is_one_sentence_and_not_asked_for_again(
    server: HubServer, cache: Path, status: int, code: str, token: str, words: str
) -> None:
    server.fault = lambda _: Fault(status=status, code=code)
    with pytest.raises(HubError, match=words) as refused:
        get(server, cache, token=token)
    assert isinstance(refused.value, Refused | NotThere)
    assert len(server.asked) == 1
    assert left_over(cache) == []


def headers(**values: str) -> Message:
    found = Message()
    for name, value in values.items():
        found[name.replace("_", "-")] = value
    return found


@pytest.mark.parametrize(
    ("told", "least", "most"),
    [
        (headers(Retry_After="7"), 7, 7),
        (headers(Retry_After="99999"), 300, 300),
        (
            headers(Retry_After=format_datetime(datetime.now(UTC) + timedelta(hours=1))),
            300,
            300,
        ),
        (headers(Retry_After=format_datetime(datetime.now(UTC) - timedelta(hours=1))), 0, 0),
        (headers(RateLimit='"resolvers";r=0;t=42'), 42, 42),
    ],
)
def test_the_hub_says_how_long_to_wait(told: Message, least: float, most: float) -> None:
    later = refusal(429, told, what=NAME, page="", token=False)
    assert isinstance(later, Later)
    assert later.after is not None
    assert least <= later.after <= most


@pytest.mark.parametrize("text", ["soon", "", "Someday, 99 Foo 2026"])
def test_a_wait_that_is_none_is_ours_to_choose(text: str) -> None:
    later = refusal(429, headers(Retry_After=text), what=NAME, page="", token=False)
    assert isinstance(later, Later)
    assert later.after is None


@pytest.mark.parametrize(
    "name", ["../..", "a/b/c", "a\0b", "/etc", "a/..", "a b/c", "", "ä/b", "a--b/c"]
)
def test_what_cannot_be_a_models_name_is_not_asked_for(server: HubServer, name: str) -> None:
    hub = Hub(Access(server.address))
    with pytest.raises(NotThere, match="is no name of a model"):
        hub.model(name)
    hub.close()
    assert server.asked == []


# The disk


def test_a_disk_that_others_fill_is_left_its_last_bytes(
    server: HubServer, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = [1 << 40]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free[0]))

    def fault(asked: Asked) -> Fault | None:
        if asked.kind == "store" and asked.number == 3:
            free[0] = 1000
        return None

    server.fault = fault
    slow = replace(QUICK, bytes_per_s=3_000_000)
    with pytest.raises(NoRoom, match=r"disk is nearly full.*kept"):
        get(server, cache, margin=100_000, manners=slow)
    free[0] = 1 << 40
    before = server.sent
    assert is_whole(get(server, cache))
    assert 0 < server.sent - before < len(WEIGHTS)


def test_on_a_disk_without_links_nothing_is_fetched_twice(
    server: HubServer, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    get(server, cache)
    before = server.sent
    assert is_whole(get(server, cache))
    assert server.sent == before


def test_half_a_file_of_another_tool_is_replaced(server: HubServer, cache: Path) -> None:
    half = RepoFolder(cache, NAME).snapshot(COMMIT)
    half.mkdir(parents=True)
    (half / "model.safetensors").write_bytes(WEIGHTS[:1000])
    assert is_whole(get(server, cache))


def test_the_hubs_programs_are_neither_fetched_nor_asked_for(
    server: HubServer, cache: Path
) -> None:
    told = server.repos[NAME].listing()
    for name in ("modeling.py", "tokenizer.pkl", "w.pt", "w.gguf", "run.sh", "a/model.py"):
        told.append({"rfilename": name, "size": 3, "blobId": "a" * 40})
    server.repos[NAME].siblings = told
    path = get(server, cache)
    assert sorted(p.name for p in path.iterdir()) == ["config.json", "model.safetensors"]
    assert {each.path for each in server.asked} == {NAME, "config.json", "model.safetensors"}
