"""Long work of the store goes in steps, and streamed text is written between them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.store.carried import CarriedChat, CarriedMedia, CarriedMessage
from app.store.carrying import putting_in
from app.store.opening import NAME, Opened, open_store
from app.store.store import STEP, ChatStore
from app.store.writer import Listener, StoreWriter

CHAT, QUESTION, ANSWER = 100_001, 100_002, 100_003
LONG = 3 * STEP


class Desk:
    """A writer whose thread is not started: its queue is worked off when it is told to end."""

    def __init__(self, opened: Opened) -> None:
        self.store = opened.store
        self.results: list[Any] = []
        self.writer = StoreWriter(
            lambda: opened,
            Listener(
                opened=lambda _: None, call=lambda callback: callback(), waiting=self.results.append
            ),
        )
        self.writer.write(_ask)

    def end(self) -> list[Any]:
        self.writer.start()
        assert self.writer.finish(60)
        assert self.writer.unsaved == 0
        return self.results


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(open_store(tmp_path))


def _ask(store: ChatStore) -> None:
    store.chats.add(CHAT, title="Counting")
    store.messages.ask(QUESTION, CHAT, None, "Count.")
    store.answers.begin(ANSWER, CHAT, QUESTION, "counter")


def long_chat(length: int = LONG, pictures: int = 0) -> CarriedChat:
    messages = tuple(
        CarriedMessage(
            str(at),
            str(at - 1) if at else None,
            "assistant" if at % 2 else "user",
            f"word {at}",
            attachments=(picture(at),) if at < pictures else (),
        )
        for at in range(length)
    )
    return CarriedChat("Long", messages, str(length - 1), draft="half a thought")


def picture(number: int) -> CarriedMedia:
    return CarriedMedia(f"{number}.png", "image", lambda: bytes([number]) * 9)


def between(
    steps: Callable[[ChatStore], Generator[None, None, Any]], seen: list[str], folder: Path
) -> Callable[[ChatStore], Generator[None, None, Any]]:
    """The same work; before each step, what another connection finds of the streamed text."""

    def work(store: ChatStore) -> Generator[None, None, Any]:
        inner = steps(store)
        with closing(sqlite3.connect(folder / NAME)) as other:
            while True:
                (text,) = other.execute("SELECT coalesce(sum(1), 0) FROM piece").fetchone()
                seen.append(str(text))
                try:
                    next(inner)
                except StopIteration as end:
                    return end.value
                yield

    return work


def test_text_is_written_while_a_long_chat_comes_in(desk: Desk, tmp_path: Path) -> None:
    seen: list[str] = []
    work = between(lambda store: putting_in(store, long_chat(pictures=4)), seen, tmp_path)
    desk.writer.write(work, desk.results.append)
    desk.writer.append(ANSWER, "one ")
    (chat,) = desk.end()
    assert seen[0] == "0"
    assert set(seen[1:]) == {"1"}
    assert len(seen) > 4 + LONG // STEP
    with closing(open_store(tmp_path).store) as store:
        assert len(store.messages.path(chat)) == LONG
        found = store.chats.get(chat)
        assert found is not None
        assert (found.row.trashed_at, found.draft.text) == (None, "half a thought")


def test_text_is_written_while_the_trash_is_emptied(desk: Desk, tmp_path: Path) -> None:
    desk.store.chats.add(1, title="Old")
    for id in range(2, LONG + 2):
        desk.store.messages.ask(id, 1, id - 1 if id > 2 else None, "word")
    desk.store.chats.trash([1])
    seen: list[str] = []
    desk.writer.write(between(lambda store: store.emptying_trash(), seen, tmp_path))
    desk.writer.append(ANSWER, "one ")
    desk.end()
    assert (seen[0], set(seen[1:])) == ("0", {"1"})
    assert len(seen) > LONG // STEP
    with closing(open_store(tmp_path).store) as store:
        assert store.database.column("SELECT id FROM chat") == [CHAT]
        assert store.database.value("SELECT count(*) FROM message WHERE chat = 1") == 0


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_a_chat_of_which_only_a_part_came_in_is_seen_nowhere(tmp_path: Path, steps: int) -> None:
    with closing(open_store(tmp_path).store) as store:
        work = putting_in(store, long_chat(pictures=1))
        for _ in range(steps):
            with store.database.transaction():
                next(work)
        work.close()
    with closing(open_store(tmp_path).store) as store:
        assert store.chats.list() == store.chats.list("trash") == ()
        assert store.chats.unsent() is None
        assert store.search.find("Long") == ()
        store.empty_trash()
        assert store.database.value("SELECT count(*) FROM message") == 0


def test_a_chat_that_is_being_deleted_is_seen_nowhere(tmp_path: Path) -> None:
    with closing(open_store(tmp_path).store) as store:
        with store.database.transaction():
            store.chats.add(1)
            for id in range(2, LONG + 2):
                store.messages.ask(id, 1, id - 1 if id > 2 else None, "word")
            store.chats.trash([1])
        work = store.emptying_trash()
        with store.database.transaction():
            next(work)
        work.close()
        assert store.chats.list("trash") == ()
        assert store.empty_trash() == 1


def test_messages_whose_ids_are_out_of_order_are_deleted_too(tmp_path: Path) -> None:
    with closing(open_store(tmp_path).store) as store:
        with store.database.transaction():
            store.chats.add(1)
            for at in range(LONG):  # each has a lower id than the one before it
                store.messages.ask(9000 - at, 1, 9001 - at if at else None, "word")
        store.chats.trash([1])
        assert store.empty_trash() == 1
        assert store.database.value("SELECT count(*) FROM message") == 0


def test_steps_that_fail_are_told_and_what_was_done_before_stays(desk: Desk) -> None:
    def work(store: ChatStore) -> Generator[None, None, int]:
        store.chats.rename(CHAT, "Half")
        yield
        raise ValueError("no")

    failures: list[Any] = []
    desk.writer.write(work, desk.results.append, failures.append)
    titles: list[str] = []
    desk.writer.read(
        lambda store: store.chats.get(CHAT), lambda chat: titles.append(chat.row.title)
    )
    desk.end()
    assert (len(failures), desk.results, titles) == (1, [], ["Half"])


def test_steps_that_cannot_be_written_begin_anew(desk: Desk) -> None:
    tries: list[int] = []

    def work(_: ChatStore) -> Generator[None, None, str]:
        tries.append(1)
        yield
        if len(tries) == 1:
            raise OSError(28, "No space left on device")
        yield
        return "done"

    desk.writer.write(work, desk.results.append)
    desk.writer.append(ANSWER, "one ")
    full, *rest = desk.end()
    assert "the disk is full" in full
    assert rest == ["done", ""]
    assert len(tries) == 2
