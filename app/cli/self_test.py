"""`--self-test`: does everything that Parlance stands on work on this machine?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from app import __version__
from app.cli.arguments import Parser
from app.cli.output import Output, ReaderGone
from app.errors import EXIT_USER_ERROR, UserError, reason_of
from app.machine_check import LIMITS, Checked, check_all

_STATE, _NAME = 10, 12  # columns of a line


def main(argv: list[str]) -> int:
    """Exit code 0, or 1 if a check says no.

    Raises:
        UserError: there is no such check, or the file cannot be written.
    """
    parser = Parser("--self-test", "Try everything that Parlance stands on, one line a check.")
    add = parser.add_argument
    add("checks", nargs="*", metavar="CHECK", help=f"only these: {', '.join(LIMITS)}")
    add("--json", action="store_true", help="one object instead of lines")
    add(
        "--out", default="", metavar="FILE", help="also into a file, for a start without a terminal"
    )
    options = parser.parse_args(argv)
    for name in options.checks:
        if name not in LIMITS:
            raise UserError(f"There is no check “{name}”; there are {', '.join(LIMITS)}.")
    found: list[Checked] = []
    lines: list[str] = []
    with suppress(ReaderGone):
        output = Output()
        for checked in check_all(options.checks):
            found.append(checked)
            lines.append(line_of(checked))
            if not options.json:
                output.write(lines[-1] + "\n")
        lines.append(_sum(found))
        report = _as_json(found) if options.json else lines[-1]
        output.write(report + "\n")
    if options.out:
        _write(Path(options.out), _as_json(found) if options.json else "\n".join(lines))
    return 0 if all(each.state != "no" for each in found) else EXIT_USER_ERROR


def line_of(checked: Checked) -> str:
    """ "ok        metal         Apple M3, …"; further lines stand below the first."""
    first, *rest = checked.said.splitlines() or [""]
    head = f"{checked.state:<{_STATE}}{checked.name:<{_NAME}}{first}"
    return "\n".join([head, *(" " * (_STATE + _NAME) + line for line in rest)])


def _sum(found: Sequence[Checked]) -> str:
    wrong = [each.name for each in found if each.state == "no"]
    seconds = sum(each.seconds for each in found)
    if not wrong:
        return f"Parlance {__version__} is well, after {seconds:.0f} s."
    return f"Parlance {__version__} is not well: {', '.join(wrong)}."


def _as_json(found: Sequence[Checked]) -> str:
    well = all(each.state != "no" for each in found)
    report = {"version": __version__, "ok": well, "checks": [asdict(each) for each in found]}
    return json.dumps(report, ensure_ascii=False)


def _write(path: Path, text: str) -> None:
    try:
        path.expanduser().write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"The report could not be written to {path}, because {reason_of(error)}."
        ) from error
