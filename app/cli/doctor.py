"""`./parlance doctor`: what a model folder holds, and everything that is wrong with it."""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.arguments import MODEL_HELP, Parser
from app.cli.interrupt import cancelled_by_ctrl_c
from app.cli.output import Output, ReaderGone, say
from app.errors import EXIT_INTERRUPTED, EXIT_USER_ERROR
from engine.errors import Cancelled

if TYPE_CHECKING:
    from engine.deep import Deep
    from engine.doctor import Report
    from engine.faults import Fault
    from engine.types import MemoryEstimate

_LABEL = 14  # columns
_CELL = 12  # of a table
_ITEMS = 6  # tensors listed under a fault
_SENSES = {"text": "text", "image": "pictures", "audio": "sounds"}


def main(argv: list[str]) -> int:
    """Exit code: 0 for a healthy model, 1 for one with faults, 130 after Ctrl-C.

    Raises:
        UserError: there is no such folder.
    """
    options = _parser().parse_args(argv)
    from app.models import find_model

    folder = find_model(options.model)
    from engine.doctor import examine

    report = examine(folder)
    if options.deep and any(fault.stops for fault in report.faults):
        say("a model that cannot be loaded is not run")
    elif options.deep:
        try:
            report = _with_deep(report, folder)
        except Cancelled:
            return EXIT_INTERRUPTED
    text = json.dumps(report.as_json(), ensure_ascii=False) if options.json else _page(report)
    with suppress(ReaderGone):
        Output().write(text + "\n")
    return 0 if report.healthy else EXIT_USER_ERROR


def _with_deep(report: Report, folder: Path) -> Report:
    say("loading and running the model")
    from engine.loading import import_heavy

    with cancelled_by_ctrl_c() as cancel:
        import_heavy(cancel)
        from engine.deep import run_deep

        deep = run_deep(folder, cancel)
    verdict = "loads, but what it says cannot be trusted" if deep.faults else report.verdict
    return replace(report, deep=deep, faults=(*report.faults, *deep.faults), verdict=verdict)


def _parser() -> Parser:
    parser = Parser("doctor", "Examine a model: what it is, what it needs, what is wrong with it.")
    add = parser.add_argument
    add("model", metavar="M", help=MODEL_HELP)
    add("--json", action="store_true", help="print one JSON object")
    add("--deep", action="store_true", help="also load it and run it, layer by layer")
    return parser


def _page(report: Report) -> str:
    width = min(shutil.get_terminal_size((100, 24)).columns, 100)
    lines = [_title(report), ""]
    for fault in report.faults:
        lines += [*_fault_lines(fault, width), ""]
    lines += _facts(report, width)
    if report.deep is not None:
        lines += ["", *_deep_lines(report.deep, width)]
    return "\n".join(lines).rstrip()


def facts(report: Report, name: str) -> list[str]:
    """What it is and needs, and what is wrong with it, under another name."""
    return _page(replace(report, name=name)).splitlines()


def _title(report: Report) -> str:
    if report.healthy:
        return f"{report.name}: healthy"
    count = len(report.faults)
    return f"{report.name}: {count} fault{'' if count == 1 else 's'}"


def _fault_lines(fault: Fault, width: int) -> Iterator[str]:
    what = fault.what
    if len(fault.items) > 1:
        what = what.partition(": ")[0]  # the names follow
    if what.split()[0].isalpha():
        what = what[:1].upper() + what[1:]
    what += "."
    yield from textwrap.wrap(what, width, initial_indent="✗ ", subsequent_indent="  ")
    if len(fault.items) > 1:
        items = folded(fault.items)
        for name, detail in items[:_ITEMS]:
            yield from textwrap.wrap(
                f"{name}{': ' if detail else ''}{detail}",
                width,
                initial_indent="    ",
                subsequent_indent="      ",
                break_long_words=False,
                break_on_hyphens=False,
            )
        if len(items) > _ITEMS:
            yield f"    and {len(items) - _ITEMS} more lines like these (--json has them all)"
    if fault.remedy:
        yield from textwrap.wrap(
            fault.remedy, width, initial_indent="  → ", subsequent_indent="    "
        )


def folded(items: dict[str, str]) -> list[tuple[str, str]]:
    """Names that differ by one number alone, with the same detail, in one line:
    `layers.{0-3,7}.mlp`."""
    groups: dict[tuple[str, str, str], list[tuple[int, str]]] = defaultdict(list)
    for name, detail in items.items():
        before, number, after = _split(name)
        groups[before, after, detail].append((number, name))
    lines = []
    for (before, after, detail), members in groups.items():
        if len(members) == 1:
            lines.append((members[0][1], detail))
        else:
            numbers = ",".join(_ranges(sorted(number for number, _ in members)))
            lines.append((f"{before}{{{numbers}}}{after}", detail))
    return lines


