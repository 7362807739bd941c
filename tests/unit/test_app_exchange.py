"""Chats out as files and in again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.exchange import Exchange
from app.store.export_markdown import export_markdown
from tests.unit.chat_scenes import Desk
from tests.unit.pdf_reader import Pdf
from ui.carry_dialogs import ask_where, file_name


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(qtbot, tmp_path / "chats")
    yield desk
    desk.leave()


@pytest.fixture
def exchange(desk: Desk) -> Exchange:
    exchange = Exchange(desk.store)
    exchange.notice.connect(desk.notices.append)
    return exchange


def export(desk: Desk, exchange: Exchange, chat: int, target: Path) -> None:
    with desk.qtbot.waitSignal(exchange.notice):
        exchange.export(chat, str(target))


def test_a_chat_goes_out_as_markdown(desk: Desk, exchange: Exchange, tmp_path: Path) -> None:
    chat = desk.ask("Where?", "In **Lisbon**.")
    export(desk, exchange, chat, tmp_path / "x.md")
    assert "In **Lisbon**." in (tmp_path / "x.md").read_text()
    assert desk.notices == [f"The chat was exported to {tmp_path / 'x.md'}."]


def test_a_chat_goes_out_as_pdf(desk: Desk, exchange: Exchange, tmp_path: Path) -> None:
    chat = desk.ask("Where?", "In **Lisbon**.")
    export(desk, exchange, chat, tmp_path / "x.PDF")
    assert "In Lisbon." in Pdf(tmp_path / "x.PDF").text
    assert desk.notices == [f"The chat was exported to {tmp_path / 'x.PDF'}."]


def test_an_export_that_takes_long_is_told_of(
    desk: Desk, exchange: Exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = desk.ask("Where?", "In Lisbon.")
    gate = threading.Event()
    write = export_markdown

    def slowly(*values: Any, **names: Any) -> int:
        assert gate.wait(60)
        return write(*values, **names)

    monkeypatch.setattr("app.store.export_markdown.export_markdown", slowly)
    monkeypatch.setattr("app.exchange.SLOW_MS", 0)
    export(desk, exchange, chat, tmp_path / "x.md")
    gate.set()
    desk.qtbot.waitUntil(lambda: len(desk.notices) == 2)
    assert desk.notices == [
        f"The chat is being exported to {tmp_path / 'x.md'}…",
        f"The chat was exported to {tmp_path / 'x.md'}.",
    ]


def test_an_export_is_given_up_when_the_window_goes(
    desk: Desk, exchange: Exchange, tmp_path: Path
) -> None:
    chat = desk.ask("Where?", "In Lisbon.")
    exchange.stop()
    with desk.qtbot.waitSignal(desk.store.notice):
        exchange.export(chat, str(tmp_path / "x.pdf"))
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.qt_log_ignore("propagateSizeHints")  # offscreen has no screen to hint at
@pytest.mark.parametrize(
    ("place", "ending", "thinking"),
    [(0, "md", False), (1, "pdf", False), (2, "pdf", True), (3, "json", False)],
)
def test_the_dialog_offers_every_form(
    qtbot: QtBot, tmp_path: Path, place: int, ending: str, thinking: bool
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    chosen: list[tuple[str, bool]] = []
    dialog = ask_where(parent, "Where?", lambda path, thoughts: chosen.append((path, thoughts)))
    assert len(dialog.nameFilters()) == 4
    one = dialog.nameFilters()[place]
    dialog.selectNameFilter(one)
    dialog.filterSelected.emit(one)
    assert dialog.defaultSuffix() == ending
    dialog.fileSelected.emit(str(tmp_path / f"x.{ending}"))
    assert chosen == [(str(tmp_path / f"x.{ending}"), thinking)]
    dialog.close()


def test_a_chat_that_went_out_comes_in_again(
    desk: Desk, exchange: Exchange, tmp_path: Path
) -> None:
    chat = desk.ask("Where?", "In Lisbon.")
    export(desk, exchange, chat, tmp_path / "x.json")
    with desk.qtbot.waitSignal(exchange.imported):
        exchange.bring_in(str(tmp_path / "x.json"))
    assert desk.notices[-1] == "1 chat came in."
    copies = desk.read(lambda store: store.chats.list())
    assert len(copies) == 2
    assert len({text for copy in copies for _, text, _ in desk.stored(copy.id)}) == 2


def test_a_folder_that_cannot_be_written_is_a_sentence(
    desk: Desk, exchange: Exchange, tmp_path: Path
) -> None:
    chat = desk.ask("Where?", "In Lisbon.")
    (tmp_path / "file").touch()
    with desk.qtbot.waitSignal(desk.store.notice):
        exchange.export(chat, str(tmp_path / "file" / "x.md"))
    assert desk.notices[-1].endswith(".")


def test_what_is_no_export_is_a_sentence(desk: Desk, exchange: Exchange, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("words")
    with desk.qtbot.waitSignal(exchange.imported):
        exchange.bring_in(str(tmp_path / "x.json"))
    (sentence,) = desk.notices
    assert "x.json" in sentence


@pytest.mark.parametrize(
    ("title", "name"),
    [("Where is Lisbon?", "Where is Lisbon"), ("a/b: c", "a b  c"), ("...", "Chat"), ("", "Chat")],
)
def test_a_title_becomes_the_name_of_a_file(title: str, name: str) -> None:
    assert file_name(title) == name
