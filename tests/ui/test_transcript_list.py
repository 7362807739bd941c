"""A chat of any length: only what is near the view exists, and the reader's place holds."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from engine.types import Done
from tests.ui.gallery import LONG, STATS
from ui import virtual_column
from ui.answer import AnswerView
from ui.main_window import MainWindow
from ui.message_values import MessageView
from ui.transcript import Transcript

MANY = 400


def chat(number: int = MANY) -> list[MessageView]:
    """Short questions; every answer another length."""
    return [
        MessageView(at, "user", f"Question {at}")
        if at % 2 == 0
        else MessageView(at, "assistant", f"Answer {at}. " + "More of it. " * (at * 7 % 90))
        for at in range(number)
    ]


@pytest.fixture
def transcript(window: MainWindow) -> Transcript:
    window.begin_answer(0)  # turns to the page of the transcript
    window.transcript.show_chat(chat())
    return window.transcript


def made(transcript: Transcript) -> list[int]:
    return sorted(message_id for message_id, _ in transcript.items())


def top_in_view(transcript: Transcript, message_id: int) -> int:
    item = transcript.item(message_id)
    return item.mapTo(transcript.viewport(), QPoint(0, 0)).y()


def rest(qtbot: QtBot, transcript: Transcript) -> None:
    """Until nothing is made or dropped any more."""
    qtbot.waitUntil(lambda: not transcript._ahead.isActive())


def test_a_long_chat_opens_at_its_end_with_few_widgets(
    qtbot: QtBot, transcript: Transcript
) -> None:
    bar = transcript.verticalScrollBar()
    assert bar.value() == bar.maximum() > 10_000
    assert made(transcript)[-1] == MANY - 1
    rest(qtbot, transcript)
    assert len(made(transcript)) < 40


def test_what_is_in_view_has_widgets_wherever_one_scrolls(transcript: Transcript) -> None:
    bar = transcript.verticalScrollBar()
    for value in (bar.maximum() // 2, 0, bar.maximum() // 3, bar.maximum()):
        bar.setValue(value)
        transcript.settle(whole=True)
        seen = [transcript.rows[index].view.id for index in transcript.in_view()]
        assert set(seen) <= set(made(transcript))


def test_widgets_far_from_the_view_are_dropped(qtbot: QtBot, transcript: Transcript) -> None:
    bar = transcript.verticalScrollBar()
    for step in range(40):
        bar.setValue(bar.maximum() * step // 40)
        qtbot.wait(0)
    rest(qtbot, transcript)
    assert len(made(transcript)) < 40


def test_the_reader_keeps_the_place_when_guesses_above_turn_out_wrong(
    qtbot: QtBot, transcript: Transcript
) -> None:
    transcript.go_to(200, 100)
    for index in range(150, 200):  # badly wrong
        if not transcript.rows[index].measured:
            transcript.rows[index].height = 5
    transcript.rows._known = 0
    transcript.settle()
    assert top_in_view(transcript, 200) == 100
    rest(qtbot, transcript)  # those above get widgets, and their heights
    assert transcript.rows[199].height > 5
    assert top_in_view(transcript, 200) == 100


def test_scrolling_up_through_unknown_messages_moves_by_what_was_asked(
    qtbot: QtBot, transcript: Transcript
) -> None:
    bar = transcript.verticalScrollBar()
    transcript.go_to(200, 0)
    for _ in range(30):
        transcript.settle(whole=True)
        first = transcript.rows[transcript.in_view()[0]].view.id
        before = top_in_view(transcript, first)
        bar.setValue(bar.value() - 50)
        assert top_in_view(transcript, first) == before + 50
        qtbot.wait(0)


def test_the_scroll_bar_reaches_the_first_and_the_last_message(transcript: Transcript) -> None:
    bar = transcript.verticalScrollBar()
    bar.setValue(0)
    transcript.settle(whole=True)
    assert top_in_view(transcript, 0) == 24
    bar.setValue(bar.maximum())
    transcript.settle(whole=True)
    last = transcript.item(MANY - 1)
    assert last.geometry().bottom() < transcript.viewport().height()


def test_messages_never_overlap(transcript: Transcript) -> None:
    transcript.go_to(100)
    boxes = sorted(
        (item.geometry() for _, item in transcript.items() if item.y() < 2000),
        key=lambda box: box.top(),
    )
    assert all(above.bottom() < below.top() for above, below in pairwise(boxes))


def test_a_message_is_found_by_its_id(transcript: Transcript) -> None:
    transcript.scroll_to(50)
    assert 0 <= top_in_view(transcript, 50) < transcript.viewport().height()
    assert not transcript.following
    with pytest.raises(KeyError):
        transcript.scroll_to(MANY + 1)


def test_another_window_width_keeps_the_first_message_in_view(
    qtbot: QtBot, window: MainWindow, transcript: Transcript
) -> None:
    transcript.go_to(101, 0)
    window.resize(500, 600)
    qtbot.waitUntil(lambda: not transcript._rest.isActive())
    assert top_in_view(transcript, 101) == 0
    item = transcript.item(101)
    assert item.mapTo(window, item.rect().topRight()).x() < window.width()


def test_larger_text_is_measured_anew(qtbot: QtBot, window: MainWindow) -> None:
    window.begin_answer(0)
    window.transcript.show_chat(chat(6))
    before = window.transcript.item(3).height()
    window.look.set_scale(2.0)
    qtbot.waitUntil(lambda: window.transcript.item(3).height() > before)
    assert window.transcript.rows[3].height == window.transcript.item(3).height()


def test_the_answer_being_written_is_never_dropped(qtbot: QtBot, transcript: Transcript) -> None:
    transcript.begin_answer(9000)
    transcript.append_text(9000, "Half", "answer")
    transcript.verticalScrollBar().setValue(0)
    rest(qtbot, transcript)
    assert 9000 in made(transcript)
    transcript.append_text(9000, " an answer", "answer")
    transcript.finish_answer(9000, Done("stop", "Half an answer", "", (), (), STATS))
    transcript.verticalScrollBar().setValue(10)
    rest(qtbot, transcript)
    assert 9000 not in made(transcript)
    assert transcript.answer(9000).body.source == "Half an answer"
    assert "41.3 tokens/s" in transcript.answer(9000).figures.text()


def test_a_dropped_message_comes_back_as_it_was(qtbot: QtBot, transcript: Transcript) -> None:
    thought = replace(chat()[1], thinking="Hm.", thinking_s=2.0)
    transcript.update_message(thought)
    transcript.scroll_to(1)
    transcript.answer(1).set_unfolded(True)
    transcript.jump_to_latest()
    rest(qtbot, transcript)
    assert 1 not in made(transcript)
    assert transcript.answer(1).thinking.unfolded
    assert transcript.answer(1).thinking._toggle.text() == "Thought for 2 seconds"


def test_a_change_below_a_message_leaves_its_widget(transcript: Transcript) -> None:
    last = MANY - 1
    item = transcript.item(last)
    transcript.update_message(replace(chat()[last], sibling=2, siblings=3))
    assert transcript.item(last) is item
    transcript.update_message(replace(chat()[last], text="Another"))
    assert transcript.answer(last).body.source == "Another"


def test_another_branch_keeps_the_place_and_the_widgets_that_stay(transcript: Transcript) -> None:
    transcript.go_to(100, 60)
    item = transcript.item(100)
    transcript.show_chat([*chat()[:150], MessageView(9999, "user", "Else")], keep_place=True)
    assert transcript.item(100) is item
    assert top_in_view(transcript, 100) == 60
    assert 200 not in transcript.rows


def test_an_interrupted_answer_goes_on_where_it_stopped(transcript: Transcript) -> None:
    cut = MessageView(8000, "assistant", "One two", state="interrupted", can_continue=True)
    transcript.add_message(cut)
    answer = transcript.answer(8000)
    assert answer.figures.text() == "Interrupted"
    transcript.begin_answer(8000)
    transcript.append_text(8000, " three", "answer")
    transcript.finish_answer(8000, Done("stop", "One two three", "", (), (), STATS))
    assert transcript.answer(8000).body.source == "One two three"
    assert answer.footer.go_on is not None
    assert answer.footer.go_on.isHidden()
    assert "41.3 tokens/s" in answer.figures.text()


def test_the_reading_place_can_be_kept_and_restored(transcript: Transcript) -> None:
    assert transcript.reading_place() is None
    transcript.go_to(77, -13)
    place = transcript.reading_place()
    assert place is not None
    transcript.jump_to_latest()
    transcript.go_to(*place)
    assert top_in_view(transcript, 77) == -13


def test_a_long_answer_comes_block_by_block_and_moves_nothing(
    qtbot: QtBot, transcript: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(virtual_column, "SLICE_MS", 0)
    monkeypatch.setattr(virtual_column, "WHOLE_MS", 0)
    messages = chat()
    messages[99] = MessageView(99, "assistant", LONG * 3)
    transcript.show_chat(messages)
    transcript.go_to(101, 150)
    if 99 not in made(transcript):  # it stands right above what is seen
        transcript._make_ahead()
    answer = dict(transcript.items())[99]
    assert not answer.complete
    assert not transcript.rows[99].measured
    qtbot.waitUntil(lambda: answer.complete)
    rest(qtbot, transcript)
    assert transcript.rows[99].height == answer.height()
    assert top_in_view(transcript, 101) == 150
    assert isinstance(answer, AnswerView)
    assert [len(answer.panes()), answer.text()] == [len(answer.body._segments), LONG * 3]
    assert answer.plain_text().count("A rule of thumb") == 3


def test_text_written_below_does_not_move_the_reader(qtbot: QtBot, transcript: Transcript) -> None:
    transcript.begin_answer(9000)
    transcript.append_text(9000, LONG, "answer")
    transcript.flush()
    transcript.verticalScrollBar().setValue(transcript.verticalScrollBar().value() - 300)
    place = transcript.reading_place()
    assert place is not None
    before = top_in_view(transcript, place[0])
    transcript.append_text(9000, LONG, "answer")
    transcript.flush()
    most = transcript.verticalScrollBar().maximum()
    qtbot.waitUntil(lambda: transcript.verticalScrollBar().maximum() >= most)
    assert top_in_view(transcript, place[0]) == before


def fling(transcript: Transcript, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two moves of a page each, one right after the other, however slow the machine is."""
    monkeypatch.setattr(virtual_column, "FLING_MS", 1_000_000)
    bar = transcript.verticalScrollBar()
    for _ in range(2):
        bar.setValue(bar.value() - transcript.viewport().height())


