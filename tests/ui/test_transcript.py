"""Questions, answers, and where the page stands."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel
from pytestqt.qtbot import QtBot

from engine.errors import Failure
from engine.types import Done, Stage
from tests.ui.gallery import LONG, PICTURE, SAW_PICTURE, SAW_SOUND, SOUND, STATS
from ui.main_window import MainWindow
from ui.question import QuestionView
from ui.transcript import FLUSH_MS, pause_ms


def done(text: str, thinking: str = "") -> Done:
    return Done("stop", text, thinking, (), (), STATS)


def words(window: MainWindow) -> str:
    """All that labels in the transcript say, seen or not."""
    return "\n".join(label.text() for label in window.transcript.findChildren(QLabel))


def begin(window: MainWindow, answer_id: int = 1) -> None:
    window.add_user_message("Question", [PICTURE, SOUND])
    window.begin_answer(answer_id)


def test_first_message_replaces_the_empty_page(window: MainWindow) -> None:
    assert window.empty_state.isVisible()
    begin(window)
    assert not window.empty_state.isVisible()
    window.show_chat([])
    assert window.empty_state.isVisible()
    assert window.transcript.empty


def test_a_question_keeps_its_attachments(window: MainWindow) -> None:
    begin(window)
    (question,) = window.transcript.findChildren(QuestionView)
    assert question.attachments == (PICTURE, SOUND)


def test_text_is_flushed_by_a_timer_and_not_at_once(qtbot: QtBot, window: MainWindow) -> None:
    begin(window)
    for piece in ("Hel", "lo ", "**you**"):
        window.append_text(1, piece, "answer")
    body = window.transcript.answer(1).body
    assert body.source == ""
    assert window.transcript.flush_pending
    qtbot.waitUntil(lambda: body.source == "Hello **you**")
    assert not window.transcript.flush_pending


def test_slow_flushes_come_less_often() -> None:
    assert pause_ms(2) == FLUSH_MS
    assert pause_ms(30) == 120
    assert pause_ms(10_000) == 250


def test_the_end_shows_all_text_and_the_figures(window: MainWindow) -> None:
    begin(window)
    window.append_text(1, "Hello", "answer")
    window.finish_answer(1, done("Hello"))
    answer = window.transcript.answer(1)
    assert answer.body.source == "Hello"
    assert answer.figures.text() == (
        "0.42 s to first token · 41.3 tokens/s · 128 tokens · 131 of 214 cached"
    )
    assert window.status.context.text() == "1,234 of 8,192 tokens"


def test_an_answer_cut_by_its_limit_says_so(window: MainWindow) -> None:
    begin(window)
    window.finish_answer(1, Done("length", "x", "", (), (), STATS))
    assert window.transcript.answer(1).figures.text().startswith("Cut off at the token limit.")


def test_thinking_is_folded_above_the_answer(window: MainWindow) -> None:
    begin(window)
    window.append_text(1, "Let me see.", "thinking")
    window.append_text(1, "Yes.", "answer")
    window.finish_answer(1, done("Yes.", "Let me see."))
    answer = window.transcript.answer(1)
    assert not answer.thinking.isHidden()
    assert not answer.thinking.unfolded
    assert answer.thinking.text == "Let me see."
    assert answer.body.source == "Yes."
    window.menus.thoughts.trigger()
    assert answer.thinking.unfolded


def test_what_the_model_saw_is_shown_with_what_was_cut(window: MainWindow) -> None:
    begin(window)
    window.show_saw(1, SAW_PICTURE)
    window.show_saw(1, SAW_SOUND)
    assert window.transcript.answer(1).receipt.lines == [
        "two shapes on paper.png: 640×480 shown as 384×288 pixels, 64 tokens",
        "lecture.wav: 30.0 of 41.2 s, 750 tokens",
        "Only the first 30 of 41.2 seconds were heard: this model takes no more at once.",
    ]


def test_progress_is_shown_until_the_first_word(window: MainWindow) -> None:
    begin(window)
    window.show_stage(1, Stage("prefill", 1, 2))
    assert "Reading… 50 %" in words(window)
    assert window.status.activity.text() == "Reading… 50 %"
    window.append_text(1, "x", "answer")
    window.transcript.flush()
    assert not window.transcript.answer(1)._progress.isVisible()


def test_a_stopped_answer_keeps_its_text(window: MainWindow) -> None:
    begin(window)
    window.append_text(1, "Half an ans", "answer")
    window.mark_stopped(1)
    answer = window.transcript.answer(1)
    assert answer.body.source == "Half an ans"
    assert answer.figures.text() == "Stopped"


def test_a_failure_is_a_card_with_the_sentence_and_the_text_stays(window: MainWindow) -> None:
    begin(window)
    window.append_text(1, "Half", "answer")
    window.fail_answer(1, Failure("ContextFull", "Too long: shorten it."))
    (card,) = [
        frame
        for frame in window.transcript.findChildren(QFrame)
        if frame.accessibleName() == "The answer failed"
    ]
    assert card.accessibleDescription() == "Too long: shorten it."
    assert "Too long: shorten it." in words(window)
    assert window.transcript.answer(1).body.source == "Half"


def test_unknown_answers_are_a_bug_and_say_so(window: MainWindow) -> None:
    with pytest.raises(KeyError):
        window.append_text(99, "x", "answer")


def test_copy_last_answer_copies_its_markdown(window: MainWindow) -> None:
    begin(window)
    window.append_text(1, "**Hi**", "answer")
    window.finish_answer(1, done("**Hi**"))
    window.copy_last_answer()
    assert QGuiApplication.clipboard().text() == "**Hi**"


def fill(qtbot: QtBot, window: MainWindow) -> None:
    begin(window)
    window.append_text(1, LONG, "answer")
    window.transcript.flush()
    bar = window.transcript.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 300 and bar.value() == bar.maximum())


def test_the_page_follows_the_newest_words(qtbot: QtBot, window: MainWindow) -> None:
    fill(qtbot, window)
    bar = window.transcript.verticalScrollBar()
    before = bar.maximum()
    window.append_text(1, "\n\nmore\n\n" * 20, "answer")
    window.transcript.flush()
    qtbot.waitUntil(lambda: bar.maximum() > before and bar.value() == bar.maximum())


def test_a_reader_who_scrolls_up_a_little_is_left_alone(qtbot: QtBot, window: MainWindow) -> None:
    fill(qtbot, window)
    bar = window.transcript.verticalScrollBar()
    bar.setValue(bar.maximum() - 5)
    place, before = bar.value(), bar.maximum()
    window.append_text(1, "\n\nmore\n\n" * 20, "answer")
    window.transcript.flush()
    qtbot.waitUntil(lambda: bar.maximum() > before)
    assert bar.value() == place
    assert window.transcript._latest.isVisible()
    window.transcript._latest.click()
    assert bar.value() == bar.maximum()
    assert not window.transcript._latest.isVisible()


def test_scrolling_back_to_the_end_follows_again(qtbot: QtBot, window: MainWindow) -> None:
    fill(qtbot, window)
    bar = window.transcript.verticalScrollBar()
    bar.setValue(10)
    assert not window.transcript.following
    bar.setValue(bar.maximum())
    assert window.transcript.following


def test_a_new_question_goes_to_the_end(qtbot: QtBot, window: MainWindow) -> None:
    fill(qtbot, window)
    bar = window.transcript.verticalScrollBar()
    bar.setValue(0)
    window.add_user_message("Next", [])
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())


def test_lines_are_never_wider_than_comfortable(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(1600, 800)
    fill(qtbot, window)
    assert window.transcript.answer(1).width() <= 720


def test_nothing_is_cut_off_in_a_small_window(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(460, 420)
    fill(qtbot, window)
    answer = window.transcript.answer(1)
    assert answer.mapTo(window, answer.rect().topRight()).x() < window.width()
