"""Markdown as a flat list of blocks: what a reader sees, one after the other.

Nothing here knows about widgets. Raw HTML stays text.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ui.markdown_runs import Run, inline_runs
from ui.math_rules import add_rules

_TASK = re.compile(r"\[([ xX])\] ")


@dataclass(frozen=True)
class Prose:
    """A paragraph, a heading (`level` 1 to 6), a rule, or the first paragraph of a list item.

    Attributes:
        depth: how many lists it stands in.
        marker: "•" or "3." or "3)" in front of a list item, "☐" or "☑" of a task, else empty.
        quotes: for each quotation it stands in, how many lists that stands in.
        note: it is the text of a footnote, and `marker` its label.
    """

    runs: tuple[Run, ...]
    level: int = 0
    depth: int = 0
    marker: str = ""
    quotes: tuple[int, ...] = ()
    rule: bool = False
    note: bool = False


@dataclass(frozen=True)
class Code:
    """A code block without its fences, without the last line's end. `quotes`: as in `Prose`."""

    language: str
    text: str
    depth: int = 0
    quotes: tuple[int, ...] = ()


@dataclass(frozen=True)
class Formula:
    """LaTeX on lines of its own. `writing`: its end has not come."""

    source: str
    depth: int = 0
    writing: bool = False
    quotes: tuple[int, ...] = ()


@dataclass(frozen=True)
class Table:
    """Cells by row, the header first. `aligned` has "left", "center", "right" or "" by column."""

    aligned: tuple[str, ...]
    rows: tuple[tuple[tuple[Run, ...], ...], ...]
    depth: int = 0
    quotes: tuple[int, ...] = ()


Block = Prose | Code | Table | Formula


@dataclass
class Group:
    """Blocks that open and close together: a top-level block, or one item of a top-level list.

    Attributes:
        first_line, end_line: source lines, counted from 0, the end not included.
        before: of a list's second and later items: an empty item that can stand in for all those
            before it, else empty.
        fence: the characters of an opening fence at the left margin, else empty.
        formula: it is one, not something that begins with one.
    """

    first_line: int
    end_line: int
    blocks: list[Block] = field(default_factory=list)
    before: str = ""
    fence: str = ""
    formula: bool = False

    @property
    def opening_line(self) -> int:
        """The line that decides that this group begins.

        A table needs the one below its header, a formula its last.
        """
        match self.blocks[:1]:
            case [Table()]:
                return self.first_line + 1
            case [Formula(writing=True)] if self.formula:
                return sys.maxsize
            case [Formula()] if self.formula:
                return self.end_line - 1
        return self.first_line


def make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    add_rules(parser)
    return parser


def group_tokens(tokens: Sequence[Token]) -> list[Group]:
    """The groups of a document."""
    return _Walker(tokens).walk()


