"""Markdown written anew: of runs and tables, so that parsing it gives these again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from ui.markdown_blocks import Prose, Table
from ui.markdown_runs import LINE_BREAK, Run

_SPECIAL = re.compile(r"[\\`*\[\]<~$]|(?<!\w)_|_(?!\w)")
_TASKS = {"☐": "[ ]", "☑": "[x]"}
_FENCES = re.compile(r"`{3,}")
_TICKS = re.compile(r"`+")


def write_runs(runs: Iterable[Run], *, in_cell: bool = False) -> str:
    """The words of a paragraph, or of a cell of a table."""
    text = "".join(_together(style, held) for style, held in groupby(runs, _style))
    if in_cell:
        return text.replace("|", "\\|").replace(LINE_BREAK, "<br>").replace("\n", " ")
    return text.replace(LINE_BREAK, "  \n")


def write_prose(prose: Prose, text: str) -> str:
    """A paragraph with the marks of what it is: heading, item, quotation."""
    if prose.rule:
        text = "---"
    if prose.level:
        text = f"{'#' * prose.level} {text}"
    indent = " " * 4 * max(0, prose.depth - 1)
    if prose.note and prose.marker:
        text, indent = f"[^{prose.marker}]: {text}", ""
    elif prose.marker:
        text = f"{_item(prose.marker)} {text}"
    elif prose.depth:
        indent = " " * 4 * prose.depth
    return "\n".join(f"{'> ' * len(prose.quotes)}{indent}{line}" for line in text.split("\n"))


def write_code(text: str, language: str) -> str:
    """In a fence that is longer than any in it."""
    fence = "`" * max([3, *(len(found) + 1 for found in _FENCES.findall(text))])
    return f"{fence}{language}\n{text}\n{fence}"


def write_table(table: Table) -> str:
    """Its first row is the head."""
    sides = {"left": ":--", "center": ":-:", "right": "--:"}
    lines = [" | ".join(write_runs(cell, in_cell=True) for cell in row) for row in table.rows]
    lines.insert(1, " | ".join(sides.get(side, "--") for side in table.aligned))
    return "\n".join(f"| {line} |" for line in lines)


def _item(marker: str) -> str:
    *number, last = marker.split(" ")
    if last in _TASKS:
        return f"{number[0] if number else '-'} {_TASKS[last]}"
    return marker if marker[-1] in ".)" else "-"


def _style(run: Run) -> tuple[bool, bool, bool, str]:
    return run.bold, run.italic, run.strike, run.link


def _together(style: tuple[bool, bool, bool, str], runs: Iterable[Run]) -> str:
    """Runs that one pair of marks encloses."""
    bold, italic, strike, link = style
    held = list(runs)
    text = "".join(map(_run, held))
    if [link] == [run.text for run in held] or any(run.kind == "picture" for run in held):
        return text
    for mark, on in (("~~", strike), ("*", italic), ("**", bold)):
        text = _marked(text, mark) if on else text
    return f"[{text}]({link})" if link else text


def _run(run: Run) -> str:
    match run.kind:
        case "formula":
            return f"${run.text}$"
        case "note":
            return f"[^{run.text}]"
        case "picture":
            return f"![{run.text}]({run.link})"
    if run.code:
        return _code(run.text)
    return run.text if run.link == run.text else _SPECIAL.sub(r"\\\g<0>", run.text)


def _code(text: str) -> str:
    ticks = "`" * max([1, *(len(found) + 1 for found in _TICKS.findall(text))])
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _marked(text: str, mark: str) -> str:
    """Marks cling to words: what is blank stays outside of them."""
    words = text.strip()
    if not words:
        return text
    start = text.index(words)
    return f"{text[:start]}{mark}{words}{mark}{text[start + len(words) :]}"
