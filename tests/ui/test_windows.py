"""Several windows on one engine and one store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.first_window import FirstLook, make_first_window
from app.hands import press, type_text
from app.parts import Parts
from app.shared import make_shared
from app.start import Start
from app.start import _come_back as come_back
from app.windows import Windows
from tests.unit.app_fakes import FakeEngine
from ui.bare_menus import make_bare_menus
from ui.main_window import MainWindow

# The offscreen platform can activate windows, but has no order of them.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise")


class Desk:
    """The app with a fake engine; `end` and `start` are a new start on the same data."""

    def __init__(self, engine: FakeEngine, qtbot: QtBot) -> None:
        self.engine, self.qtbot = engine, qtbot
        self.windows: Windows | None = None

    def start(self) -> Parts:
        self.end()
        windows = self.windows = Windows(make_shared(lambda: self.engine))
        windows.stays = True
        with self.qtbot.waitSignals(
            [windows.shared.shelf.model_changed, windows.shared.chats.opened]
        ):
            parts = windows.open()
            windows.shared.shelf.start()
            windows.shared.chats.start()
        return parts

    def end(self) -> None:
        if self.windows is not None:
            self.engine.gate.set()
            assert self.windows.close()
            for parts in self.windows.all:
                parts.window.close()
                parts.window.deleteLater()
            self.windows = None

    @property
    def all_windows(self) -> Windows:
        assert self.windows is not None
        return self.windows

    def ask(self, parts: Parts, text: str) -> int:
        """A whole turn; the chat's id."""
        with self.qtbot.waitSignal(parts.chat.answer_finished):
            self.begin(parts, text)
        assert parts.chat.id is not None
        return parts.chat.id

    def begin(self, parts: Parts, text: str) -> None:
        type_text(parts.window.composer.edit, text)
        press(parts.window.composer.edit, Qt.Key.Key_Return)

    def settled(self) -> None:
        """Everything that was asked of the store has come back."""
        came: list[int] = []
        for _ in range(4):  # what comes back may ask for more
            self.all_windows.shared.chats.write(lambda _: 1, came.append)
            self.qtbot.waitUntil(lambda: bool(came))
            came.clear()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(FakeEngine(), qtbot)
    yield desk
    desk.end()


def texts(parts: Parts) -> list[str]:
    return [row.view.text for row in parts.window.transcript.rows]


def chosen(desk: Desk, parts: Parts, chat: int) -> None:
    with desk.qtbot.waitSignal(parts.chat.shown):
        parts.window.chat_chosen.emit(chat)


def titles(parts: Parts) -> list[tuple[str, bool]]:
    return [(each.text(), each.isChecked()) for each in parts.window.menus.windows.windows]


def test_a_second_window_starts_empty_and_knows_model_and_chats(desk: Desk, qtbot: QtBot) -> None:
    first = desk.start()
    desk.ask(first, "hi")
    first.window.resize(720, 450)  # leaves room on the offscreen screen
    first.window.new_window_requested.emit()
    second = desk.all_windows.all[1]
    assert second.window.isVisible()
    assert second.window.transcript.empty
    assert second.window.size() == first.window.size()
    assert second.window.pos() != first.window.pos()
    current = second.window.header.picker.current
    assert current is not None
    assert current == first.window.header.picker.current
    assert second.window.status.memory.text() != ""
    qtbot.waitUntil(lambda: second.window.sidebar_shown)
    assert second.window.sidebar.list.chat_order() == first.window.sidebar.list.chat_order()


def test_each_window_hears_only_its_own_answer(desk: Desk) -> None:
    first = desk.start()
    second = desk.all_windows.open()
    desk.engine.gate.clear()
    with desk.qtbot.waitSignal(first.chat.text_appended):
        desk.begin(first, "one")
    desk.begin(second, "two")
    assert first.chat.busy
    assert second.chat.busy
    with desk.qtbot.waitSignals([first.chat.answer_finished, second.chat.answer_finished]):
        desk.engine.gate.set()
    assert texts(first) == ["one", "Hello there"]
    assert texts(second) == ["two", "Hello there"]


