"""How the program starts: displays, signals, first paint."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import assets
from app.cold_start import measure
from app.display import why_no_display
from app.first_idle import REPORT, FirstIdle, report_moment
from app.fonts_ahead import read_fonts_ahead
from app.paths import program_folder, resource
from app.stop_signals import StopSignals

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="asks X11 and Wayland")


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@linux_only
def test_no_display_is_said(no_display: pytest.MonkeyPatch) -> None:
    del no_display
    assert why_no_display() == "There is no display"


@linux_only
@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_display_that_does_not_answer_is_said(no_display: pytest.MonkeyPatch, name: str) -> None:
    no_display.setenv(name, ":7654" if name == "DISPLAY" else "wayland-7654")
    assert "7654 does not answer" in why_no_display()


@linux_only
def test_platform_chosen_by_hand_is_left_alone(no_display: pytest.MonkeyPatch) -> None:
    no_display.setenv("QT_QPA_PLATFORM", "offscreen")
    assert why_no_display() == ""


@pytest.fixture
def x11() -> Iterator[str]:
    program = shutil.which("Xvfb")
    if program is None:
        pytest.skip("needs Xvfb")
    reader, writer = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(writer), "-screen", "0", "640x480x24"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as answer:
        number = answer.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


@linux_only
def test_display_that_answers_is_found(no_display: pytest.MonkeyPatch, x11: str) -> None:
    no_display.setenv("DISPLAY", x11)
    assert why_no_display() == ""


def test_signal_reaches_the_event_loop(qtbot: QtBot) -> None:
    before = signal.getsignal(signal.SIGINT)
    signals = StopSignals()
    with qtbot.waitSignal(signals.arrived) as arrived:
        os.kill(os.getpid(), signal.SIGINT)
    signals.close()
    assert arrived.args == [signal.SIGINT]
    assert signal.getsignal(signal.SIGINT) is before


def test_idle_comes_after_the_first_paint(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    idle = FirstIdle(window)
    with qtbot.waitSignals([idle.painted, idle.reached], order="strict"):
        window.show()


@pytest.fixture(scope="module")
def imported_before_idle(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """All modules when a real start has come to its first idle moment, and kinds of QWidget."""
    code = (
        "import sys, app.first_idle\n"
        "from PySide6.QtWidgets import QWidget\n"
        "kinds = lambda: [kind.__name__ for kind in QWidget.__subclasses__()]\n"
        "app.first_idle.report_moment = lambda: print(*sys.modules, *kinds())\n"
        "import app.__main__\n"
        "sys.exit(app.__main__.main([]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=program_folder(),
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "PARLANCE_DATA": str(tmp_path_factory.mktemp("data")),
            REPORT: "1",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return frozenset(done.stdout.split())


HEAVY = """
numpy PIL mlx mlx_lm sounddevice soundfile soxr huggingface_hub transformers tokenizers pygments
markdown_it ziamath sqlite3 socket ssl http.client asyncio subprocess concurrent
PySide6.QtMultimedia PySide6.QtPrintSupport
app.store engine.types app.chat app.parts app.shared app.wiring app.settings
ui.transcript ui.answer ui.values ui.message_values ui.sidebar.sidebar
"""


@pytest.mark.parametrize("heavy", HEAVY.split())
def test_the_first_window_stands_before_it_is_imported(
    imported_before_idle: frozenset[str], heavy: str
) -> None:
    assert "ui.main_window" in imported_before_idle
    assert heavy not in imported_before_idle


def test_no_class_is_made_for_widgets_that_the_first_window_has_not(
    imported_before_idle: frozenset[str],
) -> None:
    assert "QFrame" in imported_before_idle
    assert "QCalendarWidget" not in imported_before_idle  # as the first viewport() would: 11 ms


def test_few_modules_of_ours_are_imported_for_the_first_window(
    imported_before_idle: frozenset[str],
) -> None:
    ours = [name for name in imported_before_idle if name.split(".")[0] in ("app", "engine", "ui")]
    assert len(ours) < 60, sorted(ours)


def test_report_is_the_clock_of_all_processes(capsys: pytest.CaptureFixture[str]) -> None:
    before = time.monotonic()
    report_moment()
    assert before <= float(capsys.readouterr().out) <= time.monotonic()


def test_cold_start_is_measured_beside_a_bare_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    figures = measure(runs=1)
    assert set(figures) == {"cold_start_s", "bare_window_s", "cold_start_vs_bare_window"}
    assert all(value > 0 for value in figures.values())


@linux_only
def test_fonts_are_read_on_a_thread_that_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []

    class Library:
        def FcInit(self) -> None:  # noqa: N802  fontconfig's own name
            called.append(threading.current_thread().name)

    monkeypatch.setattr("ctypes.CDLL", lambda name: Library() if "fontconfig" in name else None)
    read_fonts_ahead().join(60)
    assert called == ["fonts"]


@linux_only
def test_a_system_without_fontconfig_starts_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr("ctypes.CDLL", missing)
    read_fonts_ahead().join(60)  # an exception in a thread fails a test


def test_an_icon_is_read_when_it_is_drawn_and_the_rest_together() -> None:
    icons = type(assets._icons)()
    assert icons["send"].startswith(b"<svg")
    assert len(icons) == 1
    with pytest.raises(KeyError, match="no-such-icon"):
        icons["no-such-icon"]
    assets.load_all_icons()
    assert len(assets.load_assets().icons) == len(list(resource("icons").glob("*.svg")))