def _split(name: str) -> tuple[str, int, str]:
    found = re.search(r"\.(\d+)\.", name)
    if not found:
        return name, 0, ""
    return name[: found.start(1)], int(found[1]), name[found.end(1) :]


def _ranges(numbers: Iterable[int]) -> Iterator[str]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        yield str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}"


def _facts(report: Report, width: int) -> Iterator[str]:
    if report.family:
        yield from _fact("family", report.family, width)
        yield from _fact("takes in", _takes_in(report), width)
    if report.parameters:
        yield from _fact("parameters", _count(report.parameters), width)
    if report.quantisation:
        yield from _fact("stored as", report.quantisation, width)
    if report.files:
        yield from _fact("files", _files(report.files), width)
    yield from _memory_table(report.memory, width)
    if report.verdict:
        yield from _fact("verdict", report.verdict, width)
    for note in report.notes:
        yield from _fact("note", note, width)


def _memory_table(needs: Sequence[MemoryEstimate], width: int) -> Iterator[str]:
    if width < _LABEL + 5 * _CELL:
        for need in needs:
            parts = f"weights {_size(need.weights)}, KV cache {_size(need.kv_cache)}"
            fits = "" if need.fits else ", too much"
            yield from _fact(
                "memory" if need is needs[0] else "",
                f"{_size(need.total)} with {need.context:,} tokens of context ({parts}, to work in "
                f"{_size(need.transient)}){fits}",
                width,
            )
        return
    if needs:
        yield _row("memory", "context", "weights", "KV cache", "to work in", "together")
    for need in needs:
        sizes = (need.weights, need.kv_cache, need.transient, need.total)
        fits = "" if need.fits else "  too much"
        yield _row("", f"{need.context:,}", *map(_size, sizes)) + fits


def _row(label: str, *cells: str) -> str:
    return f"{label:<{_LABEL}}" + "".join(f"{cell:>{_CELL}}" for cell in cells)


def _takes_in(report: Report) -> str:
    text = ", ".join(_SENSES[sense] for sense in report.senses)
    without = " and ".join(_SENSES[sense] for sense in report.absent)
    if without:
        text += f" (its files hold no tower for {without})"
    off = " and ".join(_SENSES[sense] for sense in report.off)
    return f"{text} ({off} are off)" if off else text


def _files(files: dict[str, int]) -> str:
    total = _size(sum(files.values()))
    if len(files) == 1:
        return f"{next(iter(files))}, {total}"
    return f"{len(files)} of {total}: " + ", ".join(
        f"{name} {_size(nbytes)}" for name, nbytes in files.items()
    )


def _deep_lines(deep: Deep, width: int) -> Iterator[str]:
    if not deep.rows:
        return
    *layers, logits = deep.rows
    loudest = max(layers, key=lambda row: max(-row.min, row.max))
    yield from _fact(
        "layers",
        f"{len(layers)} run; largest number {max(-loudest.min, loudest.max):,.4g} in "
        f"{loudest.layer}",
        width,
    )
    bad = logits.nan + logits.inf
    range_ = f"{bad:,} of them invalid" if bad else f"{logits.min:,.4g} to {logits.max:,.4g}"
    yield from _fact("logits", range_, width)
    if not deep.text:
        return
    yield from _fact(
        "English",
        f"{deep.surprise:.2f} nats a token; blind guessing costs {deep.chance:.2f}",
        width,
    )
    again = " (one token over and over)" if deep.repeats else ""
    yield from _fact("continues", f"“{' '.join(deep.text.split())}”{again}", width)
    for answer in deep.answers:
        mark = "right" if answer.right else "WRONG"
        yield from _fact("asked", f"{answer.prompt} “{answer.answer.strip()}” {mark}", width)


def _fact(label: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=f"{label:<{_LABEL}}",
        subsequent_indent=" " * _LABEL,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _count(parameters: int) -> str:
    if parameters >= 1e9:
        return f"{parameters / 1e9:.2f} billion"
    return f"{parameters / 1e6:.2f} million" if parameters >= 1e6 else f"{parameters:,}"


def _size(nbytes: int) -> str:
    from engine.estimate import size_text

    return size_text(nbytes)
