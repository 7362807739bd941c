"""A model comes whole from the hub, or not at all, whatever the network does."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.bench_download.hub_server import Asked, Fault, HubServer, Repo, hub_server
from app.errors import UserError
from app.hub.cache import RepoFolder
from app.hub.client import Access, Hub
from app.hub.download import Download, Progress
from app.hub.errors import Damaged, Hostile, HubError, NoRoom, NotThere, Offline, Refused
from app.hub.part import Part, part_bytes
from app.hub.throttle import Speed, Throttle
from engine.cancel import CancelToken
from engine.errors import Cancelled
from tests.unit.hub_scene import NAME, QUICK, WEIGHTS, get, is_whole, left_over

STUBBORN = replace(QUICK, tries=1000)  # a busy machine is silent now and then, too


def little(**changes: object) -> Repo:
    repo = Repo(
        {
            "config.json": b'{"model_type": "qwen3"}',
            "tokenizer.json": b"{}" * 40,
            "README.md": "# Ein kleines Modell – für Tests\n".encode(),
            "model.safetensors": WEIGHTS,
            "pytorch_model.bin": b"pickle" * 10,
            "modeling_evil.py": b"print('run me')",
            "original/consolidated.safetensors": b"x" * 50,
        }
    )
    return replace(repo, **changes)  # type: ignore[arg-type]


@pytest.fixture
def server() -> Iterator[HubServer]:
    with hub_server() as server:
        server.repos[NAME] = little()
        yield server


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "hub"


def weights_only(fault: Fault, when: Callable[[Asked], bool] = lambda _: True) -> object:
    def choose(asked: Asked) -> Fault | None:
        return fault if asked.path == "model.safetensors" and when(asked) else None

    return choose


def test_a_model_arrives_where_other_tools_look_for_it(server: HubServer, cache: Path) -> None:
    path = get(server, cache)
    from huggingface_hub import scan_cache_dir, try_to_load_from_cache

    assert is_whole(path)
    assert try_to_load_from_cache(NAME, "config.json", cache_dir=cache) == str(path / "config.json")
    found = scan_cache_dir(cache)
    assert not found.warnings
    (repo,) = found.repos
    (revision,) = repo.revisions
    assert (repo.repo_id, revision.commit_hash, revision.refs) == (
        NAME,
        "c" * 40,
        frozenset({"main"}),
    )
    assert all(file.file_path.is_symlink() for file in revision.files)


def test_pickles_programs_and_second_copies_are_never_fetched(
    server: HubServer, cache: Path
) -> None:
    path = get(server, cache)
    assert sorted(p.name for p in path.iterdir()) == [
        "README.md",
        "config.json",
        "model.safetensors",
        "tokenizer.json",
    ]
    asked = {each.path for each in server.asked}
    assert (
        not {"pytorch_model.bin", "modeling_evil.py", "original/consolidated.safetensors"} & asked
    )


def test_what_is_there_is_not_fetched_again(server: HubServer, cache: Path) -> None:
    get(server, cache)
    before = server.sent
    get(server, cache)
    assert server.sent == before


def test_a_snapshot_of_another_tool_is_completed(server: HubServer, cache: Path) -> None:
    folder = RepoFolder(cache, NAME)
    half = folder.snapshot("c" * 40)
    half.mkdir(parents=True)
    (half / "config.json").write_bytes(b'{"model_type": "qwen3"}')
    assert get(server, cache) == half
    assert is_whole(half)


def test_the_snapshot_appears_only_when_whole(server: HubServer, cache: Path) -> None:
    seen: list[bool] = []
    snapshot = RepoFolder(cache, NAME).snapshot("c" * 40)

    def report(progress: Progress) -> None:
        seen.append(snapshot.exists() and progress.done < progress.total)

    get(server, cache, report=report, manners=replace(QUICK, bytes_per_s=2_000_000))
    assert seen
    assert not any(seen)


def test_progress_ends_at_the_sum_of_the_files(server: HubServer, cache: Path) -> None:
    told: list[Progress] = []
    path = get(server, cache, report=told.append)
    assert told[-1].done == told[-1].total == sum(p.stat().st_size for p in path.iterdir())


def test_a_lost_connection_is_taken_up_where_it_broke(server: HubServer, cache: Path) -> None:
    server.fault = weights_only(Fault(cut=30_000), lambda a: a.number % 2 == 0)  # type: ignore[assignment]
    assert is_whole(get(server, cache))
    spans = [(a.start, a.stop) for a in server.asked if a.kind == "store"]
    assert sum(stop - start for start, stop in spans) > len(WEIGHTS)  # asked for anew
    sent = server.sent - sum(len(v) for k, v in server.repos[NAME].files.items() if len(v) < 9999)
    assert sent <= len(WEIGHTS) + 1000  # but sent once


@pytest.mark.parametrize("after", [0, 1, 50_000])
def test_a_network_that_stays_away_is_told_and_gone_on_with_later(
    server: HubServer, cache: Path, after: int
) -> None:
    asked = 0

    def fault(each: Asked) -> Fault | None:
        nonlocal asked
        asked += each.kind == "store"
        return Fault(cut=after if asked <= 3 else -1) if each.kind == "store" else None

    server.fault = fault
    with pytest.raises(Offline, match=r"connection was lost.*kept"):
        get(server, cache)
    assert RepoFolder(cache, NAME).read_plan() is not None
    server.fault = lambda _: None
    before = server.sent
    assert is_whole(get(server, cache))
    assert server.sent - before <= len(WEIGHTS) - 3 * after
    assert RepoFolder(cache, NAME).read_plan() is None


def test_nobody_there_is_one_sentence(cache: Path) -> None:
    hub = Hub(Access("http://127.0.0.1:9", stall_s=1.0))
    with pytest.raises(Offline, match="the hub cannot be reached"):
        Download(hub, NAME, cache, manners=QUICK).run()
    hub.close()
    assert left_over(cache) == []


def test_a_silent_connection_is_given_up_and_tried_again(server: HubServer, cache: Path) -> None:
    def fault(asked: Asked) -> Fault | None:
        return Fault(drip_s=1.0, slice=1) if asked.kind == "store" and asked.number == 0 else None

    server.fault = fault
    assert is_whole(get(server, cache, stall_s=0.2, manners=STUBBORN))


def test_a_slow_drip_is_no_stall(server: HubServer, cache: Path) -> None:
    server.fault = weights_only(Fault(drip_s=0.002, slice=5_000))  # type: ignore[assignment]
    assert is_whole(get(server, cache, stall_s=0.5, manners=STUBBORN))


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_hub_in_trouble_is_asked_again(server: HubServer, cache: Path, status: int) -> None:
    def fault(asked: Asked) -> Fault | None:
        if asked.number:
            return None
        return Fault(status=status, headers={"Retry-After": "0"} if status == 429 else {})

    server.fault = fault
    assert is_whole(get(server, cache))


def test_a_hub_that_stays_in_trouble_is_named(server: HubServer, cache: Path) -> None:
    server.fault = lambda _: Fault(status=503)
    with pytest.raises(Offline, match="error 503"):
        get(server, cache)
    assert left_over(cache) == []


def test_a_model_that_is_not_there(server: HubServer, cache: Path) -> None:
    del server.repos[NAME]
    with pytest.raises(NotThere, match="There is no model named some-people/Little-Model-4bit"):
        get(server, cache)
    assert left_over(cache) == []


def test_a_gated_model_asks_for_its_terms_and_a_token(server: HubServer, cache: Path) -> None:
    server.repos[NAME] = little(gated=True, token="hf_good")
    with pytest.raises(Refused, match=r"is gated.*accept the terms.*access token"):
        get(server, cache)
    assert left_over(cache) == []
    assert is_whole(get(server, cache, token="hf_good"))


def test_a_token_revoked_midway_keeps_what_came(server: HubServer, cache: Path) -> None:
    server.repos[NAME] = little(gated=True, token="hf_good")

    def fault(asked: Asked) -> Fault | None:
        weights = asked.path == "model.safetensors"
        return Fault(status=401) if weights and asked.kind == "resolve" else None

    server.fault = fault
    with pytest.raises(Refused, match="no longer accepts your access token"):
        get(server, cache, token="hf_good")
    server.fault = lambda _: None
    assert is_whole(get(server, cache, token="hf_good"))


def test_the_token_is_for_the_hub_alone(server: HubServer, cache: Path) -> None:
    with hub_server() as elsewhere:
        elsewhere.repos[NAME] = server.repos[NAME] = little(token="hf_secret")

        def fault(asked: Asked) -> Fault | None:
            if asked.path != "model.safetensors" or asked.kind != "resolve":
                return None
            return Fault(
                redirect=f"{elsewhere.address}/store/{NAME}/resolve/{'c' * 40}/model.safetensors"
            )

        server.fault = fault
        assert is_whole(get(server, cache, token="hf_secret"))
        assert elsewhere.asked
        assert {each.token for each in elsewhere.asked} == {""}
    assert {each.token for each in server.asked} == {"hf_secret"}
    assert not any(b"hf_secret" in p.read_bytes() for p in cache.rglob("*") if p.is_file())


def test_an_address_that_has_run_out_is_asked_for_anew(server: HubServer, cache: Path) -> None:
    server.fault = lambda a: Fault(status=403) if a.kind == "store" and a.number in (4, 5) else None
    assert is_whole(get(server, cache))


def test_a_wrong_checksum_is_thrown_away(server: HubServer, cache: Path) -> None:
    server.fault = weights_only(Fault(wrong=True), lambda a: a.start == 0)  # type: ignore[assignment]
    with pytest.raises(Damaged, match="wrong checksum"):
        get(server, cache)
    folder = RepoFolder(cache, NAME)
    assert folder.parts() == []
    assert not (folder.path / "snapshots").exists()
    server.fault = lambda _: None
    assert is_whole(get(server, cache))


@pytest.mark.parametrize("claim", [-5, 7])
def test_another_length_than_promised_is_refused(
    server: HubServer, cache: Path, claim: int
) -> None:
    server.fault = weights_only(Fault(claim=claim))  # type: ignore[assignment]
    with pytest.raises(Damaged, match="another length"):
        get(server, cache)
    assert RepoFolder(cache, NAME).parts() == []


def test_a_server_without_ranges_sends_all_in_one(server: HubServer, cache: Path) -> None:
    server.fault = weights_only(Fault(ranges=False))  # type: ignore[assignment]
    assert is_whole(get(server, cache))


def test_a_server_without_ranges_is_gone_on_with(server: HubServer, cache: Path) -> None:
    server.fault = weights_only(  # type: ignore[assignment]
        Fault(ranges=False, cut=400_000), lambda a: a.number < 30
    )
    with pytest.raises(Offline):
        get(server, cache)
    server.fault = weights_only(Fault(ranges=False))  # type: ignore[assignment]
    assert is_whole(get(server, cache))


def test_a_range_that_cannot_be_given_means_a_change(server: HubServer, cache: Path) -> None:
    server.fault = weights_only(Fault(status=416))  # type: ignore[assignment]
    with pytest.raises(Damaged, match="has changed on the hub"):
        get(server, cache)


def test_a_stop_keeps_what_came(server: HubServer, cache: Path) -> None:
    cancel = CancelToken()

    def report(progress: Progress) -> None:
        if progress.file_done > 200_000:
            cancel.cancel()

    slow = replace(QUICK, bytes_per_s=2_000_000)
    with pytest.raises(Cancelled):
        get(server, cache, cancel=cancel, report=report, manners=slow)
    blob = hashlib.sha256(WEIGHTS).hexdigest()
    kept = part_bytes(RepoFolder(cache, NAME).blob(blob))
    assert 200_000 < kept < len(WEIGHTS)
    before = server.sent
    assert is_whole(get(server, cache))
    assert server.sent - before == len(WEIGHTS) - kept


def test_a_snapshot_changed_upstream_midway_ends_in_the_new_one(
    server: HubServer, cache: Path
) -> None:
    newer = random.Random(8).randbytes(600_000)

    def fault(asked: Asked) -> Fault | None:
        if asked.kind == "store" and asked.number == 2:
            files = {**little().files, "model.safetensors": newer}
            server.repos[NAME] = little(commit="d" * 40, files=files)
        return None

    server.fault = fault
    with pytest.raises(NotThere):
        get(server, cache)
    server.fault = lambda _: None
    path = get(server, cache)
    assert path.name == "d" * 40
    assert (path / "model.safetensors").read_bytes() == newer
    assert RepoFolder(cache, NAME).parts() == []


@pytest.mark.parametrize(
    "name",
    ["../../evil.json", "/etc/evil.json", "a\0b.json", "x\\..\\e.json", "C:/e.json", "./e.json"],
)
def test_a_hostile_name_leaves_nothing(server: HubServer, cache: Path, name: str) -> None:
    repo = server.repos[NAME]
    told = [*repo.listing(), {"rfilename": name, "size": 2, "blobId": "a" * 40}]
    server.repos[NAME] = replace(repo, siblings=told)
    with pytest.raises(Hostile, match=r"outside of the model's folder"):
        get(server, cache)
    assert left_over(cache) == []
    assert not list(cache.parent.rglob("*evil*"))


def test_a_hash_that_is_a_path_is_refused(server: HubServer, cache: Path) -> None:
    repo = server.repos[NAME]
    told = [*repo.listing(), {"rfilename": "e.json", "size": 2, "blobId": "../" * 13 + "a"}]
    server.repos[NAME] = replace(repo, siblings=told)
    with pytest.raises(Hostile, match="no checksum"):
        get(server, cache)
    assert left_over(cache) == []


def test_a_repository_without_weights_says_so(server: HubServer, cache: Path) -> None:
    server.repos[NAME] = Repo({"config.json": b"{}", "pytorch_model.bin": b"x" * 99})
    with pytest.raises(NotThere, match="no safetensors weights"):
        get(server, cache)
    assert left_over(cache) == []


def test_two_downloads_of_one_model_do_not_meet(server: HubServer, cache: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def report(_: Progress) -> None:
        begun.set()
        go_on.wait(120)

    done: list[Path] = []
    first = threading.Thread(target=lambda: done.append(get(server, cache, report=report)))
    first.start()
    assert begun.wait(120)
    with pytest.raises(HubError, match="is being downloaded already"):
        get(server, cache)
    go_on.set()
    first.join()
    assert is_whole(done[0])


def test_too_little_room_is_said_before_a_byte_comes(server: HubServer, cache: Path) -> None:
    with pytest.raises(NoRoom, match=r"needs 1 MB more on the disk, which has 0 kB to give"):
        get(server, cache, margin=1 << 60)
    assert left_over(cache) == []
    assert server.sent == 0


def test_a_disk_that_fills_up_stops_it_and_keeps_what_came(
    server: HubServer, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0
    write = os.pwrite

    def pwrite(fd: int, data: bytes, at: int) -> int:
        nonlocal written
        written += len(data)
        if written > 300_000:
            raise OSError(28, "No space left on device")
        return write(fd, data, at)

    monkeypatch.setattr(os, "pwrite", pwrite)
    with pytest.raises(NoRoom, match="disk is full"):
        get(server, cache)
    monkeypatch.undo()
    blob = hashlib.sha256(WEIGHTS).hexdigest()
    kept = part_bytes(RepoFolder(cache, NAME).blob(blob))
    assert 0 < kept <= 300_000
    before = server.sent
    assert is_whole(get(server, cache))
    assert server.sent - before <= len(WEIGHTS) - kept + 3 * 65536


def test_a_read_only_cache_is_one_sentence(
    server: HubServer, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.mkdir()
    mkdir = Path.mkdir

    def refuse(self: Path, *args: object, **options: object) -> None:
        if self.is_relative_to(cache):
            raise OSError(30, "Read-only file system")
        mkdir(self, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(HubError, match="the disk is read-only"):
        get(server, cache)


def test_files_without_links_are_moved(
    server: HubServer, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    path = get(server, cache)
    assert is_whole(path)
    assert not (path / "model.safetensors").is_symlink()
    assert (path / "config.json").read_bytes() == b'{"model_type": "qwen3"}'


CHILD = textwrap.dedent(
    """
    import sys, time
    from pathlib import Path
    from app.hub.client import Access, Hub
    from app.hub.download import Download
    from app.hub.fetch import Manners
    manners = Manners(connections=3, piece=100_000, bytes_per_s=4_000_000)
    def report(p):
        if p.file_done > 250_000:
            print("far enough", flush=True)
            time.sleep(600)  # it does not end, however late it is killed
    Download(Hub(Access(sys.argv[1])), sys.argv[2], Path(sys.argv[3]), manners=manners,
             report=report, margin=0).run()
    """
)


def test_a_kill_loses_no_more_than_what_was_on_its_way(server: HubServer, cache: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, server.address, NAME, str(cache)], stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"far enough\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    blob = hashlib.sha256(WEIGHTS).hexdigest()
    kept = part_bytes(RepoFolder(cache, NAME).blob(blob))
    assert kept > 250_000
    before = server.sent
    assert is_whole(get(server, cache))
    assert server.sent - before == len(WEIGHTS) - kept


def test_a_journal_that_does_not_fit_is_not_believed(tmp_path: Path) -> None:
    part = Part(tmp_path / "blob", 1000, 100)
    part.write(3, b"x" * 70)
    part.close()
    part.path.write_bytes(b"short")
    again = Part(tmp_path / "blob", 1000, 100)
    assert again.have == 0
    again.close()
    other = Part(tmp_path / "blob", 2000, 100)
    assert other.have == 0
    other.discard()
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_a_file(server: HubServer, cache: Path) -> None:
    server.repos[NAME].files["chat_template.jinja"] = b""
    assert (get(server, cache) / "chat_template.jinja").read_bytes() == b""


def test_an_odd_endpoint_is_refused_at_once() -> None:
    with pytest.raises(UserError, match="no address of a hub"):
        Hub(Access("ftp://somewhere"))


def test_the_token_is_not_in_what_is_logged() -> None:
    assert "hf_secret" not in repr(Access("https://x", token="hf_secret"))


def test_a_limit_spreads_bytes_over_time() -> None:
    now = [0.0]
    throttle = Throttle(1000, lambda: now[0])
    assert throttle.delay(500) == pytest.approx(0.5)
    assert throttle.delay(500) == pytest.approx(1.0)
    now[0] = 5.0
    assert throttle.delay(1000) == pytest.approx(1.0)
    assert Throttle(0, lambda: now[0]).delay(10**9) == 0.0


def test_speed_is_that_of_the_last_seconds() -> None:
    now = [0.0]
    speed = Speed(lambda: now[0])
    for second in range(20):
        now[0] = float(second)
        last = speed.mark(second * 100 if second < 10 else 1000 + (second - 10) * 10)
    assert last == pytest.approx(10.0)
