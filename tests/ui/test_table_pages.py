"""A table that grows long is laid out in parts, which nobody sees."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.test_markdown_view import make, shown
from ui.look import Look
from ui.markdown_view import MarkdownView
from ui.table_block import FIRST, PAGE, TableBlock

HEAD = "| step | speed | |\n|--|--:|--|\n"
ROWS = [f"| prefill {at} | {at * 7} tokens/s | **fast** and `compute` |\n" for at in range(130)]


@pytest.fixture
def view(qtbot: QtBot, look: Look) -> MarkdownView:
    made = make(qtbot, look)
    made.append(HEAD)
    for row in ROWS:
        made.append(row[:9])
        made.append(row[9:])
        QApplication.processEvents()  # its width is settled
    return made


def block(view: MarkdownView) -> TableBlock:
    (found,) = view.findChildren(TableBlock)
    return found


def edges(table: TableBlock, row: int) -> list[float]:
    layout = table.document().documentLayout()
    blocks = [table._cell(row, column).firstCursorPosition().block() for column in range(3)]
    return [layout.blockBoundingRect(each).left() for each in blocks]


def words(table: TableBlock) -> list[list[str]]:
    return [
        [
            QTextCursor(table._cell(row, column).firstCursorPosition()).block().text()
            for column in range(3)
        ]
        for row in range(len(table.table.rows))
    ]


def test_columns_stand_below_each_other_in_all_parts(view: MarkdownView) -> None:
    table = block(view)
    assert len(table._pages) == 1 + -(-(len(ROWS) + 1 - FIRST) // PAGE)
    first = edges(table, 0)
    for row in range(1, len(ROWS)):
        assert edges(table, row) == pytest.approx(first, abs=1)


def test_parts_take_no_more_room_than_the_whole(view: MarkdownView) -> None:
    table = block(view)
    before = table.document().size().height()
    view.finish()
    assert table.document().size().height() == pytest.approx(before, abs=2 * len(ROWS) // PAGE)


def test_the_end_changes_nothing_in_parts_that_fit(view: MarkdownView) -> None:
    parts = len(block(view)._pages)
    view.finish()
    assert len(block(view)._pages) == parts > 1
    assert block(view).selected().rows == ()
    block(view).selectAll()
    assert len(block(view).selected().rows) == 1 + len(ROWS)


@pytest.mark.parametrize("word", ["some more words than before", "anUnbreakableWordThatIsWider"])
def test_words_that_need_room_make_one_table_of_it_at_the_end(
    view: MarkdownView, word: str
) -> None:
    view.append(f"| {word} | 1 | row |\n" * 20)
    QApplication.processEvents()
    assert len(block(view)._pages) > 1
    view.finish()
    assert len(block(view)._pages) == 1


def test_pressing_the_pointer_makes_one_table_of_it(
    qtbot: QtBot, look: Look, view: MarkdownView
) -> None:
    written = words(block(view))
    view.finish()
    QTest.mousePress(block(view).viewport(), Qt.MouseButton.LeftButton)
    assert len(block(view)._pages) == 1
    assert words(block(view)) == written
    whole = make(qtbot, look)
    whole.load(HEAD + "".join(ROWS))
    whole.build(None)
    assert shown(view) == shown(whole)


def test_a_row_is_selected_wherever_it_stands(view: MarkdownView) -> None:
    table = block(view)
    for row in (1, FIRST, FIRST + PAGE + 5):
        cursor = table._cell(row, 0).firstCursorPosition()
        end = table._cell(row, 2).lastCursorPosition()
        cursor.setPosition(end.position(), QTextCursor.MoveMode.KeepAnchor)
        table.setTextCursor(cursor)
        (found,) = table.selected().rows
        assert found[0][0].text == f"prefill {row - 1}"


def test_what_is_selected_at_the_end_stays_selected(view: MarkdownView) -> None:
    table = block(view)
    cell = table._cell(60, 0)
    cursor = cell.firstCursorPosition()
    cursor.setPosition(cell.lastPosition(), QTextCursor.MoveMode.KeepAnchor)
    table.setTextCursor(cursor)
    view.finish()
    assert table.textCursor().selectedText() == "prefill 59"


def test_another_width_makes_one_table_of_it(view: MarkdownView) -> None:
    table = block(view)
    table.resize(table.width() - 40, table.height())
    assert len(table._pages) == 1
    view.append("| one more | 1 | row |\n")
    assert words(table)[-1] == ["one more", "1", "row"]
