"""What was computed of chats: written while nobody waits, and gone with the chat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.engine_thread import EngineThread
from app.engine_worker import LEAVE_S, UNLOAD_S
from app.parts import Parts
from app.paths import cache_folder
from app.requests import Request, chat_name
from app.store.ids import TEMPORARY
from app.window import make_window
from engine.cache_folder import CacheFolder
from engine.types import Message
from tests.unit.app_fakes import FakeEngine

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise")

MODEL = Path("/models/fake")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "data"


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def thread(engine: FakeEngine, qtbot: QtBot) -> Iterator[EngineThread]:
    del qtbot
    face = EngineThread(lambda: engine)
    yield face
    for gate in (engine.gate, engine.load_gate, engine.keep_gate):
        gate.set()
    assert face.stop()


@pytest.fixture
def parts(engine: FakeEngine, qtbot: QtBot) -> Iterator[Parts]:
    made = make_window(lambda: engine)
    qtbot.addWidget(made.window)
    with qtbot.waitSignals([made.shelf.model_changed, made.chats.opened]):
        made.shelf.start()
        made.chats.start()
    yield made
    assert made.close()


def question(number: int, chat: str = "") -> Request:
    return Request(number, (Message.of("user", "hi"),), chat=chat)


def write(folder: CacheFolder, *chats: int) -> None:
    """A file for each, as if it had been answered."""
    for chat in chats:
        ticket = folder.ticket(chat_name(chat))
        assert ticket is not None
        file = folder.file(ticket, MODEL)
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_name(f".{file.stem}-x.unfinished")
        unfinished.write_bytes(b"computed")
        assert folder.put(unfinished, file, ticket)


def there(folder: CacheFolder, chat: int) -> bool:
    ticket = folder.ticket(chat_name(chat))
    return ticket is not None and folder.file(ticket, MODEL).is_file()


def ask(parts: Parts, qtbot: QtBot, text: str = "hi") -> int:
    """The chat in which it was asked, and answered."""
    with qtbot.waitSignal(parts.chat.ended):
        parts.chat.send(text)
    assert parts.chat.id is not None
    return parts.chat.id


def test_it_is_written_when_nobody_has_asked_for_a_while(
    parts: Parts, engine: FakeEngine, qtbot: QtBot
) -> None:
    keeping = parts.shared.keeping
    ask(parts, qtbot)
    assert keeping.rest.isActive()
    assert engine.kept == []
    keeping.rest.timeout.emit()
    qtbot.waitUntil(lambda: engine.kept == [(False, None)])


def test_a_question_ends_the_writing_at_once(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(thread.model_loaded):
        thread.load(MODEL)
    engine.keep_gate.clear()
    thread.keep()
    qtbot.waitUntil(lambda: engine.kept == [(False, None)])
    with qtbot.waitSignal(thread.finished):
        thread.submit(question(1))
    assert not engine.keep_gate.is_set()


def test_nothing_is_written_while_an_answer_is_awaited(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    thread.keep()  # there is no model either
    engine.gate.clear()
    thread.load(MODEL)
    with qtbot.waitSignal(thread.text_ready):
        thread.submit(question(1))
    thread.keep()
    engine.gate.set()
    with qtbot.waitSignal(thread.finished):
        thread.submit(question(2))
    assert engine.kept == []


def test_all_of_it_is_written_before_a_model_rests_and_the_next_question_ends_that(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(thread.model_loaded):
        thread.load(MODEL)
    engine.keep_gate.clear()
    assert thread.unload()
    qtbot.waitUntil(lambda: engine.kept == [(True, UNLOAD_S)])
    with qtbot.waitSignal(thread.finished):
        thread.submit(question(1))
    assert not engine.keep_gate.is_set()


def test_leaving_writes_what_there_is_time_for(qtbot: QtBot) -> None:
    engine = FakeEngine()
    thread = EngineThread(lambda: engine)
    with qtbot.waitSignal(thread.model_loaded):
        thread.load(MODEL)
    assert thread.stop()
    assert engine.kept == [(True, LEAVE_S)]
    assert LEAVE_S <= 1


def test_an_engine_that_cannot_keep_anything_goes_on(
    thread: EngineThread, engine: FakeEngine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError

    monkeypatch.setattr(engine, "keep", broken)
    with qtbot.waitSignal(thread.model_loaded):
        thread.load(MODEL)
    thread.keep()
    with qtbot.waitSignal(thread.finished):
        thread.submit(question(1))


def test_a_temporary_chat_has_no_name_on_the_disk(
    parts: Parts, engine: FakeEngine, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(parts.chats.temporary.opened):
        parts.chat.start_temporary()
    chat = ask(parts, qtbot)
    assert chat >= TEMPORARY
    assert engine.chats == [""]
    parts.chat.start_new()
    chat = ask(parts, qtbot)
    assert engine.chats[-1] == str(chat)


def test_a_chat_that_goes_to_the_trash_takes_its_file_along(parts: Parts, qtbot: QtBot) -> None:
    folder = parts.shared.keeping.folder
    first = ask(parts, qtbot)
    parts.chat.start_new()
    second = ask(parts, qtbot)
    write(folder, first, second)
    parts.library.trash([first])
    qtbot.waitUntil(lambda: not there(folder, first))
    assert there(folder, second)


def test_deleting_all_chats_deletes_all_files(parts: Parts, qtbot: QtBot) -> None:
    folder = parts.shared.keeping.folder
    chat = ask(parts, qtbot)
    write(folder, chat, 10_000)
    parts.windows.settings.open_window()
    parts.windows.settings.window.wished.emit("delete_chats")
    qtbot.waitUntil(lambda: not there(folder, chat) and not there(folder, 10_000))
    parts.windows.settings.window.close()


def test_a_deleted_message_is_not_kept_in_what_was_computed(parts: Parts, qtbot: QtBot) -> None:
    folder = parts.shared.keeping.folder
    chat = ask(parts, qtbot)
    write(folder, chat)
    last = parts.chat.conversation.last
    assert last is not None
    parts.edits.delete(last)
    qtbot.waitUntil(lambda: not there(folder, chat))


def test_an_answer_in_other_words_is_not_kept_in_what_was_computed(
    parts: Parts, qtbot: QtBot
) -> None:
    folder = parts.shared.keeping.folder
    chat = ask(parts, qtbot)
    write(folder, chat)
    last = parts.chat.conversation.last
    assert last is not None
    parts.edits.edit(last, "In other words.")
    qtbot.waitUntil(lambda: not there(folder, chat))


def test_files_of_chats_that_are_not_there_are_swept_out_at_the_start(
    parts: Parts, qtbot: QtBot
) -> None:
    keeping = parts.shared.keeping
    chat = ask(parts, qtbot)
    write(keeping.folder, chat, 10_000)
    keeping.sweep()
    qtbot.waitUntil(lambda: not there(keeping.folder, 10_000))
    assert there(keeping.folder, chat)


def test_without_room_nothing_is_kept_and_what_was_is_deleted(parts: Parts, qtbot: QtBot) -> None:
    folder = parts.shared.keeping.folder
    chat = ask(parts, qtbot)
    write(folder, chat)
    parts.store.change("keep_computed", 0)
    qtbot.waitUntil(lambda: not list(folder.folder.glob("*.safetensors")))
    assert folder.ticket(chat_name(chat)) is None


def test_it_lies_where_systems_keep_what_can_be_made_again(
    data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert cache_folder() == data / "caches"
    monkeypatch.delenv("PARLANCE_DATA")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "parlance"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == tmp_path / ".cache" / "parlance"
    monkeypatch.setattr("sys.platform", "darwin")
    assert cache_folder() == tmp_path / "Library" / "Caches" / "Parlance"


def test_chats_in_a_folder_of_their_own_leave_those_of_others_alone(
    engine: FakeEngine, qtbot: QtBot, tmp_path: Path
) -> None:
    """As the tour's: none of its chats is one of the person's, and the other way round."""
    mine = CacheFolder(cache_folder() / "chats", lambda: 1000)
    write(mine, 5)
    parts = make_window(lambda: engine, chats_folder=tmp_path / "apart")
    qtbot.addWidget(parts.window)
    with qtbot.waitSignal(parts.chats.opened):
        parts.chats.start()
    write(parts.shared.keeping.folder, 7)
    parts.shared.keeping.sweep()
    qtbot.waitUntil(lambda: not there(parts.shared.keeping.folder, 7))
    assert parts.close()
    assert there(mine, 5)
