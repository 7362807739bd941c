"""A picture seen large: opened by mouse and keyboard, closed with Escape, copied, saved, shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QGuiApplication, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tests.ui.gallery import PICTURE, SOUND
from tests.ui.keys import press, write
from ui.main_window import MainWindow
from ui.message_values import MessageView
from ui.open_picture import OpenPicture
from ui.picture_view import PictureView

OTHER = replace(PICTURE, id=7, name="other.png")


def image(width: int = 1600, height: int = 1200) -> QImage:
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor("#123456"))
    return made


def small(window: MainWindow, number: int = 0) -> OpenPicture:
    return window.transcript.item(3).findChildren(OpenPicture)[number]


@pytest.fixture
def view(qtbot: QtBot, window: MainWindow) -> PictureView:
    """Open, and waiting for the picture itself."""
    window.resize(900, 700)
    window.show_chat([MessageView(3, "user", "Look", attachments=(SOUND, PICTURE, OTHER))])
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    small(window).setFocus()
    window.pictures.open(3, (SOUND, PICTURE, OTHER), PICTURE.id, PICTURE.thumbnail)
    return window.pictures


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_picture_of_the_transcript_is_opened_by_keyboard(
    qtbot: QtBot, window: MainWindow, key: Qt.Key
) -> None:
    window.show_chat([MessageView(3, "user", "Look", attachments=(PICTURE,))])
    with qtbot.waitSignal(window.transcript.picture_requested) as wish:
        press(small(window), key)
    assert wish.args == [3, PICTURE.id]


def test_it_is_opened_by_a_click_and_is_a_button_with_a_name(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.show_chat([MessageView(3, "user", "Look", attachments=(PICTURE,))])
    with qtbot.waitSignal(window.transcript.picture_requested):
        QTest.mouseClick(small(window), Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    heard = QAccessible.queryAccessibleInterface(small(window))
    assert heard.role() == QAccessible.Role.Button
    assert heard.text(QAccessible.Text.Name) == "Picture, two shapes on paper.png"


def test_a_chip_opens_its_picture_once_it_was_read(qtbot: QtBot, window: MainWindow) -> None:
    chips = window.composer.chips
    chips.put(replace(PICTURE, thumbnail=None, detail="Reading…"))
    (picture,) = chips.findChildren(OpenPicture)
    assert not picture.isEnabled()
    chips.put(PICTURE)
    picture = chips.chip(PICTURE.id)._art  # type: ignore[assignment]
    with qtbot.waitSignal(chips.picture_wanted) as wish:
        picture.click()
    assert wish.args == [PICTURE.id]
    with qtbot.waitSignal(window.picture_wanted) as wanted:
        window.open_draft_picture(PICTURE.id)
    assert wanted.args == [0, PICTURE.id]
    assert window.pictures.canvas.image == PICTURE.thumbnail


def test_it_covers_the_window_and_shows_the_small_one_until_the_large_is_there(
    window: MainWindow, view: PictureView
) -> None:
    assert view.size() == window.size()
    assert view.canvas.image == PICTURE.thumbnail
    assert not view.save.isEnabled()
    window.show_picture(3, PICTURE.id, image())
    assert view.canvas.image == image()
    assert view.save.isEnabled()
    room = QSize(900, 700)
    assert view.canvas.width() <= room.width()
    assert view.canvas.height() <= room.height()
    ratio = view.canvas.width() / view.canvas.height()
    assert ratio == pytest.approx(4 / 3, abs=0.01)
    window.resize(700, 500)
    assert view.size() == window.size()
    assert view.canvas.width() <= 700


def test_a_small_picture_is_not_blown_up(window: MainWindow, view: PictureView) -> None:
    window.show_picture(3, PICTURE.id, image(30, 20))
    assert view.canvas.size() == QSize(30, 20)


def test_a_click_shows_it_point_for_point_and_back(window: MainWindow, view: PictureView) -> None:
    window.show_picture(3, PICTURE.id, image())
    fitted = view.canvas.size()
    QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton)
    assert view.canvas.size() == QSize(1600, 1200)
    press(view, Qt.Key.Key_Space)
    assert view.canvas.size() == fitted


def test_what_comes_too_late_is_not_shown(window: MainWindow, view: PictureView) -> None:
    press(view, Qt.Key.Key_Right)
    window.show_picture(3, PICTURE.id, image())
    assert view.canvas.image != image()
    window.show_picture_problem(3, PICTURE.id, "Gone.")
    assert "Gone." not in [label.text() for label in view.findChildren(type(view._sentence))]


def test_arrow_keys_go_through_the_pictures_of_the_message(
    window: MainWindow, view: PictureView
) -> None:
    wished: list[tuple[int, int]] = []
    window.picture_wanted.connect(lambda message, number: wished.append((message, number)))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        press(view, key)
    assert wished == [(3, OTHER.id), (3, PICTURE.id), (3, OTHER.id)]
    assert view.accessibleName() == "Picture, other.png, 640×480 · 2 of 2"


def test_escape_closes_it_and_gives_the_keyboard_back(
    window: MainWindow, view: PictureView
) -> None:
    assert view.hasFocus()
    press(view, Qt.Key.Key_Escape)
    assert not view.isVisible()
    assert QApplication.focusWidget() is small(window)


@pytest.mark.parametrize(
    ("key", "modifiers", "own"),
    [
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, True),
        (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier, True),
        (Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier, False),
    ],
)
def test_escape_closes_it_before_it_stops_an_answer(
    view: PictureView, key: Qt.Key, modifiers: Qt.KeyboardModifier, own: bool
) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
    event.ignore()
    QApplication.sendEvent(view, event)
    assert event.isAccepted() == own


def test_no_key_goes_on_to_what_is_behind(window: MainWindow, view: PictureView) -> None:
    write(view, "x")
    assert window.composer.text == ""


def test_tab_stays_within(window: MainWindow, view: PictureView) -> None:
    window.show_picture(3, PICTURE.id, image())
    seen = []
    for _ in range(6):
        focused = QApplication.focusWidget()
        assert focused is not None
        press(focused, Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert seen == [view.copy, view.save, view.reveal, view.shut, view, view.copy]


def test_it_is_copied_as_a_picture(window: MainWindow, view: PictureView) -> None:
    window.show_picture(3, PICTURE.id, image())
    view.copy.click()
    assert QGuiApplication.clipboard().image().size() == QSize(1600, 1200)


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_it_is_saved_where_the_person_says(
    qtbot: QtBot, window: MainWindow, view: PictureView
) -> None:
    window.show_picture(3, PICTURE.id, image())
    view.save.click()
    (dialog,) = view.findChildren(QFileDialog)
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    with qtbot.waitSignal(window.picture_save_chosen) as wish:
        dialog.fileSelected.emit("/tmp/x.png")
    assert wish.args == [3, PICTURE.id, "/tmp/x.png"]
    dialog.close()


def test_its_file_can_be_shown(qtbot: QtBot, window: MainWindow, view: PictureView) -> None:
    window.show_picture(3, PICTURE.id, image())
    with qtbot.waitSignal(window.picture_reveal_requested) as wish:
        view.reveal.click()
    assert wish.args == [3, PICTURE.id]


def test_a_picture_that_is_gone_is_a_sentence(window: MainWindow, view: PictureView) -> None:
    window.show_picture_problem(3, PICTURE.id, "The picture is gone.")
    assert view._sentence.isVisible()
    assert view._sentence.text() == "The picture is gone."
    assert not view.canvas.isVisible()
    assert not view.save.isEnabled()


def test_a_click_beside_it_closes_it(view: PictureView) -> None:
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(400, 30))
    assert not view.isVisible()
