"""Matches of a search: which lines of a message have them, and how its panes show them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from ui.message import Message
from ui.message_values import MessageView
from ui.panes import Pane
from ui.prose import ProseView
from ui.theme import Theme

_SPACE = r"[\s\u2028]+"
_FENCE = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")
_MARKUP = str.maketrans("", "", "*_`~\\[]#>|")


def pattern_of(query: str) -> re.Pattern[str] | None:
    """Finds the query in any case, however its words are parted. None if there is no word."""
    words = query.split()
    return re.compile(_SPACE.join(map(re.escape, words)), re.IGNORECASE) if words else None


def pattern_of_pieces(text: str, pieces: Iterable[tuple[int, int]]) -> re.Pattern[str] | None:
    """Finds whatever stands in these ranges of a text; its Markdown's marks do not count."""
    words = {text[start:end].translate(_MARKUP).strip() for start, end in pieces} - {""}
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    found = [_SPACE.join(map(re.escape, word.split())) for word in longest_first]
    return re.compile("|".join(found), re.IGNORECASE) if found else None


def lines_of(view: MessageView, query: str = "") -> list[str]:
    """What its panes will show, one line for each of their text blocks.

    With a query only the parts of an answer where it may be: parsing all of thousands of answers
    would take many seconds.
    """
    if view.role == "user":
        return view.text.split("\n")
    if not _may_match(query, view.text):
        return []
    from ui.markdown_stream import MarkdownStream
    from ui.plain_text import plain_lines

    found: list[str] = []
    for part in _parts(view.text):
        if _may_match(query, part):
            stream = MarkdownStream()
            stream.set_text(part)
            found += plain_lines(stream.blocks)
    return found


def _may_match(query: str, text: str) -> bool:
    """False only where parsing would be in vain."""
    source = text.translate(_MARKUP).lower()
    return all(word in source for word in query.translate(_MARKUP).lower().split())


def _parts(text: str) -> Iterator[str]:
    """Markdown cut where a line at the left margin follows an empty one, outside of fences."""
    part: list[str] = []
    closing, after_gap = "", False
    for line in text.split("\n"):
        mark = line.strip()
        if closing:
            if mark.startswith(closing) and not mark.strip(closing[0]):
                closing = ""
        elif not mark:
            after_gap = True
        else:
            if after_gap and not line[0].isspace():
                yield "\n".join(part)
                part = []
            after_gap = False
            if fence := _FENCE.match(mark):
                closing = fence[0]
        part.append(line)
    yield "\n".join(part)


def count(pattern: re.Pattern[str], lines: Iterable[str]) -> int:
    return sum(1 for line in lines for _ in pattern.finditer(line))


MARK_LIGHT, MARK_DARK = "#ffe59a", "#66531a"  # behind what was found


@dataclass(frozen=True)
class Match:
    pane: Pane
    cursor: QTextCursor


def matches_in(pattern: re.Pattern[str], item: Message) -> Iterator[Match]:
    """From the top of the message."""
    for pane in item.panes():
        if isinstance(pane, ProseView):
            pane.join()
        block = pane.document().begin()
        while block.isValid():
            text = block.text()
            for match in pattern.finditer(text):
                yield Match(pane, _cursor(block, text, match))
            block = block.next()


def mark(item: Message, pattern: re.Pattern[str] | None, lit: int | None, theme: Theme) -> None:
    """Show all matches, the one with number `lit` more than the others."""
    shown: dict[Pane, list[QTextEdit.ExtraSelection]] = {pane: [] for pane in item.panes()}
    if pattern is not None:
        for number, match in enumerate(matches_in(pattern, item)):
            selection = QTextEdit.ExtraSelection()
            selection.cursor = match.cursor  # type: ignore[attr-defined]
            selection.format = _format(theme, lit=number == lit)  # type: ignore[attr-defined]
            shown[match.pane].append(selection)
    for pane, selections in shown.items():
        if selections or pane.extraSelections():
            pane.setExtraSelections(selections)


def place_of(pattern: re.Pattern[str], item: Message, number: int) -> QRect | None:
    """Where a match stands in its message, once it is seen; None if there are fewer."""
    for at, match in enumerate(matches_in(pattern, item)):
        if at == number:
            _scroll_sideways(match)
            box = match.pane.cursorRect(match.cursor)
            return QRect(match.pane.viewport().mapTo(item, box.topLeft()), box.size())
    return None


def _scroll_sideways(match: Match) -> None:
    """Long lines of code, and wide tables, may have it beyond their edge."""
    pane, start = match.pane, QTextCursor(match.cursor)
    start.setPosition(match.cursor.selectionStart())
    left, right = pane.cursorRect(start).left(), pane.cursorRect(match.cursor).right()
    bar, width = pane.horizontalScrollBar(), pane.viewport().width()
    if bar.maximum() > 0 and (left < 0 or right > width):
        bar.setValue(bar.value() + left - width // 3)


def _cursor(block: QTextBlock, text: str, match: re.Match[str]) -> QTextCursor:
    """Qt counts in UTF-16."""
    start, end = (len(text[:at].encode("utf-16-le", "surrogatepass")) // 2 for at in match.span())
    cursor = QTextCursor(block)
    cursor.setPosition(block.position() + start)
    cursor.setPosition(block.position() + end, QTextCursor.MoveMode.KeepAnchor)
    return cursor


def _format(theme: Theme, *, lit: bool) -> QTextCharFormat:
    form = QTextCharFormat()
    if lit:
        form.setBackground(QColor(theme.accent))
        form.setForeground(QColor(theme.on_accent))
    else:
        form.setBackground(QColor(MARK_DARK if theme.dark else MARK_LIGHT))
        form.setForeground(QColor(theme.text))
    return form
