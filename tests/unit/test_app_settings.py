"""Settings survive full disks, damaged files and other versions."""

from __future__ import annotations

import errno
import json
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.errors import UserError
from app.settings import Settings, load_settings, save_settings, set_back, settings_file
from engine.types import GenerationParams
from ui.chat_settings_values import ChatSettings


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def test_settings_come_back_as_saved() -> None:
    settings = Settings(model="/m", models_folder="/ö", geometry="AA==")
    save_settings(settings)
    assert load_settings() == settings


def test_first_start_has_defaults() -> None:
    assert load_settings() == Settings()


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b'{"model": 3}'])
def test_damaged_file_gives_defaults(data: Path, content: bytes) -> None:
    data.mkdir()
    settings_file().write_bytes(content)
    assert load_settings() == Settings()


def test_values_of_a_later_version_are_ignored(data: Path) -> None:
    data.mkdir()
    settings_file().write_text(json.dumps({"model": "/m", "colour": "red"}))
    assert load_settings() == Settings(model="/m")


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_full_disk_keeps_the_old_settings(
    data: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    save_settings(Settings(model="/old"))

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync" if failing == "fsync" else "pathlib.Path.replace", full)
        with pytest.raises(UserError, match="the disk is full"):
            save_settings(Settings(model="/new"))
    assert load_settings().model == "/old"
    assert [file.name for file in data.iterdir()] == ["settings.json"]


@contextmanager
def no_room() -> Iterator[None]:
    """The system itself refuses to write more than a few bytes, to any file.

    Not a fixture: pytest writes its dot before fixtures end, and its output may be a file.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_disk_that_takes_no_more_is_told_in_a_sentence(data: Path) -> None:
    with no_room(), pytest.raises(UserError, match="the disk is full"):
        save_settings(Settings(model="/a/long/enough/path"))
    assert list(data.iterdir()) == []


def test_data_folder_that_is_a_file_is_told_in_a_sentence(data: Path) -> None:
    data.write_text("in the way")
    with pytest.raises(UserError, match="could not be saved"):
        save_settings(Settings())


@pytest.mark.parametrize(
    ("stored", "place"),
    [
        ("shown 250", (True, 250)),
        ("hidden 300", (False, 300)),
        ("", None),
        ("shown", None),
        ("shown wide", None),
    ],
)
def test_place_of_the_sidebar_is_read_or_left_alone(
    stored: str, place: tuple[bool, int] | None
) -> None:
    assert Settings(sidebar=stored).sidebar_place == place


def test_closed_folders_are_read_whatever_stands_between_them() -> None:
    assert Settings(closed_folders="3 x 14").closed == [3, 14]


def test_typed_settings_come_back_as_saved() -> None:
    settings = Settings(
        text_size=1.25,
        send_key="command",
        reopen_windows=False,
        unload_minutes=30,
        new_chats=ChatSettings("Sei kurz. 简短", GenerationParams(temperature=0.3)),
    )
    save_settings(settings)
    assert load_settings() == settings


@pytest.mark.parametrize(
    "damaged",
    [
        {"text_size": "big"},
        {"text_size": 40},
        {"text_size": True},
        {"send_key": "space"},
        {"reopen_windows": "yes"},
        {"unload_minutes": 2.5},
        {"unload_minutes": -1},
        {"new_chats": "terse"},
        {"new_chats": {"temperature": "hot"}},
        {"log_detail": ["detailed"]},
    ],
)
def test_value_that_makes_no_sense_has_its_default_and_spoils_no_other(
    data: Path, damaged: dict[str, object]
) -> None:
    data.mkdir()
    settings_file().write_text(json.dumps({"appearance": "dark", **damaged}))
    assert load_settings() == Settings(appearance="dark")


def test_set_back_keeps_what_nobody_chose() -> None:
    settings = Settings(appearance="dark", text_size=2.0, model="/m", sidebar="shown 250")
    assert set_back(settings) == Settings(model="/m", sidebar="shown 250")