def test_messages_that_pass_by_in_a_fling_are_not_made(
    qtbot: QtBot, transcript: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest(qtbot, transcript)
    bar = transcript.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = made(transcript)
    fling(transcript, monkeypatch)
    assert made(transcript) == before
    assert not set(transcript.in_view()) <= set(before)


def test_something_stands_where_messages_pass_by(
    qtbot: QtBot, transcript: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest(qtbot, transcript)
    bar = transcript.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    fling(transcript, monkeypatch)
    image = transcript.viewport().grab().toImage()
    ground = image.pixel(0, 0)
    assert any(
        image.pixel(x, y) != ground
        for x in range(0, image.width(), 7)
        for y in range(0, image.height(), 7)
    )


def test_where_a_fling_ends_the_messages_come(
    qtbot: QtBot, transcript: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest(qtbot, transcript)
    fling(transcript, monkeypatch)
    seen = {transcript.rows[index].view.id for index in transcript.in_view()}
    qtbot.waitUntil(lambda: seen <= set(made(transcript)))


def test_what_is_there_of_a_long_answer_stands_at_its_top(transcript: Transcript) -> None:
    transcript.show_chat([MessageView(1, "user", "Why?"), MessageView(2, "assistant", LONG * 6)])
    transcript.forget()
    transcript._add_item(1, 0)
    item = dict(transcript.items())[2]
    assert isinstance(item, AnswerView)
    assert not item.complete
    item.layout().activate()  # type: ignore[union-attr]
    assert item.height() > 3 * item.body.height()
    assert item.body.y() < 30


def test_in_a_low_window_little_is_left_below_the_last_message(
    qtbot: QtBot, window: MainWindow, transcript: Transcript
) -> None:
    def left() -> int:
        footer = transcript.item(MANY - 1).footer
        end = footer.mapTo(transcript.viewport(), footer.rect().bottomLeft())
        return transcript.viewport().height() - end.y()

    window.resize(900, 900)
    qtbot.waitUntil(lambda: left() > 30)
    window.resize(460, 420)
    qtbot.waitUntil(lambda: 0 < left() < 20)
