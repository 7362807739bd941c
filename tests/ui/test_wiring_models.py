"""Models in the real window, from a real hub on this machine, with an engine that is not there."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app import badge
from app.bench_download.hub_server import Fault, HubServer, Repo, hub_server
from app.hands import press, type_text
from app.hub import proxy
from app.hub.access import find_access
from app.hub.fetch import Manners
from app.model_desk import ModelDesk
from app.move_journal import Entry, write_down
from app.parts import Parts
from app.paths import starter_model
from app.self_tests import load_results
from app.settings import Settings, save_settings, settings_file
from app.window import make_window
from engine.errors import OutOfMemory
from engine.types import MemoryUse
from tests.tiny_models import GEMMA4
from tests.unit.app_fakes import FakeEngine
from ui.buttons import TextButton
from ui.models_window.rows import DownloadRow, InstalledRow, OfferRow, UpdateRow
from ui.models_window.window import ModelsWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

NAME, OTHER = "people/Tiny-Gemma", "people/Tiny-Two"
WAIT_MS = 30_000  # the processor is shared


@pytest.fixture
def server() -> Iterator[HubServer]:
    files = {p.name: p.read_bytes() for p in GEMMA4.iterdir() if p.is_file()}
    config = json.loads(files["config.json"])
    with hub_server() as server:
        for name in (NAME, OTHER):
            server.repos[name] = Repo(dict(files), downloads=7, config=config)
        yield server


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setattr("app.hub.token.has_keychain", lambda: False)
    quick = Manners(tries=2, first_wait_s=0.001, longest_wait_s=0.001)
    monkeypatch.setattr("app.hub.download.Manners", lambda: quick)
    return tmp_path / "data"


@pytest.fixture
def engine() -> FakeEngine:
    made = FakeEngine()
    made.aside = "4"
    return made


@pytest.fixture
def parts(engine: FakeEngine, server: HubServer, qtbot: QtBot) -> Iterator[Parts]:
    parts = make_window(lambda: engine)
    qtbot.addWidget(parts.window)
    parts.window.show()
    parts.store.change("hub", server.address)
    with qtbot.waitSignals([parts.shelf.model_changed, parts.chats.opened], timeout=WAIT_MS):
        parts.shelf.start()
        parts.chats.start()
        parts.windows.models.start()
    yield parts
    for gate in (engine.gate, engine.load_gate, engine.aside_gate):
        gate.set()
    assert parts.close()


@pytest.fixture
def desk(parts: Parts) -> ModelDesk:
    return parts.windows.models


@pytest.fixture
def models(parts: Parts, desk: ModelDesk, qtbot: QtBot) -> ModelsWindow:
    """The models' window, opened from the menu, and filled."""
    menu = parts.window.menus.model
    (action,) = (each for each in menu.actions() if each.text().startswith("All Models"))
    action.trigger()
    qtbot.addWidget(desk.window)
    qtbot.waitUntil(lambda: bool(rows(desk.window, InstalledRow)), timeout=WAIT_MS)
    return desk.window


def rows(window: QWidget, kind: type[Any]) -> list[Any]:
    return [row for row in window.findChildren(kind) if row.isVisibleTo(window)]


def row_of(window: ModelsWindow, name: str) -> InstalledRow:
    (found,) = (r for r in rows(window, InstalledRow) if name in (r.view.repo, r.view.path))
    assert isinstance(found, InstalledRow)
    return found


def choose(row: InstalledRow, text: str) -> None:
    (found,) = (each for each in row.more.menu().actions() if each.text() == text)
    assert found.isEnabled()
    found.trigger()


def snapshot(tmp_path: Path, name: str = NAME) -> Path:
    return tmp_path / "hub" / f"models--{name.replace('/', '--')}" / "snapshots" / ("c" * 40)


def notices(parts: Parts) -> str:
    return "\n".join(label.text() for label in parts.window.notices.findChildren(QLabel))


def get(desk: ModelDesk, qtbot: QtBot, name: str = NAME) -> None:
    with qtbot.waitSignal(desk.downloads.arrived, timeout=WAIT_MS):
        desk.downloads.get(name)


