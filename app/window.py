"""Opens the window: first something to see, then everything that takes time."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from app import __version__
from app.errors import EXIT_INTERRUPTED
from app.first_idle import REPORT, FirstIdle, report_moment
from app.language import choose_language
from app.local_engine import Engine, LocalEngine
from app.parts import Parts
from app.recorder import MicrophoneStream, OpenStream
from app.settings import load_settings
from app.shared import make_shared
from app.stop_signals import StopSignals
from app.windows import Windows

log = logging.getLogger(__name__)

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def open_window() -> int:
    """Run the app until its window is closed. Exit code: 0, or 130 after Ctrl-C."""
    application = make_application()
    parts = make_window()
    idle = FirstIdle(parts.window)
    if os.environ.get(REPORT):
        idle.reached.connect(report_moment)
        idle.reached.connect(application.quit)
    idle.reached.connect(parts.shelf.start)
    idle.reached.connect(parts.chats.start)
    idle.reached.connect(_collect_again)
    parts.window.show()
    return run(application, parts)


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
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Parlance")
    application.setApplicationDisplayName("Parlance")
    application.setApplicationVersion(__version__)
    choose_language(load_settings().language)
    return application


def make_window(
    build_engine: Callable[[], Engine] = LocalEngine,
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
