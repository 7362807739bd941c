"""Everything has a name, can be reached by keyboard, and can be read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QScrollBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui import (
    gallery,
    media_scenes,
    models_scenes,
    sending_scenes,
    settings_scenes,
    sidebar_scenes,
    transcript_scenes,
)
from tests.ui.keys import press
from ui.find_marks import MARK_DARK, MARK_LIGHT
from ui.main_window import MainWindow
from ui.message_values import MessageView
from ui.models_window.window import ModelsWindow
from ui.settings.window import SettingsWindow
from ui.theme import DARK, LIGHT, Theme
from ui.values import Assets

INTERACTIVE = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)


def everything(window: MainWindow) -> None:
    """A window with one of each."""
    gallery.long(window)
    gallery.attached(window)
    window.add_user_message("Look", [gallery.PICTURE, gallery.SOUND])
    window.begin_answer(7)
    window.append_text(7, "thought", "thinking")
    window.show_saw(7, gallery.SAW_SOUND)
    window.transcript.show_thoughts(True)
    window.show_notice("A notice.")
    window.offer_undo("A chat is gone.")
    window.show_queue(sending_scenes.WAITING, "Not sent.")
    window.show_place(True, True)
    sidebar_scenes.chats_trash(window)
    window.rename_chat(1)
    window.pictures.open(7, [gallery.PICTURE], gallery.PICTURE.id, None)
    window.transcript.flush()


def controls_of(window: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, INTERACTIVE)
        and not isinstance(widget, QScrollBar)
        # Made by Qt itself, for menu bars and scroll areas.
        and not widget.objectName().startswith("qt_")
    ]


def test_every_interactive_control_has_a_name(window: MainWindow) -> None:
    everything(window)
    controls = controls_of(window)
    assert len(controls) > 25
    unnamed = [repr(widget) for widget in controls if not widget.accessibleName()]
    assert unnamed == []


@pytest.fixture
def settings(qtbot: QtBot) -> Iterator[SettingsWindow]:
    made = settings_scenes.make_window()
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def test_every_setting_has_a_name_and_can_be_reached_by_keyboard(
    window: MainWindow, settings: SettingsWindow
) -> None:
    place = settings_scenes.panel(window, settings_scenes.TERSE.copy())
    for part, least in ((settings, 50), (place.panel, 25)):
        controls = controls_of(part)
        assert len(controls) > least
        assert [repr(each) for each in controls if not each.accessibleName()] == []
        unreachable = [
            each.accessibleName()
            for each in controls
            if not isinstance(each, QAbstractItemView)  # the lists of choices open by their box
            and not each.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        assert unreachable == []


@pytest.mark.qt_log_ignore("This plugin does not support")  # of a dialog
@pytest.mark.parametrize("scene", models_scenes.SCENES)
def test_everything_about_models_has_a_name_and_can_be_reached_by_keyboard(
    qtbot: QtBot, assets: Assets, scene: str
) -> None:
    made = ModelsWindow(assets)
    qtbot.addWidget(made)
    models_scenes.SCENES[scene](made)
    made.show()
    controls = controls_of(made)
    assert len(controls) > 4
    assert [repr(each) for each in controls if not each.accessibleName()] == []
    unreachable = [
        each.accessibleName()
        for each in controls
        if not each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(each.parent(), QLineEdit)  # its button clears it, as other keys do
    ]
    assert unreachable == []
    named = [bar.accessibleName() for bar in made.findChildren(QProgressBar)]
    assert named
    assert all(named)
    made.close()


def tabbed_through(window: QWidget, first: QWidget) -> list[str]:
    """Names of what Tab comes to, until it comes round."""
    first.setFocus()
    names = [first.accessibleName()]
    while True:
        focused = QApplication.focusWidget()
        assert focused is not None
        press(focused, Qt.Key.Key_Tab)
        after = QApplication.focusWidget()
        assert after is not None
        if after is first or not window.isAncestorOf(after) or len(names) > 60:
            return names
        names.append(after.accessibleName())


def test_tab_goes_through_a_page_of_settings_from_top_to_bottom(
    qtbot: QtBot, settings: SettingsWindow
) -> None:
    settings.activateWindow()
    qtbot.waitUntil(settings.isActiveWindow)
    settings.open_page("models")
    assert tabbed_through(settings, settings.list) == [
        "Pages of the settings",
        "Choose a models folder",
        "Show the models folder",
        "Look in the models folder no longer",
        "Load at the start",
        "Longest context",
        "Context in 8 bits",
        "Unload when idle",
        "Unload the model now",
        "Address of the hub",
        "Proxy",
        "Fastest download",
        "Access token",
    ]


def test_tab_goes_through_the_panel_of_a_chat_and_stays_there(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    place = settings_scenes.panel(window, settings_scenes.TERSE.copy())
    assert place.floating
    names = tabbed_through(window, place.panel.close_button)
    assert names == [
        "Close chat settings",
        "Preset",
        "More for presets",
        "System prompt",
        "Think before answering",
        "Longest answer",
        "Temperature, slider",
        "Reset Temperature",
        "Temperature",
        "Top-p, slider",
        "Top-p",
        "Top-k",
        "Min-p, slider",
        "Min-p",
        "Repetition penalty, slider",
        "Repetition penalty",
        "Seed",
        "Use for New Chats",
        "Reset All",
    ]


def test_every_button_can_be_reached_by_keyboard(window: MainWindow) -> None:
    everything(window)
    unreachable = [
        button.accessibleName()
        for button in window.findChildren(QAbstractButton)
        if not button.objectName().startswith("qt_")
        and not button.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert unreachable == []


def test_every_button_is_large_enough_for_a_pointer(qtbot: QtBot, assets: Assets) -> None:
    """24 by 24 points, as WCAG 2.2 has it."""
    small = set()
    scenes = {**gallery.STATES, **transcript_scenes.SCENES, **media_scenes.SCENES}
    for scene in (
        "chats_found",
        "chats_trash_asked",
        "media_playing",
        "news",
        "queued_held",
        "temporary",
        "transcript_actions",
        "transcript_find",
    ):
        window = MainWindow(assets)
        qtbot.addWidget(window)
        window.show()
        scenes[scene](window)
        gallery.settle()
        small |= {
            (button.accessibleName(), button.width(), button.height())
            for button in window.findChildren(QAbstractButton)
            if button.isVisible() and min(button.width(), button.height()) < 24
        }
        window.close()
    assert small == set()


def test_tab_goes_from_the_text_to_its_buttons(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.set_draft("text")
    composer = window.composer
    order = []
    for _ in range(3):
        focused = QApplication.focusWidget()
        assert focused is not None
        press(focused, Qt.Key.Key_Tab)
        order.append(QApplication.focusWidget())
    assert order == [composer.attach, composer.record, composer.send]


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2: 1 for equal colours, 21 for black on white."""

    def luminance(name: str) -> float:
        colour = QColor(name)
        channels = (colour.redF(), colour.greenF(), colour.blueF())
        linear = [
            c / 12.92 if c <= 0.04045 else float(((c + 0.055) / 1.055) ** 2.4) for c in channels
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_contrast_is_at_least_aa(theme: Theme) -> None:
    backgrounds = {name: getattr(theme, name) for name in ("window", "surface", "raised", "code")}
    pairs = {
        f"{ink} on {name}": contrast(getattr(theme, ink), colour)
        for ink in ("text", "secondary", "accent")
        for name, colour in backgrounds.items()
    }
    for name in ("sidebar", "sidebar_lit", "sidebar_picked"):
        for ink in ("text", "secondary"):
            pairs[f"{ink} on {name}"] = contrast(getattr(theme, ink), getattr(theme, name))
    for ink in ("keyword", "string", "number", "comment", "name"):
        pairs[f"code {ink}"] = contrast(getattr(theme, f"code_{ink}"), theme.code)
    pairs["on accent"] = contrast(theme.on_accent, theme.accent)
    pairs["on accent, hovered"] = contrast(theme.on_accent, theme.accent_hover)
    pairs["danger"] = contrast(theme.danger, theme.danger_soft)
    pairs["caution"] = contrast(theme.caution, theme.caution_soft)
    pairs["caution in the list"] = contrast(theme.caution, theme.surface)
    for ink in ("text", "accent", "secondary"):  # news, and where files are dropped
        pairs[f"{ink} on news"] = contrast(getattr(theme, ink), theme.accent_soft)
    for name in ("surface", "raised", "sidebar_lit"):
        pairs[f"danger on {name}"] = contrast(theme.danger, getattr(theme, name))
    pairs["caution on the page"] = contrast(theme.caution, theme.window)
    pairs["removed line"] = contrast(theme.danger, theme.code)
    pairs["found"] = contrast(theme.text, MARK_DARK if theme.dark else MARK_LIGHT)
    assert {pair: ratio for pair, ratio in pairs.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_focus_rings_and_meters_stand_out(theme: Theme) -> None:
    for background in (
        theme.window,
        theme.surface,
        theme.raised,
        theme.border,
        theme.sidebar_lit,
        theme.sidebar_picked,
    ):
        assert contrast(theme.accent, background) >= 3


def read(interface: QAccessibleInterface) -> Iterator[str]:
    """Names in the order in which a screen reader walks them."""
    for at in range(interface.childCount()):
        child = interface.child(at)
        # PySide's types do not know the attributes of a state.
        if child is not None and not child.state().invisible:  # type: ignore[attr-defined]
            if name := child.text(QAccessible.Text.Name):
                yield name
            yield from read(child)


def test_a_screen_reader_walks_the_window_from_top_to_bottom(window: MainWindow) -> None:
    window.show_chat(transcript_scenes.CHAT)
    gallery.attached(window)
    window.show_queue(sending_scenes.WAITING[:1], "Not sent.")
    window.offer_undo("A chat is gone.")
    window.show_notice("A notice.")
    gallery.settle()
    walked = list(read(QAccessible.queryAccessibleInterface(window)))
    expected = [
        "Model: Parlance Starter",
        "Your message, 1 of 8",
        "Picture, two shapes on paper.png",
        "Answer, 2 of 8",
        "two shapes on paper.png: 640×480 shown as 384×288 pixels, 64 tokens",
        "Thought for 4 seconds",
        "Answer text",
        "Your message, 3 of 8",
        "Not sent.",
        "A notice.",
        "A chat is gone.",
        "Remove two shapes on paper.png",
        "Message",
        "Attach a picture or a sound",
        "Ready",
    ]
    places = [walked.index(name) for name in expected]
    assert places == sorted(places)


def test_a_screen_reader_walks_messages_in_their_order_wherever_they_were_made(
    window: MainWindow,
) -> None:
    window.show_chat([MessageView(at, "user", f"Message {at}") for at in range(60)])
    transcript = window.transcript
    for goal in (0, 40, 10):
        transcript.go_to(goal)
        gallery.settle()
    items = QAccessible.queryAccessibleInterface(transcript.viewport())
    names = [items.child(at).text(QAccessible.Text.Description) for at in range(items.childCount())]
    numbers = [int(name.removeprefix("Message ")) for name in names]
    assert len(numbers) > 10
    assert numbers == sorted(numbers)
