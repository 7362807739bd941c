"""What every test stands on: a home of its own, no display, no network, and no thread left behind.

The environment is set when pytest reads this file, before any test module imports Qt, MLX or
huggingface_hub, which look at it once.
"""

from __future__ import annotations

import gc
import importlib
import itertools
import os
import shutil
import socket
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(tempfile.mkdtemp(prefix="parlance-tests-"))
ELSEWHERE = {
    "HOME": "",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_CACHE_HOME": ".cache",
    "XDG_STATE_HOME": ".local/state",
    "XDG_RUNTIME_DIR": "run",
    "HF_HOME": ".cache/huggingface",
    "HF_HUB_CACHE": ".cache/huggingface/hub",
}
for variable, folder in ELSEWHERE.items():
    (HOME / folder).mkdir(parents=True, exist_ok=True)
    os.environ[variable] = str(HOME / folder)
(HOME / "run").chmod(0o700)  # Qt warns about anything more open
for variable in ("PARLANCE_DATA", "HUGGINGFACE_HUB_CACHE", "TRANSFORMERS_CACHE"):
    os.environ.pop(variable, None)  # would lead back to the user's folders
os.environ["HF_HUB_OFFLINE"] = "1"
if sys.platform == "linux":  # as ./parlance does, which gives the reason
    os.environ["MLX_DISABLE_COMPILE"] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QLocale, QThread, QThreadPool  # noqa: E402  (after the environment)
from PySide6.QtGui import QGuiApplication  # noqa: E402
from pytestqt.qtbot import QtBot  # noqa: E402
from pytestqt.wait_signal import MultiSignalBlocker, SignalBlocker  # noqa: E402

# Numbers and dates are the same on every machine that runs the tests.
QLocale.setDefault(QLocale("en_US"))

# As in the app, which tells why: a worker thread that collects may destroy a widget.
gc.disable()

NEW_OBJECTS = 5000

# A thread that is about to end is not a thread left behind, on however busy a machine.
GRACE_S = float(os.environ.get("PARLANCE_TESTS_GRACE_S", "60"))

# Clocks of the app that would strike in a test on a busy machine alone; whoever wants one sets it.
CLOCKS = {
    "app.background": ("WAIT_MS", 60_000),  # for threads that end
    "app.engine_thread": ("WAIT_MS", 60_000),
    "app.store_thread": ("WAIT_S", 60.0),
    "app.exchange": ("SLOW_MS", 3_600_000),
    "app.hub.fetch": ("_ALONE_S", 3600.0),  # then one connection more is tried
    "app.keeping": ("REST_MS", 3_600_000),  # then the prompt cache is written
    "app.local_engine": ("SWITCH_S", 60.0),  # for what is kept of the model before
    "app.model_desk": ("QUIET_MS", 3_600_000),  # then a test that gave way is made
    "app.one_copy": ("STARTING_S", 60.0),
    "app.player": ("QUIET_LOOKS", 1_000_000),  # at a device that is taken for a broken one then
    "app.recorder": ("QUIET_LOOKS", 1_000_000),
    "app.releases": ("STALL_S", 60.0),
    "app.titles": ("REST_MS", 3_600_000),  # then a chat is named beside everything else
}

# What has not come by then does not come. Waiting ends with what is waited for, so that it costs
# nothing, and a busy machine is not a broken one.
PATIENCE_MS = 120_000

started_qthreads: weakref.WeakSet[QThread] = weakref.WeakSet()
start_of_qthread = QThread.start


def start_and_remember(thread: QThread, *arguments: Any) -> None:
    started_qthreads.add(thread)
    start_of_qthread(thread, *arguments)


# Qt keeps no list of its threads.
QThread.start = start_and_remember  # type: ignore[assignment, method-assign]


def pytest_collection_finish() -> None:
    if "app" in sys.modules:
        for module, (clock, value) in CLOCKS.items():
            setattr(importlib.import_module(module), clock, value)


