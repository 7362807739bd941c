"""Very long quotations and paragraphs: read once, and in the end as if they had come at once."""

from __future__ import annotations

import random

import pytest

from ui.markdown_blocks import Block, Prose
from ui.markdown_open import LONG_PARAGRAPH, LONG_QUOTE
from ui.markdown_stream import MarkdownStream

WORDS = (
    "Prefill reads the *whole* prompt; **decode** writes `one` token, see [this](https://a.org). "
)
QUOTE = "> " + WORDS + "\n> - item\n>   1. more\n>\n> ```c\n> int a;\n> ```\n>\n> > deeper\n>\n"


def whole(text: str) -> list[Block]:
    stream = MarkdownStream()
    stream.set_text(text)
    return stream.blocks


def in_pieces(text: str, seed: int) -> MarkdownStream:
    stream, draw, at = MarkdownStream(), random.Random(seed), 0
    while at < len(text):
        step = draw.randint(1, 240)
        changed = stream.append(text[at : at + step])
        assert 0 <= changed <= len(stream.blocks)
        at += step
    return stream


def plain(block: Block) -> str:
    assert isinstance(block, Prose)
    return "".join(run.text for run in block.runs)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(
    "text",
    [
        QUOTE * 7,
        QUOTE * 7 + "lazily goes on\n\nAfter it.\n",
        QUOTE * 7 + "\nAfter it.\n\n> Another.\n",
        "Before.\n\n" + QUOTE * 8 + "> [1]: https://b.org\n\nSee [1] there.\n",
        ">" + " word" * 400 + "\n>no space\n>\tcode\n",
        WORDS * 50,
        WORDS * 50 + "\n\nAfter it.\n",
        WORDS * 50 + "\n===\n\nIt was a heading.\n",
        "A *star alone. " + WORDS * 50,
        WORDS * 60 + "*so much\n" + WORDS * 60 + "later* and on.\n",
        "See [this][1] here. " + WORDS * 50 + "\n\n[1]: https://c.org\n",
        "1. " + WORDS * 50 + "\n2. Two.\n",
        "一个很长的段落，" * 900,
    ],
)
def test_pieces_end_as_the_whole(text: str, seed: int) -> None:
    stream = in_pieces(text, seed)
    stream.finish()
    assert stream.blocks == whole(text)
    assert stream.source == text


def test_a_long_quotation_is_shown_right_while_it_comes() -> None:
    text = QUOTE * 7
    lines = text.splitlines(keepends=True)
    stream, so_far = MarkdownStream(), ""
    for line in lines:
        stream.append(line)
        so_far += line
        assert stream.blocks == whole(so_far)


def test_a_long_paragraph_is_shown_right_while_it_comes() -> None:
    stream, text = MarkdownStream(), ""
    for _ in range(60):
        stream.append(WORDS)
        text += WORDS
        assert [plain(block) for block in stream.blocks] == [plain(each) for each in whole(text)]


@pytest.mark.parametrize(("text", "most"), [(QUOTE, LONG_QUOTE), (WORDS, 2 * LONG_PARAGRAPH)])
def test_only_the_end_is_parsed_again(
    text: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[int] = []

    def note(tail: str) -> str:
        parsed.append(len(tail))
        return tail

    stream = in_pieces(text * 50, 1)
    monkeypatch.setattr("ui.markdown_stream.completed", note)
    for letter in text:
        stream.append(letter)
    assert 0 < max(parsed) <= most
