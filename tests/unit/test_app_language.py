"""The language of a start: what the settings say, else what the system says."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.logs import logging_to_files
from engine import sentences
from engine.errors import EngineError, Failure
from engine.sentences import say

ROOT = Path(__file__).resolve().parents[2]
CODE = """
from app.window import make_application
from ui.language import translate
from ui.wording import size
make_application()
from engine.sentences import say
print(translate("Menus", "Undo"), translate("QPlatformTheme", "Cancel"), size(1), size(2))
print(say("the disk is full"))
"""


def started(folder: Path, setting: str, system: str) -> list[str]:
    """What a start says in that environment."""
    (folder / "settings.json").write_text(json.dumps({"language": setting}), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("LC_")},
            "LANG": system,
            "LANGUAGE": "",
            "PARLANCE_DATA": str(folder),
            "PYTHONIOENCODING": "utf-8",
        },
    )
    return done.stdout.splitlines()


ENGLISH = ["Undo Cancel 1 byte 2 bytes", "the disk is full"]
CHINESE = ["撤销 取消 1 字节 2 字节", "磁盘已满"]


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not ask LANG")
@pytest.mark.parametrize(
    ("system", "said"),
    [("C", ENGLISH), ("de_DE.UTF-8", ENGLISH), ("zh_CN.UTF-8", CHINESE), ("zh_TW.UTF-8", ENGLISH)],
)
def test_the_system_decides(tmp_path: Path, system: str, said: list[str]) -> None:
    assert started(tmp_path, "", system) == said


@pytest.mark.parametrize(("setting", "said"), [("zh_CN", CHINESE), ("en", ENGLISH)])
def test_the_setting_decides_before_the_system(
    tmp_path: Path, setting: str, said: list[str]
) -> None:
    assert started(tmp_path, setting, "zh_CN.UTF-8" if setting == "en" else "C") == said


def test_a_setting_that_nobody_speaks_is_passed_over(tmp_path: Path) -> None:
    assert started(tmp_path, "tlh", "C") == ENGLISH


def test_a_sentence_is_english_until_somebody_translates() -> None:
    assert say("{name} is {size:,} long", name="a", size=1234) == "a is 1,234 long"
    try:
        sentences.speak_with({"{name} is {size:,} long": "{size:,} misst {name}"}.__getitem__)
        assert say("{name} is {size:,} long", name="{b}", size=1234) == "1,234 misst {b}"
    finally:
        sentences.speak_with(None)
    assert Failure.bug().message.startswith("Something went wrong inside Parlance")


def test_the_log_is_english_whatever_the_window_speaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path))
    words = {"the disk is full": "磁盘已满", "not saved, because {reason}": "未存储，因为{reason}"}
    try:
        sentences.speak_with(words.__getitem__)
        error = EngineError(say("not saved, because {reason}", reason=say("the disk is full")))
        assert str(error) == Failure.of(error).message == "未存储，因为磁盘已满"
        with logging_to_files():
            logging.getLogger("app").warning("%s / %s", error, Failure.of(error).message)
    finally:
        sentences.speak_with(None)
    english = "not saved, because the disk is full"
    assert f"{english} / {english}\n" in (tmp_path / "logs" / "parlance.log").read_text("utf-8")
