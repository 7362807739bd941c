"""Blocks that are still open while an answer is written, and too long to be parsed every time."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ui.markdown_blocks import Block, Code, Prose
from ui.markdown_runs import Run, joined
from ui.markdown_tail import completed

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.markdown_stream import MarkdownStream

LONG_QUOTE = 500  # characters; shorter ones are parsed as fast as they are kept apart
LONG_PARAGRAPH = 1200
_STAYS = 400  # of a long paragraph, at its end
MOST_CUTS = 40  # that are tried
_CUT = re.compile(r"(?<=[\w.,;:!?)] )(?=[^\W\d_])")
_PAIRS = ("*", "_", "`", "~", "$")


class OpenFence:
    """A fenced block at the left margin whose end has not come: lines are only collected."""

    def __init__(self, fence: str, language: str) -> None:
        self._language = language
        self._closing = re.compile(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*")
        self._mark = fence[0]
        self._code = ""  # whole lines, each with its end
        self._line = ""  # the line being written

    def append(self, text: str) -> str | None:
        """Take text in. Once the closing line is complete: what follows it."""
        *whole, self._line = (self._line + text).split("\n")
        for index, line in enumerate(whole):
            if self._closing.fullmatch(line):
                rest = [*whole[index + 1 :], self._line]
                self._line = ""
                return "\n".join(rest)
            self._code += line + "\n"
        return None

    def block(self) -> Code:
        """What to show. A line that may become the closing one is kept back."""
        line = self._line
        if not line.strip(" \t" + self._mark) and self._mark in line:
            line = ""
        return Code(self._language, (self._code + line).removesuffix("\n"))


class OpenQuote:
    """A quotation at the left margin, as long as each of its lines begins with ">".

    What stands behind that is a document of its own, of which only the end is parsed.
    """

    def __init__(self, inside: MarkdownStream) -> None:
        self.blocks: list[Block] = []
        self._inside = inside
        self._line = ""
        self._taken = 0  # characters of the line that went inside

    def append(self, text: str) -> int | None:
        """Take text in; gives the index of the first block that may differ now.

        None: a line begins in another way, and the quotation has to be parsed whole.
        """
        start = len(self.blocks)
        for part in re.findall(r"[^\n]*\n|[^\n]+", text):
            self._line += part
            if self._line[0] != ">" or self._line[1:2] == "\t":
                return None
            if not self._taken:
                if len(self._line) == 1:
                    continue  # it may be followed by a space that belongs to it
                self._taken = 2 if self._line[1] == " " else 1
            start = min(start, self._inside.append(self._line[self._taken :]))
            self._taken = len(self._line)
            if self._line.endswith("\n"):
                self._line, self._taken = "", 0
        self.blocks[start:] = [
            replace(block, quotes=(0, *block.quotes)) for block in self._inside.blocks[start:]
        ]
        return start


class LongParagraph:
    """The beginning of a paragraph that goes on and on: parsed once, and kept.

    Attributes:
        text: what is kept of the source.
        runs: what it was parsed to.
    """

    def __init__(self) -> None:
        self.text = ""
        self.runs: tuple[Run, ...] = ()
        self._tried = 0  # how long a tail was that could not be cut

    def take(self, tail: str, parse: Callable[[str], list[Block]]) -> str:
        """Keep as much of `tail`, a paragraph, as can be read alone; gives the rest.

        Emphasis, code, links and formulas that begin in it must also end there. What comes later
        may show that it was read wrongly; the paragraph is parsed whole when it ends.
        """
        if self._tried < len(tail) < self._tried + _STAYS:
            return tail
        self._tried = len(tail)
        cuts = [found.start() for found in _CUT.finditer(tail, 1, len(tail) - _STAYS)]
        for cut in cuts[: -MOST_CUTS - 1 : -1]:
            piece = tail[:cut]
            if _closed(piece):
                match parse(piece.rstrip(" ")):
                    case [Prose(level=0, depth=0, marker="", quotes=(), rule=False) as prose]:
                        self.text += piece
                        self.runs = joined(self.runs, joined(prose.runs, (Run(" "),)))
                        self._tried = 0
                        return tail[cut:]
                return tail
        return tail


def _closed(text: str) -> bool:
    """No mark in it waits for another."""
    return (
        all(text.count(mark) % 2 == 0 for mark in _PAIRS)
        and text.count("[") == text.count("]")
        and text.count("\\(") == text.count("\\)")
        and completed(text) == text
    )
