"""Markdown in pieces gives what the whole gives."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from ui.markdown_blocks import LINE_BREAK, Block, Code, Prose, Run, Table
from ui.markdown_stream import MarkdownStream

DOCUMENT = """# Title\r
\r
Some **bold** and `code`, *em* and https://x.org/a_b. See [ref] and [link](http://a.b).
Second line.

1. first
   - nested **x**
2. second

   ```python
   print(1)
   ```
2

3. third
   continued
1. fourth

- [ ] to do
- [x] done
* other list

> quote **b**
lazy

| a | b |
|---|:-:|
| 1 | `2` |
| 3<br>4 | 5 |

```py
def f():
    return "``` not the end"
``
```
after

~~~
another
~~
~~~~
setext
===
para
a | b
--|--
1 | 2

![picture](http://example.org/x.png) <script>alert(1)</script>

***

1) x
1) y

[ref]: https://example.org "title"

```js
still open
"""


def parsed(pieces: Sequence[str]) -> list[Block]:
    stream = MarkdownStream()
    for piece in pieces:
        stream.append(piece)
    stream.finish()
    return stream.blocks


def text(blocks: Sequence[Block]) -> str:
    return "".join(run.text for b in blocks if isinstance(b, Prose) for run in b.runs)


def test_a_cut_anywhere_changes_nothing() -> None:
    whole = parsed([DOCUMENT])
    for cut in range(1, len(DOCUMENT)):
        assert parsed([DOCUMENT[:cut], DOCUMENT[cut:]]) == whole, DOCUMENT[max(0, cut - 20) : cut]


def test_letter_by_letter_gives_the_same_as_at_once() -> None:
    assert parsed(list(DOCUMENT)) == parsed([DOCUMENT])


def test_random_marks_in_random_order_give_the_same_as_at_once() -> None:
    draw = random.Random(7)
    marks = [
        "- ",
        "* ",
        "1. ",
        "2) ",
        "\n",
        "\n\n",
        "    ",
        "  ",
        "```",
        "~~~",
        "|",
        "---",
        "a",
        "b",
    ]
    marks += [
        "**",
        "`",
        "> ",
        "# ",
        "===",
        "\\",
        "<br>",
        "\t",
        "\r",
        "\r\n",
        " ",
        "|-|-|\n",
        "|a|b|\n",
    ]
    for _ in range(400):
        document = "".join(draw.choice(marks) for _ in range(draw.randrange(1, 30)))
        assert parsed(list(document)) == parsed([document]), repr(document)


def test_an_open_fence_shows_its_code_while_it_grows() -> None:
    stream = MarkdownStream()
    stream.append("```python\nprint(1)\npri")
    assert stream.blocks == [Code("python", "print(1)\npri")]
    stream.append("nt(2)\n``")
    assert stream.blocks == [Code("python", "print(1)\nprint(2)")]  # the "``" may be its end
    stream.append("`\n\nDone.")
    assert stream.blocks[0] == Code("python", "print(1)\nprint(2)")
    assert text(stream.blocks) == "Done."


def test_a_fence_that_never_closes_keeps_its_last_line() -> None:
    assert parsed(["```\na\n", "b ` c"]) == [Code("", "a\nb ` c")]


def test_open_emphasis_looks_closed_while_streaming() -> None:
    stream = MarkdownStream()
    stream.append("a **bold wor")
    assert stream.blocks == [Prose((Run("a "), Run("bold wor", bold=True)))]
    stream.append("d** and `co")
    assert isinstance(stream.blocks[0], Prose)
    assert stream.blocks[0].runs[-1] == Run("co", code=True)


def test_emphasis_that_stays_open_is_shown_as_it_was_written() -> None:
    assert text(parsed(["2 ** 3 is 8 and **open"])) == "2 ** 3 is 8 and **open"


def test_numbers_go_on_after_items_are_frozen() -> None:
    blocks = parsed([f"1. item {index}\n" for index in range(12)])
    assert [b.marker for b in blocks if isinstance(b, Prose)] == [f"{n}." for n in range(1, 13)]


def test_only_the_tail_is_parsed_again() -> None:
    stream = MarkdownStream()
    for index in range(200):
        stream.append(f"Paragraph {index} with **some** text.\n\n")
    assert len(stream._tail) < 200
    assert stream.append("more") >= 198


def test_items_of_one_long_list_leave_the_tail() -> None:
    stream = MarkdownStream()
    for index in range(200):
        stream.append(f"- item {index}\n")
    assert len(stream._tail) < 50
    assert len(stream.blocks) == 200


def test_rows_of_one_long_table_leave_the_tail() -> None:
    stream = MarkdownStream()
    stream.append("| a | b |\n|---|---|\n")
    for index in range(200):
        stream.append(f"| {index} | x |\n")
    assert len(stream._tail) < 50
    stream.finish()
    (table,) = stream.blocks
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows[1:]] == [(Run(str(index)),) for index in range(200)]


def test_a_link_defined_at_the_end_reaches_text_frozen_long_before() -> None:
    blocks = parsed(["See [here].\n\n", *["Filler.\n\n"] * 5, "[here]: https://example.org\n"])
    assert isinstance(blocks[0], Prose)
    assert blocks[0].runs[1] == Run("here", link="https://example.org")


@pytest.mark.parametrize(
    "source",
    [
        "[x](file:///etc/passwd)",
        "[x](javascript:alert)",
        "[x](data:text/html,hi)",
        "[x](relative/path)",
        "![x](file:///etc/passwd)",
    ],
)
def test_only_web_and_mail_addresses_are_links(source: str) -> None:
    (block,) = parsed([source])
    assert isinstance(block, Prose)
    assert all(not run.link for run in block.runs)


def test_html_stays_text() -> None:
    assert text(parsed(["<b>x</b> <img src=http://a.b/c.png>"])).startswith("<b>x</b> <img")


def test_single_line_ends_and_break_tags_are_kept() -> None:
    assert text(parsed(["one\ntwo<br>three"])) == LINE_BREAK.join(("one", "two", "three"))


def test_source_is_what_came() -> None:
    stream = MarkdownStream()
    for piece in ("a *b", "* `c", "`\n"):
        stream.append(piece)
    stream.finish()
    assert stream.source == "a *b* `c`\n"