def ask(parts: Parts, text: str = "hi") -> None:
    type_text(parts.window.composer.edit, text)
    press(parts.window.composer.edit, Qt.Key.Key_Return)


def hold_weights(server: HubServer) -> Callable[[], None]:
    """Half of the weights come, and the rest when the function that is returned is called."""
    server.gate.clear()
    held = Fault(held=True)
    server.fault = lambda a: held if a.stop - a.start > 400_000 else None  # no mere header
    return server.gate.set


def test_command_l_opens_the_list_of_all_models_and_return_loads_one(
    parts: Parts, desk: ModelDesk, models: ModelsWindow, engine: FakeEngine, qtbot: QtBot,
    tmp_path: Path,
) -> None:  # fmt: skip
    keys = {a.text(): a.shortcut().toString() for a in parts.window.menus.model.actions()}
    assert (keys["All Models…"], keys["Choose Model"]) == ("Ctrl+L", "Ctrl+Shift+L")
    parts.shelf.choose(str(tmp_path))  # a model of one's own, so that what comes only joins it
    get(desk, qtbot)
    qtbot.waitUntil(lambda: any(r.view.repo == NAME for r in rows(models, InstalledRow)))
    with qtbot.waitSignal(parts.shelf.model_changed, timeout=WAIT_MS):
        press(row_of(models, NAME), Qt.Key.Key_Return)
    assert engine.loads[-1] == snapshot(tmp_path)
    qtbot.waitUntil(lambda: row_of(models, NAME).view.used > 0, timeout=WAIT_MS)
    assert "Used today" in row_of(models, NAME).state.text()


@pytest.mark.parametrize("sheets", [True, False])
def test_end_of_the_picker_opens_all_models_over_its_window_where_there_are_sheets(
    parts: Parts, desk: ModelDesk, qtbot: QtBot, sheets: bool
) -> None:
    desk.sheets = sheets
    parts.window.header.picker.popup.manage.click()
    window = desk.window
    assert window.isVisible()
    assert (window.parentWidget() is parts.window) == sheets
    window.close()
    parts.windows.closed.emit(parts)
    assert window.parentWidget() is None, "it would go with the window"
    qtbot.addWidget(window)


def test_order_of_the_list_is_remembered(parts: Parts, models: ModelsWindow) -> None:
    models.list.order.chosen.emit("size")
    assert parts.store.value.models_order == "size"


def test_model_is_found_and_fetched_and_goes_on_with_the_same_chat(
    parts: Parts, desk: ModelDesk, models: ModelsWindow, engine: FakeEngine, qtbot: QtBot,
    tmp_path: Path,
) -> None:  # fmt: skip
    engine.gate.clear()
    with qtbot.waitSignal(parts.engine.text_ready):
        ask(parts, "first")
    chat = parts.chat.id
    type_text(models.field, "tiny-gem")
    press(models.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(rows(models, OfferRow)) == 1, timeout=WAIT_MS)
    with qtbot.waitSignal(desk.downloads.arrived, timeout=WAIT_MS):
        rows(models, OfferRow)[0].get.click()
    assert engine.loads == [starter_model()], "the answer is written to its end first"
    with qtbot.waitSignal(parts.shelf.model_changed, timeout=WAIT_MS):
        engine.gate.set()
    assert engine.loads == [starter_model(), snapshot(tmp_path)]
    assert f"{NAME} is here, and answers from now on." in notices(parts)
    with qtbot.waitSignal(parts.engine.finished):
        ask(parts, "second")
    assert parts.chat.id == chat
    assert [message.text for message in engine.heard[-1]] == ["first", "Hello there", "second"]
    assert parts.store.value.model == str(snapshot(tmp_path))


