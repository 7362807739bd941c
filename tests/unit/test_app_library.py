"""The sidebar's wishes, done in a real store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.unit.chat_scenes import Desk
from ui.values import ChatItem, FolderItem, SearchHit


class Shown(Desk):
    """Attributes: what the sidebar was told last."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.chats: list[ChatItem] = []
        self.folders: list[FolderItem] = []
        self.told_lists = 0
        self.current: list[int | None] = []
        self.offers: list[str] = []
        super().__init__(qtbot, folder)

    def _connect(self) -> None:
        super()._connect()
        self.library.chats_changed.connect(self._take)
        self.library.current_shown.connect(self.current.append)
        self.library.undo_offered.connect(self.offers.append)

    def _take(self, chats: list[ChatItem], folders: list[FolderItem]) -> None:
        self.chats, self.folders = chats, folders
        self.told_lists += 1

    @property
    def titles(self) -> list[str]:
        return [chat.title for chat in self.chats]

    def wish(self, wish: Callable[[], object]) -> None:
        """Something that changes the lists, until they are shown anew."""
        with self.qtbot.waitSignal(self.library.chats_changed):
            wish()
        for _ in range(4):  # what comes back may ask for more
            self.read(lambda _: 1)

    def hear(self, signal: Any, wish: Callable[[], object]) -> Any:
        with self.qtbot.waitSignal(signal) as heard:
            wish()
        return heard.args[-1]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Shown]:
    desk = Shown(qtbot, tmp_path)
    yield desk
    desk.leave()


@pytest.fixture
def two(desk: Shown) -> tuple[int, int]:
    """Ids of two chats, the second one open."""
    first = desk.ask("Where is Lisbon?", "In Portugal.")
    desk.chat.start_new()
    second = desk.ask("Who wrote Faust?", "Goethe.")
    desk.qtbot.waitUntil(lambda: len(desk.chats) == 2)
    desk.wish(desk.lists.refresh)
    return first, second


def test_an_empty_store_shows_nothing(desk: Shown) -> None:
    desk.lists.refresh()
    desk.library.show_current(None)
    desk.read(lambda _: 1)
    assert desk.told_lists == 0
    assert desk.current == []


def test_a_chat_is_listed_by_its_first_words_newest_first(
    desk: Shown, two: tuple[int, int]
) -> None:
    first, second = two
    assert [(chat.id, chat.title) for chat in desk.chats] == [
        (second, "Who wrote Faust?"),
        (first, "Where is Lisbon?"),
    ]
    assert desk.current[-1] == second


def test_a_chat_is_listed_while_its_first_answer_is_written(desk: Shown) -> None:
    with desk.qtbot.waitSignal(desk.library.chats_changed):
        desk.chat.send("Where?")
    assert [(chat.title, chat.answering) for chat in desk.chats] == [("Where?", True)]


def test_names_pins_and_folders(desk: Shown, two: tuple[int, int]) -> None:
    first, _ = two
    desk.wish(lambda: desk.library.rename(first, "Lisbon"))
    desk.wish(lambda: desk.library.pin(first, True))
    desk.wish(lambda: desk.library.add_folder("Travel"))
    (folder,) = desk.folders
    desk.wish(lambda: desk.library.move([first], folder.id))
    chat = desk.chats[0]
    assert (chat.title, chat.pinned, chat.folder) == ("Lisbon", True, folder.id)
    assert desk.offers == []
    desk.wish(lambda: desk.library.rename_folder(folder.id, "Trips"))
    assert desk.folders[0].name == "Trips"
    desk.wish(lambda: desk.library.delete_folder(folder.id))
    assert desk.folders == []
    assert desk.offers == ["The folder “Trips” was removed; its chats are still here."]
    desk.wish(desk.library.undo)
    assert desk.chats[0].folder == desk.folders[0].id


def test_a_deleted_chat_goes_to_the_trash_and_comes_back(desk: Shown, two: tuple[int, int]) -> None:
    _, second = two
    desk.wish(lambda: desk.library.trash([second]))
    assert desk.titles == ["Where is Lisbon?"]
    assert desk.offers == ["“Who wrote Faust?” was moved to the trash."]
    assert desk.chat.id is None
    trash = desk.hear(desk.library.trash_opened, desk.library.open_trash)
    assert [chat.title for chat in trash] == ["Who wrote Faust?"]
    desk.do(desk.library.undo)
    assert desk.chat.id == second
    desk.qtbot.waitUntil(lambda: len(desk.chats) == 2)


