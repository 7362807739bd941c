"""The fixtures of conftest.py catch what they are there to catch."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
CONFTEST = Path(__file__).resolve().parent.parent / "conftest.py"


@pytest.fixture
def short_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """The threads here that do not end will not."""
    monkeypatch.setenv("PARLANCE_TESTS_GRACE_S", "0.1")


def run(pytester: pytest.Pytester, body: str) -> pytest.RunResult:
    pytester.makeconftest(CONFTEST.read_text(encoding="utf-8"))
    pytester.makepyfile(body)
    return pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider")


@pytest.mark.usefixtures("short_grace")
def test_a_python_thread_left_running_fails_its_test(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import threading

        def test_leaves_one():
            threading.Thread(target=threading.Event().wait, daemon=True, name="forgotten").start()
        """,
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*threads left running: forgotten*"])


@pytest.mark.usefixtures("short_grace")
def test_a_qthread_left_running_fails_its_test(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import atexit
        from PySide6.QtCore import QThread

        thread = QThread()
        atexit.register(lambda: (thread.quit(), thread.wait()))

        def test_leaves_one(qapp):
            thread.start()
        """,
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*threads left running: *QThread*"])


def test_threads_that_end_with_their_test_are_welcome(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
        import threading
        from PySide6.QtCore import QThread

        def test_ends_both(qapp):
            event = threading.Event()
            python = threading.Thread(target=event.wait)
            python.start()
            thread = QThread()
            thread.start()
            event.set()
            thread.quit()
            assert thread.wait(5000)
        """,
    )
    result.assert_outcomes(passed=1)


def test_the_home_folder_is_not_the_users() -> None:
    assert Path.home().name.startswith("parlance-tests-")
    assert all(
        Path(os.environ[name]).is_relative_to(Path.home())
        for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HF_HOME", "HF_HUB_CACHE")
    )


def test_the_network_is_out_of_reach() -> None:
    with socket.socket() as there, pytest.raises(pytest.fail.Exception, match="network"):
        there.connect(("192.0.2.1", 80))
