"""A selection as Markdown: what is parsed from it is what was selected."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction, QGuiApplication, QTextCursor
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.ui.gallery import LONG
from ui.answer import AnswerView
from ui.code_block import CodeText
from ui.formulas import formulas
from ui.main_window import MainWindow
from ui.markdown_blocks import Block
from ui.markdown_stream import MarkdownStream
from ui.message_values import MessageView
from ui.panes import Pane
from ui.prose import ProseView
from ui.selected_markdown import selected_markdown
from ui.table_block import TableBlock

SOURCES = [
    "Some **bold**, *slanted*, ~~gone~~ and `code` words, ***both***, **bold `code`**.",
    "A [link](https://example.org/a_(b)) and https://example.org, and ![chart](https://x.org/c.png).",
    "Costs 2 * 3 * 4, a_b and \\*stars\\* and \\[brackets\\] and \\`ticks\\` for \\$5 \\<b>.",
    "# One\n\n## Two\n\nwords\n\n### Three `code`",
    "1. one\n2. two\n   - in\n     - deep\n   - in\n3. three\n\nAfter",
    "- item\n\n  more of the item\n- [x] done\n- [ ] open\n\n5) five\n6) six",
    "> quoted\n>\n> more\n>\n> > inner\n\nAfter\n\n---\n\nEnd",
    "Line one  \nline two",
    "Let $x^2$ and 🎈 $a<b$ be.\n\n$$\n\\frac{a}{b}\n$$",
    "| A | B |\n|:--|--:|\n| **1** | `x\\|y` |\n| 3 | $y$ |",
    "```python\nx = 1\n\ny = `2`\n```",
    "````\n```\nfence\n```\n````",
    "A note[^1] and another[^2].\n\n[^1]: First.\n\n[^2]: Second.",
    "中文**粗体**与`代码`。",
    LONG,
]


def parsed(text: str) -> list[Block]:
    stream = MarkdownStream()
    stream.set_text(text)
    return stream.blocks


def answer(qtbot: QtBot, window: MainWindow, text: str) -> AnswerView:
    window.show_chat([MessageView(1, "user", "q"), MessageView(2, "assistant", text)])
    item = window.transcript.item(2)
    qtbot.waitUntil(lambda: not formulas().waiting)
    assert isinstance(item, AnswerView)
    return item


def select(pane: Pane, start: int, end: int) -> None:
    cursor = pane.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    pane.setTextCursor(cursor)


@pytest.mark.parametrize("source", SOURCES)
def test_all_of_it_means_the_same_when_it_is_parsed_again(
    qtbot: QtBot, window: MainWindow, source: str
) -> None:
    item = answer(qtbot, window, source)
    item.select_all()
    again = selected_markdown(item.panes())
    assert parsed(again) == parsed(source)
    assert item.selected_markdown() == source  # as it was written, where that is known


def test_a_part_has_the_marks_of_that_part(qtbot: QtBot, window: MainWindow) -> None:
    item = answer(qtbot, window, "Some **bold words** here.\n\n- item *one*\n- item two")
    (pane,) = item.findChildren(ProseView)
    select(pane, 8, 25)
    assert item.selected_text() == "d words here.\n\n• ite"
    assert item.selected_markdown() == "**d words** here.\n\n- ite"


def test_some_rows_of_a_table_are_a_table(qtbot: QtBot, window: MainWindow) -> None:
    item = answer(qtbot, window, "| A | B | C |\n|--|:-:|--|\n| 1 | **2** | 3 |\n| 4 | 5 | 6 |")
    (pane,) = item.findChildren(TableBlock)
    shown = pane._shown
    select(pane, shown.cellAt(1, 1).firstPosition(), shown.cellAt(2, 2).lastPosition())
    assert item.selected_markdown() == "| **2** | 3 |\n| :-: | -- |\n| 5 | 6 |"


def test_a_word_of_code_is_code_and_lines_are_a_block(qtbot: QtBot, window: MainWindow) -> None:
    item = answer(qtbot, window, "```python\nfirst = 1\nsecond = 2\nthird = 3\n```")
    (pane,) = item.findChildren(CodeText)
    select(pane, 0, 5)
    assert item.selected_markdown() == "`first`"
    select(pane, 0, 20)
    assert item.selected_markdown() == "```python\nfirst = 1\nsecond = 2\n```"


def test_the_menu_copies_a_selection_both_ways(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = answer(qtbot, window, "Some **bold words** here.")
    (pane,) = item.findChildren(ProseView)
    shown: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, at: shown.append(menu))  # noqa: ARG005

    def offered(message: int) -> dict[str, QAction]:
        window.transcript.open_menu(message)
        return {action.text(): action for action in shown[-1].actions()}

    assert "Copy Selection as Markdown" not in offered(2)
    select(pane, 5, 9)
    actions = offered(2)
    actions["Copy Selection as Markdown"].trigger()
    assert QGuiApplication.clipboard().text() == "**bold**"
    actions["Copy Selection"].trigger()
    assert QGuiApplication.clipboard().text() == "bold"
    window.transcript.item(1).select_all()
    assert "Copy Selection as Markdown" not in offered(1)  # it is shown as it was typed
