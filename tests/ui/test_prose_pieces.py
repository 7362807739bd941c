"""A long paragraph is laid out at its end alone while it is written, and nobody notices."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from ui.find_marks import Match, matches_in
from ui.look import Look
from ui.markdown_view import MarkdownView
from ui.message import Message
from ui.prose import ProseView
from ui.prose_pieces import LONG
from ui.selected_markdown import selected_markdown

PLAIN = "Prefill reads the whole prompt at once and decode writes one token 🙂 at a time. "
MARKED = (
    "Prefill reads the *whole* prompt; **decode** writes `one` token, see [it](https://a.org). "
)
CHINESE = "预填充一次读完整个提示，解码每次只写一个词元。" * 3
TEXTS = [PLAIN, MARKED, CHINESE]


@pytest.fixture
def view(qtbot: QtBot, look: Look) -> MarkdownView:
    page = QScrollArea()
    page.setWidgetResizable(True)
    page.resize(420, 400)
    qtbot.addWidget(page, before_close_func=lambda _: page.hide())
    made = MarkdownView(look)
    page.setWidget(made)
    page.show()
    return made


def write(view: MarkdownView, text: str, step: int = 97) -> ProseView:
    for at in range(0, len(text), step):
        view.append(text[at : at + step])
        QApplication.processEvents()  # it gets its width
    (pane,) = view.findChildren(ProseView)
    return pane


def blocks(pane: ProseView) -> int:
    return pane.document().blockCount()


@pytest.mark.parametrize("before", ["", "> - "])
@pytest.mark.parametrize("text", TEXTS)
def test_its_parts_look_like_the_whole(view: MarkdownView, before: str, text: str) -> None:
    pane = write(view, before + text * 60)
    assert blocks(pane) > 2
    height, picture = pane.height(), pane.grab().toImage()
    pane.join()
    assert blocks(pane) == 1
    assert pane.height() == height
    assert pane.grab().toImage() == picture


@pytest.mark.parametrize("text", TEXTS)
def test_only_the_last_lines_are_laid_out_again(view: MarkdownView, text: str) -> None:
    pane = write(view, text * 60)
    for letter in text:
        view.append(letter)
        assert pane.document().lastBlock().layout().lineCount() <= LONG


@pytest.mark.parametrize("before", ["", "Words before it.\n\n", "> ", "- ", "## "])
@pytest.mark.parametrize("text", TEXTS)
def test_the_end_makes_one_of_them(
    qtbot: QtBot, look: Look, view: MarkdownView, before: str, text: str
) -> None:
    pane = write(view, before + text * 60)
    assert blocks(pane) > 2
    view.finish()
    whole = MarkdownView(look)
    qtbot.addWidget(whole)
    whole.append(before + text * 60)
    whole.finish()
    (other,) = whole.findChildren(ProseView)
    assert pane.toHtml() == other.toHtml()


def test_the_end_writes_nothing_anew_that_was_right(
    view: MarkdownView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else all of it would be laid out twice."""
    write(view, PLAIN * 60)
    written: list[object] = []
    monkeypatch.setattr(ProseView, "_insert", lambda *values: written.append(values))
    view.finish()
    assert not written


def test_what_follows_begins_a_paragraph(view: MarkdownView) -> None:
    pane = write(view, PLAIN * 60 + "\n\nAfter it.\n\n")
    assert pane.toPlainText() == (PLAIN * 60).rstrip() + "\nAfter it."


def test_all_of_it_is_copied_as_one_paragraph(view: MarkdownView) -> None:
    pane = write(view, PLAIN * 60)
    pane.selectAll()
    assert pane.createMimeDataFromSelection().text() == (PLAIN * 60).rstrip()
    assert selected_markdown([pane]) == (PLAIN * 60).rstrip()


def test_words_are_found_across_a_cut(view: MarkdownView, monkeypatch: pytest.MonkeyPatch) -> None:
    pane = write(view, PLAIN * 60)
    monkeypatch.setattr(Message, "panes", lambda _: [pane])
    found = list(matches_in(re.compile("prompt at once and decode"), Message.__new__(Message)))
    assert len(found) == 60
    assert all(isinstance(match, Match) and match.cursor.hasSelection() for match in found)


def test_a_selection_stays_while_it_goes_on(view: MarkdownView) -> None:
    pane = write(view, PLAIN * 60)
    cursor = pane.textCursor()
    cursor.setPosition(pane.document().lastBlock().position() - 30)
    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    cursor.movePosition(QTextCursor.MoveOperation.PreviousWord, QTextCursor.MoveMode.KeepAnchor, 3)
    pane.setTextCursor(cursor)
    chosen = pane.createMimeDataFromSelection().text()
    assert len(chosen) > 30
    write(view, PLAIN * 30)
    assert pane.createMimeDataFromSelection().text() == chosen


def test_a_triple_click_selects_the_whole_paragraph(view: MarkdownView) -> None:
    pane = write(view, PLAIN * 60)
    area = pane.viewport()
    QTest.mouseDClick(area, Qt.MouseButton.LeftButton, pos=area.rect().center())
    QTest.mousePress(area, Qt.MouseButton.LeftButton, pos=area.rect().center())
    assert pane.textCursor().selectedText() == (PLAIN * 60).rstrip()


def test_another_width_breaks_its_lines_anew(view: MarkdownView) -> None:
    pane = write(view, PLAIN * 60)
    assert blocks(pane) > 2
    view.window().resize(700, 400)
    QApplication.processEvents()
    assert blocks(pane) == 1
    assert pane.toPlainText() == (PLAIN * 60).rstrip()
