"""A sound in a message: what it wishes, what it shows, and what a screen reader hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from tests.ui.gallery import SOUND
from tests.ui.keys import press
from ui.look import Look
from ui.main_window import MainWindow
from ui.message_values import MessageView
from ui.sound_card import SoundCard, clock, length
from ui.sound_state import SoundState


@pytest.fixture
def card(qtbot: QtBot, look: Look) -> Iterator[SoundCard]:
    page = QScrollArea()
    card = SoundCard(look, SOUND)
    page.setWidget(card)
    page.resize(600, 100)
    qtbot.addWidget(page)
    page.show()
    yield card
    page.hide()


def accent(card: SoundCard, look: Look) -> int:
    """How many columns of the waveform are filled."""
    image = card.play.wave.grab().toImage()
    wanted = look.theme.accent
    return sum(
        any(image.pixelColor(x, y).name() == wanted for y in range(image.height()))
        for x in range(image.width())
    )


def test_its_button_wishes_and_shows_what_it_would_do(qtbot: QtBot, card: SoundCard) -> None:
    button = card.play.button
    assert button.accessibleName() == "Play three beeps.wav"
    with qtbot.waitSignal(card.play_wanted):
        button.click()
    assert button.accessibleName() == "Play three beeps.wav"  # until it is told
    card.show_state(SoundState(0.5, 3.0, playing=True))
    assert button.accessibleName() == "Pause three beeps.wav"


def test_the_waveform_fills_as_it_plays(card: SoundCard, look: Look) -> None:
    filled = []
    for place in (0.0, 0.3, 0.6, 1.0):
        card.show_state(SoundState(place, 3.0, playing=True))
        filled.append(accent(card, look))
    assert filled[0] == 0
    assert filled == sorted(set(filled))
    assert filled[-1] > 2 * filled[1]


def test_the_time_is_told_as_heard_and_whole(card: SoundCard) -> None:
    assert card.time == "0:00 / 0:03"
    card.show_state(SoundState(0.5, 83.4, playing=True))
    assert card.time == "0:41 / 1:23"
    assert (clock(59.99), clock(60), length(0.2), length(2.6)) == ("0:59", "1:00", "0:01", "0:03")


def test_a_missing_sound_shows_that_instead(qtbot: QtBot, look: Look) -> None:
    card = SoundCard(look, replace(SOUND, detail="missing", waveform=()))
    qtbot.addWidget(card)
    assert card.time == "missing"
    assert not card.play.button.isEnabled()


@pytest.mark.parametrize(("x", "place"), [(0, 0.0), (95, 0.5), (250, 1.0)])
def test_a_click_and_a_drag_seek(card: SoundCard, x: int, place: float) -> None:
    wave = card.play.wave
    wished: list[float] = []
    card.seek_wanted.connect(wished.append)
    QTest.mousePress(wave, Qt.MouseButton.LeftButton, pos=QPoint(40, 5))
    QTest.mouseMove(wave, QPoint(x, 5))
    QTest.mouseRelease(wave, Qt.MouseButton.LeftButton, pos=QPoint(x, 5))
    assert wished[0] == pytest.approx(40 / 190)
    assert wished[-1] == pytest.approx(place, abs=0.01)
    assert wave.place == wished[-1]


@pytest.mark.parametrize(
    ("key", "place"),
    [
        (Qt.Key.Key_Right, 0.55),
        (Qt.Key.Key_Left, 0.45),
        (Qt.Key.Key_PageUp, 0.65),
        (Qt.Key.Key_Home, 0.0),
        (Qt.Key.Key_End, 1.0),
    ],
)
def test_arrow_keys_seek(card: SoundCard, key: Qt.Key, place: float) -> None:
    card.show_state(SoundState(0.5, 100.0))
    wished: list[float] = []
    card.seek_wanted.connect(wished.append)
    press(card.play.wave, key)
    assert wished == [pytest.approx(place)]


def test_space_plays_from_both_its_parts(qtbot: QtBot, card: SoundCard) -> None:
    for part in (card.play.button, card.play.wave):
        with qtbot.waitSignal(card.play_wanted):
            press(part, Qt.Key.Key_Space)


def test_a_screen_reader_hears_a_slider_with_a_value(card: SoundCard) -> None:
    card.show_state(SoundState(0.25, 60.0))
    heard = QAccessible.queryAccessibleInterface(card.play.wave)
    assert heard.role() == QAccessible.Role.Slider
    assert heard.text(QAccessible.Text.Name) == "Position in three beeps.wav"
    assert heard.text(QAccessible.Text.Description) == "0:15 of 1:00"
    value = heard.valueInterface()
    assert (value.currentValue(), value.maximumValue()) == (25, 100)
    wished: list[float] = []
    card.seek_wanted.connect(wished.append)
    value.setCurrentValue(50)
    assert wished == [0.5]
    assert card.accessibleName() == "Sound, three beeps.wav, 0:03"


def test_what_it_is_shown_wishes_nothing(qtbot: QtBot, card: SoundCard) -> None:
    with qtbot.assertNotEmitted(card.seek_wanted):
        card.show_state(SoundState(0.7, 60.0, playing=True))


def test_the_button_is_told_anew_only_when_it_changes(card: SoundCard) -> None:
    told: list[str] = []
    card.play.button.show_as = lambda *said: told.append(said[1])  # type: ignore[method-assign]
    for place in (0.1, 0.2, 0.3):
        card.show_state(SoundState(place, 60.0, playing=True))
    card.show_state(SoundState(0.3, 60.0))
    assert told == ["Pause three beeps.wav", "Play three beeps.wav"]


def test_a_problem_stands_on_the_button(card: SoundCard) -> None:
    card.show_state(SoundState(problem="No loudspeaker was found."))
    assert card.play.button.toolTip() == "No loudspeaker was found."
    assert card.play.button.accessibleDescription() == "No loudspeaker was found."
    card.show_state(SoundState())
    assert card.play.button.toolTip() == "Play three beeps.wav"
    assert card.play.button.accessibleDescription() == ""


def test_a_message_that_comes_back_asks_where_its_sound_stands(
    qtbot: QtBot, window: MainWindow
) -> None:
    transcript = window.transcript
    came: list[tuple[int, int]] = []
    transcript.sound_came.connect(lambda message, number: came.append((message, number)))
    window.show_chat([MessageView(5, "user", "Listen", attachments=(SOUND,))])
    assert came == [(5, SOUND.id)]
    transcript.show_sound(5, SOUND.id, SoundState(0.5, 3.0, playing=True))
    transcript.show_sound(6, SOUND.id, SoundState())  # not there: nothing happens
    (card,) = transcript.item(5).findChildren(SoundCard)
    assert card.play.state.playing
    with qtbot.waitSignal(transcript.play_requested) as wish:
        card.play.button.click()
    assert wish.args == [5, SOUND.id]
    with qtbot.waitSignal(transcript.seek_requested) as wish:
        press(card.play.wave, Qt.Key.Key_Home)
    assert wish.args == [5, SOUND.id, 0.0]


def test_a_chip_plays_too_once_it_was_read(qtbot: QtBot, window: MainWindow) -> None:
    chips = window.composer.chips
    chips.put(replace(SOUND, detail="Reading…", waveform=()))
    button = chips.chip(SOUND.id)._art.button  # type: ignore[attr-defined]
    assert not button.isEnabled()
    chips.put(SOUND)
    button = chips.chip(SOUND.id)._art.button  # type: ignore[attr-defined]
    with qtbot.waitSignal(chips.play_wanted) as wish:
        button.click()
    assert wish.args == [SOUND.id]
    chips.show_sound(SOUND.id, SoundState(0.5, 3.0, playing=True))
    assert button.accessibleName() == "Pause three beeps.wav"


def test_a_low_window_has_one_line_of_chips_and_room_for_the_text(window: MainWindow) -> None:
    window.resize(460, 700)
    for number in range(3):
        window.add_attachment(replace(SOUND, id=number, name=f"a sound with a long name {number}"))
    chips = window.composer.chips
    high = chips.height()
    assert high > 2 * chips.chip(0).height()
    window.resize(460, 420)
    assert chips.height() == chips.chip(0).height()
    window.resize(460, 700)
    assert chips.height() == high
