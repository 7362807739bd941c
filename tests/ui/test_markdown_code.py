"""Code in its colours while it arrives, and lines that wrap when asked to."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from ui.code_block import CodeBlock
from ui.code_lexer import MOST_UNSETTLED, CodeLexer, Spans, lexer_of
from ui.look import Look
from ui.markdown_view import MarkdownView

PYTHON = '''import os  # comment


class Loop(Base):
    """Docstring
    goes on "with quotes"

    and on."""

    @property
    def value(self) -> float:
        text = f"a {self.x!r} 🎈 b" + 'c\\
d'
        return None if text else 2.5e-3
'''
C = """/* a comment
   over lines */ int x = 0; // short
#define LONG(a) \\
    call(a)
char *s = "text"; /* inside */ return s;
"""
MORE = {
    "ruby": "=begin\ncomment\n=end\ndef x\n  puts <<~END\n    text\n  END\nend\n",
    "html": "<!-- a\nb --><p class='x'>text</p>\n<script>\nlet a = `b\nc`;\n</script>\n",
    "json": '{"a": [1, true,\n "text"]}\n',
    "yaml": "a: 1\nb:\n  - text # comment\n",
    "bash": 'cat <<EOF\nif $x\nEOF\nfor i in 1; do echo "$i\ntwo"; done\n',
    "diff": "--- a\n+++ b\n-gone\n+new\n",
    "php": "$a = 'text'; // comment\n",
    "rust": "/* a\n/* nested */\n b */ fn main() { let x = 1; }\n",
}


def coloured(language: str, source: str, cuts: list[int]) -> list[Spans]:
    """The spans of all lines, when the text comes in pieces that end at `cuts`."""
    lexer = lexer_of(language)
    assert lexer is not None
    reader = CodeLexer(lexer)
    lines: list[Spans] = []
    whole = 0
    for cut in cuts:
        texts = source[:cut].split("\n")
        for row in range(whole, len(texts)):
            found = reader.read(texts[row], whole=row < len(texts) - 1)
            lines[row + 1 - len(found) : row + 1] = found
        whole = len(texts) - 1
    return lines


def kind_of(lines: list[Spans], source: str, words: str) -> str:
    """Of the first place where these words stand."""
    row = source[: source.index(words)].count("\n")
    line = source.split("\n")[row]
    at = len(line[: line.index(words)].encode("utf-16-le")) // 2
    return next((kind for start, n, kind in lines[row] if start <= at < start + n), "text")


@pytest.mark.parametrize(("language", "source"), [("python", PYTHON), ("c", C), *MORE.items()])
def test_pieces_of_any_size_end_in_the_same_colours(language: str, source: str) -> None:
    whole = coloured(language, source, [len(source)])
    draw = random.Random(5)
    assert coloured(language, source, list(range(1, len(source) + 1))) == whole
    for _ in range(10):
        cuts = sorted(draw.sample(range(1, len(source)), 6))
        assert coloured(language, source, [*cuts, len(source)]) == whole


def test_strings_and_comments_go_on_over_lines() -> None:
    python = coloured("python", PYTHON, [len(PYTHON)])
    for words, kind in {
        "class": "word", "Loop": "name", "comment": "comment", "Docstring": "string",
        "goes on": "string", "and on": "string", "@property": "name", "value": "name",
        "2.5e-3": "number", "b\"": "string", "return": "word",
    }.items():  # fmt: skip
        assert kind_of(python, PYTHON, words) == kind, words
    c = coloured("c", C, [len(C)])
    for words, kind in {
        "a comment": "comment", "over lines": "comment", "0;": "number", "short": "comment",
        '"text"': "string", "inside": "comment", "return": "word", " x": "text",
    }.items():  # fmt: skip
        assert kind_of(c, C, words) == kind, words


def test_places_are_counted_as_qt_counts_them() -> None:
    source = 's = "🎈" + "b"  # c\n'
    (line, *_) = coloured("python", source, [len(source)])
    assert kind_of([line], source, '"b"') == "string"
    assert kind_of([line], source, "# c") == "comment"


def test_only_what_has_not_settled_is_read_again() -> None:
    lexer = lexer_of("python")
    assert lexer is not None
    reader = CodeLexer(lexer)
    assert all(len(reader.read(f"x{n} = {n}  # c", whole=True)) == 1 for n in range(50))
    c = lexer_of("c")
    assert c is not None
    reader = CodeLexer(c)
    longest = max(len(reader.read("/* open" if not n else "text", whole=True)) for n in range(500))
    assert 100 < longest <= MOST_UNSETTLED + 1


def test_unknown_languages_have_no_lexer_and_common_names_do() -> None:
    assert lexer_of("nonsense") is None
    for name in (
        "py",
        "JS",
        "ts",
        "jsx",
        "tsx",
        "c++",
        "sh",
        "zsh",
        "console",
        "Swift",
        "kt",
        "sql",
    ):
        assert lexer_of(name) is not None, name


def test_a_line_without_end_is_not_read() -> None:
    lexer = lexer_of("python")
    assert lexer is not None
    assert CodeLexer(lexer).read("x = 1;" * 1000, whole=False) == [()]


def make(qtbot: QtBot, look: Look, text: str) -> CodeBlock:
    page = QScrollArea()
    page.setWidgetResizable(True)
    page.resize(500, 400)
    qtbot.addWidget(page, before_close_func=lambda _: page.hide())
    view = MarkdownView(look)
    page.setWidget(view)
    page.show()
    view.append(text)
    block = view.findChild(CodeBlock)
    assert block is not None
    return block


def test_an_open_fence_is_coloured_as_it_grows(qtbot: QtBot, look: Look) -> None:
    block = make(qtbot, look, "```python\nx = 1")
    document = block.pane.document()
    qtbot.waitUntil(lambda: block.pane.colours.done)
    (one,) = document.firstBlock().layout().formats()
    assert (one.start, one.length) == (4, 1)  # type: ignore[attr-defined]
    view = block.parent().parent()
    assert isinstance(view, MarkdownView)
    view.append("2\nreturn")
    (number,) = document.firstBlock().layout().formats()
    assert number.length == 2  # type: ignore[attr-defined]
    (word,) = document.lastBlock().layout().formats()
    assert word.format.foreground().color().name() == look.theme.code_keyword  # type: ignore[attr-defined]


def test_long_code_is_coloured_bit_by_bit(qtbot: QtBot, look: Look) -> None:
    block = make(qtbot, look, "```python\n" + "x = 1\n" * 500 + "```\n")
    qtbot.waitUntil(lambda: block.pane.colours.done)
    assert block.pane.document().lastBlock().layout().formats()


def test_code_that_goes_while_its_language_loads_harms_nothing(qtbot: QtBot, look: Look) -> None:
    block = make(qtbot, look, "```fortran\nx = 1\n```\n")
    view = block.parent().parent()
    assert isinstance(view, MarkdownView)
    look.set_scale(1.5)  # all widgets are made anew
    look.set_scale(1.0)
    qtbot.waitUntil(lambda: view.findChildren(CodeBlock)[-1].pane.colours.done)


def test_wrapping_is_one_click_and_back(qtbot: QtBot, look: Look) -> None:
    block = make(qtbot, look, "```python\nx = '" + "long " * 60 + "'\ny = 1\n```\n")
    bar = block.pane.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    before = block.pane.height()
    block.wrap.click()
    assert bar.maximum() == 0
    assert block.pane.height() > before * 1.5
    qtbot.waitUntil(lambda: block.pane.verticalScrollBar().maximum() == 0)
    assert block.wrap.isChecked()
    assert block.wrap.accessibleName() == "Wrap long lines"  # its state says whether
    block.wrap.click()
    qtbot.waitUntil(lambda: block.pane.height() == before)
    assert not block.wrap.isChecked()


def test_widgets_do_not_load_pygments() -> None:
    code = "import sys, ui.markdown_view; sys.exit('pygments' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
