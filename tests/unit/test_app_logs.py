"""What goes into the log, what does not, and how long it grows."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import UserError
from app.logs import SizedFile
from app.paths import crash_folder, log_folder
from app.redaction import (
    LONGEST,
    message_of,
    traceback_of,
    without_home,
    without_secrets,
    without_words,
)

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
        timeout=300,
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
        ("GET https://ada@hub.local/a was refused", "ada"),
        ("Authorization: Basic YWRhOmxvdmU=", "YWRhOmxvdmU="),
        ('{"password": "love for ada"}', "ada"),
        ("api_key=abcdef of a mirror", "abcdef"),
        ("GET https://cdn.local/file?Expires=1&Signature=abc~def&Key-Pair-Id=x 403", "abc~def"),
    ],
)
def test_no_secret_gets_into_a_log(text: str, secret: str) -> None:
    assert secret not in without_secrets(text)
    assert len(without_secrets(text).split()) >= 2


def test_what_is_no_secret_stays() -> None:
    for text in (
        "loaded hf_hub from http://localhost:8080/a@b in 0.3 s",
        "basic 5 tokens, token 7: a monkey",
        "GET https://hub.local/api/models?search=gemma 200",
    ):
        assert without_secrets(text) == text


def test_the_home_folder_is_a_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/Users/ada")
    assert without_home("[Errno 2] '/Users/ada/a b.png'") == "[Errno 2] '~/a b.png'"
    assert without_home('File "/Users/ada/parlance/app/x.py", line 3') == (
        'File "~/parlance/app/x.py", line 3'
    )
    assert without_home("/Users/ada") == "~"
    assert without_home("/Users/adam/a") == "/Users/adam/a"
    monkeypatch.setenv("HOME", "/")
    assert without_home("/a/b") == "/a/b"


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("could not read 'I am ill, what now?'", "could not read (19 characters)"),
        ('cannot parse "it\'s my heart" here', "cannot parse (13 characters) here"),
        ("can't parse 'don't tell anybody' or 'so'", "can't parse (18 characters) or 'so'"),
        ("invalid literal for int(): 'ich bin krank", "invalid literal for int(): (13 characters)"),
        ("bad “我的日记” there", "bad (4 characters) there"),
        (  # SQLite's
            "Could not decode to UTF-8 column 'text' with text 'I am ill\ufffd'",
            "Could not decode to UTF-8 column 'text' with text (9 characters)",
        ),
        ("'我生病了'", "(4 characters)"),
        (
            "[Errno 2] No such file or directory: '/tmp/a b.png'",
            "[Errno 2] No such file or directory: '/tmp/a b.png'",
        ),
        ("'model.layers.0.weight' is missing", "'model.layers.0.weight' is missing"),
        ("in a slot", "in a slot"),
    ],
)
def test_what_an_unforeseen_error_quotes_is_left_out(message: str, kept: str) -> None:
    assert without_words(message) == kept


def test_a_long_message_is_cut() -> None:
    told = without_words("word " * 200)
    assert told.endswith("(and 600 characters)")
    assert len(told) < LONGEST + 40


def test_our_own_sentences_stay_whole() -> None:
    sentence = "The picture “my holiday.png” cannot be read; it is damaged."
    assert message_of(UserError(sentence)) == sentence
    assert "holiday" not in message_of(ValueError(sentence))


def test_a_traceback_has_every_cause_and_no_words_of_a_chat() -> None:
    try:
        try:
            raise KeyError("what shall I do?")
        except KeyError as cause:
            raise ValueError("'my secret plan'") from cause
    except ValueError as error:
        told = traceback_of(error)
    assert told.index("KeyError: (16 characters)") < told.index("ValueError: (14 characters)")
    assert told.count("Traceback (most recent call last)") == 2
    assert f'File "{__file__}"' in told


def test_a_group_of_errors_is_told_with_each() -> None:
    inner = OSError("no room")
    assert "OSError: no room" in traceback_of(BaseExceptionGroup("two", [inner, inner]))


def test_a_question_in_a_bug_does_not_get_into_the_log(tmp_path: Path) -> None:
    """Neither through a traceback nor where a line names the exception."""
    code = """
try:
    raise ValueError("cannot tokenize 'am I pregnant?'")
except ValueError as error:
    logging.exception('engine bug')
    logging.getLogger('app').warning('not kept: %s', error)
    logging.getLogger('app').warning('not kept: %(e)s', {'e': error})
""".strip()
    log = run(code, tmp_path)
    assert log.count("ValueError: cannot tokenize (14 characters)") == 1
    assert "not kept: cannot tokenize (14 characters)" in log
    assert "pregnant" not in log


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
