"""Header, menus, notices, status and themes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QPalette
from pytestqt.qtbot import QtBot

from engine.types import MemoryUse, ModelInfo, Stage
from tests.ui.gallery import MODELS, STARTER
from tests.ui.keys import press
from ui.main_window import MainWindow
from ui.theme import DARK, LIGHT
from ui.values import Appearance

BROKEN = next(info for info in MODELS if info.problem)
OTHER = MODELS[1]


def loaded(window: MainWindow) -> None:
    window.set_models(MODELS, "/models")
    window.show_model(str(STARTER.path))


def actions(window: MainWindow) -> dict[str, QAction]:
    return {action.text(): action for action in window.findChildren(QAction) if action.text()}


def test_the_picker_names_the_model_and_its_senses(window: MainWindow) -> None:
    loaded(window)
    picker = window.header.picker
    assert picker.accessibleName() == "Model: Parlance Starter"
    assert picker._line.text() == "Text · Pictures · Sound"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_list_offers_every_model_and_refuses_broken_ones(
    qtbot: QtBot, window: MainWindow
) -> None:
    loaded(window)
    window.header.picker.open_list()
    popup = window.header.picker.popup
    models = popup.models
    spoken = [
        models.data(models.index(row), Qt.ItemDataRole.AccessibleTextRole)
        for row in range(models.rowCount())
    ]
    assert spoken[0] == "Parlance Starter, 11.4 MB · bf16, Text · Pictures · Sound, in use"
    row = MODELS.index(BROKEN)
    assert BROKEN.problem in spoken[row]
    assert models.data(models.index(row), Qt.ItemDataRole.ToolTipRole) == BROKEN.problem
    assert not models.flags(models.index(row)) & Qt.ItemFlag.ItemIsEnabled
    with qtbot.assertNotEmitted(window.model_chosen):
        popup.view.clicked.emit(models.index(row))
    with qtbot.waitSignal(window.model_chosen) as chosen:
        popup.view.clicked.emit(models.index(1))
    assert chosen.args == [str(OTHER.path)]
    assert not popup.isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_return_in_the_list_chooses_once(window: MainWindow) -> None:
    loaded(window)
    window.header.picker.open_list()
    view = window.header.picker.popup.view
    chosen: list[str] = []
    window.model_chosen.connect(chosen.append)
    press(view, Qt.Key.Key_Down)
    press(view, Qt.Key.Key_Return)
    assert chosen == [str(OTHER.path)]


def test_load_is_stopped_by_the_menu(window: MainWindow) -> None:
    loaded(window)
    stopped: list[bool] = []
    window.stop_load_requested.connect(lambda: stopped.append(True))
    assert not window.menus.stop.isEnabled()
    window.show_load(Stage("load", 1, 2))
    assert window.menus.stop.text() == "Stop Loading"
    window.menus.stop.trigger()
    assert stopped == [True]
    window.show_load(None)
    assert not window.menus.stop.isEnabled()


def test_load_progress_is_shown_in_picker_and_status(window: MainWindow) -> None:
    loaded(window)
    window.show_load(Stage("load", 42, 100))
    assert window.header.picker._line.text() == "Loading… 42 %"
    assert window.status.activity.text() == "Loading the model… 42 %"
    window.set_busy(False)
    assert window.status.activity.text() == "Loading the model… 42 %"
    window.show_load(Stage("load", 1_200_000_000, 3_600_000_000))
    assert window.header.picker._line.text() == "Loading… 1.2 GB of 3.6 GB"
    window.show_load(None)
    assert window.header.picker._line.text() == "Text · Pictures · Sound"
    assert window.status.activity.text() == "Ready"


def test_the_model_menu_ticks_the_model_in_use(qtbot: QtBot, window: MainWindow) -> None:
    loaded(window)
    found = actions(window)
    assert found["Parlance Starter"].isChecked()
    assert not found[BROKEN.name].isEnabled()
    with qtbot.waitSignal(window.model_chosen) as chosen:
        found[OTHER.name].trigger()
    assert chosen.args == [str(OTHER.path)]
    assert actions(window)["Parlance Starter"].isChecked()  # until the app says otherwise
    window.show_model(str(OTHER.path))
    assert actions(window)[OTHER.name].isChecked()


def test_examples_suit_the_model_and_fill_the_message(qtbot: QtBot, window: MainWindow) -> None:
    loaded(window)
    assert len(window.empty_state.examples) == 4
    with qtbot.assertNotEmitted(window.send_requested):
        window.empty_state.examples[1].click()
    assert window.composer.text == "What is in this picture?"
    deaf = ModelInfo(Path("/deaf"), "Texty", "gemma4_text", ("text",), "bf16", 1, 1, 1)
    window.set_models([deaf], "")
    window.show_model("/deaf")
    assert all("picture" not in button.text() for button in window.empty_state.examples)
    assert not window.empty_state._hint_row.isVisible()


def test_new_chat_is_a_button_and_a_shortcut(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.new_chat_requested):
        window.header.new_chat.click()
    with qtbot.waitSignal(window.new_chat_requested):
        press(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)


def test_notices_wait_to_be_dismissed_and_are_not_repeated(window: MainWindow) -> None:
    window.show_notice("No microphone was found.")
    window.show_notice("No microphone was found.")
    window.show_notice("The disk is full.")
    assert window.notices.sentences == ["No microphone was found.", "The disk is full."]
    window.notices.notices[0].close_button.click()
    assert window.notices.sentences == ["The disk is full."]
    window.notices.notices[0].close_button.click()
    assert not window.notices.isVisible()


def test_only_the_newest_notices_are_kept(window: MainWindow) -> None:
    for number in range(6):
        window.show_notice(f"Notice {number}.")
    assert window.notices.sentences == ["Notice 3.", "Notice 4.", "Notice 5."]


def test_status_shows_memory_speed_and_context(window: MainWindow) -> None:
    window.show_memory(MemoryUse(1_240_000_000, 1_530_000_000, 212_000_000))
    window.show_speed(41.27)
    window.show_context(1234, 8192)
    status = window.status
    assert status.memory.text() == "Memory 1.24 GB · peak 1.53 GB · cache 212 MB"
    assert status.speed.text() == "41.3 tokens/s"
    assert status.context.text() == "1,234 of 8,192 tokens"


def test_a_narrow_status_line_keeps_the_first_figure(window: MainWindow) -> None:
    window.show_memory(MemoryUse(1_240_000_000, 1_530_000_000, 212_000_000))
    window.show_context(1234, 8192)
    window.resize(500, 500)
    assert window.status.memory.text() == "Memory 1.24 GB"
    assert "peak 1.53 GB" in window.status.memory.toolTip()


def test_the_window_follows_the_system_scheme_live(window: MainWindow) -> None:
    hints = QGuiApplication.styleHints()
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert window.look.theme is DARK
    assert DARK.window in window.styleSheet()
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert window.look.theme is LIGHT
    assert LIGHT.window in window.styleSheet()


def test_a_chosen_appearance_outlives_the_systems(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.appearance_chosen) as chosen:
        actions(window)["Dark"].trigger()
    assert chosen.args == ["dark"]
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert window.look.theme is DARK
    window.set_appearance("system")


def test_pixels_really_change_with_the_theme(window: MainWindow) -> None:
    window.set_appearance("light")
    light = window.grab().toImage().pixelColor(20, 300).lightness()
    window.set_appearance("dark")
    dark = window.grab().toImage().pixelColor(20, 300).lightness()
    window.set_appearance("system")
    assert light > 240
    assert dark < 50


@pytest.mark.parametrize(("action", "larger"), [("Larger Text", True), ("Smaller Text", False)])
def test_text_size_can_be_changed(window: MainWindow, action: str, larger: bool) -> None:
    before = window.composer.edit.font().pointSizeF()
    actions(window)[action].trigger()
    assert (window.composer.edit.font().pointSizeF() > before) is larger
    actions(window)["Normal Text"].trigger()
    assert window.composer.edit.font().pointSizeF() == pytest.approx(before)


def test_closing_tells_the_app(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.close_requested):
        window.close()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_about_is_not_modal(window: MainWindow) -> None:
    actions(window)["About Parlance"].trigger()
    assert QGuiApplication.modalWindow() is None


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_what_is_written_can_be_read_in_both_appearances(
    window: MainWindow, appearance: Appearance
) -> None:
    window.set_appearance("light" if appearance == "dark" else "dark")
    window.set_appearance(appearance)
    theme = DARK if appearance == "dark" else LIGHT
    role = QPalette.ColorRole
    window.transcript.open_find()
    for field in (window.composer.edit, window.transcript.find_bar.query):
        assert field.palette().color(role.Text).name() == theme.text
        assert field.palette().color(role.PlaceholderText).name() == theme.secondary
