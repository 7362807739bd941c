"""A second start finds the first one, hands over its files and ends."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import one_copy
from app.doorbell import Doorbell
from app.one_copy import FirstPlace, find_place, ring

PATIENCE_S = 60.0  # a busy machine is not a broken one


@pytest.fixture
def place(tmp_path: Path) -> Iterator[FirstPlace]:
    place = FirstPlace(tmp_path)
    assert place.take()
    yield place
    place.leave()


@pytest.fixture
def bell(place: FirstPlace, qtbot: QtBot) -> Iterator[Doorbell]:
    del qtbot
    bell = Doorbell(place)
    bell.start()
    yield bell
    bell.close()


def in_thread(work: object, *arguments: object) -> list[object]:
    """What another process would do while our event loop turns."""
    results: list[object] = []
    assert callable(work)
    thread = threading.Thread(target=lambda: results.append(work(*arguments)))
    results.append(thread)
    thread.start()
    return results


def outcome(qtbot: QtBot, results: list[object]) -> object:
    thread = results[0]
    assert isinstance(thread, threading.Thread)
    qtbot.waitUntil(lambda: not thread.is_alive())
    return results[1]


def test_there_is_one_first(place: FirstPlace, tmp_path: Path) -> None:
    second = FirstPlace(tmp_path)
    assert not second.take()
    place.leave()
    assert second.take()
    second.leave()


def test_whoever_was_killed_holds_no_place(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, sys\n"
        "from app.one_copy import FirstPlace\n"
        "place = FirstPlace(pathlib.Path(sys.argv[1]))\n"
        "assert place.take()\n"
        "place.announce('/nowhere')\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert done.returncode == -9
    place = FirstPlace(tmp_path)
    assert find_place(place, []) == "first"
    assert place.address() == ""
    place.leave()


def test_a_second_start_hands_over_its_files(bell: Doorbell, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bell.rang) as rang:
        results = in_thread(find_place, FirstPlace(tmp_path), ["/a/ü.png", "/b.wav"])
    assert rang.args == [["/a/ü.png", "/b.wav"]]
    assert outcome(qtbot, results) == "answered"


def test_many_files_go_over_in_one_piece(bell: Doorbell, place: FirstPlace, qtbot: QtBot) -> None:
    files = [f"/folder/{number:05}.png" for number in range(20_000)]
    with qtbot.waitSignal(bell.rang) as rang:
        results = in_thread(ring, place.address(), files, PATIENCE_S)
    assert rang.args == [files]
    assert outcome(qtbot, results)


def test_nonsense_at_the_door_is_not_answered(
    bell: Doorbell, place: FirstPlace, qtbot: QtBot
) -> None:
    rang: list[object] = []
    bell.rang.connect(rang.append)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.connect(place.address())
        line.sendall(b"GET / HTTP/1.1\n")
        line.setblocking(False)

        def hung_up() -> bool:
            try:
                return line.recv(16) == b""
            except BlockingIOError:
                return False

        qtbot.waitUntil(hung_up)
    assert rang == []


def test_a_first_one_that_hangs_does_not_keep_the_second_from_opening(
    bell: Doorbell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del bell  # nobody turns its event loop
    monkeypatch.setattr(one_copy, "ANSWER_S", 0.05)
    os.utime(tmp_path / "running", (0, 0))  # it has been there for long
    assert find_place(FirstPlace(tmp_path), []) == "silent"


def test_whoever_has_given_up_is_not_heard_later(
    bell: Doorbell, place: FirstPlace, qtbot: QtBot
) -> None:
    rang: list[list[str]] = []
    bell.rang.connect(rang.append)
    assert not ring(place.address(), ["/late.png"], patience=0.01)  # nobody turns the event loop
    results = in_thread(ring, place.address(), ["/in-time.png"], PATIENCE_S)
    assert outcome(qtbot, results)
    assert rang == [["/in-time.png"]]


def test_one_that_has_just_started_is_given_more_time(place: FirstPlace, tmp_path: Path) -> None:
    assert place.patience() == one_copy.STARTING_S
    os.utime(tmp_path / "running", (0, 0))
    assert place.patience() == one_copy.ANSWER_S


def test_a_first_one_that_never_listens_is_given_up(
    place: FirstPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del place
    monkeypatch.setattr(one_copy, "STARTING_S", 0.05)
    assert find_place(FirstPlace(tmp_path), []) == "silent"


def test_a_socket_left_by_a_killed_one_is_replaced(place: FirstPlace, qtbot: QtBot) -> None:
    old = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    old.bind(str(place.folder / "door"))
    old.close()
    bell = Doorbell(place)
    bell.start()
    with qtbot.waitSignal(bell.rang):
        results = in_thread(ring, place.address(), [], PATIENCE_S)
    assert outcome(qtbot, results)
    bell.close()
    assert not (place.folder / "door").exists()


def test_a_folder_with_a_long_path_is_no_obstacle(tmp_path: Path, qtbot: QtBot) -> None:
    place = FirstPlace(tmp_path / ("long" * 30))
    assert place.take()
    bell = Doorbell(place)
    bell.start()
    with qtbot.waitSignal(bell.rang):
        results = in_thread(ring, place.address(), [], PATIENCE_S)
    assert outcome(qtbot, results)
    folder = Path(place.address()).parent
    bell.close()
    place.leave()
    assert not folder.exists()


def test_a_folder_that_cannot_be_made_lets_everybody_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert FirstPlace(tmp_path / "file" / "data").take()
    assert FirstPlace(tmp_path / "file" / "data").take()


def test_the_window_opens_without_sockets() -> None:
    """They come when it stands."""
    code = "import sys, app.window, app.one_copy; sys.exit('socket' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
