"""The words of a paragraph as runs of one style each.

Pictures become links and are never loaded; only what opens in a browser or a mail program counts
as a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it.token import Token

from ui.language import translate

LINE_BREAK = "\u2028"
_BARE_LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]}*_]")
_BREAK_TAG = re.compile(r"<br\s*/?>")


@dataclass(frozen=True)
class Run:
    """Text in one style.

    Attributes:
        text: of a formula its LaTeX, without what encloses it.
        link: where it leads, empty for nowhere.
        kind: "formula", "picture" (in whose place it stands), "note" (the mark of a footnote), or
            "" for words.
    """

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    link: str = ""
    kind: str = ""


def inline_runs(tokens: Sequence[Token]) -> Iterator[Run]:
    """Runs of inline tokens, neighbours of one style joined."""
    run: Run | None = None
    for piece in _styled(tokens):
        if not piece.text:
            continue
        if run is not None and not run.kind and replace(run, text=piece.text) == piece:
            run = replace(run, text=run.text + piece.text)
            continue
        if run is not None:
            yield run
        run = piece
    if run is not None:
        yield run


def joined(runs: tuple[Run, ...], more: tuple[Run, ...]) -> tuple[Run, ...]:
    """Both, as if they had been read at once: where they meet, one style is one run."""
    if runs and more and not runs[-1].kind and replace(runs[-1], text=more[0].text) == more[0]:
        return (*runs[:-1], replace(more[0], text=runs[-1].text + more[0].text), *more[1:])
    return runs + more


_SWITCHES = {"strong": "bold", "em": "italic", "s": "strike"}


def _styled(tokens: Sequence[Token]) -> Iterator[Run]:
    depth = dict.fromkeys(_SWITCHES, 0)
    style = Run("")
    for token in tokens:
        if token.type == "text":
            yield from _with_bare_links(token.content, style)
        elif token.type in ("softbreak", "hardbreak"):
            yield replace(style, text=LINE_BREAK)
        elif token.type == "code_inline":
            yield replace(style, text=token.content, code=True)
        elif token.type in ("formula", "note_mark"):
            kind = "formula" if token.type == "formula" else "note"
            yield replace(style, text=token.content, kind=kind)
        elif token.type == "image":
            address = style.link or _safe(str(token.attrs["src"]))
            text = token.content or translate("MarkdownRuns", "picture")
            yield replace(style, text=text, link=address, kind="picture")
        elif token.nesting:
            name = token.type.rpartition("_")[0]
            if name == "link":
                address = _safe(str(token.attrs["href"])) if token.nesting > 0 else ""
                style = replace(style, link=address)
            elif name in _SWITCHES:
                depth[name] += token.nesting
                on = {_SWITCHES[mark]: count > 0 for mark, count in depth.items()}
                style = replace(style, bold=on["bold"], italic=on["italic"], strike=on["strike"])
        else:
            yield replace(style, text=token.content)


def _with_bare_links(text: str, style: Run) -> Iterator[Run]:
    if "<" in text:
        text = _BREAK_TAG.sub(LINE_BREAK, text)
    at = 0
    if not style.link and "http" in text:
        for match in _BARE_LINK.finditer(text):
            yield replace(style, text=text[at : match.start()])
            yield replace(style, text=match[0], link=match[0])
            at = match.end()
    yield replace(style, text=text[at:])


def _safe(address: str) -> str:
    """The address if it opens outside, else nothing: no files, no scripts, no data."""
    return address if address.lower().startswith(("http://", "https://", "mailto:")) else ""
