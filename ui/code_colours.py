"""Quiet colouring of code: words, strings, numbers, comments, in any common language."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from ui.theme import Theme

_WORDS = """
    and as assert async await break case catch class const continue def default del do elif else
    enum except export extends extern false False final finally fn for from func function global
    go if impl implements import in interface is lambda let match mod mut new nil None nonlocal
    not null or package pass private protected pub public raise return self static struct super
    switch then this throw throws trait true True try type typeof union unless use using var
    void when where while with yield SELECT FROM WHERE INSERT UPDATE DELETE JOIN ON GROUP ORDER
    BY AND OR NOT NULL CREATE TABLE INTO VALUES select where insert update delete join group
    order by create table into values echo fi done esac local end begin int float double bool
    char string str list dict
"""
_HASH = {"python", "py", "bash", "sh", "shell", "zsh", "ruby", "rb", "yaml", "yml", "toml", "r"}
_PLAIN = {"", "text", "txt", "plain", "output", "console", "markdown", "md", "diff", "csv"}
_DASHES = {"sql", "lua", "haskell", "hs"}


class CodeColours(QSyntaxHighlighter):
    """Line by line, so that a growing block is never coloured twice.

    Strings and comments that span lines are coloured on their first line only.
    """

    def __init__(self, theme: Theme, language: str, document: QTextDocument) -> None:
        super().__init__(document)
        language = language.lower()
        self._pattern = None if language in _PLAIN else _pattern(language)
        self._formats = {
            "comment": _ink(theme.code_comment),
            "string": _ink(theme.code_string),
            "number": _ink(theme.code_number),
            "word": _ink(theme.code_keyword),
        }

    def highlightBlock(self, text: str) -> None:  # noqa: N802
        if self._pattern is None or len(text) > 2000:
            return
        for match in self._pattern.finditer(text):
            kind = match.lastgroup
            if kind is not None:
                self.setFormat(match.start(), match.end() - match.start(), self._formats[kind])


def _ink(colour: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    return made


def _pattern(language: str) -> re.Pattern[str]:
    comment = "#.*" if language in _HASH else "--.*" if language in _DASHES else r"//.*|/\*.*?\*/"
    string = r"\"(?:\\.|[^\"\\])*\"?|'(?:\\.|[^'\\])*'|`[^`]*`"
    words = "|".join(_WORDS.split())
    return re.compile(
        rf"(?P<comment>(?<!\S)(?:{comment}))|(?P<string>{string})"
        rf"|(?P<number>\b\d[\w.]*\b)|(?P<word>\b(?:{words})\b)"
    )
