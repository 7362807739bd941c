"""What comes out of a message: as Markdown, as text, and what was selected of it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from ui.code_block import CodeText
from ui.formulas import formulas
from ui.main_window import MainWindow
from ui.message import Message
from ui.message_values import MessageView
from ui.selection import copy
from ui.table_block import TableBlock
from ui.written_html import html_of

SOURCE = """# Title

Some **bold** and `code` and $x^2$.

1. one
2. two
   - in

> quoted

| A | B |
|--|--:|
| **1** | $y$ |
| 3 |  |

```python
x = 1
y = 2
```

$$
a+b
$$

- [x] done
"""
TEXT = """Title

Some bold and code and $x^2$.

1. one
2. two
  • in

quoted

A\tB
1\t$y$
3\t

x = 1
y = 2

$$
a+b
$$

☑ done"""


@pytest.fixture
def answer(qtbot: QtBot, window: MainWindow) -> Message:
    window.show_chat([MessageView(1, "user", "q **b**"), MessageView(2, "assistant", SOURCE)])
    item = window.transcript.item(2)
    qtbot.waitUntil(lambda: not formulas().waiting)
    return item


def copied() -> str:
    return QGuiApplication.clipboard().text()


def table(answer: Message) -> TableBlock:
    (found,) = answer.findChildren(TableBlock)
    return found


def select_cells(pane: TableBlock, first: tuple[int, int], last: tuple[int, int]) -> None:
    shown = pane._shown
    cursor = shown.cellAt(*first).firstCursorPosition()
    end = shown.cellAt(*last).lastCursorPosition().position()
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    pane.setTextCursor(cursor)


def test_a_message_is_copied_as_markdown_or_as_text(window: MainWindow, answer: Message) -> None:
    window.transcript.do(2, "copy")
    assert copied() == SOURCE
    window.transcript.do(2, "copy_text")
    assert copied() == TEXT
    assert answer.plain_text() == TEXT


def test_a_question_is_copied_as_it_was_typed(window: MainWindow, answer: Message) -> None:
    del answer
    window.transcript.do(1, "copy")
    assert copied() == "q **b**"


def test_all_that_is_selected_has_rows_and_items_like_the_text(
    window: MainWindow, answer: Message
) -> None:
    window.transcript.do(2, "select")
    chosen = answer.selected_text()
    assert "A\tB\n1\t$y$\n3\t" in chosen
    assert "1. one\n2. two\n  ◦ in" in chosen
    assert "x = 1\ny = 2" in chosen
    assert "$$\na+b\n$$" in chosen


def test_cells_that_are_selected_are_parted_by_tabs(answer: Message) -> None:
    pane = table(answer)
    select_cells(pane, (1, 0), (1, 1))
    assert answer.selected_text() == "1\t$y$"
    select_cells(pane, (0, 0), (2, 1))
    assert answer.selected_text() == "A\tB\n1\t$y$\n3\t"


def test_of_one_cell_only_what_is_selected_is_copied(answer: Message) -> None:
    pane = table(answer)
    select_cells(pane, (1, 0), (1, 0))
    assert answer.selected_text() == "1"


def test_other_programs_get_the_meaning_and_not_the_colours(
    window: MainWindow, answer: Message
) -> None:
    window.set_appearance("dark")
    answer.select_all()
    copy(answer)
    mime = QGuiApplication.clipboard().mimeData()
    html = mime.html()
    for part in (
        "<h1>Title</h1>",
        "<strong>bold</strong>",
        "<li>one</li>",
        "<blockquote>",
        '<td style="text-align:right">$y$</td>',
        '<code class="language-python">x = 1\ny = 2\n</code>',
        "$$<br>a+b<br>$$",
    ):
        assert part in html
    assert "color" not in html
    assert mime.text() == answer.selected_text()


def test_code_alone_is_copied_as_text(answer: Message) -> None:
    code = next(pane for pane in answer.panes() if isinstance(pane, CodeText))
    QPlainTextEdit.selectAll(code)
    copy(answer)
    assert QGuiApplication.clipboard().text() == "x = 1\ny = 2"
    assert not QGuiApplication.clipboard().mimeData().hasHtml()


def test_html_loads_nothing_and_runs_nothing() -> None:
    html = html_of(
        "![chart](https://x.org/c.png) ![near](c.png) [go](ftp://x.org) <script>x</script> a<br>b"
    )
    assert "<img" not in html
    assert "<script" not in html
    assert '<a href="https://x.org/c.png">chart</a> near <a>go</a>' in html
    assert "a<br>b" in html
