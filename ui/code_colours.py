"""Colours for code, in any of the languages that Pygments knows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from shiboken6 import isValid

from ui.background import background
from ui.theme import Theme

if TYPE_CHECKING:
    from ui.code_lexer import CodeLexer, Spans

AT_ONCE = 60  # lines, some 10 ms
_PLAIN = {"", "text", "txt", "plain", "plaintext", "output", "none", "csv"}


class CodeColours(QSyntaxHighlighter):
    """Colours a document as its lines come; long ones bit by bit, so that nothing waits for it.

    The language is loaded in the background: until then all has the colour of text.
    """

    def __init__(self, theme: Theme, language: str, document: QTextDocument) -> None:
        super().__init__(document)
        self._formats = inks(theme)
        self._lexer: CodeLexer | None = None
        self._lines: list[Spans] = []  # of the lines read so far
        self._whole = 0  # how many of them will not grow any more
        self._more = QTimer(self)
        self._more.setInterval(0)
        self._more.timeout.connect(self._read_on)
        if language.lower() not in _PLAIN:
            background().start(partial(_load, language), self._take)

    @property
    def done(self) -> bool:
        """All that is there has its colours."""
        return self._lexer is not None and len(self._lines) >= self.document().blockCount()

    def read_on(self) -> None:
        """Lines were added, or the last became longer."""
        if self._lexer is not None:
            self._read_on()

    def _take(self, lexer: CodeLexer | None) -> None:
        if not isValid(self):  # the code has gone meanwhile
            return
        self._lexer = lexer
        self.read_on()

    def _read_on(self) -> None:
        """Read some of the lines that are new; the last is read again whenever it has grown."""
        document, lexer = self.document(), self._lexer
        if document is None or lexer is None:
            return
        count = document.blockCount()
        block = document.findBlockByNumber(self._whole)
        for _ in range(AT_ONCE):
            if not block.isValid():
                break
            whole = self._whole < count - 1
            spans = lexer.read(block.text(), whole=whole)
            for row, line in enumerate(spans, self._whole + 1 - len(spans)):
                self._show(row, line)
            if not whole:
                break
            self._whole += 1
            block = block.next()
        if len(self._lines) < count:
            self._more.start()
        else:
            self._more.stop()

    def _show(self, row: int, spans: Spans) -> None:
        if row == len(self._lines):
            self._lines.append(spans)
        elif self._lines[row] == spans:
            return
        else:
            self._lines[row] = spans
        self.rehighlightBlock(self.document().findBlockByNumber(row))

    def highlightBlock(self, text: str) -> None:  # noqa: N802
        row = self.currentBlock().blockNumber()
        if row < len(self._lines):
            for start, length, kind in self._lines[row]:
                self.setFormat(start, length, self._formats[kind])


def inks(theme: Theme) -> dict[str, QTextCharFormat]:
    """By kind of word."""
    return {
        kind: _ink(colour)
        for kind, colour in (
            ("comment", theme.code_comment),
            ("string", theme.code_string),
            ("number", theme.code_number),
            ("word", theme.code_keyword),
            ("name", theme.code_name),
            ("deleted", theme.danger),
        )
    }


def _load(language: str) -> CodeLexer | None:
    from ui.code_lexer import CodeLexer, lexer_of

    lexer = lexer_of(language)
    return None if lexer is None else CodeLexer(lexer)


def _ink(colour: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    return made