def test_whoever_chose_a_model_keeps_it_and_is_told(
    parts: Parts, desk: ModelDesk, engine: FakeEngine, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(parts.shelf.model_changed):
        parts.shelf.choose(str(tmp_path))
    get(desk, qtbot)
    assert engine.loads == [starter_model(), tmp_path]
    assert f"{NAME} is here." in notices(parts)
    (news,) = parts.window.notices.notices
    assert news.button is not None
    with qtbot.waitSignal(parts.shelf.model_changed, timeout=WAIT_MS):
        news.button.click()
    assert engine.loads[-1] == snapshot(tmp_path)


def test_chat_goes_on_and_tells_how_much_of_a_model_has_come(
    parts: Parts, desk: ModelDesk, server: HubServer, qtbot: QtBot
) -> None:
    let_go = hold_weights(server)
    desk.downloads.get(NAME)
    status = parts.window.status.activity
    qtbot.waitUntil(lambda: status.text().endswith("% downloaded"), timeout=WAIT_MS)
    with qtbot.waitSignal(parts.engine.finished, timeout=WAIT_MS):
        ask(parts)
    qtbot.waitUntil(lambda: status.text().startswith("Ready · "), timeout=WAIT_MS)
    with qtbot.waitSignal(parts.shelf.model_changed, timeout=WAIT_MS):
        let_go()
    assert status.text() == "Ready"


def test_gated_model_leads_to_its_page_and_to_the_access_token(
    parts: Parts,
    desk: ModelDesk,
    models: ModelsWindow,
    server: HubServer,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []
    services = "app.model_desk.QDesktopServices.openUrl"
    monkeypatch.setattr(services, lambda address: opened.append(address.toString()))
    server.repos[NAME].gated, server.repos[NAME].token = True, "hf_good"
    desk.downloads.get(NAME)
    qtbot.waitUntil(
        lambda: [row.view.refused for row in rows(models, DownloadRow)] == [True], timeout=WAIT_MS
    )
    (row,) = rows(models, DownloadRow)
    page, token = row.ways.findChildren(TextButton)
    page.click()
    assert opened == [f"{server.address}/{NAME}"]
    token.click()
    settings = parts.windows.settings.window
    qtbot.addWidget(settings)
    assert settings.isVisible()
    assert settings.pages["models"].isVisibleTo(settings)
    monkeypatch.setenv("HF_TOKEN", "hf_good")
    with qtbot.waitSignal(desk.downloads.arrived, timeout=WAIT_MS):
        row.pause.click()


def test_download_is_paused_and_gone_on_with(
    desk: ModelDesk, models: ModelsWindow, server: HubServer, qtbot: QtBot
) -> None:
    let_go = hold_weights(server)
    desk.downloads.get(NAME)
    qtbot.waitUntil(lambda: desk.downloads.views[0].done > 0, timeout=WAIT_MS)
    (row,) = rows(models, DownloadRow)
    row.pause.click()
    assert row.line.text().endswith("paused")
    let_go()
    with qtbot.waitSignal(desk.downloads.arrived, timeout=WAIT_MS):
        row.pause.click()
    qtbot.waitUntil(lambda: any(r.view.repo == NAME for r in rows(models, InstalledRow)))
    assert rows(models, DownloadRow) == []


def test_unfinished_model_is_shown_among_those_on_their_way_alone(
    desk: ModelDesk, models: ModelsWindow, server: HubServer, qtbot: QtBot
) -> None:
    hold_weights(server)
    desk.downloads.get(NAME)
    qtbot.waitUntil(lambda: desk.downloads.views[0].done > 0, timeout=WAIT_MS)
    desk.downloads.pause(NAME)
    seen: list[object] = []
    desk._disk.run(lambda: None, seen.append, seen.append)
    desk.renew()
    desk._disk.run(lambda: None, seen.append, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=WAIT_MS)
    assert [row.view.repo for row in rows(models, InstalledRow)] == [""]
    assert [row.view.repo for row in rows(models, DownloadRow)] == [NAME]


def test_model_that_came_is_tested_and_what_was_found_is_kept(
    parts: Parts, desk: ModelDesk, models: ModelsWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    get(desk, qtbot)
    qtbot.waitUntil(lambda: snapshot(tmp_path) in map(Path, load_results()), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: bool(row_of(models, NAME).view.tested), timeout=WAIT_MS)
    assert "every answer was right" in row_of(models, NAME).view.tested
    assert "does not work" not in notices(parts)


def test_model_that_fails_its_test_is_told_of(
    parts: Parts, desk: ModelDesk, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.aside = "five"
    with qtbot.waitSignal(parts.engine.tested, timeout=WAIT_MS):
        get(desk, qtbot)
    assert f"{NAME} was tested and does not work as it should; see Models." in notices(parts)


def test_question_goes_before_a_test(
    parts: Parts, desk: ModelDesk, models: ModelsWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.aside_gate.clear()
    choose(row_of(models, str(starter_model())), "Test It")
    assert models.said.text().startswith("The model is tested")
    with qtbot.waitSignals([parts.engine.tested, parts.engine.finished], timeout=WAIT_MS):
        ask(parts)
    assert models.said.text().startswith("The test gave way to a question")
    assert load_results() == {}
    engine.aside_gate.set()
    assert desk._quiet.isActive(), "it is made when nobody asks anything"
    with qtbot.waitSignal(parts.engine.tested, timeout=WAIT_MS):
        desk._quiet.timeout.emit()
    qtbot.waitUntil(lambda: list(map(Path, load_results())) == [starter_model()])


def test_model_in_use_is_deleted_and_the_starter_answers(
    parts: Parts, desk: ModelDesk, models: ModelsWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(parts.shelf.model_changed, timeout=WAIT_MS):
        get(desk, qtbot)
    qtbot.waitUntil(lambda: any(r.view.repo == NAME for r in rows(models, InstalledRow)))
    choose(row_of(models, NAME), "Delete…")
    box = models.findChildren(QMessageBox)[-1]
    (delete,) = (each for each in box.buttons() if each.text() == "Delete")
    with qtbot.waitSignal(parts.shelf.model_changed, timeout=WAIT_MS):
        delete.click()
    assert parts.shelf.wanted == str(starter_model())
    qtbot.waitUntil(lambda: len(rows(models, InstalledRow)) == 1, timeout=WAIT_MS)
    assert not snapshot(tmp_path).exists()


def damage(tmp_path: Path) -> Path:
    weights = (snapshot(tmp_path) / "model.safetensors").resolve()
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    os.utime(weights, (1, 1))  # long before it is checked
    return weights


def test_damaged_file_is_found_by_a_check_and_fetched_again(
    parts: Parts, desk: ModelDesk, models: ModelsWindow, server: HubServer, qtbot: QtBot,
    tmp_path: Path,
) -> None:  # fmt: skip
    get(desk, qtbot)
    qtbot.waitUntil(lambda: any(r.view.repo == NAME for r in rows(models, InstalledRow)))
    weights = damage(tmp_path)
    choose(row_of(models, NAME), "Check the Files")
    qtbot.waitUntil(lambda: bool(row_of(models, NAME).view.damaged), timeout=WAIT_MS)
    assert models.said.text() == f"{NAME} has damaged files: model.safetensors."
    server.asked.clear()
    with qtbot.waitSignal(desk.downloads.mended, timeout=WAIT_MS):
        row_of(models, NAME).refetch.click()
    assert weights.read_bytes() == (GEMMA4 / "model.safetensors").read_bytes()
    files = {each.path.rpartition("/")[2] for each in server.asked if each.kind == "resolve"}
    assert files == {"model.safetensors"}
    qtbot.waitUntil(lambda: not row_of(models, NAME).view.damaged, timeout=WAIT_MS)
    assert parts.shelf.wanted == str(snapshot(tmp_path))


def test_damaged_file_is_removed_and_the_row_says_that_it_is_missing(
    desk: ModelDesk, models: ModelsWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    get(desk, qtbot)
    qtbot.waitUntil(lambda: any(r.view.repo == NAME for r in rows(models, InstalledRow)))
    weights = damage(tmp_path)
    choose(row_of(models, NAME), "Check the Files")
    qtbot.waitUntil(lambda: bool(row_of(models, NAME).view.damaged), timeout=WAIT_MS)
    row_of(models, NAME).remove.click()
    qtbot.waitUntil(lambda: "are free again" in models.said.text(), timeout=WAIT_MS)
    assert not weights.exists()
    qtbot.waitUntil(lambda: bool(row_of(models, NAME).view.info.problem), timeout=WAIT_MS)
    assert row_of(models, NAME).view.damaged == ("model.safetensors",)


def test_model_in_use_is_moved_and_goes_on_from_its_new_place(
    parts: Parts, desk: ModelDesk, models: ModelsWindow, engine: FakeEngine, qtbot: QtBot,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("app.moving._same_disk", lambda *_: False)
    with qtbot.waitSignal(parts.shelf.model_changed, timeout=WAIT_MS):
        get(desk, qtbot)
    disk = tmp_path / "disk"
    disk.mkdir()
    said: list[tuple[str, object]] = []
    desk._care.working.connect(lambda words, share: said.append((words, share)))
    with qtbot.waitSignal(parts.shelf.model_changed, timeout=WAIT_MS):
        models.move_wanted.emit(str(snapshot(tmp_path)), str(disk))
    assert str(engine.loads[-1]).startswith(str(disk))
    assert parts.store.value.model == str(engine.loads[-1])
    assert said[0] == (f"{NAME} is copied and compared…", None)
    assert (f"{NAME} is copied and compared…", 1.0) in said
    assert said[-1] == ("", None)
    qtbot.waitUntil(lambda: row_of(models, NAME).view.path == str(engine.loads[-1]))
    assert not snapshot(tmp_path).exists()


def test_memory_is_given_back_until_the_next_question(
    parts: Parts, engine: FakeEngine, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(parts.engine.memory_changed, timeout=WAIT_MS):
        parts.window.eject_requested.emit()
    assert not engine.loaded
    with qtbot.waitSignal(parts.engine.finished, timeout=WAIT_MS):
        ask(parts)
    assert engine.loaded


def test_model_that_answers_is_not_unloaded(parts: Parts, engine: FakeEngine, qtbot: QtBot) -> None:
    engine.gate.clear()
    with qtbot.waitSignal(parts.engine.text_ready):
        ask(parts)
    parts.window.eject_requested.emit()
    assert "The model is answering; stop it before it is unloaded." in notices(parts)
    with qtbot.waitSignal(parts.engine.finished):
        engine.gate.set()
    assert engine.loaded


def test_page_of_an_empty_chat_offers_models_while_the_starter_is_alone(
    parts: Parts, desk: ModelDesk, qtbot: QtBot
) -> None:
    page = parts.window.empty_state
    qtbot.waitUntil(lambda: page.offer is not None and page.offer.isVisible(), timeout=WAIT_MS)
    assert page.offer is not None
    page.offer.click()
    assert desk.window.isVisible()
    qtbot.addWidget(desk.window)
    get(desk, qtbot)
    qtbot.waitUntil(lambda: len(parts.shelf.models) == 2, timeout=WAIT_MS)
    assert not page.offer.isVisible()


def test_hub_that_does_not_answer_is_named_in_the_window(
    models: ModelsWindow, server: HubServer, qtbot: QtBot
) -> None:
    server.fault = lambda _: Fault(status=503)
    type_text(models.field, "tiny")
    press(models.field, Qt.Key.Key_Return)
    qtbot.waitUntil(models.said.isVisible, timeout=WAIT_MS)
    assert models.said.text().startswith("The hub could not be asked")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("hub", "ftp://hub", "is no address of a hub"), ("proxy", "nonsense://x", "The proxy")],
)
def test_address_that_is_none_is_said(
    parts: Parts, models: ModelsWindow, qtbot: QtBot, name: str, value: str, words: str
) -> None:
    parts.store.change(name, value)
    type_text(models.field, "tiny")
    press(models.field, Qt.Key.Key_Return)
    qtbot.waitUntil(models.said.isVisible, timeout=WAIT_MS)
    assert words in models.said.text()


def test_limit_of_the_settings_holds_for_downloads(
    parts: Parts, desk: ModelDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[int] = []

    def note(bytes_per_s: int) -> Manners:
        wanted.append(bytes_per_s)
        return Manners()

    monkeypatch.setattr("app.hub.fetch.Manners", note)
    parts.store.change("download_limit", 5)
    get(desk, qtbot)
    assert wanted == [5_000_000]


def test_token_is_kept_by_the_keychain_and_nowhere_else(
    parts: Parts,
    desk: ModelDesk,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    server: HubServer,
) -> None:
    caplog.set_level(logging.DEBUG)
    chain: list[str] = []
    monkeypatch.setattr("app.hub.token.has_keychain", lambda: True)
    monkeypatch.setattr("app.hub.token.keep_token", chain.append)
    monkeypatch.setattr("app.hub.token._from_keychain", lambda: chain[-1] if chain else "")
    parts.window.settings_requested.emit()
    settings = parts.windows.settings.window
    qtbot.addWidget(settings)
    downloads = settings.models.downloads
    qtbot.waitUntil(downloads.token.isEnabled)
    type_text(downloads.token, "hf_secret")
    downloads.keep.click()
    qtbot.waitUntil(lambda: not downloads.remove.isHidden(), timeout=WAIT_MS)
    assert chain == ["hf_secret"]
    get(desk, qtbot)
    assert {each.token for each in server.asked if each.kind != "store"} == {"hf_secret"}
    assert {each.token for each in server.asked if each.kind == "store"} <= {"", "hf_secret"}
    parts.store.change("download_limit", 1)
    written: list[object] = []
    parts.disk.run(lambda: None, written.append, written.append)
    qtbot.waitUntil(lambda: bool(written))
    assert "hf_secret" not in settings_file().read_text("utf-8")
    assert "hf_secret" not in caplog.text


def test_gated_model_is_refused_in_one_sentence(
    parts: Parts, desk: ModelDesk, models: ModelsWindow, server: HubServer, qtbot: QtBot
) -> None:
    server.repos[NAME].gated, server.repos[NAME].token = True, "hf_other"
    with qtbot.waitSignal(desk.downloads.notice, timeout=WAIT_MS):
        desk.downloads.get(NAME)
    (row,) = rows(models, DownloadRow)
    assert "is gated" in row.line.text()
    assert row.line.text() in notices(parts)


def test_icon_tells_how_much_has_come_and_is_clean_at_the_end(
    desk: ModelDesk, server: HubServer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[int] = []

    class Icon:
        @classmethod
        def instance(cls) -> Icon:
            return cls()

        def setBadgeNumber(self, number: int) -> None:  # noqa: N802
            shown.append(number)

    monkeypatch.setattr(badge, "QGuiApplication", Icon)
    let_go = hold_weights(server)
    desk.downloads.get(NAME)
    qtbot.waitUntil(lambda: any(10 < number < 100 for number in shown))
    with qtbot.waitSignal(desk.downloads.arrived):
        let_go()
    assert shown[0] == 1, "something is under way"
    assert any(10 < number < 100 for number in shown)
    assert shown == [*sorted(shown[:-1]), 0]


def test_models_window_looks_as_the_settings_say(parts: Parts, models: ModelsWindow) -> None:
    parts.store.choose_appearance("dark")
    assert models.look.theme.dark
    parts.store.change("text_size", 1.5)
    assert models.look.scale == 1.5
    parts.store.choose_appearance("light")
    assert not models.look.theme.dark


def test_download_goes_on_at_the_next_start(
    engine: FakeEngine, server: HubServer, qtbot: QtBot, tmp_path: Path
) -> None:
    def begin() -> tuple[Parts, ModelDesk]:
        parts = make_window(lambda: engine)
        qtbot.addWidget(parts.window)
        parts.store.change("hub", server.address)
        return parts, parts.windows.models

    let_go = hold_weights(server)
    first, desk = begin()
    desk.downloads.get(NAME)
    qtbot.waitUntil(lambda: desk.downloads.views[0].done > 0, timeout=WAIT_MS)
    assert first.close()
    let_go()
    second, again = begin()
    with qtbot.waitSignal(again.downloads.arrived, timeout=WAIT_MS):
        again.start()
    assert (snapshot(tmp_path) / "config.json").exists()
    assert second.close()


def test_question_typed_at_the_start_is_answered_by_the_starter_where_its_model_does_not_fit(
    engine: FakeEngine, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        if path != starter_model():
            raise OutOfMemory("It does not fit into what is free now.")

    monkeypatch.setattr("app.room.refuse_without_room", refuse)
    save_settings(Settings(model=str(tmp_path)))
    parts = make_window(lambda: engine)
    qtbot.addWidget(parts.window)
    parts.window.show()
    with qtbot.waitSignals([parts.engine.finished, parts.chats.opened], timeout=WAIT_MS):
        parts.shelf.start()
        parts.chats.start()
        ask(parts, "typed early")
    assert engine.loads == [starter_model()]
    assert [message.text for message in engine.heard[-1]] == ["typed early"]
    assert "It does not fit into what is free now." in notices(parts)
    assert parts.store.value.model == str(tmp_path), "it may fit at the next start"
    assert parts.close()


def test_password_of_a_proxy_is_in_no_file_and_that_is_said(
    parts: Parts, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    parts.window.settings_requested.emit()
    settings = parts.windows.settings.window
    qtbot.addWidget(settings)
    field = settings.models.downloads.proxy
    field.setText("http://ada:s3cret@proxy:8080")
    field.editingFinished.emit()
    qtbot.waitUntil(lambda: "known until Parlance ends" in notices(parts), timeout=WAIT_MS)
    assert field.text() == "http://ada@proxy:8080"
    assert parts.store.value.proxy == "http://ada@proxy:8080"
    assert find_access(parts.store.value).proxy == "http://ada:s3cret@proxy:8080"
    assert "s3cret" not in settings_file().read_text("utf-8")
    assert "s3cret" not in caplog.text
    proxy._of_this_run.clear()


def test_hub_is_asked_about_what_is_suggested_by_a_button_alone(
    models: ModelsWindow, server: HubServer, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: bool(rows(models, UpdateRow)), timeout=WAIT_MS)
    assert [each for each in server.asked if each.kind == "info"] == []
    repo = rows(models, OfferRow)[0].view.repo
    server.repos[repo] = server.repos[NAME]
    rows(models, UpdateRow)[0].button.click()
    qtbot.waitUntil(lambda: "can no longer be had" in models.said.text(), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: [r.view.repo for r in rows(models, OfferRow)] == [repo])
    assert not rows(models, OfferRow)[0].view.about


@pytest.fixture
def killed_move(tmp_path: Path) -> Path:
    """A move that died when the copy had its name, and the original none any more."""
    old, new = snapshot(tmp_path), tmp_path / "disk" / "repo" / "snapshots" / ("c" * 40)
    shutil.copytree(GEMMA4, new)
    source, target = old.parent.parent, new.parent.parent
    gone = source.with_name(f".parlance-gone-{source.name}")
    gone.mkdir(parents=True)
    save_settings(Settings(model=str(old)))
    entry = Entry(str(source), str(target), str(old), str(new), copied=True)
    write_down(entry)
    return gone


def test_model_whose_move_was_killed_answers_from_its_new_place(
    killed_move: Path, parts: Parts, engine: FakeEngine, qtbot: QtBot, tmp_path: Path
) -> None:
    new = tmp_path / "disk" / "repo" / "snapshots" / ("c" * 40)
    assert engine.loads == [new]
    assert parts.store.value.model == str(new)
    qtbot.waitUntil(lambda: not (tmp_path / "data" / "moves.json").exists(), timeout=WAIT_MS)
    assert not killed_move.exists()


def test_model_in_use_is_unloaded_by_its_row(
    parts: Parts, models: ModelsWindow, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(parts.engine.unloaded, timeout=WAIT_MS):
        choose(row_of(models, str(starter_model())), "Unload")


def test_model_that_needs_more_than_is_free_now_says_so_unless_it_is_in_use(
    parts: Parts,
    desk: ModelDesk,
    models: ModelsWindow,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    parts.shelf.choose(str(tmp_path))  # a model of one's own, so that what comes only joins it
    monkeypatch.setattr("engine.system_memory.available_bytes", lambda: 0)
    monkeypatch.setattr("engine.memory.memory_use", lambda: MemoryUse(0, 0, 0))
    get(desk, qtbot)
    qtbot.waitUntil(
        lambda: [r.view.crowded for r in rows(models, InstalledRow)] == [True, True],
        timeout=WAIT_MS,
    )

    def said(name: str) -> list[str]:
        return [each.text() for each in row_of(models, name).findChildren(QLabel)]

    line = "More than is free now: quit other apps before you use it"
    assert line in said(NAME)
    desk.window.show_loaded(row_of(models, NAME).view.path)
    assert line not in said(NAME)