class _Walker:
    """Walks markdown-it's flat token list once."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._groups: list[Group] = []
        self._numbers: list[tuple[int | None, str]] = []  # per list: next number, delimiter
        self._marker = ""
        self._note = self._label = False
        self._quotes: tuple[int, ...] = ()
        self._level = 0
        self._table: list[list[tuple[Run, ...]]] = []
        self._aligned: list[str] = []

    def walk(self) -> list[Group]:
        for index, token in enumerate(self._tokens):
            at_top = (
                token.level == 0 and token.nesting >= 0 and not token.type.endswith("list_open")
            )
            if at_top or (token.type == "list_item_open" and token.level == 1):
                first, end = token.map or (0, 0)
                self._groups.append(Group(first, end))
            handle = getattr(self, f"_{token.type}", None)
            if handle is not None:
                handle(token, index)
        return self._groups

    def _add(self, block: Block) -> None:
        self._groups[-1].blocks.append(block)

    def _flush_marker(self) -> None:
        """A list item that starts with something other than text still shows its marker."""
        if self._marker:
            self._add_prose(())

    def _add_prose(self, runs: tuple[Run, ...], *, rule: bool = False) -> None:
        marker, self._marker = self._marker, ""
        if self._label and marker:
            runs = (Run(f"{marker}\u2002", bold=True), *runs)
            marker, self._label = "", False
        if marker and runs and (task := _TASK.match(runs[0].text)):
            box = "☐" if task[1] == " " else "☑"
            marker = box if marker == "•" else f"{marker} {box}"
            runs = (replace(runs[0], text=runs[0].text[task.end() :]), *runs[1:])
        depth = len(self._numbers)
        self._add(Prose(runs, self._level, depth, marker, self._quotes, rule, self._note))

    # One method per token type.

    def _bullet_list_open(self, token: Token, index: int) -> None:
        self._numbers.append((None, ""))

    def _ordered_list_open(self, token: Token, index: int) -> None:
        self._numbers.append((int(token.attrs.get("start", 1)), token.markup))

    def _list_item_open(self, token: Token, index: int) -> None:
        number, delimiter = self._numbers[-1]
        self._marker = "•" if number is None else f"{number}{delimiter}"
        if token.level == 1 and not self._tokens[index - 1].type.endswith("list_open"):
            self._groups[-1].before = token.markup if number is None else f"{number - 1}{delimiter}"
        if number is not None:
            self._numbers[-1] = (number + 1, delimiter)

    def _list_item_close(self, token: Token, index: int) -> None:
        self._flush_marker()

    def _bullet_list_close(self, token: Token, index: int) -> None:
        self._numbers.pop()

    _ordered_list_close = _bullet_list_close

    def _blockquote_open(self, token: Token, index: int) -> None:
        self._flush_marker()
        self._quotes += (len(self._numbers),)

    def _blockquote_close(self, token: Token, index: int) -> None:
        self._quotes = self._quotes[:-1]

    def _note_open(self, token: Token, index: int) -> None:
        self._numbers.append((None, ""))
        self._marker, self._note = str(token.meta["label"]), True
        self._label = len(self._marker) > 2  # a word has no room in the margin

    def _note_close(self, token: Token, index: int) -> None:
        self._flush_marker()
        self._numbers.pop()
        self._note = False

    def _formula(self, token: Token, index: int) -> None:
        self._flush_marker()
        writing = bool(token.meta["open"])
        self._add(Formula(token.content, len(self._numbers), writing, self._quotes))
        if token.level == 0:
            self._groups[-1].formula = True

    def _heading_open(self, token: Token, index: int) -> None:
        self._level = int(token.tag[1:])

    def _heading_close(self, token: Token, index: int) -> None:
        self._level = 0

    def _hr(self, token: Token, index: int) -> None:
        self._flush_marker()
        self._add_prose((), rule=True)

    def _fence(self, token: Token, index: int) -> None:
        self._flush_marker()
        language = token.info.strip().split(" ")[0]
        text = token.content.removesuffix("\n")
        self._add(Code(language, text, len(self._numbers), self._quotes))
        if token.level == 0:
            self._groups[-1].fence = token.markup

    def _code_block(self, token: Token, index: int) -> None:
        self._flush_marker()
        text = token.content.removesuffix("\n")
        self._add(Code("", text, len(self._numbers), self._quotes))

    def _inline(self, token: Token, index: int) -> None:
        runs = tuple(inline_runs(token.children or ()))
        if self._table:
            self._table[-1].append(runs)
            if len(self._table) == 1:
                style = str(self._tokens[index - 1].attrs.get("style", ""))
                self._aligned.append(style.removeprefix("text-align:"))
        else:
            self._add_prose(runs)

    def _tr_open(self, token: Token, index: int) -> None:
        self._flush_marker()
        self._table.append([])

    def _table_close(self, token: Token, index: int) -> None:
        rows = tuple(tuple(row) for row in self._table)
        self._add(Table(tuple(self._aligned), rows, len(self._numbers), self._quotes))
        self._table, self._aligned = [], []
