"""What is selected of an answer, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from PySide6.QtGui import QFont, QTextBlock, QTextCharFormat

from ui.code_block import CodeBlock, CodeText
from ui.markdown_runs import Run
from ui.math_block import MathBlock
from ui.math_pane import OBJECT
from ui.panes import Pane
from ui.prose import ProseView, prose_of
from ui.table_block import TableBlock
from ui.written_markdown import write_code, write_prose, write_runs, write_table


def selected_markdown(panes: Iterable[Pane]) -> str:
    """Of all panes in which something is selected, from the top."""
    chosen = (pane for pane in panes if pane.textCursor().hasSelection())
    return "\n\n".join(filter(None, map(_of_pane, chosen)))


def _of_pane(pane: Pane) -> str:
    match pane:
        case CodeText():
            return _code(pane)
        case TableBlock():
            table = pane.selected()
            if sum(map(len, table.rows)) > 1:
                return write_table(table)
        case MathBlock() if pane.drawn:
            return f"$$\n{pane.formula.source}\n$$"
        case ProseView():
            return _prose(pane)
    return pane.createMimeDataFromSelection().text()


def _code(pane: CodeText) -> str:
    text = pane.textCursor().selection().toPlainText()
    if "\n" not in text and text != pane.toPlainText():
        return write_runs([Run(text, code=True)])
    block = pane.parentWidget()
    return write_code(text, block.code.language if isinstance(block, CodeBlock) else "")


def _prose(pane: ProseView) -> str:
    pane.join()
    cursor = pane.textCursor()
    start, end = cursor.selectionStart(), cursor.selectionEnd()
    sources = pane.sources(start, end)
    text = ""
    block, before = pane.document().findBlock(start), None
    while block.isValid() and block.position() < end:
        prose = prose_of(block)
        if block.position() < start:  # only the words: it is not all of what its marks are for
            prose = replace(prose, level=0, marker="", rule=False)
        runs = list(_runs(block, start, end, sources, heading=bool(prose_of(block).level)))
        if before is not None:
            item = prose.marker and before.depth and not prose.note
            text += "\n" if item and prose.quotes == before.quotes else "\n\n"
        text += write_prose(prose, write_runs(runs))
        block, before = block.next(), prose
    return text


def _runs(
    block: QTextBlock, start: int, end: int, sources: Iterator[str], *, heading: bool
) -> Iterator[Run]:
    """The runs of a block between two places of the document."""
    at = block.begin()
    while not at.atEnd():
        fragment = at.fragment()
        first, last = fragment.position(), fragment.position() + fragment.length()
        if first < end and last > start:
            units = fragment.text().encode("utf-16-le", "surrogatepass")  # as Qt counts
            cut = units[2 * max(0, start - first) : 2 * (min(end, last) - first)]
            text = cut.decode("utf-16-le", "surrogatepass")
            if OBJECT in text:
                yield from (Run(next(sources, "").strip("$"), kind="formula") for _ in text)
            else:
                yield _run(text, fragment.charFormat(), heading)
        at += 1


def _run(text: str, form: QTextCharFormat, heading: bool) -> Run:
    bold = form.fontWeight() >= QFont.Weight.DemiBold and not heading
    kind = ""
    if form.verticalAlignment() == QTextCharFormat.VerticalAlignment.AlignSuperScript:
        kind = "note"
    elif form.underlineStyle() == QTextCharFormat.UnderlineStyle.DotLine:
        kind = "picture"
    return Run(
        text,
        bold=bold,
        italic=form.fontItalic(),
        strike=form.fontStrikeOut(),
        code=form.background().style().value != 0,
        link=form.anchorHref(),
        kind=kind,
    )
