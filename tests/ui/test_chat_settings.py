"""The panel of a chat's settings: what it shows, and what it says of a change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app.hands import press, type_text
from engine.types import GenerationParams, SamplingDefaults
from tests.ui.gallery import STARTER
from ui.chat_settings import ChatSettingsPlace
from ui.chat_settings_form import ChatSettingsForm
from ui.chat_settings_numbers import NumberRow
from ui.chat_settings_values import NO_LIMIT, ChatSettings, Preset
from ui.look import Look
from ui.main_window import MainWindow

TERSE = Preset("1", "Terse", ChatSettings("Be brief.", GenerationParams(temperature=0.3)))
FREE = Preset("2", "Free", ChatSettings("", GenerationParams(temperature=1.2)))
MODEL = replace(STARTER, defaults=SamplingDefaults(1.0, 0.95, 64), can_think=True)


@pytest.fixture
def form(qtbot: QtBot, look: Look) -> Iterator[ChatSettingsForm]:
    made = ChatSettingsForm(look)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(made)
    qtbot.addWidget(area)
    made.set_model(MODEL)
    made.set_presets([FREE, TERSE])
    area.show()
    yield made
    area.close()


@pytest.fixture
def heard(form: ChatSettingsForm) -> list[ChatSettings]:
    said: list[ChatSettings] = []
    form.changed.connect(said.append)
    return said


def row(form: ChatSettingsForm, name: str) -> NumberRow:
    return form.rows[name]


def write(field: QWidget, text: str) -> None:
    field.setFocus()
    field.selectAll()  # type: ignore[attr-defined]
    type_text(field, text)


def choose(form: ChatSettingsForm, name: str) -> None:
    choice = form.presets.choice
    choice.setCurrentText(name)
    choice.activated.emit(choice.currentIndex())


def action(form: ChatSettingsForm, start: str) -> QAction:
    return next(each for each in form.presets.menu().actions() if each.text().startswith(start))


def test_number_that_is_not_given_shows_the_models_own(form: ChatSettingsForm) -> None:
    field = row(form, "temperature").field
    assert (field.text(), field.placeholderText()) == ("", "1")
    assert row(form, "top_p").field.placeholderText() == "0.95"
    assert row(form, "top_k").field.placeholderText() == "64"
    assert row(form, "seed").field.placeholderText() == "Random"
    assert row(form, "temperature").reset.isHidden()
    slider = row(form, "temperature").slider
    assert slider is not None
    assert slider.value() == 20  # of steps of 0.05


def test_number_that_is_typed_is_told_and_can_be_set_back(
    form: ChatSettingsForm, heard: list[ChatSettings]
) -> None:
    temperature = row(form, "temperature")
    write(temperature.field, "0.7")
    assert heard[-1].params.temperature == 0.7
    assert not temperature.reset.isHidden()
    temperature.reset.click()
    assert heard[-1] == ChatSettings()
    assert temperature.field.text() == ""
    assert temperature.reset.isHidden()


def test_slider_gives_the_number(form: ChatSettingsForm, heard: list[ChatSettings]) -> None:
    slider = row(form, "top_p").slider
    assert slider is not None
    slider.setValue(80)
    assert heard[-1].params.top_p == 0.8
    assert row(form, "top_p").field.text() == "0.8"


@pytest.mark.qt_log_ignore("This plugin does not support")  # of a tooltip
@pytest.mark.parametrize(
    ("name", "text"),
    [("temperature", "99"), ("top_p", "0"), ("top_k", "2.5"), ("seed", "-1"), ("min_p", "much")],
)
def test_number_out_of_range_is_marked_and_not_told(
    form: ChatSettingsForm, heard: list[ChatSettings], name: str, text: str
) -> None:
    field = row(form, name).field
    write(field, text)
    assert heard == []
    assert field.property("wrong")
    assert "Write a number from" in field.toolTip()
    assert QToolTip.text() == field.toolTip()  # without waiting for the pointer


def test_arrow_keys_step_from_the_models_own(
    form: ChatSettingsForm, heard: list[ChatSettings]
) -> None:
    press(row(form, "top_k").field, Qt.Key.Key_Down)
    assert heard[-1].params.top_k == 63
    press(row(form, "temperature").field, Qt.Key.Key_Up)
    assert heard[-1].params.temperature == 1.05


def test_whole_numbers_are_told_as_such(form: ChatSettingsForm, heard: list[ChatSettings]) -> None:
    write(row(form, "seed").field, "7")
    assert heard[-1].params.seed == 7
    assert isinstance(heard[-1].params.seed, int)


def test_system_prompt_is_told_after_a_pause_or_at_once_when_it_must(
    form: ChatSettingsForm, heard: list[ChatSettings], qtbot: QtBot
) -> None:
    form.prompt.setPlainText("Be kind.")
    assert heard == []
    form.flush()
    assert heard[-1].system_prompt == "Be kind."
    form.flush()
    assert len(heard) == 1
    with qtbot.waitSignal(form.changed):
        form.prompt.setPlainText("Be kinder.")


def test_the_tokens_of_the_prompt_stand_beside_it(form: ChatSettingsForm, qtbot: QtBot) -> None:
    with qtbot.waitSignal(form.count_wanted) as wanted:
        type_text(form.prompt, "Be brief")
    assert wanted.args == ["Be brief"]
    form.show_count("Be brief", 2)
    assert form.count.text() == "2 tokens"
    form.show_count("Be", 1)  # too late: something else stands there
    assert form.count.text() == "2 tokens"
    with qtbot.waitSignal(form.count_wanted) as wanted:
        form.set_model(STARTER)
    assert wanted.args == ["Be brief"]
    form.prompt.clear()
    qtbot.waitUntil(lambda: not form.count.text())


def test_another_control_takes_the_prompt_along(
    form: ChatSettingsForm, heard: list[ChatSettings]
) -> None:
    form.prompt.setPlainText("Be kind.")
    form.thinking.click()
    assert heard[-1] == ChatSettings("Be kind.", GenerationParams(thinking=True))


def test_what_is_being_written_survives_an_echo(form: ChatSettingsForm) -> None:
    form.changed.connect(form.show_settings)
    form.prompt.setPlainText("Be k")
    form.thinking.click()
    form.prompt.setPlainText("Be kind.")
    form.show_settings(form.settings)
    assert form.prompt.toPlainText() == "Be kind."


def test_thinking_is_offered_where_the_model_can(form: ChatSettingsForm) -> None:
    assert form.thinking.isVisible()
    form.set_model(replace(MODEL, can_think=False))
    assert not form.thinking.isVisible()


def test_longest_answer_can_be_without_limit_and_of_any_length(
    form: ChatSettingsForm, heard: list[ChatSettings]
) -> None:
    assert form.length.currentText() == "1,024 tokens"
    at = form.length.findData(NO_LIMIT)
    form.length.setCurrentIndex(at)
    form.length.activated.emit(at)
    assert heard[-1].params.max_tokens == NO_LIMIT
    form.show_settings(ChatSettings("", GenerationParams(max_tokens=777)))
    assert form.length.currentText() == "777 tokens"


def test_preset_is_copied_and_named(form: ChatSettingsForm, heard: list[ChatSettings]) -> None:
    choose(form, "Terse")
    assert heard[-1] == TERSE.copy()
    assert form.prompt.toPlainText() == "Be brief."
    assert form.presets.state.text() == "From preset “Terse”."
    write(row(form, "temperature").field, "0.5")
    assert form.presets.state.text() == "Changed from preset “Terse”."
    assert form.presets.choice.currentText() == "Terse"
    write(row(form, "temperature").field, "0.3")
    assert form.presets.state.text() == "From preset “Terse”."


def test_preset_that_changed_later_is_said_to_have(form: ChatSettingsForm) -> None:
    form.show_settings(TERSE.copy())
    form.set_presets([TERSE.replace(settings=FREE.settings)])
    assert "which has changed since" in form.presets.state.text()
    assert form.settings == TERSE.copy()
    form.set_presets([])
    assert form.presets.state.text() == "From preset “Terse”, which has been deleted."
    assert form.presets.choice.currentText() == "Terse"


def test_what_a_preset_replaced_comes_back(
    form: ChatSettingsForm, heard: list[ChatSettings]
) -> None:
    mine = ChatSettings("Mine.", GenerationParams(temperature=0.9))
    form.show_settings(mine)
    assert form.presets.undo.isHidden()
    choose(form, "Terse")
    assert not form.presets.undo.isHidden()
    form.presets.undo.click()
    assert heard[-1] == mine
    assert form.prompt.toPlainText() == "Mine."
    assert form.presets.undo.isHidden()


def test_undo_goes_when_something_else_is_changed(form: ChatSettingsForm) -> None:
    form.show_settings(ChatSettings("Mine."))
    choose(form, "Terse")
    form.thinking.click()
    assert form.presets.undo.isHidden()


def test_reset_gives_everything_back_to_the_model(
    form: ChatSettingsForm, heard: list[ChatSettings]
) -> None:
    assert not form.reset.isEnabled()
    form.show_settings(TERSE.copy())
    form.reset.click()
    assert heard[-1] == ChatSettings()
    assert form.presets.choice.currentText() == "None"


def test_new_preset_is_asked_for_its_name(form: ChatSettingsForm, qtbot: QtBot) -> None:
    form.prompt.setPlainText("Be kind.")
    action(form, "Save as New").trigger()
    ask = form.presets.ask
    assert ask.isVisible()
    assert not ask.yes.isEnabled()
    type_text(ask.line, "Kind")
    with qtbot.waitSignal(form.preset_saved) as saved:
        press(ask.line, Qt.Key.Key_Return)
    assert saved.args == ["Kind", ChatSettings("Be kind.")]
    assert not ask.isVisible()


def test_escape_leaves_the_question(form: ChatSettingsForm) -> None:
    action(form, "Save as New").trigger()
    press(form.presets.ask.line, Qt.Key.Key_Escape)
    assert not form.presets.ask.isVisible()


def test_preset_can_be_updated_renamed_and_deleted(form: ChatSettingsForm) -> None:
    said: list[Any] = []
    form.preset_updated.connect(lambda *args: said.append(args))
    form.preset_renamed.connect(lambda *args: said.append(args))
    form.preset_deleted.connect(lambda *args: said.append(args))
    assert len(form.presets.menu().actions()) == 1
    form.show_settings(TERSE.copy())
    assert not action(form, "Update").isEnabled()
    changed = TERSE.copy().replace(system_prompt="Be briefer.")
    form.show_settings(changed)
    action(form, "Update “Terse”").trigger()
    assert said[-1] == ("1", changed)
    action(form, "Rename “Terse”").trigger()
    write(form.presets.ask.line, "Short")
    form.presets.ask.yes.click()
    assert said[-1] == ("1", "Short")
    action(form, "Delete “Terse”").trigger()
    assert "Chats that use its values keep them" in form.presets.ask.said.text()
    form.presets.ask.danger.click()
    assert said[-1] == ("1",)


def opened(window: MainWindow, size: QSize) -> ChatSettingsPlace:
    window.resize(size)
    place = ChatSettingsPlace(window.look, window, window.splitter)
    place.open_panel()
    QApplication.processEvents()
    return place


@pytest.mark.parametrize(
    ("size", "floating"),
    [(QSize(460, 420), True), (QSize(800, 600), True), (QSize(1400, 900), False)],
)
def test_panel_leaves_the_chat_room_or_lies_over_it(
    window: MainWindow, size: QSize, floating: bool
) -> None:
    place = opened(window, size)
    assert place.floating == floating
    assert place.panel.isVisible()
    corner = place.panel.mapTo(window, place.panel.rect().bottomRight())
    assert window.rect().contains(corner)
    assert place.panel.width() >= 300
    if not floating:
        assert window.composer.mapTo(window, window.composer.rect().topRight()).x() < corner.x()


def test_panel_goes_over_the_chat_when_the_window_gets_narrow_and_back(
    window: MainWindow,
) -> None:
    place = opened(window, QSize(1400, 900))
    window.resize(500, 600)
    QApplication.processEvents()
    assert place.floating
    assert place.panel.isVisible()
    window.resize(1400, 900)
    QApplication.processEvents()
    assert not place.floating
    assert place.panel.isVisible()
    place.close_panel()
    assert not place.panel.isVisible()


def test_escape_closes_the_panel_and_the_caret_returns(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.composer.edit.setFocus()
    place = opened(window, QSize(900, 680))
    assert place.panel.form.prompt.hasFocus()
    press(place.panel.form.prompt, Qt.Key.Key_Escape)
    assert not place.shown
    assert window.composer.edit.hasFocus()


def test_click_beside_the_panel_closes_it(window: MainWindow) -> None:
    place = opened(window, QSize(800, 600))
    scrim = next(w for w in window.findChildren(QWidget) if w.property("kind") == "scrim")
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    at = QPointF(10, 10)
    event = QMouseEvent(QMouseEvent.Type.MouseButtonPress, at, at, left, left, none)
    QApplication.sendEvent(scrim, event)
    assert not place.shown


def test_typing_in_the_panel_stays_there(window: MainWindow) -> None:
    place = opened(window, QSize(900, 680))
    type_text(place.panel, "x")
    assert window.composer.text == ""


def test_closing_takes_what_was_written(window: MainWindow) -> None:
    place = opened(window, QSize(900, 680))
    said: list[ChatSettings] = []
    place.panel.form.changed.connect(said.append)
    place.panel.form.prompt.setPlainText("Be kind.")
    place.close_panel()
    assert said == [ChatSettings("Be kind.")]
