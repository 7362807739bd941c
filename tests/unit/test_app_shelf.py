"""Choosing a model ends with one that works, whatever was chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.background import Background
from app.paths import starter_model
from app.room import refuse_without_room
from app.settings import Settings, load_settings, save_settings
from app.settings_store import SettingsStore
from app.shelf import Shelf
from engine.errors import Failure, OutOfMemory
from engine.types import Stage
from tests.unit.app_fakes import make_info

STARTER = starter_model()
BAD = Failure("ModelCorrupt", "It is damaged.")


class Said:
    def __init__(self, shelf: Shelf) -> None:
        self.loads: list[Path] = []
        self.notices: list[str] = []
        self.shown: list[str] = []
        self.stages: list[Stage | None] = []
        self.models: list[Path] = []
        shelf.load_wanted.connect(self.loads.append)
        shelf.careful_load_wanted.connect(self.loads.append)
        shelf.notice.connect(self.notices.append)
        shelf.model_shown.connect(self.shown.append)
        shelf.load_shown.connect(self.stages.append)
        shelf.model_changed.connect(lambda info: self.models.append(info.path))


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))


@pytest.fixture
def disk(qtbot: QtBot) -> Iterator[Background]:
    del qtbot
    disk = Background("disk")
    yield disk
    assert disk.stop()


@pytest.fixture
def shelf(disk: Background) -> Shelf:
    return Shelf(SettingsStore(disk), disk)


@pytest.fixture
def said(shelf: Shelf) -> Said:
    return Said(shelf)


def test_first_start_loads_the_starter(shelf: Shelf, said: Said, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shelf.models_changed):
        shelf.start()
    assert said.loads == [STARTER]
    assert said.stages == [Stage("load", 0, 0)]


def test_last_model_is_loaded_again(disk: Background, tmp_path: Path) -> None:
    save_settings(Settings(model=str(tmp_path)))
    shelf = Shelf(SettingsStore(disk), disk)
    said = Said(shelf)
    shelf.start()
    assert said.loads == [tmp_path]


def test_last_model_that_does_not_fit_now_is_loaded_next_time(
    disk: Background, tmp_path: Path
) -> None:
    save_settings(Settings(model=str(tmp_path)))
    store = SettingsStore(disk)
    shelf = Shelf(store, disk)
    said = Said(shelf)
    careful: list[Path] = []
    shelf.careful_load_wanted.connect(careful.append)
    shelf.start()
    shelf.take_failure(tmp_path, Failure("OutOfMemory", "It needs too much."), False)
    shelf.take_loaded(make_info(STARTER))
    assert careful == [tmp_path]
    assert said.loads == [tmp_path, STARTER]
    assert said.notices == ["It needs too much."]
    assert store.value.model == str(tmp_path)
    shelf.choose(str(STARTER))
    shelf.take_loaded(make_info(STARTER))
    assert store.value.model == "", "now it was chosen"


def test_load_that_is_stopped_goes_back_to_the_model_before(shelf: Shelf, said: Said) -> None:
    shelf.stop_loading()
    assert said.loads == []
    shelf.choose("/one")
    shelf.stop_loading()
    assert said.loads == [Path("/one"), STARTER]
    shelf.take_loaded(make_info(STARTER))
    shelf.choose("/two")
    shelf.take_loaded(make_info(Path("/two")))
    shelf.stop_loading()
    assert said.loads[-1] == Path("/two"), "nothing is being loaded"
    shelf.choose("/three")
    shelf.stop_loading()
    assert said.loads[-1] == Path("/two")


def test_model_that_needs_more_than_is_free_is_refused_with_both_figures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.system_memory.available_bytes", lambda: 3_000_000)
    with pytest.raises(OutOfMemory, match=r"needs \d+ MB of memory, and only 3 MB can be had"):
        refuse_without_room(STARTER)
    monkeypatch.setattr("engine.system_memory.available_bytes", lambda: 10**12)
    refuse_without_room(STARTER)


def test_model_of_which_nothing_can_be_told_is_tried(tmp_path: Path) -> None:
    refuse_without_room(tmp_path)


def test_model_that_is_gone_gives_way_to_the_starter(disk: Background, tmp_path: Path) -> None:
    save_settings(Settings(model=str(tmp_path / "gone")))
    shelf = Shelf(SettingsStore(disk), disk)
    said = Said(shelf)
    shelf.start()
    assert said.loads == [STARTER]


def test_loaded_model_is_remembered(
    shelf: Shelf, said: Said, tmp_path: Path, disk: Background
) -> None:
    shelf.choose(str(tmp_path))
    shelf.take_loaded(make_info(tmp_path))
    assert said.models == [tmp_path]
    assert said.stages[-1] is None
    assert disk.stop()
    assert load_settings().model == str(tmp_path)


def test_failed_choice_goes_back_to_the_model_before(shelf: Shelf, said: Said) -> None:
    shelf.choose("/one")
    shelf.take_loaded(make_info(Path("/one")))
    shelf.choose("/two")
    shelf.take_failure(Path("/two"), BAD, False)
    assert said.notices == [BAD.message]
    assert said.loads == [Path("/one"), Path("/two"), Path("/one")]


def test_model_that_was_kept_is_not_loaded_again(shelf: Shelf, said: Said) -> None:
    shelf.choose("/one")
    shelf.take_loaded(make_info(Path("/one")))
    shelf.choose("/two")
    shelf.take_failure(Path("/two"), BAD, True)
    assert said.loads == [Path("/one"), Path("/two")]
    assert said.shown[-1] == "/one"


def test_failed_start_falls_back_to_the_starter_and_then_rests(shelf: Shelf, said: Said) -> None:
    shelf.choose("/one")
    shelf.take_failure(Path("/one"), BAD, False)
    shelf.take_failure(STARTER, BAD, False)
    assert said.loads == [Path("/one"), STARTER]
    assert said.shown[-1] == ""
    assert said.stages[-1] is None


def test_load_that_was_overtaken_changes_nothing(shelf: Shelf, said: Said) -> None:
    shelf.choose("/one")
    shelf.choose("/two")
    shelf.take_loaded(make_info(Path("/one")))
    shelf.take_failure(Path("/one"), BAD, False)
    assert said.models == []
    assert said.notices == []


def test_model_with_a_known_problem_is_not_loaded(
    shelf: Shelf, said: Said, qtbot: QtBot, tmp_path: Path
) -> None:
    bad = tmp_path / "all" / "bad"
    bad.mkdir(parents=True)
    (bad / "config.json").write_text("{}")
    with qtbot.waitSignal(
        shelf.models_changed, check_params_cb=lambda models, _: len(models) == 2
    ) as found:
        shelf.choose_folder(str(tmp_path / "all"))
    assert found.args[1] == str(tmp_path / "all")
    shelf.choose(str(bad))
    assert said.loads == []
    assert len(said.notices) == 1


def test_model_elsewhere_is_listed_while_it_is_there(
    shelf: Shelf, qtbot: QtBot, tmp_path: Path
) -> None:
    one = tmp_path / "one"
    one.mkdir()
    shelf.choose(str(one))
    shelf.take_loaded(make_info(one))
    with qtbot.waitSignal(shelf.models_changed, check_params_cb=lambda *_: shelf.searched):
        shelf.search()
    assert [info.path for info in shelf.models] == [STARTER, one]
    one.rename(tmp_path / "two")
    with qtbot.waitSignal(shelf.models_changed):
        shelf.search()
    assert [info.path for info in shelf.models] == [STARTER]


def test_folder_without_models_is_said(
    shelf: Shelf, said: Said, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "none").mkdir()
    shelf.start()
    with qtbot.waitSignal(shelf.notice):
        shelf.choose_folder(str(tmp_path / "none"))
    assert "No model was found" in said.notices[0]


def test_sense_that_only_loading_finds_damaged_is_said_and_not_shown(
    tmp_path: Path, shelf: Shelf, said: Said
) -> None:
    shown: list[tuple[str, ...]] = []
    shelf.models_changed.connect(lambda models, _: shown.append(models[-1].senses))
    listed = make_info(tmp_path / "seeing", ("text", "image"), "seeing")
    shelf._show([listed])
    shelf.choose(str(listed.path))
    shelf.take_loaded(replace(listed, senses=("text",), off=(("image", "Pictures are off."),)))
    assert said.notices == ["seeing: Pictures are off."]
    shelf._show([listed])  # a later search of the folders
    assert shown == [("text", "image"), ("text",), ("text",)]
