"""Real crashes of real processes, and what the next start makes of them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app import __version__
from app.crash_reports import KEPT, _report, collect
from app.paths import crash_folder

ROOT = Path(__file__).resolve().parents[2]
BEGIN = """
import logging, os, signal, sys, threading
from app.logs import logging_to_files
SECRET = "what was said in the chat"
def crash_now(text):
    {crash}
with logging_to_files():
    logging.getLogger("app").warning("last words of the log")
    done = threading.Event()
    idle = threading.Thread(target=done.wait, name="idle", daemon=True)
    idle.start()
    crash_now(SECRET)
"""


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path))
    return tmp_path


def run(crash: str) -> int:
    """The exit status of a process that does that while it is watched."""
    return subprocess.run(
        [sys.executable, "-c", BEGIN.format(crash=crash)],
        cwd=ROOT,
        env={**os.environ, "PYTHONFAULTHANDLER": ""},
        stderr=subprocess.DEVNULL,
        check=False,
        timeout=300,
    ).returncode


@pytest.mark.parametrize(
    ("crash", "number", "words"),
    [
        ("import ctypes; ctypes.string_at(0)", signal.SIGSEGV, "Segmentation fault"),
        ("os.abort()", signal.SIGABRT, "Aborted"),
        ("os.kill(os.getpid(), signal.SIGTRAP)", signal.SIGTRAP, "crash_now"),
    ],
)
def test_a_crash_leaves_a_report(crash: str, number: int, words: str) -> None:
    assert run(crash) == -number
    (report,) = collect()
    text = report.read_text(encoding="utf-8")
    assert f"Parlance {__version__}\n{os.uname().sysname}" in text
    assert words in text
    assert "in crash_now" in text  # where it was
    assert text.count("hread 0x") >= 2  # "Current thread", "Thread"
    assert "last words of the log" in text
    assert "what was said" not in text
    assert [path.name for path in crash_folder().iterdir()] == [report.name]


@pytest.mark.parametrize(
    "end", ["pass", "sys.exit(3)", "os.kill(os.getpid(), signal.SIGKILL)", "os._exit(0)"]
)
def test_whatever_is_no_crash_leaves_none(end: str) -> None:
    run(end)
    assert collect() == []
    assert list(crash_folder().iterdir()) == []


def test_a_clean_end_removes_its_file_at_once() -> None:
    assert run("assert len(os.listdir(os.environ['PARLANCE_DATA'] + '/logs/crashes')) == 1") == 0
    assert list(crash_folder().iterdir()) == []


def test_one_that_still_runs_is_left_alone() -> None:
    code = BEGIN.format(crash="print('up', flush=True); sys.stdin.read()")
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        (its,) = crash_folder().iterdir()
        its.write_bytes(its.read_bytes() + b"Fatal Python error: not yet\n")
        assert collect() == []
        assert its.exists()
        process.communicate("")


def test_reports_are_few_and_the_newest_stay() -> None:
    folder = crash_folder()
    folder.mkdir(parents=True)
    for day in range(10, 10 + KEPT + 3):
        (folder / f"crash-202601{day}-120000.txt").write_text("old")
    run("os.abort()")
    (new,) = collect()
    kept = sorted(path.name for path in folder.iterdir())
    assert len(kept) == KEPT
    assert new.name == kept[-1]
    assert "crash-20260110-120000.txt" not in kept


def test_two_crashes_of_one_second_are_two_reports() -> None:
    run("os.abort()")
    run("os.abort()")
    for path in crash_folder().iterdir():
        os.utime(path, (1_800_000_000, 1_800_000_000))
    assert len(collect()) == 2


def test_the_log_ends_with_the_crash() -> None:
    """What the next start wrote is no part of it."""
    run("os.abort()")
    (left,) = crash_folder().iterdir()
    os.utime(left, (1_000_000_000, 1_000_000_000))  # long ago
    (report,) = collect()
    assert "last words" not in report.read_text()


def test_a_bug_that_ends_the_app_is_a_crash_without_its_words() -> None:
    crash = (
        "from app.crash_reports import note\n"
        "    try:\n        {}[text]\n"
        "    except KeyError as error:\n        note(error)"
    )
    assert run(crash) == 0
    (report,) = collect()
    text = report.read_text()
    assert "KeyError" in text
    assert "in crash_now" in text
    assert "what was said" not in text


def test_a_report_names_no_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/Users/ada")
    stacks = b'File "/Users/ada/Applications/Parlance.app/x.py", line 3 in main'
    told = _report(b"Parlance 1", stacks, 0.0)
    assert 'File "~/Applications/Parlance.app/x.py"' in told
    assert "ada" not in told


def test_without_a_folder_there_are_no_reports_and_no_trouble(data: Path) -> None:
    (data / "logs").write_text("in the way")
    assert run("os.abort()") == -signal.SIGABRT
    assert collect() == []


def test_whoever_listens_already_keeps_listening() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", BEGIN.format(crash="os.abort()")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert "Fatal Python error: Aborted" in done.stderr
    assert collect() == []


def test_no_line_of_code_logs_what_is_said() -> None:
    """Names that hold words of a chat are never an argument of a log line."""
    said = re.compile(r"log\.\w+\([^)\n]*\b(text|prompt|title|content|answer|question|token)\b[,)]")
    found: list[str] = []
    for package in ("app", "engine", "ui"):
        for path in (ROOT / package).rglob("*.py"):
            found += [
                f"{path.name}: {line.strip()}"
                for line in path.read_text(encoding="utf-8").splitlines()
                if said.search(line)
            ]
    assert found == []
