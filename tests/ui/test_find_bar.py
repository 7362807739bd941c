"""Finding words in the chat."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.gallery import LONG
from tests.ui.keys import press, write
from ui.find_marks import count, lines_of, pattern_of
from ui.main_window import MainWindow
from ui.markdown_stream import MarkdownStream
from ui.message_values import MessageView
from ui.plain_text import plain_lines
from ui.transcript import Transcript

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
RICH = (
    "A **red** circle.\n\n```\nred = 1\n```\n\n| red | [a red link](https://example.org) |\n"
    "|--|--|\n| 🎈 red | blue |\n\n- nothing\n- `red`\n"
)


def chat() -> list[MessageView]:
    filler = "Some other words. " * 20
    made = [
        MessageView(n, "user" if n % 2 else "assistant", f"{filler}\n\n{n}") for n in range(1, 101)
    ]
    made[4] = replace(made[4], text="Where is the Red one?\nAnd the red other?")
    made[49] = replace(made[49], text=RICH)
    made[90] = replace(made[90], text="Infrared")
    return made


@pytest.fixture
def transcript(qtbot: QtBot, window: MainWindow) -> Transcript:
    window.begin_answer(0)
    window.transcript.show_chat(chat())
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window.transcript


def find(qtbot: QtBot, transcript: Transcript, words: str) -> None:
    transcript.open_find()
    transcript.find_bar.query.setText(words)
    qtbot.waitUntil(lambda: not transcript.finder.searching)


def place(transcript: Transcript) -> str:
    return transcript.find_bar.place.text()


def marks(transcript: Transcript, message_id: int) -> list[Any]:
    """Qt's extra selections; PySide's types do not know their attributes."""
    panes = transcript.item(message_id).panes()
    return [selection for pane in panes for selection in pane.extraSelections()]


def shown(transcript: Transcript, message_id: int) -> list[str]:
    """What is marked in a message."""
    return [mark.cursor.selectedText() for mark in marks(transcript, message_id)]


def test_matches_are_counted_in_messages_without_widgets_too(
    qtbot: QtBot, transcript: Transcript
) -> None:
    made = {message_id for message_id, _ in transcript.items()}
    assert 5 not in made
    find(qtbot, transcript, "red")
    assert transcript.finder.total == 9
    assert place(transcript) == "1 of 9"  # round from the end, where the reader is


def test_the_next_match_is_brought_into_view_and_the_ends_are_joined(
    qtbot: QtBot, transcript: Transcript
) -> None:
    find(qtbot, transcript, "red")
    visited = []
    for _ in range(9):
        transcript.find_next(1)
        visited.append((place(transcript), transcript.finder.current))
        assert transcript.finder.current is not None
        item = transcript.item(transcript.finder.current[0])
        assert item.visibleRegion().boundingRect().height() > 0
    assert visited[0] == ("2 of 9", (5, 1))
    assert visited[1] == ("3 of 9", (50, 0))
    assert visited[7] == ("9 of 9", (91, 0))
    assert visited[8] == ("1 of 9", (5, 0))
    transcript.find_next(-1)
    assert place(transcript) == "9 of 9"


def test_every_match_is_marked_and_the_current_one_more(
    qtbot: QtBot, transcript: Transcript
) -> None:
    find(qtbot, transcript, "red")
    transcript.find_next(1)
    transcript.find_next(1)
    assert shown(transcript, 50) == ["red"] * 6
    assert shown(transcript, 5) == ["Red", "red"]
    colours = {mark.format.background().color().name() for mark in marks(transcript, 50)}
    assert len(colours) == 2


@pytest.mark.parametrize("query", ["red", "a red", "nothing", "🎈 RED", "e"])
def test_what_is_counted_is_what_is_marked(
    qtbot: QtBot, transcript: Transcript, query: str
) -> None:
    find(qtbot, transcript, query)
    for message_id in (5, 50):
        assert len(shown(transcript, message_id)) == transcript.finder._counts.get(message_id, 0)
    pattern = pattern_of(query)
    assert pattern is not None
    assert any(pattern.search(line) for view in chat() for line in lines_of(view))


@pytest.mark.parametrize("query", ["red", "limited by", "tokens", "`", "second line", "e"])
def test_an_answer_in_parts_has_the_same_matches(query: str) -> None:
    text = RICH + LONG + "\n1. one\n\n   second line, `red`\n\n   ```\n   a\n\n   red\n   ```\n"
    view = MessageView(1, "assistant", text)
    pattern = pattern_of(query)
    assert pattern is not None
    stream = MarkdownStream()
    stream.set_text(text)
    assert count(pattern, lines_of(view, query)) == count(pattern, plain_lines(stream.blocks))


def test_marks_of_markdown_do_not_count(qtbot: QtBot, transcript: Transcript) -> None:
    find(qtbot, transcript, "a red circle")
    assert transcript.finder.total == 1
    find(qtbot, transcript, "https")
    assert transcript.finder.total == 0
    assert place(transcript) == "Not found"
    assert not transcript.find_bar.after.isEnabled()


def test_keys_of_the_bar(qtbot: QtBot, transcript: Transcript) -> None:
    find(qtbot, transcript, "red")
    query = transcript.find_bar.query
    press(query, Qt.Key.Key_Return)
    assert place(transcript) == "2 of 9"
    press(query, Qt.Key.Key_Return, SHIFT)
    assert place(transcript) == "1 of 9"
    press(query, Qt.Key.Key_G, CONTROL)
    assert place(transcript) == "2 of 9"
    press(query, Qt.Key.Key_G, CONTROL | SHIFT)
    assert place(transcript) == "1 of 9"


def test_escape_closes_and_leaves_no_mark(
    qtbot: QtBot, window: MainWindow, transcript: Transcript
) -> None:
    window.set_busy(True)
    window.composer.edit.setFocus()
    find(qtbot, transcript, "red")
    qtbot.waitUntil(transcript.find_bar.query.hasFocus)
    with qtbot.assertNotEmitted(window.stop_requested):
        press(transcript.find_bar.query, Qt.Key.Key_Escape)
    assert transcript.find_bar.isHidden()
    assert shown(transcript, 5) == []
    assert QApplication.focusWidget() is window.composer.edit


def test_what_is_typed_is_found_letter_by_letter(qtbot: QtBot, transcript: Transcript) -> None:
    transcript.open_find()
    write(transcript.find_bar.query, "infra")
    qtbot.waitUntil(lambda: not transcript.finder.searching)
    assert transcript.finder.current == (91, 0)
    assert place(transcript) == "1 of 1"


def test_a_new_message_is_searched_too(qtbot: QtBot, transcript: Transcript) -> None:
    find(qtbot, transcript, "infrared")
    transcript.update_message(MessageView(100, "assistant", "More **infrared**"))
    qtbot.waitUntil(lambda: transcript.finder.total == 2)
    assert shown(transcript, 100) == ["infrared"]


def test_the_bar_stays_inside_a_narrow_window(window: MainWindow, transcript: Transcript) -> None:
    transcript.open_find()
    window.resize(460, 420)
    bar = transcript.find_bar
    assert bar.geometry().left() >= 0
    assert bar.geometry().right() < transcript.viewport().width()


def test_hits_of_another_search_are_marked_in_their_message_alone(transcript: Transcript) -> None:
    start = RICH.index("red link")
    transcript.scroll_to(50, [(start, start + 8)])
    assert shown(transcript, 50) == ["red link"]
    assert shown(transcript, 5) == []
    transcript.scroll_to(5, [(13, 16)])
    assert shown(transcript, 5) == ["Red", "red"]
    assert shown(transcript, 50) == []


def test_a_match_beyond_the_edge_of_code_is_scrolled_into_view(
    qtbot: QtBot, transcript: Transcript
) -> None:
    code = f"```\n{'x' * 400} needle\n```"
    transcript.show_chat([MessageView(1, "assistant", code)])
    transcript.open_find()
    transcript.find_bar.query.setText("needle")
    (pane,) = transcript.item(1).panes()
    bar = pane.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.value() > 0)
    cursor = pane.textCursor()
    cursor.setPosition(407)
    assert pane.viewport().rect().contains(pane.cursorRect(cursor).center())
