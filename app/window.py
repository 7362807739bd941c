"""Opens the window: first something to see, then everything that takes time."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from app import __version__
from app.application import Application
from app.crash_reports import note
from app.first_idle import REPORT, FirstIdle, report_moment
from app.language import choose_language
from app.start import Start

if TYPE_CHECKING:  # what the first window does not need comes when it stands: see `app.start`
    from app.local_engine import Engine
    from app.one_copy import FirstPlace
    from app.parts import Parts
    from app.recorder import OpenStream

log = logging.getLogger(__name__)

# Window, engine and store share one interpreter. With Python's own 5 ms each of them waits that
# long for the other: 40 tokens/s of the starter model instead of 85. Painting gives the interpreter
# up dozens of times, and a formula that is laid out beside it takes it each time: with 1 ms the
# longest block is 20 ms (p99) instead of 12, of which 7 are the main thread's own.
SWITCH_S = 0.0002

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
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing is lost yet; `Leaving` takes over
    from app.first_window import load_first_look, make_first_window

    look = load_first_look()
    application = make_application(look.language)
    window = make_first_window(look)
    idle = FirstIdle(window)
    start = Start(application, window, files, place, beside=beside)
    if os.environ.get(REPORT):
        idle.reached.connect(report_moment)
        idle.reached.connect(application.quit)
    else:
        idle.reached.connect(start.begin)
    window.show()
    try:
        code = application.exec()
        if start.error is not None:
            _end_early(start, start.error)
            raise start.error
        return _end(start, start.code or code)
    finally:
        start.leave_place()


def command_line() -> list[str]:
    """What Qt is to take for it: on a Mac, all of it, as it was and with whole paths.

    AppKit opens whatever looks like a file among the words that started the process, once more and
    after us. Qt leaves out those that it has been told of.
    """
    first = sys.argv[:1]
    if sys.platform != "darwin":
        return first
    words = [word for word in sys.orig_argv[1:] if not word.startswith("-")]
    return first + words + [os.path.abspath(word) for word in words]


def make_application(language: str | None = None) -> QApplication:
    """The one QApplication, named, with Qt's own messages sent to the log.

    Its words are in `language`, by default that of the settings.
    """
    sys.setswitchinterval(SWITCH_S)
    present = QApplication.instance()
    if isinstance(present, QApplication):
        return present
    qInstallMessageHandler(_log_qt)
    application = Application(command_line())
    application.setApplicationName("Parlance")
    application.setApplicationDisplayName("Parlance")
    application.setApplicationVersion(__version__)
    if language is None:
        from app.settings import load_settings

        language = load_settings().language
    choose_language(language)
    return application


def make_window(
    build_engine: Callable[[], Engine] | None = None,
    open_stream: OpenStream | None = None,
    chats_folder: Path | None = None,
) -> Parts:
    """The app with its first window, wired, not shown yet, with no thread running.

    `chats_folder` keeps the chats; by default the user's data folder.
    """
    from app.recorder import MicrophoneStream
    from app.shared import make_shared
    from app.windows import Windows

    shared = make_shared(build_engine, chats_folder)
    return Windows(shared, open_stream or MicrophoneStream).make()


def run(application: QApplication, app: Parts) -> int:
    """Run until quit or a signal, then end every thread."""
    from app.stop_signals import Leaving

    leaving = Leaving(application)
    code = application.exec()
    leaving.close()
    return _end(app, leaving.code or code)


def _end(app: Parts | Start, code: int) -> int:
    app.hide()
    let_go_of_clipboard()
    if not app.close():
        log.error("a thread hangs; leaving without it")
        logging.shutdown()
        os._exit(code)
    return code


def _end_early(start: Start, error: Exception) -> None:
    """A step of the start went wrong. Threads that run already would keep the process for ever."""
    note(error)
    try:
        _end(start, 1)
    except Exception:  # half of the app is missing: that may be anything
        log.exception("while leaving a start that failed")
        logging.shutdown()
        os._exit(1)


def let_go_of_clipboard() -> None:
    """Empty a clipboard that nobody else can read.

    It lives in this process, to its very end: what was put there by Python would be destroyed
    after Python, which crashes.
    """
    if QApplication.platformName() in ("offscreen", "minimal"):
        QApplication.clipboard().clear()


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s", message)
