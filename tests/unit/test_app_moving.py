"""Models go to another disk: whole, compared, and never as half a one."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import pytest

from app import moving
from app.errors import UserError
from app.hub.verify import verify
from app.inventory import Installed, take_stock
from app.model_notes import load_notes, note_use
from app.models import find_model, find_models, moved_folders
from app.move_journal import settle, where_now
from app.moving import FOLDER, Move, move, plan_move
from engine.cancel import CancelToken
from engine.errors import Cancelled
from engine.types import ModelInfo
from tests.tiny_models import GEMMA4

NAME = "people/Tiny-Gemma"
COMMIT = "c" * 40


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(moving, "_same_disk", lambda *_: False)


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    made = tmp_path / "disk"
    made.mkdir()
    return made


def in_cache(tmp_path: Path) -> Path:
    """A model as the hub's tools keep it: contents by hash, and links to them."""
    import hashlib

    repo = tmp_path / "hub" / "models--people--Tiny-Gemma"
    snapshot = repo / "snapshots" / COMMIT
    for folder in (snapshot, repo / "blobs", repo / "refs"):
        folder.mkdir(parents=True)
    for file in GEMMA4.iterdir():
        if file.is_file():
            data = file.read_bytes()
            blob = hashlib.sha256(data).hexdigest()
            (repo / "blobs" / blob).write_bytes(data)
            (snapshot / file.name).symlink_to(f"../../blobs/{blob}")
    (repo / "refs" / "main").write_text(COMMIT)
    return snapshot


def the_one(path: Path) -> Installed:
    (found,) = (each for each in take_stock() if each.info.path == path)
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def go(plan: Move, report: Callable[[int, int], None] = lambda _done, _total: None) -> Any:
    return move(plan, CancelToken(), report)


def hidden(folder: Path) -> list[Path]:
    return list(folder.rglob(".parlance-*"))


def test_model_of_the_cache_is_moved_whole_and_found_at_its_new_place(
    tmp_path: Path, disk: Path
) -> None:
    old = in_cache(tmp_path)
    before = contents(old)
    note_use(old)
    tested = tmp_path / "data" / "self_tests.json"
    tested.write_text(json.dumps({str(old): {"good": True}}))
    shares: list[float] = []
    plan = plan_move(the_one(old), disk)
    moved = go(plan, lambda done, total: shares.append(done / total))
    assert moved.path == disk / FOLDER / "models--people--Tiny-Gemma" / "snapshots" / COMMIT
    assert contents(moved.path) == before
    assert (moved.path / "config.json").is_symlink(), "nothing is stored twice"
    assert not (tmp_path / "hub" / "models--people--Tiny-Gemma").exists()
    assert moved.freed > sum(len(data) for data in before.values()) // 2
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    found = the_one(moved.path)
    assert (found.repo, found.source, found.info.problem) == (NAME, "hub", "")
    assert find_model(NAME) == moved.path
    assert list(load_notes()) == [moved.path]
    assert list(json.loads(tested.read_text())) == [str(moved.path)]
    assert hidden(tmp_path) == []


def test_model_in_a_plain_folder_is_moved_and_back(tmp_path: Path, disk: Path) -> None:
    old = tmp_path / "data" / "models" / "tiny"
    old.mkdir(parents=True)
    for file in GEMMA4.iterdir():
        (old / file.name).write_bytes(file.read_bytes())
    before = contents(old)
    moved = go(plan_move(the_one(old), disk))
    assert moved.path == disk / FOLDER / "tiny"
    assert contents(moved.path) == before
    again = go(plan_move(the_one(moved.path), old.parent))
    assert again.path == old
    assert contents(old) == before
    assert not moved.path.exists()


def test_on_one_disk_a_model_only_changes_its_name(
    tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "_same_disk", lambda *_: True)
    monkeypatch.setattr(moving, "_copy", lambda *_: pytest.fail("copied"))
    old = in_cache(tmp_path)
    before = contents(old)
    moved = go(plan_move(the_one(old), disk))
    assert (contents(moved.path), moved.freed) == (before, 0)


def test_disk_without_links_has_the_contents_once(
    tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "_links_work", lambda _: False)
    old = in_cache(tmp_path)
    before = contents(old)
    moved = go(plan_move(the_one(old), disk))
    assert contents(moved.path) == before
    assert not (moved.path / "config.json").is_symlink()
    assert not (disk / FOLDER / "models--people--Tiny-Gemma" / "blobs").exists()
    assert the_one(moved.path).repo == NAME
    assert sorted(verify(moved.path, CancelToken()).right) == sorted(before)


