"""Does everything that Parlance stands on work here? `Parlance --self-test` asks.

Every check runs in a process of its own: one that crashes or hangs says so, and the others go on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any, Literal

from app.paths import program_folder

State = Literal["ok", "no", "not here"]
MARK = "self-test: "  # before the line of a child's output that holds the finding


@dataclass(frozen=True)
class Finding:
    """What a check has found.

    Attributes:
        state: "no" is a fault; "not here" is something that this machine does not have.
        said: one line for a person, or several.
        facts: the same for programs.
    """

    state: State
    said: str
    facts: dict[str, Any] | None = None


@dataclass(frozen=True)
class Checked:
    """A finding with its check."""

    name: str
    state: State
    said: str
    facts: dict[str, Any]
    seconds: float


# In this order, with the seconds that each may take. `checks.py` has them.
LIMITS = {
    "program": 20.0,
    "imports": 180.0,
    "libraries": 60.0,
    "metal": 120.0,
    "starter": 300.0,
    "qt": 60.0,
    "microphone": 30.0,
    "sound": 30.0,
    "folders": 30.0,
    "text": 20.0,
    "seal": 120.0,
}


def check_all(names: Sequence[str] = ()) -> Iterator[Checked]:
    """One after the other, as they come."""
    for name in names or LIMITS:
        yield check_one(name, LIMITS[name])


def check_one(name: str, limit: float) -> Checked:
    """In a process of its own, killed after so many seconds."""
    started = perf_counter()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "app.machine_check", name],
            cwd=program_folder(),
            env={**os.environ, "PYTHONFAULTHANDLER": ""},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        finding = Finding("no", f"no answer within {limit:.0f} s")
    except OSError as error:
        finding = Finding("no", f"could not be started: {error}")
    else:
        finding = _understand(done)
    seconds = perf_counter() - started
    return Checked(name, finding.state, finding.said, finding.facts or {}, round(seconds, 2))


def run_here(name: str, checks: dict[str, Callable[[], Finding]]) -> str:
    """The line in which a child tells what it found; a check that fails is a finding, too."""
    try:
        finding = checks[name]()
    except Exception as error:  # any: the report is about what goes wrong
        finding = Finding("no", f"{type(error).__name__}: {error}")
    return MARK + json.dumps(asdict(finding), ensure_ascii=True)


def _understand(done: subprocess.CompletedProcess[str]) -> Finding:
    for line in reversed(done.stdout.splitlines()):
        if line.startswith(MARK):
            return Finding(**json.loads(line.removeprefix(MARK)))
    return Finding("no", _last_words(done))


def _last_words(done: subprocess.CompletedProcess[str]) -> str:
    """How it ended, and the first place that its stack names."""
    if done.returncode < 0:
        import signal

        try:
            how = f"crashed: {signal.Signals(-done.returncode).name}"
        except ValueError:
            how = f"crashed: signal {-done.returncode}"
    else:
        how = f"ended with {done.returncode} and without an answer"
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    place = next((line for line in lines if line.startswith("File ")), "")
    said = place or (lines[-1] if lines else "")
    return f"{how} ({said})" if said else how
