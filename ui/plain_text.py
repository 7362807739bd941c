"""What an answer says, without its Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ui.markdown_blocks import Block, Code, Formula, Prose
from ui.markdown_runs import LINE_BREAK, Run

OBJECT = "\ufffc"  # what stands in a text document for something drawn


def plain_lines(blocks: Iterable[Block]) -> Iterator[str]:
    """The text of blocks as a reader sees it: one line for each text block that a pane shows."""
    for block in blocks:
        if isinstance(block, Prose):
            yield "".join(map(_shown, block.runs))
        elif isinstance(block, Code):
            yield from block.text.split("\n")
        elif isinstance(block, Formula):
            yield OBJECT
        else:
            for row in block.rows:
                yield from ("".join(map(_shown, cell)) for cell in row)


def plain_text(blocks: Iterable[Block]) -> str:
    """To copy: list markers and indents kept, cells of a table parted by tabs."""
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, Prose):
            indent = "  " * max(0, block.depth - 1)
            marker = f"{block.marker} " if block.marker else "  " if block.depth else ""
            words = "———" if block.rule else _words(block.runs).replace(LINE_BREAK, "\n")
            parts.append(indent + marker + words)
        elif isinstance(block, Code):
            parts.append(block.text)
        elif isinstance(block, Formula):
            parts.append(f"$$\n{block.source}\n$$")
        else:
            rows = ("\t".join(_words(cell) for cell in row) for row in block.rows)
            parts.append("\n".join(rows).replace(LINE_BREAK, " "))
    return "\n\n".join(parts)


def _words(runs: Iterable[Run]) -> str:
    return "".join(map(written, runs))


def written(run: Run) -> str:
    """A run as text: formulas in LaTeX, marks of footnotes in brackets."""
    match run.kind:
        case "formula":
            return f"${run.text}$"
        case "note":
            return f"[{run.text}]"
    return run.text


def _shown(run: Run) -> str:
    return OBJECT if run.kind == "formula" else run.text
