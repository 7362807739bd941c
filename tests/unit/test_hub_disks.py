"""What file systems cannot do, and what they refuse: names, links, room, and others who write."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.bench_download.hub_server import HubServer, Repo, hub_server
from app.errors import UserError
from app.hub.cache import RepoFolder
from app.hub.errors import Hostile, HubError
from app.hub.verify import verify
from app.inventory import remove, take_stock
from app.mending import missing
from app.models import find_model
from engine.cancel import CancelToken
from tests.unit.hub_scene import NAME, WEIGHTS, get, is_whole, left_over

CONFIG = b'{"model_type": "qwen3"}'


@pytest.fixture
def server() -> Iterator[HubServer]:
    with hub_server() as server:
        server.repos[NAME] = Repo({"config.json": CONFIG, "model.safetensors": WEIGHTS})
        yield server


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "hub"


def add(server: HubServer, **files: bytes) -> None:
    repo = server.repos[NAME]
    server.repos[NAME] = replace(repo, files={**repo.files, **files})


# Names


def test_of_names_that_some_disks_take_for_one_only_one_is_fetched(
    server: HubServer, cache: Path
) -> None:
    add(server, **{"LICENSE": b"1", "license": b"2", "Config.json": b"{}", "u\u0308.md": b"3"})
    add(server, **{"\u00fc.md": b"4"})
    path = get(server, cache)
    names = [each.name for each in path.iterdir()]
    assert sorted(name.casefold() for name in names) == sorted({name.casefold() for name in names})
    assert (path / "config.json").read_bytes() == CONFIG, "the one that a model needs"
    assert len(names) == 4


def test_name_that_no_disk_takes_is_refused_before_a_byte_comes(
    server: HubServer, cache: Path
) -> None:
    add(server, **{f"{'n' * 251}.json": b"{}"})
    with pytest.raises(Hostile, match="longer than disks can take"):
        get(server, cache)
    assert left_over(cache) == []
    assert server.sent == 0
    add(server, **{f"{'n' * 251}.json": b"{}", f"{'n' * 300}.py": b""})  # never fetched
    del server.repos[NAME].files[f"{'n' * 251}.json"]
    assert is_whole(get(server, cache))


def test_longest_name_that_disks_take_is_taken(server: HubServer, cache: Path) -> None:
    name = f"{'n' * 250}.json"
    add(server, **{name: b"{}"})
    assert (get(server, cache) / name).read_bytes() == b"{}"


@pytest.mark.parametrize("name", ["m" * 300, f"people/{'m' * 300}", "~nobody-here/m", "a\0b"])
def test_model_whose_name_no_disk_takes_is_not_there(name: str) -> None:
    with pytest.raises(UserError, match="There is no model named"):
        find_model(name)


def test_model_is_kept_by_the_name_that_the_hub_gives_it(
    server: HubServer, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typed in small letters it is the same model, and is not fetched a second time."""
    proper = server.repos[NAME]
    server.repos[NAME.lower()] = replace(proper, name=NAME)
    first = get(server, cache)
    before = server.sent
    assert get(server, cache, name=NAME.lower()) == first
    assert server.sent == before
    monkeypatch.setenv("HF_HUB_CACHE", str(cache))
    assert find_model(NAME.lower()) == first
    assert [p.name for p in cache.glob("models--*")] == [RepoFolder(cache, NAME).path.name]


# Links


@pytest.fixture
def no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """As exFAT, and some disks of the network."""

    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "symlink_to", refuse)


@pytest.mark.usefixtures("no_links")
def test_without_links_files_are_compared_with_their_checksums_all_the_same(
    server: HubServer, cache: Path
) -> None:
    path = get(server, cache)
    assert verify(path, CancelToken()).right == ("config.json", "model.safetensors")
    data = bytearray(WEIGHTS)
    data[500_000] ^= 1
    (path / "model.safetensors").write_bytes(data)
    (path / "config.json").unlink()
    assert verify(path, CancelToken()).wrong == {
        "config.json": "it is gone",
        "model.safetensors": "it is damaged",
    }
    assert missing(path) == ("config.json",)


# Folders that are not what they should be


def test_cache_on_a_disk_that_is_not_there_is_told_by_its_link(
    server: HubServer, cache: Path, tmp_path: Path
) -> None:
    cache.symlink_to(tmp_path / "drawer" / "hub")
    with pytest.raises(HubError, match=r"hub is a link to .*drawer/hub, which is not there"):
        get(server, cache)


def test_file_where_the_cache_should_be_is_told(server: HubServer, cache: Path) -> None:
    cache.write_text("")
    with pytest.raises(HubError, match=r"cannot be downloaded to .*hub, because not a directory"):
        get(server, cache)


# Room, and others


CHILD = textwrap.dedent(
    """
    import resource, signal, sys, time
    from pathlib import Path
    from app.bench_download.hub_server import HubServer
    from app.errors import UserError
    from tests.unit import hub_scene
    from dataclasses import replace

    address, cache, limit, rate = sys.argv[1:]
    if int(limit):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    class Server:
        pass
    server = Server()
    server.address = address
    def report(progress):
        if int(rate) and progress.file_done > 250_000:
            print("far enough", flush=True)
            time.sleep(600)  # it does not end, however late it is killed
    try:
        hub_scene.get(server, Path(cache), report=report,
                      manners=replace(hub_scene.QUICK, bytes_per_s=int(rate)))
    except UserError as error:
        print(type(error).__name__, error)
    """
)


def other(server: HubServer, cache: Path, limit: int = 0, rate: int = 0) -> subprocess.Popen[str]:
    """A download of the same model by another program."""
    words = [server.address, str(cache), str(limit), str(rate)]
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, *words], stdout=subprocess.PIPE, text=True
    )


def test_disk_that_takes_no_more_is_one_sentence_and_what_came_is_kept(
    server: HubServer, cache: Path
) -> None:
    """By a real limit of the system on the size of files."""
    said, _ = other(server, cache, limit=300_000).communicate(timeout=300)
    assert said.startswith("NoRoom The disk of ")
    assert "is full" in said
    before = server.sent
    assert is_whole(get(server, cache))
    assert server.sent - before == len(WEIGHTS), "the small file was there"


def test_two_programs_do_not_fetch_one_model_at_once_and_one_goes_on_where_the_other_died(
    server: HubServer, cache: Path
) -> None:
    child = other(server, cache, rate=2_000_000)
    assert child.stdout is not None
    assert child.stdout.readline() == "far enough\n"
    with pytest.raises(HubError, match="is being downloaded already, by another window or program"):
        get(server, cache)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    before = server.sent
    assert is_whole(get(server, cache))
    assert server.sent - before <= len(WEIGHTS) - 250_000
    assert RepoFolder(cache, NAME).read_plan() is None


def test_model_that_is_being_downloaded_is_not_removed_meanwhile(
    server: HubServer, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(cache))
    path = get(server, cache)
    (found,) = (each for each in take_stock() if each.info.path == path)
    with (
        RepoFolder(cache, NAME).alone(),
        pytest.raises(UserError, match="is being downloaded; stop that first"),
    ):
        remove(found)
    assert is_whole(path)
    assert remove(found) > 0
    assert left_over(cache) == []
