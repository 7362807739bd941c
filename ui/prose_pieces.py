"""A long paragraph that is being written, as several text blocks of its document.

Qt lays out, and shapes, a text block whole for every letter in it. So a paragraph that grows long
is cut where a line of it ends: what stands before a cut is not touched again, and looks as if
there was none. Whatever reads the document `join`s the paragraph first.
"""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtGui import QTextBlock, QTextBlockFormat, QTextCursor, QTextDocument, QTextFormat

LONG = 32  # lines that are laid out together
STAY = 8  # of them, at the end: what is written next may change these

_PIECE = int(QTextFormat.Property.UserProperty) + 21


class Pieces:
    """The cuts in the last paragraph of a document; none elsewhere."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._cuts: list[int] = []  # places in the paragraph, as Qt counts; without the cuts

    @property
    def count(self) -> int:
        """Text blocks of the paragraph."""
        return len(self._cuts) + 1

    def position(self, place: int) -> int:
        """Where a place of the paragraph is in the document. What follows it is to be removed."""
        first = self._document.findBlockByNumber(self._document.blockCount() - self.count)
        return first.position() + place + bisect_right(self._cuts, place)

    def forget_after(self, place: int) -> None:
        """What followed this place is no longer there."""
        del self._cuts[bisect_right(self._cuts, place) :]

    def cut(self) -> None:
        """If the last block has become long: its end goes on in one of its own."""
        block = self._document.lastBlock()
        layout = block.layout()
        if layout is None or layout.lineCount() <= LONG:
            return
        at = layout.lineAt(layout.lineCount() - STAY).textStart()
        before = self._cuts[-1] if self._cuts else 0
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + at)
        cursor.insertBlock(_going_on(block), block.charFormat())
        self._cuts.append(before + at)

    def join(self) -> None:
        """One text block again. Selections stay where they are."""
        if not self._cuts:
            return
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        while self._cuts:
            cursor.setPosition(self.position(self._cuts[-1]))
            cursor.deletePreviousChar()
            self._cuts.pop()
        cursor.endEditBlock()


def is_piece(block: QTextBlock) -> bool:
    """It goes on with the paragraph before it."""
    return block.isValid() and block.blockFormat().boolProperty(_PIECE)


def _going_on(block: QTextBlock) -> QTextBlockFormat:
    """As the block, but without what stands above and beside the first line of a paragraph."""
    form = QTextBlockFormat(block.blockFormat())
    form.setTopMargin(0)
    form.setLayoutDirection(block.textDirection())
    form.setProperty(_PIECE, True)
    return form
