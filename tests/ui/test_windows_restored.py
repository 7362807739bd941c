"""What was open at the end is open again at the next start."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from pytestqt.qtbot import QtBot

from app.hands import press, type_text
from app.parts import Parts
from app.reopening import Reopening
from app.shared import make_shared
from app.window_memory import memory_file
from app.windows import Windows
from tests.unit.app_fakes import FakeEngine

# The offscreen platform can activate windows, but has no order of them.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise")

LONG = "\n\n".join(f"This is line {number} of a long answer." for number in range(120))


class Starts:
    """The app, started again and again on the same data."""

    def __init__(self, qtbot: QtBot) -> None:
        self.engine, self.qtbot = FakeEngine([LONG]), qtbot
        self.windows: Windows | None = None

    def make(self, *, reopen: bool = True) -> tuple[Windows, Reopening, Parts]:
        """As far as the first window, with nothing read yet."""
        self.end()
        windows = self.windows = Windows(make_shared(lambda: self.engine))
        windows.stays = True
        memory = windows.memory = Reopening(windows)
        parts = memory.first(reopen)
        parts.window.show()
        return windows, memory, parts

    def start(self, *, reopen: bool = True) -> Windows:
        windows, memory, parts = self.make(reopen=reopen)
        self.go_on(windows, memory, parts)
        return windows

    def go_on(self, windows: Windows, memory: Reopening, parts: Parts) -> None:
        with self.qtbot.waitSignals([windows.shared.shelf.model_changed, memory.done]):
            parts.shelf.start()
            parts.chats.start()
        self.settle(windows)

    def settle(self, windows: Windows) -> None:
        """Everything that was asked of the store has come back."""
        for _ in range(4):  # what comes back may ask for more
            came: list[int] = []
            windows.shared.chats.write(lambda _: 1, came.append)
            self.qtbot.waitUntil(lambda came=came: bool(came))  # type: ignore[misc]

    def end(self) -> None:
        if self.windows is not None:
            self.engine.gate.set()
            assert self.windows.close()
            for parts in self.windows.all:
                parts.window.close()
                parts.window.deleteLater()
            self.windows = None

    def ask(self, parts: Parts, text: str) -> int:
        """A whole turn; the chat's id."""
        with self.qtbot.waitSignal(parts.chat.answer_finished):
            type_text(parts.window.composer.edit, text)
            press(parts.window.composer.edit, Qt.Key.Key_Return)
        assert parts.chat.id is not None
        return parts.chat.id

    def choose(self, parts: Parts, chat: int) -> None:
        with self.qtbot.waitSignal(parts.chat.shown):
            parts.window.chat_chosen.emit(chat)


@pytest.fixture
def starts(qtbot: QtBot) -> Iterator[Starts]:
    starts = Starts(qtbot)
    yield starts
    starts.end()


def scrolled(parts: Parts, qtbot: QtBot, share: float) -> tuple[int, int]:
    """The reader goes to that share of the whole; the place there."""
    transcript = parts.window.transcript
    bar = transcript.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 500)
    bar.setValue(round(bar.maximum() * share))
    place = transcript.reading_place()
    assert place is not None
    return place


def near(parts: Parts, place: tuple[int, int]) -> Callable[[], bool]:
    """Whether the reader is there, but for what a line is high."""

    def there() -> bool:
        now = parts.window.transcript.reading_place()
        return now is not None and now[0] == place[0] and abs(now[1] - place[1]) < 4

    return there


def test_windows_come_back_with_their_chats_and_sizes(starts: Starts, qtbot: QtBot) -> None:
    first = starts.start().all[0]
    windows = first.windows
    one = starts.ask(first, "one")
    first.window.resize(740, 600)
    second = windows.open()
    two = starts.ask(second, "two")
    second.window.resize(720, 500)
    first.window.show_up()
    qtbot.waitUntil(lambda: windows.front is first)
    again = starts.start().all
    assert [parts.chat.id for parts in again] == [one, two]
    assert again[0].windows.front is again[0]  # as at the end
    assert [parts.window.size() for parts in again] == [QSize(740, 600), QSize(720, 500)]
    assert all(parts.window.isVisible() for parts in again)
    assert [row.view.text for row in again[1].window.transcript.rows] == ["two", LONG]


