"""Opens the window: first something to see, then everything that takes time."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from app import __version__
from app.application import Application
from app.errors import EXIT_INTERRUPTED
from app.first_idle import REPORT, FirstIdle, report_moment
from app.language import choose_language
from app.local_engine import Engine
from app.one_copy import FirstPlace
from app.open_files import OpenFiles
from app.parts import Parts
from app.recorder import MicrophoneStream, OpenStream
from app.reopening import Reopening
from app.settings import load_settings
from app.shared import make_shared
from app.stop_signals import StopSignals
from app.windows import Windows
from ui.language import translate

if TYPE_CHECKING:
    from app.doorbell import Doorbell

log = logging.getLogger(__name__)

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def open_window(
    files: Sequence[str] = (), place: FirstPlace | None = None, *, beside: bool = False
) -> int:
    """Run the app until it is left. Exit code: 0, or 130 after Ctrl-C.

    Args:
        files: paths of files to attach.
        place: held while the app runs; others find us by it.
        beside: another Parlance is open and does not answer.
    """
    application = make_application()
    windows = Windows(make_shared())
    application.setQuitOnLastWindowClosed(not windows.stays)
    windows.memory = Reopening(windows)
    parts = windows.memory.first(reopen=windows.shared.store.value.reopen_windows)
    opening = OpenFiles(windows)
    opening.offer(files)  # kept until the windows are back
    windows.memory.done.connect(opening.go_on)
    _listen_to_system(application, windows, opening)
    idle = FirstIdle(parts.window)
    if os.environ.get(REPORT):
        idle.reached.connect(report_moment)
        idle.reached.connect(application.quit)
    idle.reached.connect(parts.shelf.start)
    idle.reached.connect(parts.chats.start)
    idle.reached.connect(_collect_again)
    door = _Door(place, opening)
    idle.reached.connect(door.open)
    parts.window.show()
    if beside:
        sentence = translate(
            "Windows",
            "Another Parlance is open and does not answer, so this one opened beside it; "
            "chats may be changed by both.",
        )
        parts.window.show_notice(sentence)
    try:
        return run(application, parts)
    finally:
        door.close()


def _listen_to_system(application: QApplication, windows: Windows, opening: OpenFiles) -> None:
    if isinstance(application, Application):
        application.file_opened.connect(opening.offer_one)
        application.leaving.connect(windows.prepare_to_leave)
    if windows.stays:
        application.applicationStateChanged.connect(partial(_come_back, windows))
        windows.closed.connect(partial(_keep_menus, windows))


def _come_back(windows: Windows, state: Qt.ApplicationState) -> None:
    """A click on the Dock icon also tells an active app that it is active."""
    if state == Qt.ApplicationState.ApplicationActive:
        windows.front_or_new()


def _keep_menus(windows: Windows, _: Parts) -> None:
    """Without a window there would be no menus at all."""
    from ui.bare_menus import make_bare_menus

    make_bare_menus(windows.open, windows.quit)


class _Door:
    """The doorbell, which nobody needs before the window stands."""

    def __init__(self, place: FirstPlace | None, opening: OpenFiles) -> None:
        self._place, self._opening = place, opening
        self._bell: Doorbell | None = None

    def open(self) -> None:
        if self._place is not None:
            from app.doorbell import Doorbell

            self._bell = Doorbell(self._place)
            self._bell.rang.connect(self._opening.offer)
            self._bell.start()

    def close(self) -> None:
        if self._bell is not None:
            self._bell.close()
        if self._place is not None:
            self._place.leave()


def _collect_again() -> None:
    """Collect garbage from now on, but never walk through what the start has made."""
    gc.freeze()
    gc.enable()


def make_application() -> QApplication:
    """The one QApplication, named, with Qt's own messages sent to the log."""
    present = QApplication.instance()
    if isinstance(present, QApplication):
        return present
    qInstallMessageHandler(_log_qt)
    application = Application(sys.argv[:1])
    application.setApplicationName("Parlance")
    application.setApplicationDisplayName("Parlance")
    application.setApplicationVersion(__version__)
    choose_language(load_settings().language)
    return application


def make_window(
    build_engine: Callable[[], Engine] | None = None,
    open_stream: OpenStream = MicrophoneStream,
    chats_folder: Path | None = None,
) -> Parts:
    """The app with its first window, wired, not shown yet, with no thread running.

    `chats_folder` keeps the chats; by default the user's data folder.
    """
    return Windows(make_shared(build_engine, chats_folder), open_stream).make()


def run(application: QApplication, parts: Parts) -> int:
    """Run until quit or a signal, then end every thread."""
    signals = StopSignals()
    leaving = _Leaving(application)
    signals.arrived.connect(leaving.on_signal)
    code = application.exec()
    signals.close()
    for each in parts.windows.all:
        each.window.hide()
    if not parts.close():
        log.error("a thread hangs; leaving without it")
        logging.shutdown()
        os._exit(leaving.code or code)
    return leaving.code or code


class _Leaving:
    """Remembers why we leave."""

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self.code = 0

    def on_signal(self, number: int) -> None:
        self.code = EXIT_INTERRUPTED if number == signal.SIGINT else 128 + number
        self._application.quit()


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s", message)
