"""Measures the window's figures, each in a process of its own, and puts them into words."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from app.bench_ui.figures import FIGURES, Figure
from app.errors import UserError
from app.paths import program_folder

Results = dict[str, dict[str, Any]]


def measure_all(note: Callable[[str], None], turns: int | None = None) -> Results:
    """What each figure's module found, by its key. A window of one does not disturb the next.

    Raises:
        UserError: one could not be measured; why, it has said on standard error.
    """
    return {figure.key: _elsewhere(figure, note, turns) for figure in FIGURES}


def report(results: Results) -> dict[str, Any]:
    """The figures by their keys, then what they should be and what else was found."""
    figures = {figure.key: results[figure.key][figure.key] for figure in _of(results)}
    return {
        **figures,
        "met": {figure.key: figure.met(figures[figure.key]) for figure in _of(results)},
        "aims": {figure.key: figure.aim_words for figure in _of(results)},
        "details": results,
        "machine": machine(),
    }


def table(results: Results) -> str:
    """For people."""
    lines = []
    for figure in _of(results):
        value = results[figure.key][figure.key]
        verdict = "" if figure.met(value) else ", missed"
        lines.append(f"{value:>8}  {figure.key}: {figure.meaning} ({figure.aim_words}{verdict})")
        more = [f"{name} {it}" for name, it in results[figure.key].items() if name != figure.key]
        lines += [f"{'':>8}    {each}" for each in more]
    return "\n".join(lines) + "\n"


def machine() -> dict[str, Any]:
    from PySide6.QtCore import qVersion

    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": [round(load, 2) for load in os.getloadavg()],
        "python": platform.python_version(),
        "qt": qVersion(),
        "screen": os.environ.get("QT_QPA_PLATFORM", "native"),
    }


def _of(results: Results) -> list[Figure]:
    return [figure for figure in FIGURES if figure.key in results]


def _elsewhere(figure: Figure, note: Callable[[str], None], turns: int | None) -> dict[str, Any]:
    note(f"{figure.key}:")
    words = ["bench", "--ui", "--json", "--only", figure.key]
    if turns is not None:
        words += ["--turns", str(turns)]
    done = subprocess.run(
        [sys.executable, "-m", "app", *words],
        cwd=program_folder(),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    try:
        found: dict[str, Any] = json.loads(done.stdout)["details"][figure.key]
    except (ValueError, KeyError) as error:
        raise UserError(
            f"{figure.key} could not be measured; the reason stands above or in the log."
        ) from error
    return found


def _processor() -> str:
    """Its name, where the system tells it."""
    try:
        if sys.platform == "darwin":
            words = ["sysctl", "-n", "machdep.cpu.brand_string"]
            return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = (line.partition(":")[2] for line in file if line.startswith("model name"))
            return next(names, platform.machine()).strip()
    except (OSError, subprocess.SubprocessError):
        return platform.machine()
