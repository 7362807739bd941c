"""Titles in words: how a model is asked for one, and what of its reply can be one."""

from __future__ import annotations

import re
import unicodedata

MOST = 48  # characters
_MOST_WORDS = 12  # more of them are an answer, not a title
_QUESTION, _ANSWER = 600, 400  # characters of the chat that a title is made from

# In the language of the chat, whatever the window speaks: small models follow the language that
# they are asked in.
_ASK = (
    "A chat begins like this.\n\nQuestion: {question}\n\nAnswer: {answer}\n\n"
    "Write a title of two to six words for it, in the language of the question. "
    "Reply with nothing but the title."
)
_ASK_CHINESE = (
    "一段对话是这样开始的。\n\n问：{question}\n\n答：{answer}\n\n"
    "请用提问所用的语言为它起一个标题，不超过十二个字。只回复标题本身。"
)
_ASK_JAPANESE = (
    "ある会話はこう始まります。\n\n質問：{question}\n\n回答：{answer}\n\n"
    "質問と同じ言語で、二十文字以内の題名を付けてください。題名だけを答えてください。"
)

_LEAD = re.compile(r"^(?:chat\s+)?(?:title|titel|titre|título|标题|題名|タイトル)\s*[:：]\s*", re.I)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"^\s*#+\s|[*_`~>|]+")
_LIST = re.compile(r"^\s*(?:[-+•]|\d{1,2}[.)])\s+")
_QUOTES = "\"'“”„‟‘’‚‛«»‹›「」『』《》〈〉"
_ENDS = " .,;:!…。，；：！、-–—"
_EMPTY = frozenset({"title", "chat title", "untitled", "标题", "题目", "題名", "タイトル"})


def request(question: str, answer: str) -> str:
    """What the model is asked, in the chat's own language."""
    said = question or answer
    if any("぀" <= each <= "ヿ" for each in said):
        words = _ASK_JAPANESE
    elif sum("一" <= each <= "鿿" for each in said) * 3 > len(said):
        words = _ASK_CHINESE
    else:
        words = _ASK
    return words.format(question=_start(question, _QUESTION), answer=_start(answer, _ANSWER))


def clean(reply: str, *, whole: bool = True) -> str:
    """The title in a reply; empty if there is none.

    Args:
        whole: the reply ended by itself; if not, its last word may be half a word.
    """
    lines = [line for line in reply.strip().splitlines() if line.strip()]
    if not lines:
        return ""
    title = _LIST.sub("", lines[0])
    title = _MARKS.sub(" ", _LINK.sub(r"\1", title))
    title = "".join(" " if unicodedata.category(each) == "Cc" else each for each in title)
    title = _LEAD.sub("", " ".join(title.split()).strip(_QUOTES + " "))
    if not whole and len(lines) == 1 and " " in title:
        title = title.rsplit(" ", 1)[0]
    if len(title.split()) > _MOST_WORDS:
        return ""
    title = _bare(_shortened(_bare(title)))
    if title.casefold() in _EMPTY or not any(each.isalnum() for each in title):
        return ""
    return title


def _bare(title: str) -> str:
    """Without quotation marks around it, and without an end that a title does not have."""
    before = ""
    while title != before:
        before, title = title, title.strip().rstrip(_ENDS).strip(_QUOTES)
    return title


def _shortened(title: str) -> str:
    """Cut between words, where there are any."""
    if len(title) <= MOST:
        return title
    cut = title[:MOST]
    return cut[: cut.rfind(" ")] if cut.rfind(" ") > MOST // 2 else cut


def _start(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"
