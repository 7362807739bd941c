"""Searching all chats."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.keys import press, write
from tests.ui.sidebar_scenes import FOLDERS, HITS, some_chats
from ui.main_window import MainWindow
from ui.sidebar.hits import LINES
from ui.sidebar.sidebar import Sidebar
from ui.values import SearchHit

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def sidebar(qtbot: QtBot, window: MainWindow) -> Sidebar:
    window.resize(1000, 700)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.set_chats(some_chats(12), FOLDERS)
    press(window, Qt.Key.Key_F, CTRL | SHIFT)
    return window.sidebar


def find(qtbot: QtBot, sidebar: Sidebar, query: str, hits: list[SearchHit]) -> None:
    with qtbot.waitSignal(sidebar.search_changed) as wish:
        write(sidebar.field.line, query)
    assert wish.args == [query]
    sidebar.show_hits(query, hits)


def test_the_shortcut_leads_to_the_field(sidebar: Sidebar) -> None:
    assert sidebar.field.line.hasFocus()


def test_typing_asks_once_when_it_pauses(
    qtbot: QtBot, window: MainWindow, sidebar: Sidebar
) -> None:
    asked: list[str] = []
    window.search_changed.connect(asked.append)
    with qtbot.waitSignal(window.search_changed):
        write(sidebar.field.line, "  decode ")
    assert asked == ["decode"]


def test_hits_are_walked_and_taken_from_the_field(qtbot: QtBot, sidebar: Sidebar) -> None:
    find(qtbot, sidebar, "decode", HITS)
    assert sidebar.found.text() == "4 results"
    field = sidebar.field.line
    with qtbot.waitSignal(sidebar.hit_chosen) as chosen:
        press(field, Qt.Key.Key_Return)
    assert chosen.args == [1, None]  # the first, a title
    press(field, Qt.Key.Key_Down)
    press(field, Qt.Key.Key_Down)
    press(field, Qt.Key.Key_Up)
    with qtbot.waitSignal(sidebar.hit_chosen) as chosen:
        press(field, Qt.Key.Key_Return)
    assert chosen.args == [1, 11]
    assert field.hasFocus()


def test_a_click_takes_a_hit(qtbot: QtBot, sidebar: Sidebar) -> None:
    find(qtbot, sidebar, "decode", HITS)
    where = sidebar.hits.visualRect(sidebar.hits.hits.index(2)).center()
    with qtbot.waitSignal(sidebar.hit_chosen) as chosen:
        QTest.mouseClick(sidebar.hits.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert chosen.args == [3, 12]


def test_hits_that_come_too_late_are_not_shown(qtbot: QtBot, sidebar: Sidebar) -> None:
    find(qtbot, sidebar, "decode", HITS[:1])
    write(sidebar.field.line, "r")
    sidebar.show_hits("decode", HITS)
    assert sidebar.found.text() == "1 result"


def test_nothing_found_is_said(qtbot: QtBot, sidebar: Sidebar) -> None:
    find(qtbot, sidebar, "zebra", [])
    assert sidebar.page is sidebar.not_found
    assert sidebar.not_found.advice.text() == "No chat says “zebra”."
    press(sidebar.field.line, Qt.Key.Key_Return)  # takes nothing


def test_escape_leaves_the_search_and_then_the_sidebar(
    qtbot: QtBot, window: MainWindow, sidebar: Sidebar
) -> None:
    find(qtbot, sidebar, "decode", HITS)
    with qtbot.waitSignal(sidebar.search_changed) as over:
        press(sidebar.field.line, Qt.Key.Key_Escape)
    assert over.args == [""]
    assert sidebar.page is sidebar.list
    assert sidebar.list.hasFocus()
    press(sidebar.list, Qt.Key.Key_Escape)
    assert window.composer.edit.hasFocus()


def test_escape_in_the_field_stops_no_answer(
    qtbot: QtBot, window: MainWindow, sidebar: Sidebar
) -> None:
    window.set_busy(True)
    write(sidebar.field.line, "x")
    with qtbot.assertNotEmitted(window.stop_requested):
        press(sidebar.field.line, Qt.Key.Key_Escape)
    assert sidebar.field.query == ""


def test_the_cross_ends_the_search(qtbot: QtBot, sidebar: Sidebar) -> None:
    find(qtbot, sidebar, "decode", HITS)
    sidebar.field.clear_button.click()
    assert sidebar.page is sidebar.list
    assert not sidebar.field.clear_button.isVisible()


def test_a_search_starts_from_the_trash_as_well(qtbot: QtBot, sidebar: Sidebar) -> None:
    sidebar.show_trash(some_chats(2))
    find(qtbot, sidebar, "decode", HITS)
    assert sidebar.hits.isVisible()


def test_a_hit_is_spoken_with_its_words(sidebar: Sidebar) -> None:
    sidebar.hits.show_hits(HITS)
    said = sidebar.hits.hits.data(sidebar.hits.hits.index(2), Qt.ItemDataRole.AccessibleTextRole)
    assert said == f"{HITS[2].title}: {HITS[2].snippet}"


def test_a_long_snippet_takes_two_lines_and_marks_what_matched(
    qtbot: QtBot, sidebar: Sidebar
) -> None:
    plain = SearchHit(1, 2, "Title", "some words " * 40, ())
    marked = SearchHit(1, 2, "Title", plain.snippet, ((0, 4), (11, 15)))
    short = SearchHit(1, 2, "Title", "some", ())
    find(qtbot, sidebar, "some", [plain, marked, short])
    view = sidebar.hits
    areas = [view.visualRect(view.hits.index(row)) for row in range(3)]
    line = areas[0].height() - areas[2].height()
    assert 0 < line < areas[2].height()  # one line more, not forty
    view.setCurrentIndex(view.hits.index(2))
    shot = QPixmap(view.viewport().size())
    view.viewport().render(shot, QPoint())
    image = shot.toImage()
    first, second = (image.copy(QRect(area)) for area in areas[:2])
    assert first != second


@pytest.mark.parametrize("width", [200, 260, 340])
def test_hits_are_as_high_as_their_words(sidebar: Sidebar, width: int) -> None:
    """Most heights are told without laying the words out: they must be the same."""
    words = "prefill reads the whole prompt at once and decode writes one token after the other "
    texts = [words[:length] for length in range(1, 83, 3)]
    hits = [SearchHit(1, 1, "A title", text, ((0, len(text)),)) for text in (*texts, "预填充" * 20)]
    painter = sidebar.hits._painter
    for hit in hits:
        lines = painter._lay_out(hit, width).lineCount()
        assert painter._lines(hit, width) == min(lines, LINES)


def test_what_was_laid_out_is_kept_while_it_is_shown(
    qtbot: QtBot, sidebar: Sidebar, monkeypatch: pytest.MonkeyPatch
) -> None:
    find(qtbot, sidebar, "prefill", HITS)
    sidebar.hits.viewport().grab()
    laid_out: list[object] = []
    monkeypatch.setattr(type(sidebar.hits._painter), "_broken", lambda *all: laid_out.append(all))
    sidebar.hits.viewport().grab()
    assert not laid_out
