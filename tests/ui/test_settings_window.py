"""The settings window: every control tells what it is for, and shows what holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from engine.types import GenerationParams
from tests.ui.gallery import MODELS, STARTER
from tests.ui.keys import press, write
from ui.chat_settings_values import ChatSettings
from ui.settings.controls import Choice
from ui.settings.privacy import Usage
from ui.settings.values import LAST, NONE, Preferences
from ui.settings.window import SettingsWindow
from ui.values import Assets

CHANGED = Preferences(
    language="zh_CN",
    appearance="dark",
    text_size=1.25,
    send_key="command",
    reopen_windows=False,
    announce=False,
    look_for_updates=True,
    models_folder="/models",
    start_model=NONE,
    unload_minutes=30,
    context=8192,
    eight_bit_context=True,
    hub="https://mirror.example",
    proxy="http://proxy.example:8080",
    download_limit=5,
    new_chats=ChatSettings("Be brief.", GenerationParams(temperature=0.3)),
    wide_text=True,
    wrap_code=True,
    show_thinking=True,
    trash_days=30,
    keep_computed=16,
    automatic_titles=False,
    log_detail="detailed",
)


@pytest.fixture
def settings(qtbot: QtBot, assets: Assets) -> Iterator[SettingsWindow]:
    made = SettingsWindow(assets, {"en": "English", "zh_CN": "简体中文"}, "/logs/parlance.log")
    qtbot.addWidget(made)
    made.set_models(MODELS)
    made.show_preferences(Preferences())
    made.show_usage(Usage("/data", 3, 1_200_000))
    yield made
    made.close()


def pick(choice: Choice, value: object) -> None:
    at = choice.findData(value)
    assert at >= 0
    choice.setCurrentIndex(at)
    choice.activated.emit(at)


def turn_everything(window: SettingsWindow) -> None:
    """As a person would, once each."""
    pick(window.general.language, "zh_CN")
    window.general.reopen.click()
    pick(window.general.send, "command")
    window.general.announce.click()
    window.general.updates.click()
    window.general.titles.click()
    pick(window.models.start, NONE)
    pick(window.models.idle, 30)
    pick(window.models.context, 8192)
    window.models.eight.click()
    downloads = window.models.downloads
    for field, text in ((downloads.hub, CHANGED.hub), (downloads.proxy, CHANGED.proxy)):
        write(field, f" {text} ")
        press(field, Qt.Key.Key_Return)
    pick(downloads.limit, 5)
    window.appearance.cards.buttons["dark"].click()
    window.appearance.text_size.setValue(4)
    window.appearance.wide.click()
    window.appearance.wrap.click()
    window.appearance.thinking.click()
    pick(window.privacy.trash, 30)
    pick(window.privacy.computed, 16)
    pick(window.advanced.detail, "detailed")
    window.generation.form.rows["temperature"].field.step(1)


def test_every_preference_has_a_control_that_tells_it(settings: SettingsWindow) -> None:
    said: dict[str, Any] = {}
    settings.changed.connect(said.__setitem__)
    turn_everything(settings)
    settings.models.remove.click()
    assert said.pop("models_folder") == ""
    assert {*said, "models_folder"} == set(Preferences.names)
    new_chats = said.pop("new_chats")
    assert new_chats.params.temperature is not None
    assert all(getattr(CHANGED, name) == value for name, value in said.items())


def test_every_preference_is_shown(settings: SettingsWindow) -> None:
    said: list[str] = []
    settings.changed.connect(lambda name, _: said.append(name))
    settings.show_preferences(CHANGED)
    general, models = settings.general, settings.models
    assert general.language.currentText() == "简体中文"
    assert not general.reopen.isChecked()
    assert general.send.currentData() == "command"
    assert not general.announce.isChecked()
    assert general.updates.isChecked()
    assert not general.titles.isChecked()
    assert models.folder_row.help.text() == "/models"
    assert models.start.currentData() == NONE
    assert models.idle.currentText() == "After 30 minutes"
    assert models.context.currentText() == "8,192 tokens"
    assert models.downloads.hub.text() == "https://mirror.example"
    assert models.downloads.proxy.text() == "http://proxy.example:8080"
    assert models.downloads.limit.currentText() == "5 MB a second"
    assert settings.generation.form.settings == CHANGED.new_chats
    assert settings.appearance.cards.buttons["dark"].isChecked()
    assert settings.appearance.percent.text() == "125 %"
    assert settings.appearance.wrap.isChecked()
    assert settings.appearance.thinking.isChecked()
    assert settings.privacy.trash.currentText() == "After 30 days"
    assert settings.advanced.detail.currentData() == "detailed"
    assert said == [], "what is shown is not wished"


def test_access_token_is_given_away_and_shown_no_longer(settings: SettingsWindow) -> None:
    said: list[str] = []
    given: list[str] = []
    downloads = settings.models.downloads
    settings.changed.connect(lambda name, _: said.append(name))
    downloads.token_given.connect(given.append)
    downloads.show_token("nowhere", keychain=True)
    assert not downloads.keep.isEnabled()
    write(downloads.token, " hf_secret ")
    assert downloads.token.displayText().strip() != "hf_secret", "nobody reads it over a shoulder"
    downloads.keep.click()
    assert given == ["hf_secret"]
    assert downloads.token.text() == ""
    assert said == [], "it is no setting: those are written to a file"
    downloads.show_token("keychain", keychain=True)
    downloads.remove.click()
    assert given == ["hf_secret", ""]


def test_without_a_keychain_the_environment_is_named(settings: SettingsWindow) -> None:
    downloads = settings.models.downloads
    downloads.show_token("nowhere", keychain=False)
    assert "HF_TOKEN" in downloads.token_row.help.text()
    assert downloads.token.isHidden()
    assert downloads.keep.isHidden()
    downloads.show_token("environment", keychain=True)
    assert "HF_TOKEN" in downloads.token_row.help.text()
    assert downloads.remove.isHidden(), "the environment is not ours to change"


def test_window_itself_follows_appearance_and_text_size(settings: SettingsWindow) -> None:
    settings.show_preferences(CHANGED)
    assert settings.look.theme.dark
    assert settings.look.scale == 1.25
    settings.show_preferences(CHANGED.replace(appearance="light", text_size=1.0))
    assert not settings.look.theme.dark


def test_models_that_can_be_loaded_are_offered_for_the_start(settings: SettingsWindow) -> None:
    start = settings.models.start
    offered = [start.itemText(at) for at in range(start.count())]
    good = [model.name for model in MODELS if not model.problem]
    assert offered == ["The model used last", "None", *good]
    settings.show_preferences(Preferences(start_model="/gone/away"))
    assert start.currentText() == "away"
    settings.set_models([STARTER])
    assert start.currentData() == "/gone/away"


def test_value_from_elsewhere_is_shown_in_its_own_words(settings: SettingsWindow) -> None:
    settings.show_preferences(Preferences(unload_minutes=7, trash_days=3, context=5000))
    assert settings.models.idle.currentText() == "After 7 minutes"
    assert settings.privacy.trash.currentText() == "After 3 days"
    assert settings.models.context.currentText() == "5,000 tokens"
    settings.show_preferences(Preferences(start_model=LAST))
    assert settings.models.idle.currentText() == "Never"


def test_folder_that_is_not_chosen_can_be_neither_shown_nor_removed(
    settings: SettingsWindow,
) -> None:
    models = settings.models
    assert models.remove.isHidden()
    assert models.reveal.isHidden()
    settings.show_preferences(CHANGED)
    assert not models.remove.isHidden()
    said: list[tuple[str, object]] = []
    settings.changed.connect(lambda *args: said.append(args))
    models.remove.click()
    assert said == [("models_folder", "")]


@pytest.mark.parametrize(
    ("press_it", "wish"),
    [
        (lambda w: w.models.reveal.click(), "reveal_models"),
        (lambda w: w.models.unload.click(), "unload"),
        (lambda w: w.privacy.reveal.click(), "reveal_chats"),
        (lambda w: w.advanced.reveal.click(), "reveal_log"),
        (lambda w: w.advanced.crashes.click(), "reveal_crashes"),
    ],
)
def test_buttons_say_what_is_wished(settings: SettingsWindow, press_it: Any, wish: str) -> None:
    settings.show_model(STARTER)
    said: list[str] = []
    settings.wished.connect(said.append)
    press_it(settings)
    assert said == [wish]


def test_model_that_is_not_in_memory_cannot_be_unloaded(settings: SettingsWindow) -> None:
    assert not settings.models.unload.isEnabled()
    settings.show_model(STARTER)
    assert settings.models.loaded_row.help.text() == STARTER.name
    assert settings.models.unload.isEnabled()
    settings.show_model(STARTER, resting=True)
    assert not settings.models.unload.isEnabled()


def test_chats_are_deleted_only_after_a_question(settings: SettingsWindow) -> None:
    said: list[str] = []
    settings.wished.connect(said.append)
    settings.open_page("privacy")
    settings.show()
    page = settings.privacy
    assert "3 chats · 1.2 MB" in page.place.help.text()
    page.delete.click()
    assert said == []
    assert "Delete 3 chats" in page.ask.said.text()
    assert page.ask.no.hasFocus() or not settings.isActiveWindow()
    page.ask.no.click()
    assert not page.ask.isVisible()
    page.delete.click()
    page.ask.danger.click()
    assert said == ["delete_chats"]
    settings.show_usage(Usage("/data", 0, 0))
    assert not page.delete.isEnabled()


def test_what_was_computed_is_told_bounded_and_cleared(settings: SettingsWindow) -> None:
    said: list[str] = []
    changes: list[tuple[str, object]] = []
    settings.wished.connect(said.append)
    settings.changed.connect(lambda *change: changes.append(change))
    page = settings.privacy
    assert page.computed.currentText() == "Up to 4 GB"
    assert not page.clear.isEnabled()
    settings.show_usage(Usage("/data", 3, 1_200_000, 250_000_000))
    assert "It takes 250 MB now" in page.computed_row.help.text()
    page.clear.click()
    assert said == ["clear_computed"]
    page.computed.setCurrentIndex(0)
    page.computed.activated.emit(0)
    assert changes == [("keep_computed", 0)]


def test_settings_are_reset_only_after_a_question(settings: SettingsWindow) -> None:
    said: list[str] = []
    settings.wished.connect(said.append)
    settings.advanced.reset.click()
    assert said == []
    settings.advanced.ask.danger.click()
    assert said == ["reset"]


def test_size_and_page_are_the_same_next_time(
    settings: SettingsWindow, qtbot: QtBot, assets: Assets
) -> None:
    settings.show()
    settings.open_page("privacy")
    settings.resize(700, 500)
    with qtbot.waitSignal(settings.left) as left:
        settings.close()
    assert left.args is not None
    other = SettingsWindow(assets, {}, "")
    qtbot.addWidget(other)
    other.restore(*left.args)
    assert other.page == "privacy"
    assert (other.width(), other.height()) == (700, 500)
    other.restore("damaged", "gone")
    assert other.page == "privacy"


def test_prompt_that_is_being_written_is_kept_when_the_window_closes(
    settings: SettingsWindow,
) -> None:
    said: dict[str, Any] = {}
    settings.changed.connect(said.__setitem__)
    settings.show()
    settings.generation.form.prompt.setPlainText("Be kind.")
    settings.close()
    assert said["new_chats"].system_prompt == "Be kind."


def test_escape_and_the_close_shortcut_close_it(settings: SettingsWindow) -> None:
    settings.show()
    press(settings.list, Qt.Key.Key_Escape)
    assert not settings.isVisible()


def test_pages_are_gone_through_by_keyboard(settings: SettingsWindow) -> None:
    settings.show()
    assert settings.page == "general"
    press(settings.list, Qt.Key.Key_Down)
    assert settings.page == "models"
    assert settings.models.isVisible()
    assert not settings.general.isVisible()


def test_every_label_of_a_setting_belongs_to_its_control(settings: SettingsWindow) -> None:
    names = [
        label
        for page in settings.pages.values()
        for label in page.findChildren(QLabel)
        if label.property("kind") == "setting" and label.text() and not label.wordWrap()
    ]
    assert len(names) > 5
    assert [label.text() for label in names if label.buddy() is None] == []
