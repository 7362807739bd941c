"""The log file. Users get sentences; the details go here."""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import TracebackType

from app.paths import log_folder
from engine.sentences import in_english

_LIMIT = 1_000_000  # bytes; then it becomes the old log


@contextmanager
def logging_to_files() -> Iterator[None]:
    """Send log records, uncaught exceptions and fatal signals to files in the data folder.

    A folder that cannot be written is no reason to stop: there are just no logs then.
    """
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    logging.raiseExceptions = False  # a full disk must not print a traceback for each record
    with ExitStack() as files:
        try:
            handler = _open_files(files)
        except OSError:
            handler = logging.NullHandler()
        root.addHandler(handler)
        before, sys.excepthook = sys.excepthook, log_bug
        try:
            yield
        finally:
            sys.excepthook = before
            root.removeHandler(handler)
            handler.close()


def set_detail(detail: str) -> None:
    """ "detailed" logs every step of our own code; else only what went wrong and why."""
    level = logging.DEBUG if detail == "detailed" else logging.INFO
    for name in ("app", "engine", "ui"):
        logging.getLogger(name).setLevel(level)


def _open_files(files: ExitStack) -> logging.Handler:
    folder = log_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "parlance.log"
    with suppress(FileNotFoundError):
        if path.stat().st_size > _LIMIT:
            os.replace(path, folder / "parlance.old.log")
    # Not a RotatingFileHandler: logging.handlers imports sockets, queues and more at every start.
    handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(_speak_english)
    if not faulthandler.is_enabled():  # else whoever runs us wants to hear of it
        crashes = files.enter_context((folder / "crash.log").open("a", encoding="utf-8"))
        faulthandler.enable(crashes)
        files.callback(faulthandler.disable)
    return handler


def _speak_english(record: logging.LogRecord) -> bool:
    """Whoever reads a log may not read the language of the window."""
    if isinstance(record.args, tuple):
        record.args = tuple(map(in_english, record.args))
    return True


def log_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Last stop for exceptions that nobody caught, also those inside Qt slots."""
    if not issubclass(kind, KeyboardInterrupt):
        logging.getLogger("app").error("uncaught", exc_info=(kind, error, trace))