def test_a_chat_that_is_open_elsewhere_comes_forward(desk: Desk, qtbot: QtBot) -> None:
    first = desk.start()
    chat = desk.ask(first, "hi")
    second = desk.all_windows.open()
    qtbot.waitUntil(second.window.isActiveWindow)
    second.window.chat_chosen.emit(chat)
    qtbot.waitUntil(first.window.isActiveWindow)
    desk.settled()
    assert second.chat.id is None
    assert second.window.transcript.empty


def test_what_is_written_elsewhere_is_gone_on_with_in_the_window_that_opens_it(
    desk: Desk,
) -> None:
    first = desk.start()
    desk.engine.gate.clear()
    with desk.qtbot.waitSignal(first.chat.text_appended):
        desk.begin(first, "hi")
    chat = first.chat.id
    assert chat is not None
    first.window.new_chat_requested.emit()
    second = desk.all_windows.open()
    chosen(desk, second, chat)
    assert second.chat.busy
    with desk.qtbot.waitSignal(second.chat.answer_finished):
        desk.engine.gate.set()
    assert texts(second) == ["hi", "Hello there"]
    second.window.transcript.flush()
    answer = list(second.window.transcript.rows)[-1].view
    assert answer.state == "whole"


def test_closing_a_window_leaves_the_others_and_the_answer(desk: Desk) -> None:
    first = desk.start()
    second = desk.all_windows.open()
    desk.engine.gate.clear()
    with desk.qtbot.waitSignal(second.chat.text_appended):
        desk.begin(second, "hi")
    chat = second.chat.id
    assert chat is not None
    second.window.close()
    assert desk.all_windows.all == (first,)
    desk.settled()
    with desk.qtbot.waitSignal(desk.all_windows.shared.engine.finished):
        desk.engine.gate.set()
    chosen(desk, first, chat)
    assert texts(first) == ["hi", "Hello there"]
    assert list(first.window.transcript.rows)[-1].view.state == "whole"


def test_deleting_a_chat_stops_what_is_written_for_a_closed_window(desk: Desk) -> None:
    first = desk.start()
    second = desk.all_windows.open()
    desk.engine.gate.clear()
    with desk.qtbot.waitSignal(second.chat.text_appended):
        desk.begin(second, "hi")
    chat = second.chat.id
    assert chat is not None
    second.window.close()
    with desk.qtbot.waitSignal(desk.all_windows.shared.engine.cancelled):
        first.window.delete_requested.emit([chat])


def test_a_closed_window_is_gone(desk: Desk) -> None:
    desk.start()
    second = desk.all_windows.open()
    gone: list[object] = []
    for part in (second.window, second.chat, second.queues, second.library):
        part.destroyed.connect(lambda _=None: gone.append(1))
    second.window.close()
    desk.settled()
    assert len(gone) == 4


def test_the_app_goes_on_without_a_window_where_that_is_the_custom(desk: Desk) -> None:
    first = desk.start()
    first.window.close()
    assert desk.all_windows.all == ()
    assert desk.all_windows.front is None
    again = desk.all_windows.open()
    desk.ask(again, "still there?")


def test_a_click_on_the_dock_icon_opens_a_window_only_if_there_is_none(desk: Desk) -> None:
    first = desk.start()
    active = Qt.ApplicationState.ApplicationActive
    come_back(desk.all_windows, active)
    assert desk.all_windows.all == (first,)
    first.window.close()
    come_back(desk.all_windows, Qt.ApplicationState.ApplicationInactive)
    assert desk.all_windows.front is None
    come_back(desk.all_windows, active)
    assert len(desk.all_windows.all) == 1


