"""Markdown that arrives in pieces.

Blocks that can no longer change are frozen, and only what follows them is parsed again, so a
piece costs the same at the end of a long answer as at its start. Freezing rests on CommonMark
being decided line by line: once a *complete* line has opened a new block at the top level (or a
new item of a top-level list), nothing that comes later can alter the blocks before it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ui.markdown_blocks import Block, Code, Group, Prose, Table, group_tokens, make_parser
from ui.markdown_open import LONG_PARAGRAPH, LONG_QUOTE, LongParagraph, OpenFence, OpenQuote
from ui.markdown_runs import Run, joined
from ui.markdown_tail import completed


class MarkdownStream:
    """Text in, blocks out.

    Attributes:
        blocks: the whole answer so far.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._parser = make_parser()
        self._source: list[str] = []
        self._frozen = 0
        self._tail = ""
        self._references: dict[str, Any] = {}
        self._notes: set[str] = set()  # labels of the footnotes that have come
        self._guessed = False  # a mark was taken for a footnote's before its text came
        self._before = ""  # an item in place of those frozen, if the tail starts inside a list
        self._fence: OpenFence | None = None
        self._quote: OpenQuote | None = None
        self._long: LongParagraph | None = None
        self._rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()  # of a table in the tail
        self._held = ""  # "\r" that may be half of a line end

    @property
    def source(self) -> str:
        return "".join(self._source) + self._held

    def append(self, text: str) -> int:
        """Take a piece in; gives the index of the first block that may differ now."""
        text = self._held + text
        self._held = "\r" if text.endswith("\r") else ""
        text = text.removesuffix("\r").replace("\r\n", "\n").replace("\r", "\n")
        self._source.append(text)
        self._tail += text
        start = self._frozen
        if self._fence is not None:
            rest = self._fence.append(text)
            self.blocks[start:] = [self._fence.block()]
            if rest is None:
                return start
            self._frozen, self._tail, self._fence = start + 1, rest, None
            self._before = ""
        if self._quote is not None:
            if (changed := self._quote.append(text)) is not None:
                self.blocks[start + changed :] = self._quote.blocks[changed:]
                return start + changed
            self._quote = None
        self._parse_tail(final=False)
        return start

    def set_text(self, text: str) -> None:
        """A whole answer at once, parsed once. Nothing may have come before."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._source, self._tail = [text], text
        self.finish()

    def finish(self) -> int:
        """No more comes. Gives the index of the first block that may differ now."""
        if self._held:
            self._tail += "\n"
            self._source.append("\n")
            self._held = ""
        self._fence = self._quote = None
        self._whole_paragraph()
        start = self._frozen
        if self._parse_tail(final=True):
            # A link's address, or a footnote, may come after its use, in text that is frozen now.
            start, self._frozen = 0, 0
            self._tail, self._references, self._before = self.source, {}, ""
            self._rows = ()
            self._parse_tail(final=True)
        return start

    def _parse_tail(self, *, final: bool) -> bool:
        """Parse what is not frozen, and freeze what has closed.

        True if what comes later may explain what came earlier: link addresses, footnotes.
        """
        env: dict[str, Any] = {"references": dict(self._references)}
        env |= {"notes": self._notes, "writing": not final}
        text = self._tail if final else completed(self._tail)
        shift = 1 if self._before else 0
        text = f"{self._before}\n{text}" if self._before else text
        groups = group_tokens(self._parser.parse(text, env))[shift:]
        for group in groups:
            group.first_line -= shift
        if self._long is not None:
            match groups:
                case [Group(blocks=[Prose(level=0, quotes=()) as prose])]:
                    runs = joined(self._long.runs, prose.runs)
                    self.blocks[self._frozen :] = [replace(prose, runs=runs)]
                    self._guessed |= bool(env.get("guessed"))
                    self._keep_paragraph()
                    return True
            self._whole_paragraph()
            return self._parse_tail(final=final)
        if self._rows:
            table = groups[0].blocks[0]
            assert isinstance(table, Table)
            rows = (table.rows[0], *self._rows, *table.rows[1:])
            groups[0].blocks[0] = replace(table, rows=rows)
        self.blocks[self._frozen :] = [block for group in groups for block in group.blocks]
        if not final and groups:
            self._freeze(groups, env["references"], shift)
            self._keep_paragraph()
        self._guessed |= bool(env.get("guessed"))
        return bool(env["references"] or self._notes or self._guessed)

    def _freeze(self, groups: list[Group], references: dict[str, Any], shift: int) -> None:
        lines = self._tail.split("\n")
        whole_lines = len(lines) - 1
        opened = [i for i, group in enumerate(groups) if group.opening_line < whole_lines]
        if not opened:
            return
        at = opened[-1]
        cut = groups[at].first_line
        if at:
            self._frozen += sum(len(group.blocks) for group in groups[:at])
            self._rows = ()
        self._before = groups[at].before or (self._before if not at else "")
        self._tail = "\n".join(lines[cut:])
        for name, reference in references.items():
            if name not in self._references and reference["map"][1] - shift <= cut:
                self._references[name] = reference
        last = groups[at].blocks[0] if groups[at].blocks else None
        if isinstance(last, Table):
            self._freeze_rows(last)
        elif at == len(groups) - 1 and groups[at].fence and lines[cut].startswith(groups[at].fence):
            block = groups[at].blocks[0]
            assert isinstance(block, Code)
            fence = OpenFence(groups[at].fence, block.language)
            if fence.append("\n".join(lines[cut + 1 :])) is None:
                self._fence = fence
        elif at == len(groups) - 1 and len(self._tail) > LONG_QUOTE and not self._before:
            self._open_quote()

    def _open_quote(self) -> None:
        quote = OpenQuote(MarkdownStream())
        if self._tail[0] == ">" and quote.append(self._tail) is not None:
            self._quote = quote

    def _keep_paragraph(self) -> None:
        """Put the beginning of a very long paragraph away."""
        if len(self._tail) <= LONG_PARAGRAPH or self._fence or self._quote or self._before:
            return
        if len(self.blocks) == self._frozen + 1 and isinstance(self.blocks[-1], Prose):
            self._long = self._long or LongParagraph()
            self._tail = self._long.take(self._tail, self._parse_alone)

    def _whole_paragraph(self) -> None:
        if self._long is not None:
            self._tail, self._long = self._long.text + self._tail, None

    def _parse_alone(self, text: str) -> list[Block]:
        env: dict[str, Any] = {"references": dict(self._references)}
        env |= {"notes": self._notes, "writing": True}
        groups = group_tokens(self._parser.parse(text, env))
        return [block for group in groups for block in group.blocks]

    def _freeze_rows(self, table: Table) -> None:
        """Rows whose lines are complete leave the tail; header and delimiters stay in it."""
        lines = self._tail.split("\n")
        whole = len(lines) - 1 - 2
        shown = len(table.rows) - 1 - len(self._rows)
        if 0 < whole <= shown:
            self._rows = table.rows[1 : 1 + len(self._rows) + whole]
            self._tail = "\n".join((*lines[:2], *lines[2 + whole :]))
