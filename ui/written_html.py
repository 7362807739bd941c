"""A selection as HTML for other programs: what it means, without the window's colours and sizes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from markdown_it.token import Token

from ui.markdown_blocks import make_parser

OUTSIDE = ("http", "https", "mailto")  # addresses that make sense elsewhere


def html_of(markdown: str) -> str:
    """Pictures become links: whoever pastes a text did not ask for what it would load."""
    parser = make_parser()
    rules: dict[str, Any] = parser.renderer.rules  # type: ignore[attr-defined]
    rules |= {
        "formula": _formula,
        "image": _picture,
        "link_open": _link_open,
        "note_mark": _note_mark,
        "note_open": _note_open,
        "note_close": lambda *_: "</p>\n",
        "text": _text,
    }
    return str(parser.render(markdown, {"notes": set()}))


def _text(tokens: Sequence[Token], at: int, *_: object) -> str:
    return escape(tokens[at].content, quote=False).replace("&lt;br&gt;", "<br>")


def _formula(tokens: Sequence[Token], at: int, *_: object) -> str:
    token = tokens[at]
    if token.block:
        return f"<p>$$<br>{escape(token.content)}<br>$$</p>\n"
    return f"${escape(token.content)}$"


def _picture(tokens: Sequence[Token], at: int, *_: object) -> str:
    token = tokens[at]
    name = escape(token.content or "picture")
    address = str(token.attrs.get("src", ""))
    return f'<a href="{escape(address)}">{name}</a>' if _leads_outside(address) else name


def _link_open(tokens: Sequence[Token], at: int, *_: object) -> str:
    address = str(tokens[at].attrs.get("href", ""))
    return f'<a href="{escape(address)}">' if _leads_outside(address) else "<a>"


def _note_mark(tokens: Sequence[Token], at: int, *_: object) -> str:
    return f"<sup>{escape(tokens[at].content)}</sup>"


def _note_open(tokens: Sequence[Token], at: int, *_: object) -> str:
    return f"<p><sup>{escape(str(tokens[at].meta['label']))}</sup> "


def _leads_outside(address: str) -> bool:
    return address.partition(":")[0].lower() in OUTSIDE
