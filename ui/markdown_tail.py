"""Makes half-written emphasis look finished while it is still being written."""

from __future__ import annotations

import re

_MARKS = re.compile(r"\\.|`+|\*\*|~~|\n[ \t]*\n")


def completed(text: str) -> str:
    """The text with open `code`, **bold** and ~~struck~~ spans closed at its end.

    For the eye only: what comes next may turn out otherwise, and is parsed afresh.
    """
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
