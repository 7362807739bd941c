"""The tour is the main job without a display: real window, samples, answers, screenshot."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.cli.output import Output
from app.cli.tour import main as run_tour
from app.errors import UserError
from app.parts import Parts
from app.paths import resource
from app.tour import Step, Tour, save_picture, steps

ROOT = Path(__file__).resolve().parents[2]


def without_display(data: Path) -> dict[str, str]:
    absent = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in absent}
    return {**environment, "PARLANCE_DATA": str(data)}


def parlance(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The program as on a machine without a display."""
    return subprocess.run(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env=without_display(data),
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )


def test_tour_asks_shows_and_saves_a_screenshot(data: Path, tmp_path: Path) -> None:
    done = parlance(data, "tour", "--offscreen", "--out", str(tmp_path / "shot" / "tour.png"))
    assert (done.returncode, done.stderr) == (0, "")
    for step in steps():
        assert f"> {step.question}   [{step.file.name} dropped in]" in done.stdout
    assert done.stdout.count("tok/s | first token") == len(steps())
    assert f"Screenshot: {tmp_path / 'shot' / 'tour.png'}" in done.stdout
    picture = QImage(str(tmp_path / "shot" / "tour.png"))
    assert picture.width() > 800
    colours = {picture.pixel(x, y) for x in range(0, 1100, 3) for y in range(0, 850, 7)}
    assert len(colours) > 50  # an empty window has few


@pytest.mark.skipif(sys.platform != "linux", reason="macOS always has a display")
def test_bare_command_without_a_display_says_so_and_runs_the_tour(data: Path) -> None:
    done = parlance(data)
    assert done.returncode == 0
    assert done.stderr == (
        "There is no display, so the window cannot open; here is the tour instead.\n"
    )
    assert "Screenshot: " in done.stdout


def test_ctrl_c_ends_the_tour_in_order(data: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "app", "tour", "--offscreen"],
        cwd=ROOT,
        env=without_display(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as tour:
        assert tour.stdout is not None
        assert tour.stdout.readline() == "Parlance Starter is loaded.\n"
        tour.send_signal(signal.SIGINT)
        _, err = tour.communicate(timeout=280)
    assert (tour.returncode, err) == (130, "")


def end_of(tour: Tour, qtbot: QtBot) -> str:
    with qtbot.waitSignal(tour.ended, timeout=60_000) as ended:
        tour.start()
    sentence: str = ended.args[0]
    return sentence


def test_tour_with_a_bad_sample_ends_with_a_sentence(
    empty_window: Parts, starter: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    del starter
    (tmp_path / "bad.png").write_text("words")
    with open(os.devnull, "w") as nowhere:
        tour = Tour(empty_window, [Step(tmp_path / "bad.png", "What?")], None, Output(nowhere))
        assert "bad.png is a text file" in end_of(tour, qtbot)


def test_tour_on_a_full_disk_ends_with_a_sentence(
    empty_window: Parts, starter: Path, qtbot: QtBot
) -> None:
    del starter
    if not os.path.exists("/dev/full"):
        pytest.skip("needs /dev/full")
    full = open("/dev/full", "w")  # noqa: SIM115 - closing it would fail, too
    tour = Tour(empty_window, steps(), None, Output(full))
    assert "the disk is full" in end_of(tour, qtbot)
    full.close()


def test_screenshot_that_cannot_be_written_is_a_sentence(
    empty_window: Parts, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="screenshot could not be saved"):
        save_picture(empty_window.window, tmp_path / "file" / "tour.png")


def test_samples_of_the_tour_are_there() -> None:
    todo = steps()
    assert len(todo) >= 2
    assert all(step.file.is_file() for step in todo)
    assert all(step.file.parent == resource("samples") for step in todo)


def test_tour_without_a_temporary_folder_is_a_sentence(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del data
    monkeypatch.setattr(tempfile, "tempdir", "/nonexistent/folder")
    with pytest.raises(UserError, match="none of the usual ones can be written to"):
        run_tour(["--offscreen"])