def pytest_unconfigure() -> None:
    if QGuiApplication.instance() is not None:
        QGuiApplication.clipboard().clear()  # see app.window.let_go_of_clipboard
    shutil.rmtree(HOME, ignore_errors=True)


class PatientBot(QtBot):
    """Waits as long as a busy machine may need, for whatever may not be there yet."""

    def waitUntil(  # noqa: N802
        self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS
    ) -> None:
        """What the callback raises means "not yet": two rows, no row, a name that is missing."""
        __tracebackhide__ = True

        def ask() -> bool | None:
            try:
                return callback()
            except AssertionError:
                raise
            except Exception as error:
                raise AssertionError(f"{type(error).__name__}: {error}") from error

        super().waitUntil(ask, timeout=max(timeout, PATIENCE_MS))

    def waitSignal(  # noqa: N802
        self,
        signal: Any,
        *,
        timeout: int = PATIENCE_MS,
        raising: bool | None = None,
        check_params_cb: Callable[..., bool] | None = None,
    ) -> SignalBlocker:
        """`raising=False` is for what may never come: the time that is told is kept then."""
        return super().waitSignal(
            signal,
            timeout=timeout if raising is False else max(timeout, PATIENCE_MS),
            raising=raising,
            check_params_cb=check_params_cb,
        )

    def waitSignals(  # noqa: N802
        self, signals: list[Any], *, timeout: int = PATIENCE_MS, **how: Any
    ) -> MultiSignalBlocker:
        return super().waitSignals(signals, timeout=max(timeout, PATIENCE_MS), **how)


@pytest.fixture
def qtbot(qapp: Any, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's, with patience."""
    del qapp
    return PatientBot(request)


@pytest.fixture(scope="session")
def starter() -> Path:
    """The folder of the model that comes with Parlance."""
    folder = ROOT / "resources" / "models" / "starter"
    if not (folder / "config.json").is_file():
        pytest.fail(f"the starter model is missing: {folder}")
    return folder


@pytest.fixture(autouse=True)
def _garbage_is_collected_here() -> Iterator[None]:
    """Between tests, on the main thread, and only when there is enough of it."""
    frozen = gc.get_freeze_count()
    yield
    if gc.get_freeze_count() != frozen:  # the app has put aside what this test has made
        gc.unfreeze()
    collect_some()


passes = itertools.count(1)


def collect_some() -> None:
    """About as often as Python would: the whole of it takes a third of a second."""
    if gc.get_count()[0] > NEW_OBJECTS:
        gc.collect(2 if next(passes) % 40 == 0 else 1)


@pytest.fixture(autouse=True)
def _no_thread_is_left_behind() -> Iterator[None]:
    """Fails a test that ends while a thread it started still runs.

    Set up first and therefore torn down last: fixtures may end their threads before.
    """
    before = set(threading.enumerate())
    yield
    left = [
        thread.name for thread in threading.enumerate() if thread not in before and runs(thread)
    ]
    left += [repr(thread) for thread in list(started_qthreads) if qthread_runs(thread)]
    started_qthreads.clear()
    if not QThreadPool.globalInstance().waitForDone(int(GRACE_S * 1000)):
        left.append("QThreadPool.globalInstance()")
    if left:
        pytest.fail(f"threads left running: {', '.join(left)}")


def runs(thread: threading.Thread) -> bool:
    # A QThread that once ran Python stays listed as a dummy, alive or not.
    if isinstance(thread, threading._DummyThread):
        return False
    thread.join(GRACE_S)
    return thread.is_alive()


def qthread_runs(thread: QThread) -> bool:
    try:
        return thread.isRunning() and not thread.wait(int(GRACE_S * 1000))
    except RuntimeError:  # Qt's half is deleted, which it cannot be while it runs
        return False


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parlance works offline, and so do its tests: only this machine answers."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
            "127.0.0.1",
            "::1",
            "localhost",
        ):
            pytest.fail(f"a test reached for the network: {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here)