def test_the_window_is_there_before_anything_is_read(starts: Starts) -> None:
    starts.ask(starts.start().all[0], "one")
    windows, memory, parts = starts.make()
    assert parts.window.isVisible()
    assert parts.window.transcript.empty
    assert not windows.shared.chats.ready
    starts.go_on(windows, memory, parts)
    assert not parts.window.transcript.empty


def test_the_readers_place_comes_back(starts: Starts, qtbot: QtBot) -> None:
    first = starts.start().all[0]
    starts.ask(first, "one")
    place = scrolled(first, qtbot, 0.4)
    again = starts.start().all[0]
    qtbot.waitUntil(near(again, place))
    assert again.window.transcript._latest.isVisible()  # the way to the end


def test_chats_that_are_visited_in_turn_keep_their_places(starts: Starts, qtbot: QtBot) -> None:
    parts = starts.start().all[0]
    one = starts.ask(parts, "one")
    place = scrolled(parts, qtbot, 0.4)
    parts.window.new_chat_requested.emit()
    two = starts.ask(parts, "two")
    assert parts.window.transcript.following
    starts.choose(parts, one)
    qtbot.waitUntil(near(parts, place))
    starts.choose(parts, two)  # its reader was at the end
    assert parts.window.transcript.following
    bar = parts.window.transcript.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 500 and bar.value() == bar.maximum())


def test_other_colours_leave_the_reader_where_he_is(starts: Starts, qtbot: QtBot) -> None:
    parts = starts.start().all[0]
    starts.ask(parts, "one")
    place = scrolled(parts, qtbot, 0.4)
    rest = parts.window.transcript._rest
    with qtbot.waitSignal(rest.timeout):
        parts.window.look.set_appearance("dark")
    assert near(parts, place)()
    parts.window.look.set_appearance("light")


def test_a_chat_that_was_deleted_does_not_come_back(starts: Starts) -> None:
    windows = starts.start()
    chat = starts.ask(windows.all[0], "one")
    starts.end()
    stored = json.loads(memory_file().read_text())
    assert stored["windows"][0]["chat"] == chat
    stored["windows"].append({**stored["windows"][0], "chat": chat + 999})
    windows, memory, parts = starts.make()
    memory_file().write_text(json.dumps(stored))
    parts.chats.write(lambda store: store.chats.trash([chat]))
    starts.go_on(windows, memory, parts)
    assert parts.chat.id is None
    assert parts.window.transcript.empty
    assert not parts.window.notices.isVisible()


def test_drafts_come_back_in_their_own_windows(starts: Starts) -> None:
    windows = starts.start()
    type_text(windows.all[0].window.composer.edit, "first thought")
    second = windows.open()
    type_text(second.window.composer.edit, "second thought")
    again = starts.start().all
    drafts = {parts.window.composer.text for parts in again}
    assert len(again) == 2
    assert drafts == {"first thought", "second thought"}


def test_whoever_wants_no_windows_back_starts_with_one(starts: Starts, qtbot: QtBot) -> None:
    windows = starts.start()
    chat = starts.ask(windows.all[0], "one")
    place = scrolled(windows.all[0], qtbot, 0.4)
    windows.open()
    windows = starts.start(reopen=False)
    (parts,) = windows.all
    assert parts.chat.id is None
    starts.choose(parts, chat)  # where the reader was is another matter
    qtbot.waitUntil(near(parts, place))


@pytest.mark.parametrize("text", ["", "[]", '{"windows": [1], "places": []}', '{"windows": []}'])
def test_a_broken_memory_is_no_reason_not_to_start(starts: Starts, text: str) -> None:
    memory_file().parent.mkdir(parents=True)
    memory_file().write_text(text)
    assert len(starts.start().all) == 1


def test_an_app_that_ends_before_its_windows_are_back_forgets_none(starts: Starts) -> None:
    windows = starts.start()
    chat = starts.ask(windows.all[0], "one")
    starts.ask(windows.open(), "two")
    starts.make()  # and no further
    starts.end()
    stored = json.loads(memory_file().read_text())
    assert chat in [each["chat"] for each in stored["windows"]]
    assert len(stored["windows"]) == 2


def test_windows_are_remembered_while_the_app_runs(starts: Starts, qtbot: QtBot) -> None:
    windows = starts.start()
    chat = starts.ask(windows.all[0], "one")
    windows.open()

    def stored() -> bool:
        if not memory_file().exists():
            return False
        states = json.loads(memory_file().read_text())["windows"]
        return [each["chat"] for each in states] == [None, chat]

    qtbot.waitUntil(stored, timeout=20_000)
