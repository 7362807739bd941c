"""Chats that outlive the window: the sidebar, the transcript and the composer on a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.hands import drop_files, press, type_text
from app.parts import Parts
from app.window import make_window
from engine.types import ImagePart
from tests.ui.opening import open_parts
from tests.unit.app_fakes import FakeEngine
from ui.message_values import MessageView


class Visits:
    """The app, opened again and again on the same data."""

    def __init__(self, engine: FakeEngine, qtbot: QtBot) -> None:
        self.engine = engine
        self.qtbot = qtbot
        self.parts: Parts | None = None

    def open(self) -> Parts:
        self.close()
        self.parts = open_parts(self.engine, self.qtbot)
        return self.parts

    def close(self) -> None:
        if self.parts is not None:
            self.engine.gate.set()
            assert self.parts.close()
            self.parts = None


@pytest.fixture
def visits(qtbot: QtBot) -> Iterator[Visits]:
    visits = Visits(FakeEngine(), qtbot)
    yield visits
    visits.close()


def ask(parts: Parts, qtbot: QtBot, text: str) -> None:
    with qtbot.waitSignal(parts.chat.answer_finished):
        type_text(parts.window.composer.edit, text)
        press(parts.window.composer.edit, Qt.Key.Key_Return)


def listed(parts: Parts, qtbot: QtBot, count: int = 1) -> list[int]:
    """Ids of the chats in the sidebar, once there are so many."""
    qtbot.waitUntil(
        lambda: parts.window.sidebar_shown and len(parts.window.sidebar.list.chat_order()) == count
    )
    return parts.window.sidebar.list.chat_order()


def choose(parts: Parts, qtbot: QtBot, chat: int) -> list[MessageView]:
    with qtbot.waitSignal(parts.chat.shown):
        parts.window.sidebar.chat_chosen.emit(chat)
    return [row.view for row in parts.window.transcript.rows]


def test_without_chats_there_is_no_sidebar(visits: Visits, qtbot: QtBot) -> None:
    parts = visits.open()
    read: list[int] = []
    parts.chats.read(lambda _: 1, read.append)  # after the lists
    qtbot.waitUntil(lambda: bool(read))
    assert not parts.window.sidebar_shown


def test_a_chat_is_there_again_after_the_app_was_closed(
    visits: Visits, qtbot: QtBot, tmp_path: Path
) -> None:
    Image.new("RGB", (64, 48), "red").save(tmp_path / "red.png")
    parts = visits.open()
    with qtbot.waitSignal(parts.tray.settled):
        drop_files(parts.window, [tmp_path / "red.png"])
    ask(parts, qtbot, "What is it?")
    listed(parts, qtbot)
    (tmp_path / "red.png").unlink()
    parts = visits.open()
    assert parts.window.transcript.empty
    (chat,) = listed(parts, qtbot)
    with qtbot.waitSignal(parts.thumbnails.found) as found:  # the picture is in view
        question, answer = choose(parts, qtbot, chat)
    assert (question.text, answer.text) == ("What is it?", "Hello there")
    assert found.args is not None
    assert (found.args[0], found.args[2].size().width()) == (question.id, 64)
    assert not parts.window.transcript.empty
    ask(parts, qtbot, "And now?")
    first = visits.engine.heard[-1][0].parts[0]
    assert isinstance(first, ImagePart)
    assert first.name == "red.png"
    assert [message.text for message in visits.engine.heard[-1]] == [
        "What is it?",
        "Hello there",
        "And now?",
    ]


def test_closed_in_mid_answer_the_chat_says_so(visits: Visits, qtbot: QtBot) -> None:
    parts = visits.open()
    visits.engine.gate.clear()
    with qtbot.waitSignal(parts.engine.text_ready):
        type_text(parts.window.composer.edit, "hi")
        press(parts.window.composer.edit, Qt.Key.Key_Return)
    parts = visits.open()
    (chat,) = listed(parts, qtbot)
    answer = choose(parts, qtbot, chat)[1]
    assert (answer.text, answer.state) == ("Hello", "interrupted")
    shown = parts.window.transcript.answer(answer.id)
    assert shown.figures.text() == "Interrupted"
    assert shown.footer.go_on is not None
    visits.engine.words = [" and", " more"]
    with qtbot.waitSignal(parts.chat.answer_finished):
        shown.footer.go_on.click()
    assert shown.body.source == "Hello and more"
    assert shown.footer.go_on.isHidden()
    assert [message.role for message in visits.engine.heard[-1]] == ["user", "assistant"]


def test_stop_offers_to_go_on_until_something_else_is_asked(visits: Visits, qtbot: QtBot) -> None:
    parts = visits.open()
    visits.engine.gate.clear()
    with qtbot.waitSignal(parts.engine.text_ready):
        type_text(parts.window.composer.edit, "hi")
        press(parts.window.composer.edit, Qt.Key.Key_Return)
    with qtbot.waitSignal(parts.engine.cancelled):
        parts.window.stop_or_discard()
    rows = parts.window.transcript.rows
    assert rows[1].view.can_continue
    visits.engine.gate.set()
    ask(parts, qtbot, "again")
    assert not any(row.view.can_continue for row in rows)


def test_an_answer_is_seen_streaming_when_one_comes_back_to_it(
    visits: Visits, qtbot: QtBot
) -> None:
    parts = visits.open()
    ask(parts, qtbot, "one")
    (first,) = listed(parts, qtbot)
    parts.window.new_chat_requested.emit()
    visits.engine.gate.clear()
    with qtbot.waitSignal(parts.engine.text_ready):
        type_text(parts.window.composer.edit, "two")
        press(parts.window.composer.edit, Qt.Key.Key_Return)
    second = parts.chat.id
    assert second is not None
    choose(parts, qtbot, first)
    assert not parts.window.composer.busy
    choose(parts, qtbot, second)
    assert parts.window.composer.busy
    with qtbot.waitSignal(parts.engine.finished):
        visits.engine.gate.set()
    assert parts.window.transcript.last_answer() == "Hello there"


def test_the_draft_is_there_again(visits: Visits, qtbot: QtBot) -> None:
    parts = visits.open()
    type_text(parts.window.composer.edit, "Dear")
    parts = visits.open()
    qtbot.waitUntil(lambda: parts.window.composer.text == "Dear")
    ask(parts, qtbot, " all")
    listed(parts, qtbot)
    assert visits.engine.heard[-1][0].text == "Dear all"
    type_text(parts.window.composer.edit, "later")
    parts.window.new_chat_requested.emit()
    assert parts.window.composer.text == ""


def test_edit_regenerate_and_branches_from_the_transcript(visits: Visits, qtbot: QtBot) -> None:
    parts = visits.open()
    ask(parts, qtbot, "one")
    transcript = parts.window.transcript
    question = parts.chat.conversation.said[0].id
    with qtbot.waitSignals([parts.engine.finished, parts.chat.shown]):
        transcript.edited.emit(question, "uno")
    qtbot.waitUntil(lambda: [row.view.text for row in transcript.rows] == ["uno", "Hello there"])
    with qtbot.waitSignals([parts.engine.finished, parts.chat.shown]):
        transcript.regenerate_requested.emit(parts.chat.conversation.said[1].id)
    qtbot.waitUntil(lambda: transcript.rows[1].view.siblings == 2)
    with qtbot.waitSignal(parts.chat.shown):
        transcript.branch_requested.emit(parts.chat.conversation.said[0].id, -1)
    assert [row.view.text for row in transcript.rows] == ["one", "Hello there"]


def test_search_opens_the_chat_at_the_message(visits: Visits, qtbot: QtBot) -> None:
    parts = visits.open()
    ask(parts, qtbot, "Where is Lisbon?")
    listed(parts, qtbot)
    parts.window.new_chat_requested.emit()
    sidebar = parts.window.sidebar
    with qtbot.waitSignal(parts.library.hits_found):
        sidebar.field.line.setText("lisbon")
    (hit,) = sidebar.hits.hits.hits
    with qtbot.waitSignal(parts.chat.goal_found):
        parts.window.hit_chosen.emit(hit.chat, hit.message)
    assert parts.chat.id == hit.chat
    assert not parts.window.transcript.empty


def test_delete_and_undo_from_the_window(visits: Visits, qtbot: QtBot) -> None:
    parts = visits.open()
    ask(parts, qtbot, "one")
    (chat,) = listed(parts, qtbot)
    parts.window.delete_requested.emit([chat])
    listed(parts, qtbot, 0)
    assert parts.window.transcript.empty
    with qtbot.waitSignal(parts.chat.shown):
        parts.window.undo_bar.undo.click()
    listed(parts, qtbot, 1)
    assert not parts.window.transcript.empty


def test_the_trash_is_brought_up_to_date_only_where_it_is_seen(
    visits: Visits, qtbot: QtBot
) -> None:
    parts = visits.open()
    ask(parts, qtbot, "one")
    (chat,) = listed(parts, qtbot)
    sidebar = parts.window.sidebar
    with qtbot.waitSignal(parts.library.trash_changed):
        parts.window.delete_requested.emit([chat])
    assert sidebar.page is not sidebar.shelves["trash"]
    with qtbot.waitSignal(parts.library.trash_opened):
        sidebar.trash.click()
    assert [item.title for item in sidebar.shelves["trash"].chats] == ["one"]
    with qtbot.waitSignal(parts.library.trash_changed):
        parts.window.empty_trash_requested.emit()
    assert sidebar.shelves["trash"].chats == []


def test_the_sidebar_is_as_it_was_left(visits: Visits, qtbot: QtBot) -> None:
    parts = visits.open()
    parts.window.resize(1000, 700)
    ask(parts, qtbot, "one")
    (chat,) = listed(parts, qtbot)
    parts.window.folder_created.emit("Travel")
    qtbot.waitUntil(lambda: bool(parts.window.sidebar.folders))
    (folder,) = parts.window.sidebar.folders
    parts.window.move_requested.emit([chat], folder.id)
    parts.window.restore_sidebar(True, 310)
    parts.window.sidebar_changed.emit(True, 310)
    parts.window.folders_closed.emit([folder.id])
    parts = visits.open()
    parts.window.resize(1000, 700)
    qtbot.waitUntil(lambda: parts.window.sidebar_shown)
    assert parts.window.sidebar.width() == 310
    assert parts.window.sidebar.list.chat_order() == []  # its folder is closed


def test_a_quotation_goes_into_the_message(visits: Visits, qtbot: QtBot) -> None:
    parts = visits.open()
    ask(parts, qtbot, "one")
    type_text(parts.window.composer.edit, "why")
    parts.window.transcript.quote_requested.emit("Hello\nthere")
    assert parts.window.composer.text == "> Hello\n> there\n\nwhy"


def test_a_question_sent_before_the_chats_are_there_is_sent_then(
    visits: Visits, qtbot: QtBot
) -> None:
    parts = visits.parts = make_window(lambda: visits.engine)
    qtbot.addWidget(parts.window)
    parts.window.show()
    with qtbot.waitSignal(parts.shelf.model_changed):
        parts.shelf.start()
    with qtbot.waitSignal(parts.chat.answer_finished):
        type_text(parts.window.composer.edit, "hi")
        press(parts.window.composer.edit, Qt.Key.Key_Return)
        assert parts.chat.waiting
    assert parts.window.composer.text == ""
