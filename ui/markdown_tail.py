"""Makes half-written Markdown look finished while it is still being written."""

from __future__ import annotations

import re

_MARKS = re.compile(r"\\.|`+|\*\*|~~|\n[ \t]*\n")
_ROW = re.compile(r"\s*\|(\s|$)")  # not "|x|", which may be a number's size
_DELIMITERS = re.compile(r"\s*(\|[\s|:-]*)?")  # the line below, as far as it has come
_LINK = re.compile(r"!?\[([^\[\]\n`]+)\]\([^()\s`]*$")
_FENCE = re.compile(r"^[\s>]*(?:[-+*]\s+|\d+[.)]\s+)*(?:```|~~~)", re.MULTILINE)
_DELIMITER = re.compile(r"-:?\s*\|")


def completed(text: str) -> str:
    """The text with open `code`, **bold** and ~~struck~~ spans closed at its end.

    The first lines of a table are left out until they are a table, and of a link its address until
    it is whole. For the eye only: what comes next may turn out otherwise, and is parsed afresh.
    """
    if len(_FENCE.findall(text)) % 2:
        return text  # code, in a list or a quotation
    text = _without_beginning_of_table(text)
    if link := _LINK.search(text):
        text = text[: link.start()] + link[1]
    open_marks: list[str] = []
    for match in _MARKS.finditer(text):
        mark = match[0]
        if mark.startswith("\n"):
            open_marks.clear()  # no span goes beyond its paragraph
        elif mark.startswith("\\") or (open_marks and open_marks[-1][0] == "`" != mark[0]):
            continue
        elif mark in open_marks:
            del open_marks[open_marks.index(mark) :]
        elif mark[0] != "`" or len(mark) < 3:
            open_marks.append(mark)
    if not open_marks:
        return text
    body = text.rstrip(" ")
    if body.endswith(open_marks[-1]):  # nothing inside yet: not worth showing
        body = body.removesuffix(open_marks[-1])
        open_marks.pop()
        return body + "".join(reversed(open_marks)) if body.strip(" *`~\n") else text
    if body.endswith("\n"):
        return text
    return body + "".join(reversed(open_marks))


def _without_beginning_of_table(text: str) -> str:
    """Its head and a part of the line below it would be seen as text with bars for a moment."""
    above, head, last = ("", "", *text.rsplit("\n", 2))[-3:]
    if _ROW.match(last) and not head.lstrip().startswith("|"):
        return text.removesuffix(last)
    if _ROW.match(head) and not above.rpartition("\n")[2].lstrip().startswith("|"):
        cells = head.strip().strip("|").count("|") + 1
        if _DELIMITERS.fullmatch(last) and len(_DELIMITER.findall(last)) < cells:
            return text.removesuffix(f"{head}\n{last}")
    return text