def test_stopped_move_leaves_the_model_where_it_is_and_nothing_else(
    tmp_path: Path, disk: Path
) -> None:
    old = in_cache(tmp_path)
    before = contents(old)
    cancel = CancelToken()
    with pytest.raises(Cancelled):
        move(plan_move(the_one(old), disk), cancel, lambda *_: cancel.cancel())
    assert contents(old) == before
    assert list((disk / FOLDER).iterdir()) == []
    the_one(old)


@pytest.mark.parametrize("when", ["copy", "switch"])
def test_disk_that_fails_midway_is_named_and_the_model_stays(
    tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    old = in_cache(tmp_path)
    before = contents(old)

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    plan = plan_move(the_one(old), disk)
    if when == "copy":
        monkeypatch.setattr(os, "fsync", fail)
    else:
        monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(UserError, match=r"could not be moved.*it is where it was"):
        go(plan)
    monkeypatch.undo()
    assert contents(old) == before
    assert list((disk / FOLDER).iterdir()) == []


def test_what_was_written_wrongly_is_noticed(
    tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = in_cache(tmp_path)
    before = contents(old)
    monkeypatch.setattr(moving, "_sum", lambda *_: "0" * 64)
    with pytest.raises(UserError, match="was not written to the new disk as it is here"):
        go(plan_move(the_one(old), disk))
    assert contents(old) == before
    assert list((disk / FOLDER).iterdir()) == []


def test_damaged_model_is_not_moved(tmp_path: Path, disk: Path) -> None:
    old = in_cache(tmp_path)
    weights = (old / "model.safetensors").resolve()
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    with pytest.raises(UserError, match="is damaged, so the model was not moved"):
        go(plan_move(the_one(old), disk))
    assert old.exists()


def test_move_that_died_midway_is_made_anew_and_leaves_nothing(
    tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = in_cache(tmp_path)
    before = contents(old)
    plan = plan_move(the_one(old), disk)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)  # as a crash would
        patch.setattr(moving, "_sum", lambda *_: "0" * 64)
        with pytest.raises(UserError):
            go(plan)
    assert hidden(disk)
    assert [each.repo for each in take_stock() if each.repo] == [NAME], "half a copy is no model"
    assert contents(go(plan).path) == before
    assert hidden(tmp_path) == []


def test_original_that_cannot_be_removed_is_said(
    tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = in_cache(tmp_path)
    plan = plan_move(the_one(old), disk)
    rename = Path.rename

    def stubborn(self: Path, target: Path) -> Path:
        if "gone" in target.name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    moved = go(plan)
    assert "could not be removed" in moved.left
    assert contents(moved.path) == contents(old)


@pytest.mark.parametrize("same_disk", [False, True])
def test_whoever_looks_for_models_while_one_is_moved_meets_it_once(
    tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch, same_disk: bool
) -> None:
    monkeypatch.setattr(moving, "_same_disk", lambda *_: same_disk)
    plan = plan_move(the_one(in_cache(tmp_path)), disk)
    looks: list[Future[list[ModelInfo]]] = []
    rename = Path.rename

    def look(self: Path, target: Path) -> Path:
        looks.append(others.submit(find_models))
        wait(looks, timeout=0.1)  # ends in that time where nothing holds it up
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", look)
    with ThreadPoolExecutor() as others:
        moved = go(plan)
    found = [[info.path for info in each.result()[1:]] for each in looks]
    assert found
    assert all(each == [moved.path] for each in found)


def test_move_is_refused_with_a_reason(
    tmp_path: Path, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = in_cache(tmp_path)
    starter = next(each for each in take_stock() if each.source == "starter")
    with pytest.raises(UserError, match="starter came with Parlance"):
        plan_move(starter, disk)
    with pytest.raises(UserError, match=r"is in .* already"):
        plan_move(the_one(old), tmp_path / "hub")
    (disk / FOLDER / "models--people--Tiny-Gemma").mkdir(parents=True)
    with pytest.raises(UserError, match="something of that name is there"):
        plan_move(the_one(old), disk)
    monkeypatch.setattr(moving, "MARGIN", 1 << 60)
    with pytest.raises(UserError, match="make room, or choose another disk"):
        go(plan_move(the_one(old), disk / "other"))
    assert moved_folders() == [disk / "other" / FOLDER]
    assert old.exists()


def test_versions_that_share_contents_go_together(tmp_path: Path, disk: Path) -> None:
    old = in_cache(tmp_path)
    other = old.with_name("d" * 40)
    other.mkdir()
    (other / "config.json").symlink_to((old / "config.json").readlink())
    plan = plan_move(the_one(old), disk)
    assert plan.versions == 2
    moved = go(plan)
    assert moved.versions == 2
    assert (moved.path.with_name("d" * 40) / "config.json").exists()


# Moves that were killed


CHILD = textwrap.dedent(
    """
    import sys, time
    from pathlib import Path
    from app import move_journal, moving
    from app.inventory import take_stock
    from engine.cancel import CancelToken

    when, old, folder = sys.argv[1:]
    def stay(*_):
        print("far enough", flush=True)
        time.sleep(600)
    moving._same_disk = lambda *_: when == "one disk"
    if when == "copied":
        moving._settle = lambda folder: stay() if folder.name == moving.FOLDER else None
    if when in ("named", "one disk"):
        move_journal.take_along = stay
    if when == "switched":
        moving.shutil.rmtree = lambda folder, **_: stay() if folder.exists() else None
    (one,) = (each for each in take_stock() if str(each.info.path) == old)
    moving.move(moving.plan_move(one, Path(folder)), CancelToken(),
                stay if when == "copying" else lambda *_: None)
    """
)


def killed(when: str, old: Path, folder: Path) -> None:
    """A move that dies then, by a real SIGKILL."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, when, str(old), str(folder)], stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"far enough\n"
    child.kill()
    child.wait()
    child.stdout.close()


@pytest.mark.parametrize("when", ["copying", "named"])
def test_move_that_is_killed_before_the_original_goes_has_not_happened(
    tmp_path: Path, disk: Path, when: str
) -> None:
    old = in_cache(tmp_path)
    before = contents(old)
    killed(when, old, disk)
    assert list((disk / FOLDER).iterdir()), "something is left to be cleared up"
    assert settle() == []
    assert contents(old) == before
    assert list((disk / FOLDER).iterdir()) == []
    assert not (tmp_path / "data" / "moves.json").exists()


@pytest.mark.parametrize("when", ["switched", "one disk"])
def test_move_that_is_killed_after_that_has_happened(tmp_path: Path, disk: Path, when: str) -> None:
    old = in_cache(tmp_path)
    before = contents(old)
    note_use(old)
    new = disk / FOLDER / "models--people--Tiny-Gemma" / "snapshots" / COMMIT
    killed(when, old, disk)
    assert where_now(str(old)) == str(new)
    assert settle() == [(str(old), str(new))]
    assert contents(new) == before
    assert list(load_notes()) == [new]
    assert hidden(tmp_path) == []
    assert settle() == []


def test_move_that_is_under_way_is_left_alone(tmp_path: Path, disk: Path) -> None:
    old = in_cache(tmp_path)

    def look(*_: object) -> None:
        assert hidden(disk)
        assert settle() == []
        assert hidden(disk)
        with pytest.raises(UserError, match="Another model is being moved"):
            go(plan_move(the_one(old), disk / "other"))

    assert go(plan_move(the_one(old), disk), look).left == ""


def test_what_a_killed_move_left_on_a_disk_that_is_not_there_waits_for_it(
    tmp_path: Path, disk: Path
) -> None:
    old = in_cache(tmp_path)
    killed("copying", old, disk)
    disk.rename(tmp_path / "drawer")
    assert settle() == []
    (tmp_path / "drawer").rename(disk)
    assert hidden(disk)
    settle()
    assert hidden(disk) == []


def test_copy_that_somebody_took_away_brings_the_original_back(tmp_path: Path, disk: Path) -> None:
    old = in_cache(tmp_path)
    before = contents(old)
    killed("switched", old, disk)
    shutil.rmtree(disk / FOLDER / "models--people--Tiny-Gemma")
    assert settle() == []
    assert contents(old) == before


def test_journal_of_moves_that_is_nonsense_harms_nobody(tmp_path: Path) -> None:
    old = in_cache(tmp_path)
    journal = tmp_path / "data" / "moves.json"
    journal.parent.mkdir(exist_ok=True)
    for text in ("{", "[1, {}]", '[{"source": "a", "target": "b", "old": "c", "new": "d"}]'):
        journal.write_text(text)
        assert settle() == []
    the_one(old)
