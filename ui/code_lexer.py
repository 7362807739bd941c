"""Code coloured line by line, so that a line that arrives costs the same however long the code is.

Pygments reads whole texts. Most of its lexers keep their state in a stack, though, and say where
each token ends: after a line whose last token ended with it, reading can go on from there. A token
that reached the end of what there is, such as an open comment, is read again with the next line.

Loading a language takes some 20 ms: not for the main thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from itertools import accumulate
from typing import Any

from pygments.lexer import ExtendedRegexLexer, Lexer, LexerContext, RegexLexer
from pygments.lexers import find_lexer_class, get_all_lexers
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String

LONGEST_LINE = 2000
MOST_UNSETTLED = 120  # lines that are read again at most, and so of a comment that are coloured
_MORE_NAMES = {  # that models write and Pygments does not know
    "bash": "shellscript env", "bat": "cmd", "c": "h", "cpp": "hpp metal", "diff": "patch",
    "fsharp": "fs", "graphql": "gql", "groovy": "gradle", "html": "vue svelte", "ini": "conf",
    "javascript": "jsx node cjs mjs", "json": "jsonc jsonl", "kotlin": "kt kts",
    "objective-c": "m mm", "ocaml": "ml", "python": "ipython", "sql": "sqlite plsql",
    "typescript": "mts cts", "vb.net": "vb", "vim": "vimscript", "xml": "svg xhtml",
}  # fmt: skip
_KINDS = (
    (Comment.Preproc, "word"), (Comment.PreprocFile, "string"), (Comment, "comment"),
    (String.Interpol, "name"), (String, "string"), (Number, "number"),
    (Keyword.Type, "name"), (Keyword.Constant, "number"), (Keyword, "word"),
    (Operator.Word, "word"), (Name.Function, "name"), (Name.Class, "name"),
    (Name.Namespace, "text"), (Name.Builtin.Pseudo, "word"), (Name.Builtin, "name"),
    (Name.Decorator, "name"), (Name.Exception, "name"), (Name.Tag, "word"),
    (Name.Attribute, "name"), (Name.Constant, "number"), (Generic.Deleted, "deleted"),
    (Generic.Inserted, "string"), (Generic.Heading, "word"), (Generic.Subheading, "name"),
    (Generic.Prompt, "comment"), (Generic.Strong, "word"), (Generic.Emph, "name"),
)  # fmt: skip

Span = tuple[int, int, str]  # start and length in a line, as Qt counts, and a kind
Spans = tuple[Span, ...]


class CodeLexer:
    """Takes lines in their order, gives the spans of those that changed."""

    def __init__(self, language: Lexer) -> None:
        self._lexer = _resumable(language)
        self._plain = language
        self._stack: list[str] = ["root"]
        self._unsettled: list[str] = []

    def read(self, line: str, *, whole: bool) -> list[Spans]:
        """The spans of this line, and before it of the lines above that it may have changed.

        A line that is not `whole` will be given again, longer.
        """
        if len(line) > LONGEST_LINE:
            self._unsettled.clear()
            return [()]
        lines = [*self._unsettled, line]
        if self._lexer is None:
            return [_spans(self._tokens(lines[-1]), [lines[-1]])[0]]
        starts = list(accumulate((len(before) + 1 for before in lines), initial=0))
        context = LexerContext("\n".join(lines) + "\n", 0, list(self._stack))
        found: list[tuple[int, Any, str]] = []
        settled, stack = 0, self._stack
        try:
            for token in ExtendedRegexLexer.get_tokens_unprocessed(self._lexer, context=context):
                found.append(token)
                # What is known of the context is what it was before this token.
                if context.pos == token[0] and token[0] in starts[settled + 1 :]:
                    settled, stack = starts.index(token[0]), list(context.stack)
            if found and not found[-1][2].strip():  # the end of the line, and of no token before
                settled, stack = len(lines), list(context.stack)
        except Exception:  # some lexers need more than a stack
            self._lexer = None
            self._unsettled.clear()
            return [_spans(self._tokens(line), [line])[0]]
        spans = _spans(found, lines)
        if whole:
            self._unsettled, self._stack = lines[settled:], stack
            if len(self._unsettled) > MOST_UNSETTLED:
                self._unsettled.clear()
        return spans

    def _tokens(self, line: str) -> list[tuple[int, Any, str]]:
        """Of a line by itself, for languages that cannot be read on."""
        with suppress(Exception):
            return list(self._plain.get_tokens_unprocessed(line + "\n"))
        return []


def lexer_of(language: str) -> Lexer | None:
    """What reads a language, by any of the names that it goes by; None if nothing does."""
    language = language.lower()
    name = _names().get(language)
    found = find_lexer_class(name) if name else None
    if found is None:
        return None
    return found(startinline=True) if name == "PHP" else found()


@cache
def _names() -> dict[str, str]:
    """Lexers by alias; only those that Pygments brings, plugins could be anything."""
    names = {alias: name for name, known, *_ in get_all_lexers(plugins=False) for alias in known}
    more = {alias: names[name] for name, words in _MORE_NAMES.items() for alias in words.split()}
    return more | names


def _resumable(lexer: Lexer) -> ExtendedRegexLexer | None:
    """The same language, read by what keeps its state where it can be seen."""
    kind = type(lexer)
    if isinstance(lexer, ExtendedRegexLexer):
        return lexer
    if not issubclass(kind, RegexLexer):
        return None
    made = type(kind.__name__, (ExtendedRegexLexer, kind), {})
    return made(**lexer.options)


def _spans(tokens: Sequence[tuple[int, Any, str]], lines: Sequence[str]) -> list[Spans]:
    """The spans of each line."""
    found: list[list[Span]] = [[] for _ in lines]
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    at = 0
    for start, token, text in tokens:
        kind = _kind(token)
        if kind == "text":
            continue
        while at + 1 < len(lines) and start >= starts[at + 1]:
            at += 1
        column = start - starts[at]
        for row, piece in enumerate(text.split("\n"), at):
            if piece and row < len(lines):
                found[row].append(_placed(lines[row], column, piece, kind))
            column = 0
    return [tuple(spans) for spans in found]


def _placed(line: str, start: int, piece: str, kind: str) -> Span:
    if line.isascii():
        return start, len(piece), kind
    before, inside = (sum(ord(letter) > 0xFFFF for letter in p) for p in (line[:start], piece))
    return start + before, len(piece) + inside, kind


@cache
def _kind(token: Any) -> str:
    return next((kind for above, kind in _KINDS if token in above), "text")
