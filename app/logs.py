"""The log file. Users get sentences; the details go here, but never what is said in a chat.

What is left out, and how that was decided, stands in `app.redaction`.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from app.crash_reports import watching
from app.paths import log_file
from engine.sentences import in_english

if TYPE_CHECKING:
    from sys import UnraisableHookArgs
    from threading import ExceptHookArgs

LIMIT = 1_000_000  # bytes; then it becomes an old log
OLD = 2  # of them are kept


@contextmanager
def logging_to_files() -> Iterator[None]:
    """Send log records and uncaught exceptions to the log, and watch for crashes.

    A folder that cannot be written is no reason to stop: there are just no logs then.
    """
    with ExitStack() as ends:
        ends.enter_context(watching())
        root = logging.getLogger()
        root.setLevel(logging.INFO)
        logging.raiseExceptions = False  # a full disk must not print a traceback for each record
        handler = _make_handler()
        root.addHandler(handler)
        ends.callback(handler.close)
        ends.callback(root.removeHandler, handler)
        ends.enter_context(_hooks())
        yield


def set_detail(detail: str) -> None:
    """ "detailed" logs every step of our own code; else only what went wrong and why."""
    level = logging.DEBUG if detail == "detailed" else logging.INFO
    for name in ("app", "engine", "ui"):
        logging.getLogger(name).setLevel(level)


class SizedFile(logging.FileHandler):
    """A file that becomes an old one when it has grown, and begins anew.

    Not a RotatingFileHandler: logging.handlers imports sockets, queues and more at every start.
    """

    def __init__(self, path: Path, limit: int = LIMIT, old: int = OLD) -> None:
        super().__init__(path, encoding="utf-8", delay=True)
        self._path, self._limit, self._old = path, limit, old

    def emit(self, record: logging.LogRecord) -> None:
        super().emit(record)
        with suppress(OSError, ValueError):  # the next record tries again
            if self.stream is not None and os.fstat(self.stream.fileno()).st_size > self._limit:
                self.stream.close()
                self.stream = None  # opened again when it is needed
                self._make_old()

    def _make_old(self) -> None:
        """parlance.log becomes parlance.1.log, that becomes parlance.2.log, the last one goes."""
        for number in range(self._old, 0, -1):
            newer = old_log(self._path, number - 1) if number > 1 else self._path
            with suppress(FileNotFoundError):
                os.replace(newer, old_log(self._path, number))


def old_log(path: Path, number: int) -> Path:
    return path.with_suffix(f".{number}{path.suffix}")


class _Lines(logging.Formatter):
    """Times, levels, names; without secrets, the home folder, and words of others' messages."""

    def format(self, record: logging.LogRecord) -> str:
        from app.redaction import without_home, without_secrets  # few starts log anything

        kept, record.exc_text = record.exc_text, None  # another's is not ours
        try:
            return without_home(without_secrets(super().format(record)))
        finally:
            record.exc_text = kept

    def formatException(  # noqa: N802  # as logging calls it
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | Any
    ) -> str:
        from app.redaction import traceback_of

        return traceback_of(ei[1]) if ei[1] is not None else ""


def _make_handler() -> logging.Handler:
    try:
        path = log_file()
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return logging.NullHandler()
    handler = SizedFile(path)
    handler.setFormatter(_Lines("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(_speak_english)
    return handler


def _speak_english(record: logging.LogRecord) -> bool:
    """Whoever reads a log may not read the language of the window."""
    if isinstance(record.args, tuple):
        record.args = tuple(map(_harmless, map(in_english, record.args)))
    elif record.args:
        record.args = {name: _harmless(in_english(each)) for name, each in record.args.items()}
    return True


def _harmless(value: object) -> object:
    if not isinstance(value, BaseException):
        return value
    from app.redaction import message_of

    return message_of(value)


@contextmanager
def _hooks() -> Iterator[None]:
    """Last stops for exceptions that nobody caught: here, in threads, where nobody can catch."""
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    sys.excepthook = log_bug
    threading.excepthook = _log_in_thread
    sys.unraisablehook = _log_unraisable
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before


def log_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Also those inside Qt slots."""
    if not issubclass(kind, KeyboardInterrupt):
        logging.getLogger("app").error("uncaught", exc_info=(kind, error, trace))


def _log_in_thread(found: ExceptHookArgs) -> None:
    if found.exc_value is not None and not issubclass(found.exc_type, SystemExit):
        name = found.thread.name if found.thread is not None else "?"
        trace = (found.exc_type, found.exc_value, found.exc_traceback)
        logging.getLogger("app").error("uncaught in thread %s", name, exc_info=trace)


def _log_unraisable(found: UnraisableHookArgs) -> None:
    error = found.exc_value
    trace = None if error is None else (found.exc_type, error, found.exc_traceback)
    what = found.err_msg or "ignored"  # not the object: its text may be anything
    logging.getLogger("app").error("%s in %s", what, type(found.object).__name__, exc_info=trace)
