"""Two copies of the app on the same data."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.one_copy import FirstPlace
from app.paths import resource
from app.store.opening import reading

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 120.0  # a busy machine is not a broken one
PATIENT = f"""
import sys
from app import one_copy
from app.__main__ import main
one_copy.STARTING_S = {LONGEST_S}
sys.exit(main(sys.argv[1:]))
"""
PICTURE = resource("samples") / "picture.png"


@pytest.fixture
def first(data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The app, listening to others."""
    process = subprocess.Popen(
        [sys.executable, "-c", PATIENT],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    place, until = FirstPlace(data), time.monotonic() + LONGEST_S
    while not place.address():
        assert process.poll() is None
        assert time.monotonic() < until
        threading.Event().wait(0.05)
    yield process
    process.kill()
    process.wait()


def start_again(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PATIENT, *words],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_S,
    )


def test_the_second_hands_its_files_to_the_first_and_ends(
    first: subprocess.Popen[bytes], data: Path
) -> None:
    done = start_again(os.path.relpath(PICTURE, ROOT))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "Parlance is open already; its window was brought to the front.\n"
    assert first.poll() is None
    until = time.monotonic() + LONGEST_S
    while drafts(data) != [PICTURE.name]:
        assert time.monotonic() < until
        threading.Event().wait(0.1)
    first.send_signal(signal.SIGTERM)
    assert first.wait(LONGEST_S) == 128 + signal.SIGTERM
    (window,) = json.loads((data / "windows.json").read_text())["windows"]
    with reading(data) as store:
        assert window["unsent"] == store.chats.unsent()  # it comes back with its picture


def drafts(data: Path) -> list[str]:
    """Names of what waits in the composer of a new chat, as far as that is stored."""
    with suppress(sqlite3.OperationalError), reading(data) as store:  # it may be in the making
        chat = store.chats.unsent()
        found = None if chat is None else store.chats.get(chat)
        return [] if found is None else [each.name for each in found.draft.attachments]
    return []
