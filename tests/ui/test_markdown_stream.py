"""Markdown in pieces gives what the whole gives."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from ui.markdown_blocks import Block, Code, Formula, Prose, Table
from ui.markdown_runs import LINE_BREAK, Run
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

Formulas $a_1$ and \\(b\\) and $5 or $6; $$c$$ among words[^n].
$$
x = 1

$$ not closed
before
$$
\\frac{a}{b} + # no heading
- no item
$$
after
\\[ d \\].
- item $e$
  $$
  f
  $$
- \\begin{align}
  g
  \\end{align}

[^n]: A note
goes on
[^1]: another
> [^q]: not a note

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
        "$",
        "$$",
        "\\[",
        "\\]",
        "[^1]",
        "[^1]: ",
    ]
    for _ in range(600):
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


def formulas_of(source: str) -> list[str]:
    """In the words of its paragraphs, and with $$ those on lines of their own."""
    found: list[str] = []
    for block in parsed([source]):
        if isinstance(block, Prose):
            found += [run.text for run in block.runs if run.kind == "formula"]
        elif isinstance(block, Formula):
            found.append(f"$${block.source}")
    return found


@pytest.mark.parametrize(
    "source",
    [
        "$5 and $10",
        "It costs $5, or $10/month ($3 off).",
        "US$5 to A$6",
        "5$ or 6$",
        "$HOME/$USER and $PATH:$LD",
        "`$x$`",
        r"\$x$ and $",
        "a $ b $ c",
        "$$ open\n\nthen",
        r"\[ open",
        "```\n$$\nx\n$$\n```",
        "    $$x$$",
    ],
)
def test_money_paths_and_code_are_no_formulas(source: str) -> None:
    assert formulas_of(source) == []


@pytest.mark.parametrize(
    ("source", "formulas"),
    [
        ("$x^2$", ["x^2"]),
        ("the $n$th and $k$-th, ($a$)", ["n", "k", "a"]),
        ("$5 and $x$", ["x"]),
        (r"\(a_1\) and \[b*c*\] here", ["a_1", "b*c*"]),
        (r"$a \$ b$", [r"a \$ b"]),
        ("**$x$** and [$y$](http://a.b)", ["x", "y"]),
        ("$$\nx\n$$", ["$$x"]),
        ("$$x$$.", ["$$x."]),
        ("\\[\nx\n\\]", ["$$x"]),
        ("words\n$$\nx\n$$\nwords", ["$$x"]),
        (r"\begin{align*}a\end{align*}", [r"$$\begin{align*}a\end{align*}"]),
        ("- a\n  $$x$$\n- b", ["$$x"]),
        ("> $$\n> x\n> $$", ["$$x"]),
    ],
)
def test_formulas_are_found(source: str, formulas: list[str]) -> None:
    assert formulas_of(source) == formulas


def test_an_open_formula_is_one_block_while_it_grows() -> None:
    stream = MarkdownStream()
    stream.append("Text.\n\n$$\n- a\n# b")
    assert stream.blocks[1:] == [Formula("- a\n# b", writing=True)]
    stream.append("\n$$\n")
    assert stream.blocks[1:] == [Formula("- a\n# b")]


def test_a_formula_among_words_shows_its_source_until_it_is_whole() -> None:
    stream = MarkdownStream()
    stream.append("Let \\(a_1 * b")
    assert stream.blocks == [Prose((Run("Let "), Run("a_1 * b", code=True)))]
    stream.append("\\) be")
    assert stream.blocks == [Prose((Run("Let "), Run("a_1 * b", kind="formula"), Run(" be")))]


def test_closed_formulas_leave_the_tail() -> None:
    stream = MarkdownStream()
    for _ in range(100):
        stream.append("Let $x$ be\n\n$$\ny\n$$\n\n")
    assert len(stream._tail) < 50


def test_footnotes_are_marks_and_small_paragraphs() -> None:
    first, second, third = parsed(["Yes[^1], no[^b], [^c].\n\n[^1]: One\n[^b]: *Two*\n"])
    assert isinstance(first, Prose)
    assert [run for run in first.runs if run.kind] == [Run("1", kind="note"), Run("b", kind="note")]
    assert text([first]).endswith(", [^c].")
    assert second == Prose((Run("One"),), depth=1, marker="1", note=True)
    assert third == Prose((Run("Two", italic=True),), depth=1, marker="b", note=True)


def test_a_numbered_mark_is_a_footnotes_before_its_text_has_come() -> None:
    stream = MarkdownStream()
    stream.append("Yes[^1]")
    assert isinstance(stream.blocks[0], Prose)
    assert stream.blocks[0].runs[-1] == Run("1", kind="note")
    stream.append(".\n\nThe end.\n\nReally.")
    stream.finish()
    assert text(stream.blocks[:1]) == "Yes[^1]."  # which never came


def test_the_label_of_a_footnote_that_is_a_word_stands_in_its_text() -> None:
    (_, note) = parsed(["A[^long]\n\n[^long]: Text\n"])
    runs = (Run("long\u2002", bold=True), Run("Text"))
    assert note == Prose(runs, depth=1, note=True)


def test_blocks_in_a_quotation_know_it() -> None:
    source = "> ```\n> x\n> ```\n> | a |\n> |---|\n>\n> - $$y$$\n"
    blocks = parsed([source])
    assert [(b.depth, b.quotes) for b in blocks] == [(0, (0,)), (0, (0,)), (1, (0,)), (1, (0,))]


def test_tasks_have_boxes_for_bullets() -> None:
    blocks = parsed(["- [x] done\n- [ ] **not** yet\n- [y] no task\n1. [X] numbered\n"])
    assert [b.marker for b in blocks if isinstance(b, Prose)] == ["☑", "☐", "•", "1. ☑"]
    assert text(blocks) == "donenot yet[y] no tasknumbered"


def test_pictures_stand_as_links_with_their_words() -> None:
    (block,) = parsed(["![a *chart*](https://example.org/x.png) ![](http://a.b)"])
    assert isinstance(block, Prose)
    address = "https://example.org/x.png"
    assert block.runs[0] == Run("a *chart*", link=address, kind="picture")
    assert block.runs[2] == Run("picture", link="http://a.b", kind="picture")


def test_a_quotation_knows_the_lists_it_stands_in() -> None:
    blocks = parsed(["> - in\n\n- a\n  > > out\n"])
    assert [b.quotes for b in blocks if isinstance(b, Prose)] == [(0,), (), (1, 1)]


@pytest.mark.parametrize("before", ["", "Figures:\n", "Figures:\n\n", "- an item\n\n"])
def test_the_beginning_of_a_table_is_not_seen_as_text(before: str) -> None:
    stream = MarkdownStream()
    table = "| Phase | Tokens |\n|:---|---:|\n| a | 1 |\n"
    if before.startswith("-"):
        table = "  " + table.replace("\n", "\n  ")
    for letter in before + table:
        stream.append(letter)
        shown = [run.text for one in stream.blocks if isinstance(one, Prose) for run in one.runs]
        assert not any("|" in text for text in shown)
    (found,) = [block for block in stream.blocks if isinstance(block, Table)]
    assert len(found.rows) == 2


@pytest.mark.parametrize("text", ["|x| is a size", "| is a bar\nand no table", "a\n\n| b |\n\nc"])
def test_bars_that_begin_no_table_are_shown(text: str) -> None:
    stream = MarkdownStream()
    for letter in text:
        stream.append(letter)
    shown = "".join(run.text for one in stream.blocks if isinstance(one, Prose) for run in one.runs)
    assert shown.count("|") == text.count("|")


def test_a_line_with_bars_is_shown_at_the_end_whatever_it_is() -> None:
    stream = MarkdownStream()
    stream.append("| a | b |\n|--|")
    assert stream.blocks == []
    stream.finish()
    assert stream.blocks


def test_the_address_of_a_link_is_not_seen_while_it_comes() -> None:
    stream = MarkdownStream()
    for letter in "See [the page](https://example.org/long) and ![a chart](c.png)":
        stream.append(letter)
        shown = "".join(run.text for one in stream.blocks for run in one.runs)  # type: ignore[union-attr]
        assert "example" not in shown
        assert ".png" not in shown
    assert any(run.link for run in stream.blocks[0].runs)  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["`a[i](b`", "- ```\n  a[i](b", "> ```\n> | a"])
def test_what_looks_like_a_link_or_a_table_in_code_is_shown(text: str) -> None:
    stream = MarkdownStream()
    for letter in text:
        stream.append(letter)
    block = stream.blocks[-1]
    words = block.text if isinstance(block, Code) else block.runs[0].text  # type: ignore[union-attr]
    assert words.strip() == text.strip("`->| \n") or words.strip() == "| a"
