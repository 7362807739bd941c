"""Presets: copied into chats, kept in one file, and never lost with it."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.background import Background
from app.presets import Presets, load_presets, presets_file, save_presets
from engine.types import GenerationParams
from ui.chat_settings_values import ChatSettings, Preset

TERSE = ChatSettings("Be brief.", GenerationParams(temperature=0.3, seed=7))
FREE = ChatSettings("", GenerationParams(temperature=1.2))


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def open_presets(qtbot: QtBot) -> Iterator[Callable[[], Presets]]:
    disks: list[Background] = []

    def open_presets() -> Presets:
        for disk in disks:
            assert disk.stop()
        disks.append(Background("disk"))
        presets = Presets(disks[-1])
        with qtbot.waitSignal(presets.changed):
            presets.start()
        return presets

    yield open_presets
    for disk in disks:
        assert disk.stop()


def nothing(_: Preset) -> None:
    """Nobody waits for it."""


def names(presets: Presets) -> list[str]:
    return [preset.name for preset in presets.all]


def test_presets_come_back_as_they_were_saved(open_presets: Callable[[], Presets]) -> None:
    presets = open_presets()
    presets.add("Terse", TERSE, nothing)
    presets.add("Free", FREE, nothing)
    again = open_presets()
    assert again.all == presets.all
    assert [(each.name, each.settings) for each in again.all] == [("Free", FREE), ("Terse", TERSE)]


def test_preset_that_is_changed_leaves_what_was_copied_from_it(
    open_presets: Callable[[], Presets],
) -> None:
    presets = open_presets()
    presets.add("Terse", TERSE, nothing)
    copied = presets.all[0].copy()
    presets.update(presets.all[0].id, FREE, nothing)
    assert copied.values == TERSE
    assert not copied.changed
    assert presets.all[0].settings == FREE
    assert copied.replace(system_prompt="Else.").changed


def test_copy_of_a_copy_does_not_nest(open_presets: Callable[[], Presets]) -> None:
    presets = open_presets()
    presets.add("Terse", TERSE, nothing)
    presets.add("Terser", presets.all[0].copy().replace(system_prompt="!"), nothing)
    assert all(preset.settings.preset is None for preset in presets.all)


def test_name_that_is_taken_gets_a_number(open_presets: Callable[[], Presets]) -> None:
    presets = open_presets()
    for name in ("Terse", "terse", "  ", "Other"):
        presets.add(name, TERSE, nothing)
    assert names(presets) == ["Other", "Terse", "terse 2", "Untitled preset"]
    presets.rename(presets.all[0].id, "Terse")
    assert names(presets) == ["Terse", "terse 2", "Terse 3", "Untitled preset"]
    presets.rename(presets.all[2].id, "   ")
    assert names(presets)[2] == "Terse 3"


def test_deleted_preset_is_gone(open_presets: Callable[[], Presets]) -> None:
    presets = open_presets()
    presets.add("Terse", TERSE, nothing)
    presets.delete(presets.all[0].id)
    presets.delete("unknown")
    assert names(open_presets()) == []


def test_what_is_wished_before_the_file_is_read_is_done_after_it(qtbot: QtBot) -> None:
    save_presets((Preset("1", "Old", FREE),))
    disk = Background("disk")
    presets = Presets(disk)
    made: list[Preset] = []
    with qtbot.waitSignals([presets.changed, presets.changed]):
        presets.add("New", TERSE, made.append)
        assert made == []
    assert names(presets) == ["New", "Old"]
    assert disk.stop()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff", b'{"version": 9, "presets": []}', b'{"version": 1}']
)
def test_damaged_file_is_put_aside_with_a_sentence(data: Path, content: bytes) -> None:
    data.mkdir()
    presets_file().write_bytes(content)
    read = load_presets()
    assert read.presets == ()
    assert not read.locked
    (aside,) = data.iterdir()
    assert aside.name.startswith("presets.damaged-")
    assert aside.read_bytes() == content
    assert aside.name in read.notice
    assert ". " not in read.notice  # one sentence


def test_damaged_entry_does_not_take_the_others_with_it(data: Path) -> None:
    save_presets((Preset("1", "Terse", TERSE),))
    stored = json.loads(presets_file().read_text())
    stored["presets"].append({"name": 3})
    presets_file().write_text(json.dumps(stored))
    assert [preset.name for preset in load_presets().presets] == ["Terse"]
    assert [file.name for file in data.glob("presets.damaged-*")]


def test_full_disk_keeps_the_old_presets_and_is_told(
    open_presets: Callable[[], Presets], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_presets((Preset("1", "Old", FREE),))
    presets = open_presets()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch, qtbot.waitSignal(presets.notice) as told:
        patch.setattr("os.fsync", full)
        presets.add("New", TERSE, nothing)
    assert told.args is not None
    assert "the disk is full" in told.args[0]
    assert names(presets) == ["New", "Old"]
    assert [preset.name for preset in load_presets().presets] == ["Old"]


def test_file_that_cannot_be_read_is_not_written_over(
    data: Path, qtbot: QtBot, open_presets: Callable[[], Presets]
) -> None:
    presets_file().mkdir(parents=True)  # a folder in its place: reading fails
    presets = open_presets()
    with qtbot.waitSignal(presets.notice) as told:
        presets.add("New", TERSE, nothing)
    assert told.args is not None
    assert "cannot be read" in told.args[0]
    assert [file.name for file in data.iterdir()] == ["presets.json"]
