"""`./parlance models fit`: whether a model fits this machine, before or after it is here."""

from __future__ import annotations

import argparse
import shutil
import textwrap
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from app.cli.models_output import make_hub, print_json, size
from app.cli.output import Output
from app.errors import EXIT_USER_ERROR, UserError

if TYPE_CHECKING:
    from engine.doctor import Report
    from engine.types import MemoryEstimate

_BAR = 40  # columns
_SHADES = "█▓▒"  # weights, context, room to work in


def fit(options: argparse.Namespace) -> int:
    """Exit code: 0 if it fits, perhaps with less context; 1 if not, or if it cannot be run."""
    from app.hub.worth import fits_here

    report = _look(options)
    good = fits_here(report)
    if options.json:
        told = {**report.as_json(), "path": "", "name": options.model, "fits": good}
        print_json(told)
    else:
        Output().write("\n".join(_page(report, options.model)) + "\n")
    return 0 if good else EXIT_USER_ERROR


def _look(options: argparse.Namespace) -> Report:
    from app.hub.worth import examine_remote
    from app.models import find_model

    try:
        folder = find_model(options.model)
    except UserError:
        if "/" not in options.model or options.model.startswith(("/", ".", "~")):
            raise
        with closing(make_hub()) as hub:
            return examine_remote(hub, options.model, options.revision)
    from engine.doctor import examine

    return examine(folder)


def _page(report: Report, name: str) -> Iterator[str]:
    """The answer, the sum behind it, then what the doctor knows."""
    from app.cli.doctor import facts

    width = min(shutil.get_terminal_size((100, 24)).columns, 100)
    yield from textwrap.wrap(f"{name} {report.verdict}.", width, break_on_hyphens=False)
    if report.memory:
        fitting = [need for need in report.memory if need.fits]
        yield from _sum(fitting[-1] if fitting else report.memory[0], width)
    _, _, *rest = facts(replace(report, verdict=""), name)
    yield ""
    yield from rest


def _sum(need: MemoryEstimate, width: int) -> Iterator[str]:
    """As a bar, and in words."""
    parts = (need.weights, need.kv_cache, need.transient)
    given = max(1, need.recommended)
    columns = min(_BAR, width - 2)
    bar, at = "", 0.0
    for shade, part in zip(_SHADES, parts, strict=True):
        at += columns * part / given
        bar += shade * max(0, round(min(at, columns)) - len(bar))
    bar = bar or _SHADES[0]  # something is taken, if little
    yield f"[{bar:░<{columns}}]"
    named = zip(("weights", "context", "to work in"), parts, strict=True)
    words = " + ".join(f"{name} {size(part)}" for name, part in named)
    text = (
        f"{words} = {size(need.total)} of {size(need.recommended)}, with {need.context:,} tokens "
        "of context"
    )
    yield from textwrap.wrap(text, width)
