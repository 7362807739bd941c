"""Settings in the real window, on a real store, with an engine that is not there."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import settings_desk
from app.hands import press, type_text
from app.parts import Parts
from app.presets import load_presets
from app.settings import Settings, load_settings, save_settings
from app.store.values import Chat
from app.window import make_window
from engine.types import GenerationParams
from tests.ui.opening import open_parts
from tests.unit.app_fakes import FakeEngine
from ui.chat_settings_form import ChatSettingsForm
from ui.chat_settings_values import ChatSettings
from ui.settings.window import SettingsWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


def start(engine: FakeEngine, qtbot: QtBot) -> Parts:
    parts = make_window(lambda: engine)
    qtbot.addWidget(parts.window)
    parts.window.show()
    return parts


@pytest.fixture
def parts(engine: FakeEngine, qtbot: QtBot) -> Iterator[Parts]:
    parts = open_parts(engine, qtbot)
    yield parts
    engine.gate.set()
    engine.load_gate.set()
    assert parts.close()


@pytest.fixture
def settings(parts: Parts, qtbot: QtBot) -> SettingsWindow:
    parts.window.settings_requested.emit()
    window = parts.windows.settings.window
    qtbot.addWidget(window)
    assert window.isVisible()
    return window


@pytest.fixture
def form(parts: Parts) -> ChatSettingsForm:
    """Of the open chat."""
    parts.window.header.settings.click()
    return parts.windows.settings.panel(parts).place.panel.form


def ask(parts: Parts, qtbot: QtBot, text: str = "hi") -> None:
    with qtbot.waitSignal(parts.engine.finished):
        type_text(parts.window.composer.edit, text)
        press(parts.window.composer.edit, Qt.Key.Key_Return)


def save(form: ChatSettingsForm, name: str, qtbot: QtBot) -> None:
    menu = form.presets.menu()
    menu.actions()[0].trigger()
    type_text(form.presets.ask.line, name)
    press(form.presets.ask.line, Qt.Key.Key_Return)
    # Those that are there are read first, elsewhere.
    qtbot.waitUntil(lambda: form.presets.choice.findText(name) >= 0)


# The chat's own


def test_engine_is_asked_with_what_the_panel_shows(
    parts: Parts, form: ChatSettingsForm, engine: FakeEngine, qtbot: QtBot
) -> None:
    type_text(form.prompt, "Be brief.")
    type_text(form.rows["temperature"].field, "0.3")
    ask(parts, qtbot)
    assert [(m.role, m.text) for m in engine.heard[0]] == [("system", "Be brief."), ("user", "hi")]
    assert engine.params[0] == GenerationParams(temperature=0.3)


def test_prompt_that_was_written_just_now_counts_for_the_question(
    parts: Parts, form: ChatSettingsForm, engine: FakeEngine, qtbot: QtBot
) -> None:
    form.prompt.setPlainText("Be brief.")
    ask(parts, qtbot)
    assert engine.heard[0][0].text == "Be brief."


def test_change_counts_from_the_next_answer_on_and_for_other_versions(
    parts: Parts, form: ChatSettingsForm, engine: FakeEngine, qtbot: QtBot
) -> None:
    ask(parts, qtbot)
    form.thinking.click()
    form.prompt.setPlainText("Be kind.")
    form.flush()
    (answer,) = [row.view.id for row in parts.window.transcript.rows if row.view.role != "user"]
    with qtbot.waitSignal(parts.engine.finished):
        parts.window.transcript.regenerate_requested.emit(answer)
    assert engine.params == [GenerationParams(), GenerationParams(thinking=True)]
    assert engine.heard[1][0].text == "Be kind."


def test_another_chat_has_its_own_and_the_mark_tells(
    parts: Parts, form: ChatSettingsForm, engine: FakeEngine, qtbot: QtBot
) -> None:
    button = parts.window.header.settings
    assert not button.marked
    form.prompt.setPlainText("Be brief.")
    ask(parts, qtbot)
    assert button.marked
    assert button.accessibleName() == "Chat settings: not those of new chats"
    first = parts.chat.id
    assert first is not None
    parts.window.new_chat_requested.emit()
    assert not button.marked
    assert form.prompt.toPlainText() == ""
    ask(parts, qtbot, "other")
    assert [m.role for m in engine.heard[1]] == ["user"]
    with qtbot.waitSignal(parts.chat.settings_shown):
        parts.window.chat_chosen.emit(first)
    assert form.prompt.toPlainText() == "Be brief."
    assert button.marked


def test_prompt_that_is_being_written_stays_with_its_chat(
    parts: Parts, form: ChatSettingsForm, qtbot: QtBot
) -> None:
    ask(parts, qtbot)
    first = parts.chat.id
    form.prompt.setPlainText("Mine.")
    parts.window.new_chat_requested.emit()
    assert parts.chat.settings == ChatSettings()
    assert first is not None
    stored: list[Chat | None] = []
    parts.chats.read(lambda store: store.chats.get(first), stored.append)
    qtbot.waitUntil(lambda: bool(stored))
    assert stored[0] is not None
    assert stored[0].system_prompt == "Mine."


def test_settings_come_back_with_their_chat_after_a_restart(
    engine: FakeEngine, qtbot: QtBot
) -> None:
    before = start(engine, qtbot)
    with qtbot.waitSignals([before.shelf.model_changed, before.chats.opened]):
        before.shelf.start()
        before.chats.start()
    before.chat.change_settings(ChatSettings("Be brief.", GenerationParams(seed=7)))
    ask(before, qtbot)
    chat = before.chat.id
    assert chat is not None
    assert before.close()
    after = start(engine, qtbot)
    with qtbot.waitSignals([after.shelf.model_changed, after.chats.opened]):
        after.shelf.start()
        after.chats.start()
    with qtbot.waitSignal(after.chat.shown):
        after.window.chat_chosen.emit(chat)
    ask(after, qtbot, "more")
    assert engine.params[-1] == GenerationParams(seed=7)
    assert engine.heard[-1][0].text == "Be brief."
    assert after.close()


def test_preset_is_saved_from_a_chat_and_copied_into_another(
    parts: Parts, form: ChatSettingsForm, data: Path, qtbot: QtBot
) -> None:
    form.prompt.setPlainText("Be brief.")
    save(form, "Terse", qtbot)
    preset = parts.chat.settings.preset
    assert preset is not None
    assert preset.name == "Terse"
    assert form.presets.state.text() == "From preset “Terse”."
    qtbot.waitUntil((data / "presets.json").is_file)
    assert [each.name for each in load_presets().presets] == ["Terse"]
    ask(parts, qtbot)
    first = parts.chat.settings
    parts.window.new_chat_requested.emit()
    form.presets.choice.setCurrentText("Terse")
    form.presets.choice.activated.emit(form.presets.choice.currentIndex())
    assert parts.chat.settings == first


def test_preset_that_is_updated_leaves_chats_and_takes_new_ones_along(
    parts: Parts, form: ChatSettingsForm, qtbot: QtBot
) -> None:
    form.prompt.setPlainText("Be brief.")
    save(form, "Terse", qtbot)
    parts.windows.settings.panel(parts).place.panel.defaults.click()
    ask(parts, qtbot)
    first, old = parts.chat.id, parts.chat.settings
    assert first is not None
    parts.window.new_chat_requested.emit()
    assert parts.chat.settings.system_prompt == "Be brief."
    assert not parts.window.header.settings.marked
    form.prompt.setPlainText("Be briefer.")
    form.flush()
    update = next(a for a in form.presets.menu().actions() if a.text().startswith("Update"))
    update.trigger()
    assert parts.store.value.new_chats.system_prompt == "Be briefer."
    assert parts.chat.settings.values == parts.store.value.new_chats.values
    with qtbot.waitSignal(parts.chat.settings_shown):
        parts.window.chat_chosen.emit(first)
    assert parts.chat.settings == old
    assert "which has changed since" in form.presets.state.text()


def test_new_chats_start_as_the_settings_say(
    parts: Parts, settings: SettingsWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    settings.generation.form.prompt.setPlainText("Be kind.")
    settings.generation.form.flush()
    assert parts.chat.settings.system_prompt == "Be kind."
    ask(parts, qtbot)
    assert engine.heard[0][0].text == "Be kind."
    settings.generation.form.reset.click()
    ask(parts, qtbot, "more")
    assert engine.heard[1][0].text == "Be kind.", "the chat keeps what it began with"


# The settings window


def test_appearance_and_text_size_hold_at_once_in_all_windows(
    parts: Parts, settings: SettingsWindow, qtbot: QtBot
) -> None:
    other = parts.windows.open()
    qtbot.addWidget(other.window)
    settings.appearance.cards.buttons["dark"].click()
    settings.appearance.text_size.setValue(5)
    for look in (parts.window.look, other.window.look, settings.look):
        assert look.theme.dark
        assert look.scale == 1.5
    third = parts.windows.open()
    qtbot.addWidget(third.window)
    assert third.window.look.scale == 1.5
    settings.appearance.cards.buttons["light"].click()
    assert not other.window.look.theme.dark


def test_text_size_of_the_menu_is_remembered_and_shown(
    parts: Parts, settings: SettingsWindow
) -> None:
    parts.window.look.step_scale(1)
    assert parts.store.value.text_size == 1.1
    assert settings.appearance.percent.text() == "110 %"
    assert settings.look.scale == 1.1


def test_code_is_wrapped_as_chosen(
    parts: Parts, settings: SettingsWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    from ui.code_block import CodeBlock

    engine.words = ["```\nx = 1\n```"]
    settings.appearance.wrap.click()
    ask(parts, qtbot)
    parts.window.transcript.flush()
    qtbot.waitUntil(lambda: bool(parts.window.findChildren(CodeBlock)))
    assert all(block.wrap.isChecked() for block in parts.window.findChildren(CodeBlock))


def test_thinking_is_unfolded_as_chosen(
    parts: Parts, settings: SettingsWindow, qtbot: QtBot
) -> None:
    settings.appearance.thinking.click()
    assert parts.window.transcript.thoughts_shown
    assert parts.window.menus.thoughts.isChecked()
    other = parts.windows.open()
    qtbot.addWidget(other.window)
    assert other.window.transcript.thoughts_shown


def test_return_starts_a_line_where_command_return_sends(
    parts: Parts, settings: SettingsWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    settings.general.send.setCurrentIndex(1)
    settings.general.send.activated.emit(1)
    edit = parts.window.composer.edit
    type_text(edit, "hi")
    press(edit, Qt.Key.Key_Return)
    assert edit.toPlainText() == "hi\n"
    control = Qt.KeyboardModifier.ControlModifier
    with qtbot.waitSignal(parts.engine.finished):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, control)
        QApplication.sendEvent(edit, event)
    assert engine.heard[0][0].text == "hi"
    assert "Ctrl+Return" in parts.window.composer.send.toolTip()


def test_answers_are_not_announced_where_that_is_off(
    parts: Parts, settings: SettingsWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    announcer = parts.window.transcript._announcer
    monkeypatch.setattr("ui.announcer.QAccessible.isActive", lambda: True)
    assert announcer.wanted()
    settings.general.announce.click()
    assert not announcer.wanted()


def test_idle_model_gives_its_memory_back_and_returns_for_the_next_question(
    parts: Parts, settings: SettingsWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    timer = parts.windows.settings.resting.timer
    assert not timer.isActive()
    index = settings.models.idle.findData(15)
    settings.models.idle.setCurrentIndex(index)
    settings.models.idle.activated.emit(index)
    assert timer.isActive()
    assert timer.interval() == 15 * 60_000
    with qtbot.waitSignals([parts.engine.unloaded, parts.engine.memory_changed]):
        timer.timeout.emit()
    assert not engine.loaded
    assert not timer.isActive()
    assert "until your next question" in parts.window.header.picker._line.text()
    assert settings.models.loaded_row.help.text() == "None"
    loads = len(engine.loads)
    ask(parts, qtbot)
    assert len(engine.loads) == loads + 1
    assert engine.loaded
    assert "until" not in parts.window.header.picker._line.text()
    assert timer.isActive()
    assert parts.window.transcript.rows[1].view.text == "Hello there"


def test_model_is_not_unloaded_in_the_middle_of_an_answer(
    parts: Parts, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.gate.clear()
    with qtbot.waitSignal(parts.engine.text_ready):
        parts.chat.send("hi")
    assert not parts.engine.unload()
    with qtbot.waitSignal(parts.engine.finished):
        engine.gate.set()
    assert parts.engine.unload()
    assert not parts.engine.unload()


def test_model_is_unloaded_when_asked_for(
    parts: Parts, settings: SettingsWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    with qtbot.waitSignals([parts.engine.unloaded, parts.engine.memory_changed]):
        settings.models.unload.click()
    assert not engine.loaded
    assert not settings.models.unload.isEnabled()


def test_nothing_is_loaded_at_a_start_where_that_is_chosen(
    engine: FakeEngine, qtbot: QtBot
) -> None:
    save_settings(Settings(start_model="none"))
    parts = start(engine, qtbot)
    with qtbot.waitSignal(parts.shelf.models_changed):
        parts.shelf.start()
    assert parts.shelf.wanted == ""
    assert engine.loads == []
    assert parts.close()


def test_one_model_is_always_loaded_at_the_start_where_that_is_chosen(
    engine: FakeEngine, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "last").mkdir()
    save_settings(Settings(start_model=str(tmp_path / "mine"), model=str(tmp_path / "last")))
    parts = start(engine, qtbot)
    with qtbot.waitSignal(parts.shelf.model_changed):
        parts.shelf.start()
    assert engine.loads == [tmp_path / "mine"]
    assert parts.close()


def test_trash_empties_itself(parts: Parts, settings: SettingsWindow, qtbot: QtBot) -> None:
    ask(parts, qtbot)
    old = parts.chat.id
    parts.window.new_chat_requested.emit()
    ask(parts, qtbot, "young")
    young = parts.chat.id
    parts.library.trash([old, young])
    parts.chats.write(
        lambda store: store.database.run("UPDATE chat SET trashed_at = 5 WHERE id = ?", old)
    )
    left: list[list[int]] = []

    def look() -> bool:
        parts.chats.read(lambda store: [row.id for row in store.chats.list("trash")], left.append)
        return bool(left) and left[-1] == [young]

    index = settings.privacy.trash.findData(30)
    settings.privacy.trash.setCurrentIndex(index)
    settings.privacy.trash.activated.emit(index)
    qtbot.waitUntil(look)


def test_all_chats_are_deleted_with_every_copy(
    parts: Parts, settings: SettingsWindow, engine: FakeEngine, data: Path, qtbot: QtBot
) -> None:
    ask(parts, qtbot, "a secret word: xylophone")
    parts.window.new_chat_requested.emit()
    engine.gate.clear()
    with qtbot.waitSignal(parts.engine.text_ready):
        parts.chat.send("another xylophone")
    (data / "chats-backup.sqlite3").write_text("xylophone")
    settings.open_page("privacy")
    parts.window.settings_requested.emit()  # counts anew
    qtbot.waitUntil(lambda: "2 chats" in settings.privacy.place.help.text())
    settings.privacy.delete.click()
    settings.privacy.ask.danger.click()
    qtbot.waitUntil(lambda: "0 chats" in settings.privacy.place.help.text(), timeout=10_000)
    assert parts.chat.id is None
    assert len(parts.window.transcript.rows) == 0
    found = [
        file.name
        for file in data.rglob("*")
        if file.is_file() and b"xylophone" in file.read_bytes()
    ]
    assert found == []
    engine.gate.set()
    ask(parts, qtbot, "a new one")
    assert parts.chat.id is not None


def test_everything_is_set_back_but_what_nobody_chose(
    parts: Parts, settings: SettingsWindow
) -> None:
    settings.appearance.cards.buttons["dark"].click()
    settings.general.reopen.click()
    parts.store.remember_sidebar(True, 300)
    settings.advanced.reset.click()
    settings.advanced.ask.danger.click()
    assert parts.store.value.appearance == ""
    assert parts.store.value.reopen_windows
    assert parts.store.value.sidebar == "shown 300"
    assert settings.general.reopen.isChecked()


def test_detail_of_the_log_is_what_was_chosen(parts: Parts, settings: SettingsWindow) -> None:
    del parts
    index = settings.advanced.detail.findData("detailed")
    settings.advanced.detail.setCurrentIndex(index)
    settings.advanced.detail.activated.emit(index)
    assert logging.getLogger("app.engine_worker").isEnabledFor(logging.DEBUG)
    index = settings.advanced.detail.findData("normal")
    settings.advanced.detail.activated.emit(index)
    assert not logging.getLogger("app.engine_worker").isEnabledFor(logging.DEBUG)


def test_folders_are_shown_where_they_are(
    parts: Parts, settings: SettingsWindow, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del parts
    shown: list[Path] = []
    monkeypatch.setattr(settings_desk, "reveal", shown.append)
    settings.privacy.reveal.click()
    settings.advanced.reveal.click()
    assert shown == [data / "chats.sqlite3", data / "logs" / "parlance.log"]


def test_settings_of_the_window_are_kept(parts: Parts, settings: SettingsWindow) -> None:
    settings.open_page("appearance")
    settings.appearance.wrap.click()
    settings.appearance.wide.click()
    settings.general.language.setCurrentIndex(2)
    settings.general.language.activated.emit(2)
    settings.close()
    assert parts.close()
    stored = load_settings()
    assert stored.wrap_code
    assert stored.wide_text
    assert stored.language == "zh_CN"
    assert stored.settings_page == "appearance"
    assert stored.settings_geometry


def test_settings_cost_nothing_until_they_are_opened() -> None:
    late = ("ui.chat_settings", "ui.chat_settings_form", "ui.settings.window", "app.presets")
    code = (
        "import sys; from app.window import make_application, make_window; "
        "make_application(); parts = make_window(); "
        f"print([name for name in {late} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr
