"""An answer's Markdown as widgets, kept up to date while it is being written."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.code_block import CodeBlock
from ui.indented import Indented
from ui.look import Look
from ui.markdown_blocks import Block, Code, Formula, Prose, Table
from ui.markdown_stream import MarkdownStream
from ui.math_block import MathBlock
from ui.panes import Pane
from ui.prose import ProseView
from ui.still import keep_painted
from ui.table_block import TableBlock

_PIECE = re.compile(r".{400,1200}?\n\s*\n|.{1200,}?\n|.+\Z", re.DOTALL)


@dataclass
class _Segment:
    """A widget and how many blocks it shows; only prose shows more than one."""

    holder: QWidget
    view: ProseView | CodeBlock | TableBlock | MathBlock
    count: int


class MarkdownView(QWidget):
    """Text is appended; whatever did not change is left alone."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._stream = MarkdownStream()
        self._waiting: deque[str] = deque()  # of a whole answer, what is not parsed yet
        self._shown: list[Block] = []
        self._segments: list[_Segment] = []
        keep_painted(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetMinimumSize)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        look.tell(self._rebuild)

    @property
    def source(self) -> str:
        """The Markdown as it came."""
        return self._stream.source + "".join(self._waiting)

    @property
    def blocks(self) -> list[Block]:
        return list(self._stream.blocks)

    def panes(self) -> list[Pane]:
        """Where its text stands, from the top."""
        return [
            segment.view.pane if isinstance(segment.view, CodeBlock) else segment.view
            for segment in self._segments
        ]

    def load(self, text: str) -> None:
        """A whole answer at once, into an empty view. Nothing is shown before `build`."""
        self._waiting = deque(_PIECE.findall(text))

    def build(self, budget_ms: int | None) -> bool:
        """Show more of what was loaded, for about that long; True if that was all.

        In pieces it is parsed as if it were being written: each costs a few milliseconds, where
        all of a long answer would hold up a scroll for several frames.
        """
        if budget_ms is None and not self._shown and self._waiting:
            self._stream.set_text("".join(self._waiting))
            self._waiting.clear()
            self._update(0)
            return True
        clock, longest = QElapsedTimer(), 0
        clock.start()
        while self._waiting:
            begun = clock.elapsed()
            self._update(self._stream.append(self._waiting.popleft()))
            longest = max(longest, clock.elapsed() - begun)
            if not self._waiting:
                self.finish()
            elif budget_ms is not None and clock.elapsed() + longest > budget_ms:
                break
        return not self._waiting

    def append(self, text: str) -> None:
        self._update(self._stream.append(text))

    def finish(self) -> None:
        self._update(self._stream.finish())
        for segment in self._segments:
            match segment.view:
                case TableBlock() as table:
                    table.finish()
                case ProseView() as prose:
                    prose.join()

    def _rebuild(self) -> None:
        self._truncate(0)
        self._update(0)

    def _update(self, start: int) -> None:
        """Make what is shown agree with the stream, from block `start` on."""
        blocks = self._stream.blocks
        at = min(start, len(self._shown))
        while at < min(len(self._shown), len(blocks)) and self._shown[at] == blocks[at]:
            at += 1
        if at < len(blocks) and at < len(self._shown):
            self._truncate(at + 1)
            if self._change_last(blocks[at]):
                at += 1
        self._truncate(at)
        for block in blocks[at:]:
            self._add(block)

    def _change_last(self, block: Block) -> bool:
        """Turn the last block shown into this one, if its widget can."""
        view, before = self._segments[-1].view, self._shown[-1]
        match view, block:
            case ProseView(), Prose() if isinstance(before, Prose):
                view.replace_last(before, block)
            case CodeBlock(), Code() if _extends(block, view.code):
                view.grow(block)
            case MathBlock(), Formula() if _same_place(block, view.formula):
                view.grow(block)
            case TableBlock(), Table() if block.aligned == view.table.aligned and _same_place(
                block, view.table
            ):
                view.grow(block)
            case _:
                return False
        self._shown[-1] = block
        return True

    def _truncate(self, count: int) -> None:
        while len(self._shown) > count:
            segment = self._segments[-1]
            surplus = len(self._shown) - count
            if segment.count > surplus and isinstance(segment.view, ProseView):
                segment.count -= surplus
                segment.view.truncate(segment.count)
                del self._shown[count:]
            else:
                self._segments.pop()
                del self._shown[len(self._shown) - segment.count :]
                self._column.removeWidget(segment.holder)
                segment.holder.hide()
                segment.holder.deleteLater()

    def _add(self, block: Block) -> None:
        self._shown.append(block)
        if isinstance(block, Prose):
            if not self._segments or not isinstance(self._segments[-1].view, ProseView):
                prose = ProseView(self._look, self)
                self._segments.append(_Segment(prose, prose, 0))
                self._column.addWidget(prose)
            segment = self._segments[-1]
            assert isinstance(segment.view, ProseView)
            segment.view.append_prose(block)
            segment.count += 1
        else:
            view = self._view_of(block)
            holder = Indented(self._look, view, block.depth, block.quotes, self)
            self._segments.append(_Segment(holder, view, 1))
            self._column.addWidget(holder)

    def _view_of(self, block: Code | Formula | Table) -> CodeBlock | MathBlock | TableBlock:
        match block:
            case Code():
                return CodeBlock(self._look, block)
            case Formula():
                return MathBlock(self._look, block)
            case Table():
                return TableBlock(self._look, block)


def _same_place(one: Code | Formula | Table, other: Code | Formula | Table) -> bool:
    return (one.depth, one.quotes) == (other.depth, other.quotes)


def _extends(new: Code, old: Code) -> bool:
    return new.language == old.language and new.text.startswith(old.text) and _same_place(new, old)
