"""Markdown without its marks: for one line of a search result, for which nobody parses it."""

from __future__ import annotations

import re

_LINES = (
    (re.compile(r"^[ \t]*(?:`{3,}|~{3,}).*$", re.M), ""),  # fences
    (re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$", re.M), ""),
    (re.compile(r"^[ \t]*(?:[*_-][ \t]*){3,}$", re.M), ""),  # rules
    (re.compile(r"^(?:[ \t]*>)+[ \t]?", re.M), ""),
    (re.compile(r"^[ \t]*#{1,6}[ \t]+", re.M), ""),
    (re.compile(r"^[ \t]*[*+-][ \t]+(?:\[[ xX]\][ \t]+)?", re.M), ""),
    (re.compile(r"^[ \t]*\|(.*)\|[ \t]*$", re.M), lambda m: re.sub(r"[ \t]*\|[ \t]*", " · ", m[1])),
)
_WORDS = (
    (re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?:[ \t]+\"[^\"]*\")?\)"), r"\1"),
    (re.compile(r"\[\^[^\]\s]+\]:?"), ""),
    (re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>"), r"\1"),
    (re.compile(r"(`+)(.+?)\1"), r"\2"),
    (re.compile(r"\*{3}(?=\S)(.+?)(?<=\S)\*{3}"), r"\1"),
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*"), r"\1"),
    (re.compile(r"(?<![*\w\\])\*(?=[^\s*])(.+?)(?<=[^\s*\\])\*(?!\*)"), r"\1"),
    (re.compile(r"(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)"), lambda m: _unless_name(m, m[1])),
    (re.compile(r"(?<![\w\\])_(?=[^\s_])(.+?)(?<=[^\s_\\])_(?!\w)"), r"\1"),
    (re.compile(r"~~(?=\S)(.+?)(?<=\S)~~"), r"\1"),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)


def plain(text: str) -> str:
    """What a reader would see of it, or nearly; marks without their other half stay."""
    for pattern, instead in (*_LINES, *_WORDS):
        text = pattern.sub(instead, text)
    return text


def _unless_name(match: re.Match[str], inside: str) -> str:
    """`__init__` is rather a name in code than a bold word."""
    return match[0] if inside.isidentifier() else inside
