"""What goes into the log, what does not, and how long it grows."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from app.logs import SizedFile, without_secrets
from app.paths import crash_folder, log_folder

ROOT = Path(__file__).resolve().parents[2]


def run(code: str, data: Path) -> str:
    """The log of a process that runs `code` inside `logging_to_files`."""
    begin = "import logging\nfrom app.logs import logging_to_files\nwith logging_to_files():\n"
    program = begin + "".join(f"    {line}\n" for line in code.splitlines())
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={"PARLANCE_DATA": str(data), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert not done.stderr, done.stderr
    return (data / "logs" / "parlance.log").read_text(encoding="utf-8")


def test_logs_lie_where_the_system_looks_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PARLANCE_DATA", raising=False)
    monkeypatch.setattr("app.paths.sys.platform", "darwin")
    monkeypatch.setenv("HOME", "/Users/ada")
    assert log_folder() == Path("/Users/ada/Library/Logs/Parlance")
    monkeypatch.setattr("app.paths.sys.platform", "linux")
    monkeypatch.setenv("XDG_STATE_HOME", "/state")
    assert log_folder() == Path("/state/parlance")
    monkeypatch.delenv("XDG_STATE_HOME")
    assert crash_folder() == Path("/Users/ada/.local/state/parlance/crashes")


def test_a_moved_data_folder_has_its_logs_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLANCE_DATA", "/stick")
    assert log_folder() == Path("/stick/logs")


def test_a_log_that_has_grown_begins_anew_and_few_old_ones_stay(tmp_path: Path) -> None:
    handler = SizedFile(tmp_path / "parlance.log", limit=200, old=2)
    for number in range(40):
        handler.handle(logging.makeLogRecord({"msg": f"line {number:02} {'x' * 40}"}))
    handler.close()
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["parlance.1.log", "parlance.2.log", "parlance.log"] or names == [
        "parlance.1.log",
        "parlance.2.log",
    ]
    assert all(path.stat().st_size < 300 for path in tmp_path.iterdir())
    kept = "".join(
        path.read_text() for path in sorted(tmp_path.iterdir(), key=lambda each: each.name)
    )
    assert "line 39" in kept
    assert "line 00" not in kept
    newest = (tmp_path / "parlance.1.log").read_text()
    older = (tmp_path / "parlance.2.log").read_text()
    assert newest.split()[1] > older.split()[1]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("token hf_abcdefGHIJKL0123 was refused", "hf_abcdefGHIJKL0123"),
        ("Authorization: Bearer abc.def-ghi=", "abc.def-ghi="),
        ("proxy http://ada:love@proxy.local:8080 refused", "ada:love"),
    ],
)
def test_no_secret_gets_into_a_log(text: str, secret: str) -> None:
    assert secret not in without_secrets(text)
    assert len(without_secrets(text).split()) >= 2


def test_what_is_no_secret_stays() -> None:
    text = "loaded hf_hub from http://localhost:8080/a@b in 0.3 s"
    assert without_secrets(text) == text


def test_a_secret_in_an_exception_is_left_out_too(tmp_path: Path) -> None:
    fail = "raise OSError('hf_abcdefGHIJKL0123')"
    code = f"try:\n    {fail}\nexcept OSError:\n    logging.exception('x')"
    log = run(code, tmp_path)
    assert "Traceback" in log
    assert "hf_abc" not in log


def test_nobody_caught_it_but_the_log_has_it(tmp_path: Path) -> None:
    code = """
import threading
def fail():
    raise RuntimeError("in a thread")
thread = threading.Thread(target=fail, name="worker")
thread.start()
thread.join()
class Bad:
    def __del__(self):
        raise RuntimeError("while it was deleted")
Bad()
import sys
sys.excepthook(*(lambda error: (type(error), error, None))(RuntimeError("in a slot")))
""".strip()
    log = run(code, tmp_path)
    assert "uncaught in thread worker" in log
    assert "RuntimeError: in a thread" in log
    assert "RuntimeError: while it was deleted" in log
    assert "RuntimeError: in a slot" in log


def test_the_hooks_go_when_the_log_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    from app.logs import logging_to_files

    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path))
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    with logging_to_files():
        assert sys.excepthook is not before[0]
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_a_folder_that_cannot_be_made_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file, not a folder")
    done = subprocess.run(
        [sys.executable, "-m", "app", "--version"],
        cwd=ROOT,
        env={"PARLANCE_DATA": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("Parlance ")
    assert not done.stderr
