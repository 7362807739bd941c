"""The log file. Users get sentences; the details go here."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import sys
from types import TracebackType
from typing import IO

from app.paths import log_folder

_LIMIT = 1_000_000  # bytes a file
_fault_file: IO[str] | None = None  # faulthandler needs it open as long as the process lives


def start_logging() -> None:
    """Send log records and fatal signals to files in the data folder.

    A folder that cannot be written is no reason to stop: there are just no logs then.
    """
    global _fault_file  # noqa: PLW0603 - one process, one crash file
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    try:
        folder = log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = logging.handlers.RotatingFileHandler(
            folder / "parlance.log", maxBytes=_LIMIT, backupCount=2, encoding="utf-8", delay=True
        )
        _fault_file = (folder / "crash.log").open("a", encoding="utf-8")
        faulthandler.enable(_fault_file)
    except OSError:
        handler = logging.NullHandler()
        if sys.stderr is not None:
            faulthandler.enable(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    logging.raiseExceptions = False  # a full disk must not print a traceback for each record
    sys.excepthook = log_bug


def log_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Last stop for exceptions that nobody caught, also those inside Qt slots."""
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("app").error("uncaught", exc_info=(kind, error, trace))
