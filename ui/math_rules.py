"""Formulas and footnotes for the Markdown parser: where they begin and where they end.

Inline: $x$, \\(x\\), and $$x$$ or \\[x\\] among words. Display: a line that opens with $$, \\[ or
\\begin{align} and its like, up to the line that closes it, without an empty line between.
What money looks like is not a formula: "$5 and $10" has a space before its second sign.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_ENDS = {"$$": "$$", "\\[": "\\]"}
_BEGIN = re.compile(r"\\begin\{((?:equation|align|alignat|gather|multline|eqnarray)\*?)\}")
_AFTER = re.compile(r"[.,;:!?]?")
_NOTE = re.compile(r"\[\^([^\s\[\]^]{1,40})\]")
_INLINE_ENDS = {"\\(": "\\)", "\\[": "\\]"}


def add_rules(parser: MarkdownIt) -> None:
    """Teach a parser formulas and footnotes.

    It reads `env`: "writing", true while more text may come; "notes", the labels of footnotes
    known so far, a set that it adds to. It sets "guessed" where it took a mark for a footnote's
    whose text has not come.
    """
    interrupted = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("fence", "formula", _formula_block, {"alt": interrupted})
    parser.block.ruler.before("reference", "note", _note_block, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.before("escape", "formula", _formula_inline)
    parser.inline.ruler.before("link", "note", _note_mark)


def _formula_block(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    if state.is_code_block(line):
        return False
    first = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    opening = first[:2]
    if opening in _ENDS:
        closing, first = _ENDS[opening], first[2:]
    elif begin := _BEGIN.match(first):
        opening, closing = "", f"\\end{{{begin[1]}}}"
    else:
        return False
    body: list[str] = []
    text, at = first, line
    while True:
        inside, found, after = text.partition(closing)
        body.append(inside)
        if found:
            if not _AFTER.fullmatch(after.strip()):
                return False
            break
        at += 1
        if at >= end_line or state.isEmpty(at) or state.sCount[at] < state.blkIndent:
            break
        text = state.src[state.bMarks[at] + state.tShift[at] : state.eMarks[at]]
    if not found:
        open_end = at >= end_line and state.level == 0 and state.env.get("writing", False)
        if not open_end:
            return False
    source = "\n".join(body).strip() + ("" if opening or not found else closing)
    if found and not source:
        return False
    if silent:
        return True
    token = state.push("formula", "", 0)
    token.content = source + after.strip()
    token.map = [line, at + 1 if found else at]
    token.meta = {"open": not found}
    state.line = token.map[1]
    return True


def _formula_inline(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    pair = source[start : start + 2]
    if pair in _INLINE_ENDS:
        end = source.find(_INLINE_ENDS[pair], start + 2)
        if end < 0 and state.env.get("writing") and start + 2 < len(source):
            if not silent:  # its end is still to come: its source so far, as it is written
                state.push("code_inline", "code", 0).content = source[start + 2 :]
            state.pos = len(source)
            return True
        inside = source[start + 2 : end] if end > 0 else ""
        after = end + 2
    elif pair == "$$":
        end = source.find("$$", start + 2)
        inside = source[start + 2 : end] if end > 0 else ""
        after = end + 2
    elif pair[:1] == "$":
        end = _dollar_end(source, start)
        inside = source[start + 1 : end] if end > 0 else ""
        after = end + 1
    else:
        return False
    if not inside.strip():
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content = inside.strip().replace("\n", " ")
    state.pos = after
    return True


def _dollar_end(source: str, start: int) -> int:
    """Where the sign that closes one stands, -1 if the one at `start` opens nothing."""
    if start and (source[start - 1].isalnum() or source[start - 1] == "$"):
        return -1
    if source[start + 1 : start + 2].isspace():
        return -1
    at = start + 1
    while (at := source.find("$", at)) > 0:
        if source[at - 1] == "\\":
            at += 1
            continue
        before, after = source[at - 1], source[at + 1 : at + 2]
        if before.isspace() or after.isdigit() or after == "$":
            return -1
        path = after.isalpha() and not (before.isalnum() or before in ")}")  # $HOME/$USER
        return -1 if path else at
    return -1


def _note_block(state: StateBlock, line: int, end_line: int, silent: bool) -> bool:
    """[^label]: text, and the indented lines that go on with it. Only at the left margin."""
    if state.level or state.sCount[line]:
        return False
    start = state.bMarks[line]
    match = _NOTE.match(state.src, start, state.eMarks[line])
    if match is None or state.src[match.end() : match.end() + 1] != ":":
        return False
    if silent:
        return True
    texts = [state.src[match.end() + 1 : state.eMarks[line]].strip()]
    at = line + 1
    while at < end_line and not state.isEmpty(at) and not _opens_block(state, at, end_line):
        texts.append(state.src[state.bMarks[at] + state.tShift[at] : state.eMarks[at]])
        at += 1
    state.env.setdefault("notes", set()).add(match[1])
    opened = state.push("note_open", "", 1)
    opened.meta = {"label": match[1]}
    opened.map = [line, at]
    token = state.push("inline", "", 0)
    token.content = "\n".join(texts)
    token.children = []
    token.map = [line, at]
    state.push("note_close", "", -1)
    state.line = at
    return True


def _opens_block(state: StateBlock, line: int, end_line: int) -> bool:
    if state.sCount[line] - state.blkIndent > 3:
        return False
    rules = state.md.block.ruler.getRules("paragraph")
    return any(rule(state, line, end_line, True) for rule in rules)


def _note_mark(state: StateInline, silent: bool) -> bool:
    match = _NOTE.match(state.src, state.pos)
    if match is None:
        return False
    label = match[1]
    if label not in state.env.get("notes", ()):
        if not (state.env.get("writing") and label.isdigit()):
            return False
        state.env["guessed"] = True
    if not silent:
        state.push("note_mark", "", 0).content = label
    state.pos = match.end()
    return True