def test_undo_takes_back_only_once(desk: Shown, two: tuple[int, int]) -> None:
    desk.wish(lambda: desk.library.trash([two[0]]))
    desk.wish(desk.library.undo)
    desk.library.undo()
    desk.wish(desk.lists.refresh)
    assert len(desk.chats) == 2


def test_deleting_a_chat_stops_its_answer(desk: Shown) -> None:
    desk.chat.send("Where?")
    chat, answer = desk.chat.id, desk.answer
    assert chat is not None
    desk.chat.take_text(answer, "In", "answer")
    desk.library.trash([chat])
    assert desk.stopped == [answer]


def test_a_chat_deleted_before_the_first_word_keeps_its_question(desk: Shown) -> None:
    desk.chat.send("Where?")
    chat = desk.chat.id
    assert chat is not None
    desk.library.trash([chat])
    assert [text for _, text, _ in desk.stored(chat)] == ["Where?", ""]
    assert desk.chat.unsent is None
    assert desk.ask("Who?", "Me.") != chat


def test_a_chat_leaves_the_trash_for_the_list_or_for_good(
    desk: Shown, two: tuple[int, int]
) -> None:
    first, second = two
    desk.wish(lambda: desk.library.trash([first, second]))
    assert desk.offers == ["2 chats were moved to the trash."]
    assert desk.chats == []
    assert desk.hear(desk.library.trash_changed, lambda: desk.library.restore([first])) != []
    assert desk.hear(desk.library.trash_changed, desk.library.empty_trash) == []
    desk.wish(desk.lists.refresh)
    assert [chat.id for chat in desk.chats] == [first]
    assert desk.read(lambda store: store.chats.get(second)) is None


def test_an_archived_chat_leaves_the_list(desk: Shown, two: tuple[int, int]) -> None:
    desk.wish(lambda: desk.library.archive([two[0]], True))
    assert desk.titles == ["Who wrote Faust?"]
    archived = desk.hear(desk.library.archive_opened, desk.library.open_archive)
    assert [chat.id for chat in archived] == [two[0]]


def test_a_copy_is_opened(desk: Shown, two: tuple[int, int]) -> None:
    desk.do(lambda: desk.library.duplicate(two[0]))
    assert desk.chat.id not in (None, *two)
    assert [view.text for view in desk.views] == ["Where is Lisbon?", "In Portugal."]
    desk.wish(desk.lists.refresh)
    assert "Where is Lisbon? (copy)" in desk.titles


def test_search_finds_a_message_and_opens_its_chat_there(desk: Shown, two: tuple[int, int]) -> None:
    hits: list[SearchHit] = desk.hear(
        desk.library.hits_found, lambda: desk.library.search("portugal")
    )
    (hit,) = hits
    assert (hit.chat, hit.title) == (two[0], "Where is Lisbon?")
    with desk.qtbot.waitSignal(desk.chat.goal_found) as goal:
        desk.library.open_hit(hit.chat, hit.message)
    assert goal.args == [hit.message, [(3, 11)]]
    assert desk.chat.id == two[0]


def test_a_hit_on_another_branch_brings_that_branch(desk: Shown) -> None:
    desk.ask("one", "Portugal")
    desk.do(lambda: desk.edits.answer_again(desk.chat.conversation.said[1].id))
    desk.chat.take_text(desk.answer, "Spain", "answer")
    (hit,) = desk.hear(desk.library.hits_found, lambda: desk.library.search("portugal"))
    with desk.qtbot.waitSignal(desk.chat.goal_found):
        desk.library.open_hit(hit.chat, hit.message)
    assert [view.text for view in desk.views] == ["one", "Portugal"]


def test_a_search_that_was_overtaken_shows_nothing(desk: Shown, two: tuple[int, int]) -> None:
    del two
    found: list[str] = []
    desk.library.hits_found.connect(lambda query, _: found.append(query))
    desk.library.search("port")
    desk.library.search("faust")
    desk.read(lambda _: 1)
    assert found == ["faust"]


def test_an_interrupted_chat_is_marked(qtbot: QtBot, tmp_path: Path) -> None:
    before = Shown(qtbot, tmp_path / "same")
    before.chat.send("Where?")
    before.chat.take_text(before.answer, "In", "answer")
    before.leave()
    after = Shown(qtbot, tmp_path / "same")
    after.wish(after.lists.refresh)
    assert [chat.interrupted for chat in after.chats] == [True]
    after.open(after.chats[0].id)
    after.wish(lambda: after.edits.go_on(after.views[1].id))
    assert [(chat.interrupted, chat.answering) for chat in after.chats] == [(False, True)]
    after.leave()
