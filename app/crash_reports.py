"""What is left of a crash: kept on this machine, shown when asked for, never sent.

A running process has a file in the crash folder, locked while it lives. It says what runs, and the
interpreter writes the stacks of all threads into it when the process dies of a fault of its own
(a segfault, an abort, a trap). A clean end removes it. What the next start finds there, unlocked,
is a crash if there are stacks in it; else somebody pulled the plug, and it goes without a word.
"""

from __future__ import annotations

import faulthandler
import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app import __version__
from app.paths import crash_folder, log_file

KEPT = 10  # reports
MOST_BYTES = 200_000  # of stacks
LOG_LINES = 60
RUNNING = "running-*.txt"
REPORTS = "crash-*.txt"
_BELOW = b"\n-- stacks --\n"


class _Mine:
    file = -1  # of this process, while it is watched


@contextmanager
def watching() -> Iterator[None]:
    """From here to the end, a crash leaves a report. Where nothing can be written, none is left.

    Whoever has turned faulthandler on already wants to hear of crashes himself.
    """
    if faulthandler.is_enabled():
        yield
        return
    path = crash_folder() / f"running-{os.getpid()}-{time.time_ns()}.txt"
    try:
        file = _begin(path)
    except OSError:
        yield
        return
    _Mine.file = file
    faulthandler.enable(file)
    # A failed check in one of Apple's libraries ends in a trap, which `enable` leaves out.
    faulthandler.register(signal.SIGTRAP, file, all_threads=True, chain=True)
    try:
        yield
    finally:
        faulthandler.unregister(signal.SIGTRAP)
        faulthandler.disable()
        _Mine.file = -1
        # What was noted stays, for the next start to find.
        if os.fstat(file).st_size == len(_head()):
            path.unlink(missing_ok=True)
        os.close(file)


def note(error: BaseException) -> None:
    """The app ends because of this bug: that is a crash to whoever looks at it.

    Types and places only: the words of an exception may hold anything.
    """
    if _Mine.file < 0:
        return
    import traceback

    lines: list[str] = []
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        lines += [f"{type(found).__name__}\n", *traceback.format_tb(found.__traceback__)]
        found = found.__cause__ or found.__context__
    with suppress(OSError):
        os.write(_Mine.file, "".join(lines).encode(errors="replace"))


def collect() -> list[Path]:
    """Make reports of what crashed before; the new ones, oldest first. For a thread aside."""
    folder = crash_folder()
    made = []
    for path in sorted(folder.glob(RUNNING)):
        with suppress(OSError):
            if (report := _settle(path)) is not None:
                made.append(report)
    for old in sorted(folder.glob(REPORTS))[:-KEPT]:
        with suppress(OSError):
            old.unlink()
    return [path for path in made if path.exists()]


def _begin(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.write(file, _head())
    except OSError:
        os.close(file)
        raise
    return file


def _head() -> bytes:
    system = os.uname()
    python = ".".join(map(str, sys.version_info[:3]))
    lines = (
        f"Parlance {__version__}",
        f"{system.sysname} {system.release} {system.machine}, Python {python}",
    )
    return "\n".join(lines).encode() + b"\n" + _BELOW


def _settle(path: Path) -> Path | None:
    """The report of a process that is gone, if it crashed.

    Raises:
        OSError: it still runs, or the file has gone.
    """
    file = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        at = os.fstat(file).st_mtime
        head, found, stacks = os.read(file, MOST_BYTES).partition(_BELOW)
        report = None
        if found and stacks.strip():
            report = _free_name(at)
            report.write_text(_report(head, stacks, at), encoding="utf-8")
        path.unlink(missing_ok=True)
        return report
    finally:
        os.close(file)


def _free_name(at: float) -> Path:
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(at))
    path = crash_folder() / f"crash-{stamp}.txt"
    number = 1
    while path.exists():
        number += 1
        path = crash_folder() / f"crash-{stamp}-{number}.txt"
    return path


def _report(head: bytes, stacks: bytes, at: float) -> str:
    parts = [
        head.decode(errors="replace").strip(),
        f"Ended at {time.strftime('%Y-%m-%d %H:%M:%S %z', time.localtime(at))}",
        "",
        "Threads, the one that crashed first:",
        "",
        stacks.decode(errors="replace").strip(),
        "",
        "The log before that:",
        "",
        *_log_before(at),
    ]
    from app.redaction import without_home, without_secrets  # crashes are rare

    return without_home(without_secrets("\n".join(parts))) + "\n"


def _log_before(at: float) -> list[str]:
    """The last lines of the log that are older than the crash."""
    until = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at + 1))
    try:
        with log_file().open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - MOST_BYTES))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return []
    before: list[str] = []
    for line in lines:
        if line[:4].isdecimal() and line[:19] > until:
            break
        before.append(line)
    return before[-LOG_LINES:]
