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
    text = ""
    before: Block | None = None
    for block in blocks:
        if before is not None:
            text += "\n" if _next_item(before, block) else "\n\n"
        text += _plain(block)
        before = block
    return text


def _next_item(before: Block, block: Block) -> bool:
    """Items of a list stand on lines that follow each other."""
    if not isinstance(block, Prose) or not isinstance(before, Prose) or not before.depth:
        return False
    return bool(block.marker) and block.quotes == before.quotes and block.note == before.note


def _plain(block: Block) -> str:
    match block:
        case Prose():
            indent = "  " * max(0, block.depth - 1)
            marker = f"{block.marker} " if block.marker else "  " if block.depth else ""
            shown = "———" if block.rule else words(block.runs).replace(LINE_BREAK, "\n")
            return indent + marker + shown
        case Code():
            return block.text
        case Formula():
            return f"$$\n{block.source}\n$$"
    return table_text(block.rows)


def table_text(rows: Iterable[Iterable[Iterable[Run]]]) -> str:
    """Cells parted by tabs, as spreadsheets take them."""
    lines = ("\t".join(words(cell) for cell in row) for row in rows)
    return "\n".join(lines).replace(LINE_BREAK, " ")


def words(runs: Iterable[Run]) -> str:
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