def test_without_a_window_there_is_still_a_menu_bar(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.bare_menus._bars", [])
    asked: list[str] = []
    bar = make_bare_menus(lambda: asked.append("window"), lambda: asked.append("quit"))
    qtbot.addWidget(bar)
    assert make_bare_menus(lambda: None, lambda: None) is bar
    actions = {each.text(): each for each in bar.findChildren(QAction)}
    actions["New Window"].trigger()
    actions["Quit Parlance"].trigger()
    assert asked == ["window", "quit"]
    assert actions["Quit Parlance"].menuRole() == QAction.MenuRole.QuitRole


def test_elsewhere_the_last_window_stays_to_be_remembered(desk: Desk) -> None:
    first = desk.start()
    desk.all_windows.stays = False
    first.window.close()
    assert desk.all_windows.all == (first,)


def test_quitting_keeps_an_answer_as_interrupted_in_every_window(desk: Desk) -> None:
    first = desk.start()
    second = desk.all_windows.open()
    desk.engine.gate.clear()
    with desk.qtbot.waitSignal(first.chat.text_appended):
        desk.begin(first, "one")
    desk.begin(second, "two")
    chats = [first.chat.id, second.chat.id]
    again = desk.start()
    for chat, question in zip(chats, ["one", "two"], strict=True):
        assert chat is not None
        chosen(desk, again, chat)
        views = [row.view for row in again.window.transcript.rows]
        assert views[0].text == question
        assert views[-1].state == "interrupted"


def test_a_name_given_in_one_window_is_shown_in_all(desk: Desk, qtbot: QtBot) -> None:
    first = desk.start()
    chat = desk.ask(first, "hi")
    second = desk.all_windows.open()
    qtbot.waitUntil(lambda: second.window.sidebar_shown)
    second.window.rename_requested.emit(chat, "Tea & cake")
    qtbot.waitUntil(lambda: first.window.windowTitle() == "Tea & cake")
    desk.settled()
    assert titles(second) == [("Tea && cake", False), ("New Chat", True)]
    assert titles(first) == [("Tea && cake", True), ("New Chat", False)]


def test_a_chat_deleted_in_one_window_leaves_all(desk: Desk) -> None:
    first = desk.start()
    chat = desk.ask(first, "hi")
    second = desk.all_windows.open()
    desk.settled()
    second.window.delete_requested.emit([chat])
    desk.settled()
    assert first.chat.id is None
    assert first.window.transcript.empty
    assert first.window.sidebar.list.chat_order() == []
    with desk.qtbot.waitSignal(first.chat.shown):
        second.window.undo_requested.emit()
    assert first.chat.id == chat


def test_a_model_chosen_in_one_window_is_shown_in_all(desk: Desk, tmp_path: Path) -> None:
    first = desk.start()
    second = desk.all_windows.open()
    with desk.qtbot.waitSignal(desk.all_windows.shared.shelf.model_changed):
        second.window.model_chosen.emit(str(tmp_path))
    for parts in (first, second):
        current = parts.window.header.picker.current
        assert current is not None
        assert current.path == tmp_path
    assert first.chat.model == second.chat.model == tmp_path.name


def test_a_draft_is_shown_in_one_window_only(desk: Desk) -> None:
    first = desk.start()
    type_text(first.window.composer.edit, "half a thought")
    first.drafts.save()
    second = desk.all_windows.open()
    desk.settled()
    assert second.window.composer.text == ""
    desk.ask(second, "hi")
    second.window.new_chat_requested.emit()  # looks for what waits to be sent
    desk.settled()
    assert second.window.composer.text == ""
    assert first.window.composer.text == "half a thought"


def test_the_draft_of_a_closed_window_is_not_lost(desk: Desk, qtbot: QtBot) -> None:
    first = desk.start()
    type_text(first.window.composer.edit, "half a thought")
    first.window.close()
    again = desk.all_windows.open()
    qtbot.waitUntil(lambda: again.window.composer.text == "half a thought")


def test_open_in_new_window_takes_the_chat_along(desk: Desk) -> None:
    first = desk.start()
    chat = desk.ask(first, "hi")
    first.window.window_requested.emit(chat)
    second = desk.all_windows.all[1]
    desk.qtbot.waitUntil(lambda: second.chat.id == chat)
    assert texts(second) == ["hi", "Hello there"]
    assert first.chat.id is None


def test_a_chat_that_has_a_window_is_not_given_another(desk: Desk, qtbot: QtBot) -> None:
    first = desk.start()
    chat = desk.ask(first, "hi")
    second = desk.all_windows.open()
    qtbot.waitUntil(second.window.isActiveWindow)
    second.window.window_requested.emit(chat)
    qtbot.waitUntil(first.window.isActiveWindow)
    assert desk.all_windows.all == (first, second)
    assert first.chat.id == chat


def test_a_hit_in_a_chat_that_is_open_elsewhere_is_shown_there(desk: Desk, qtbot: QtBot) -> None:
    first = desk.start()
    chat = desk.ask(first, "a needle")
    second = desk.all_windows.open()
    qtbot.waitUntil(second.window.isActiveWindow)
    question = next(iter(first.window.transcript.rows)).view.id
    with qtbot.waitSignal(first.chat.goal_found) as found:
        second.window.search_changed.emit("needle")
        second.window.hit_chosen.emit(chat, question)
    assert found.args == [question, [(2, 8)]]
    qtbot.waitUntil(first.window.isActiveWindow)
    assert second.chat.id is None


def test_notices_of_the_whole_app_are_said_in_one_window(desk: Desk, qtbot: QtBot) -> None:
    first = desk.start()
    second = desk.all_windows.open()
    qtbot.waitUntil(second.window.isActiveWindow)
    first.window.activateWindow()
    qtbot.waitUntil(lambda: desk.all_windows.front is first)
    desk.all_windows.shared.shelf.notice.emit("Something about models.")
    assert first.window.notices.isVisible()
    assert not second.window.notices.isVisible()


def test_the_window_menu_leads_to_the_others(desk: Desk, qtbot: QtBot) -> None:
    first = desk.start()
    second = desk.all_windows.open()
    qtbot.waitUntil(second.window.isActiveWindow)
    second.window.menus.windows.windows[0].trigger()
    qtbot.waitUntil(first.window.isActiveWindow)
    assert titles(second) == [("New Chat", False), ("New Chat", True)]  # ticks stay


def test_quit_ends_all_windows(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first = desk.start()
    second = desk.all_windows.open()
    quits: list[int] = []
    monkeypatch.setattr(QApplication, "quit", lambda: quits.append(1))
    first.window.quit_requested.emit()
    first.window.close()
    second.window.close()
    assert quits == [1]
    assert desk.all_windows.all == (first, second)  # as they are to be remembered


def test_the_app_ends_well_without_its_first_window(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr("app.shared.make_shared", lambda: make_shared(FakeEngine))
    start = Start(qapp, make_first_window(FirstLook({}, {})))
    start.window.show()
    start.begin()
    assert start.slices is not None
    start.slices.finish()
    windows = start.windows
    assert windows is not None
    second = windows.open()
    gone: list[int] = []
    start.window.destroyed.connect(lambda _=None: gone.append(1))
    start.window.close()
    qtbot.waitUntil(lambda: bool(gone))
    assert windows.all == (second,)
    start.hide()
    assert not second.window.isVisible()
    assert start.close()
    start.leave_place()
    second.window.deleteLater()


def test_menu_roles_and_keys_follow_the_platform(window: MainWindow) -> None:
    actions = {each.text(): each for each in window.findChildren(QAction) if each.text()}
    assert actions["New Window"].shortcut().toString() == "Ctrl+Shift+N"
    assert actions["Settings…"].shortcut().toString() == "Ctrl+,"
    role = type(actions["Settings…"]).MenuRole
    assert actions["Settings…"].menuRole() == role.PreferencesRole
    assert actions["Quit Parlance"].menuRole() == role.QuitRole
    assert actions["About Parlance"].menuRole() == role.AboutRole
    menus = ("New Chat", "Copy", "Full Screen", "Choose Model", "Minimise", "Bring All to Front")
    assert all(actions[each].menuRole() == role.NoRole for each in menus)
