"""Writing, attaching, sending."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.gallery import PICTURE, SOUND
from tests.ui.keys import click, press, write
from ui.main_window import MainWindow
from ui.message_edit import MARGIN, MOST_LINES
from ui.values import AttachmentView


def small_image() -> QImage:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    return image


def test_return_sends_the_text(qtbot: QtBot, window: MainWindow) -> None:
    write(window.composer.edit, "hello ")
    with qtbot.waitSignal(window.send_requested) as sent:
        press(window.composer.edit, Qt.Key.Key_Return)
    assert sent.args == ["hello"]


def test_shift_return_starts_a_line(qtbot: QtBot, window: MainWindow) -> None:
    write(window.composer.edit, "a")
    with qtbot.assertNotEmitted(window.send_requested):
        press(window.composer.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    write(window.composer.edit, "b")
    assert window.composer.text == "a\nb"


def test_return_never_sends_while_an_input_method_composes(
    qtbot: QtBot, window: MainWindow
) -> None:
    edit = window.composer.edit
    write(edit, "a")
    QApplication.sendEvent(edit, QInputMethodEvent("にほ", []))
    assert edit.composing
    with qtbot.assertNotEmitted(window.send_requested):
        press(edit, Qt.Key.Key_Return)
    decided = QInputMethodEvent("", [])
    decided.setCommitString("日本")
    QApplication.sendEvent(edit, decided)
    with qtbot.waitSignal(window.send_requested) as sent:
        press(edit, Qt.Key.Key_Return)
    assert sent.args == ["a日本"]


def test_a_first_text_that_is_still_composed_takes_the_lines_it_needs(window: MainWindow) -> None:
    edit = window.composer.edit
    before = edit.height()
    QApplication.sendEvent(edit, QInputMethodEvent("にほ " * 60, []))
    assert edit.visual_lines() > 1
    assert edit.height() > before


def test_an_empty_field_is_as_high_as_one_line_of_text(window: MainWindow) -> None:
    edit = window.composer.edit
    before = edit.height()
    write(edit, "a")
    assert edit.height() == before
    assert edit.document().documentMargin() == MARGIN


def test_nothing_to_send_is_not_sent(qtbot: QtBot, window: MainWindow) -> None:
    write(window.composer.edit, "  ")
    assert not window.composer.send.isEnabled()
    with qtbot.assertNotEmitted(window.send_requested):
        press(window.composer.edit, Qt.Key.Key_Return)


def test_an_attachment_alone_can_be_sent(qtbot: QtBot, window: MainWindow) -> None:
    window.add_attachment(PICTURE)
    with qtbot.waitSignal(window.send_requested) as sent:
        click(window.composer.send)
    assert sent.args == [""]


def test_text_stays_until_the_message_is_shown(window: MainWindow) -> None:
    write(window.composer.edit, "hello")
    press(window.composer.edit, Qt.Key.Key_Return)
    assert window.composer.text == "hello"
    window.add_user_message("hello", [])
    assert window.composer.text == ""


def test_a_draft_survives_messages_that_were_not_sent_from_it(window: MainWindow) -> None:
    write(window.composer.edit, "draft")
    window.add_user_message("restored from an older chat", [])
    assert window.composer.text == "draft"


def test_while_busy_the_button_stops_until_something_is_written(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.set_busy(True)
    assert window.composer.send.accessibleName() == "Stop"
    with qtbot.waitSignal(window.stop_requested):
        click(window.composer.send)
    write(window.composer.edit, "next")
    assert window.composer.send.accessibleName() == "Send after this answer"
    with (
        qtbot.waitSignal(window.send_requested) as sent,
        qtbot.assertNotEmitted(window.stop_requested),
    ):
        click(window.composer.send)
    assert sent.args == ["next"]
    window.set_busy(False)
    assert window.composer.send.accessibleName() == "Send"
    assert window.composer.text == "next"


def test_while_busy_an_attachment_alone_can_follow(qtbot: QtBot, window: MainWindow) -> None:
    window.set_busy(True)
    window.add_attachment(PICTURE)
    with qtbot.waitSignal(window.send_requested) as sent:
        press(window.composer.edit, Qt.Key.Key_Return)
    assert sent.args == [""]
    window.clear_attachments()
    assert window.composer.send.accessibleName() == "Stop"


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier),
    ],
)
def test_escape_and_command_period_stop(
    qtbot: QtBot, window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    window.set_busy(True)
    with qtbot.waitSignal(window.stop_requested):
        press(window.composer.edit, key, modifier)


def test_escape_stops_nothing_when_nothing_runs(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.assertNotEmitted(window.stop_requested):
        press(window.composer.edit, Qt.Key.Key_Escape)


def test_text_grows_the_field_up_to_eight_lines(window: MainWindow) -> None:
    edit = window.composer.edit
    heights = []
    for lines in (1, 2, MOST_LINES, MOST_LINES + 5):
        edit.setPlainText("\n".join("line" for _ in range(lines)))
        heights.append(edit.height())
    assert heights[0] < heights[1] < heights[2] == heights[3]


def test_a_long_line_wraps_and_grows_the_field(window: MainWindow) -> None:
    one = window.composer.edit.height()
    window.composer.edit.setPlainText("word " * 80)
    assert window.composer.edit.height() > one


def test_pasted_files_are_offered(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.png"))])
    QGuiApplication.clipboard().setMimeData(mime)
    with qtbot.waitSignal(window.files_offered) as offered:
        window.composer.edit.paste()
    assert offered.args == [[str(tmp_path / "a.png")]]
    assert window.composer.text == ""


def test_a_pasted_picture_is_offered(qtbot: QtBot, window: MainWindow) -> None:
    QGuiApplication.clipboard().setImage(small_image())
    with qtbot.waitSignal(window.image_pasted) as pasted:
        window.composer.edit.paste()
    assert pasted.args is not None
    assert pasted.args[0].size() == small_image().size()


def test_pasted_text_is_plain(window: MainWindow) -> None:
    mime = QMimeData()
    mime.setHtml("<b>bold</b>")
    mime.setText("bold")
    QGuiApplication.clipboard().setMimeData(mime)
    window.composer.edit.paste()
    assert window.composer.text == "bold"


def test_chips_show_the_attachments_and_ask_to_be_removed(qtbot: QtBot, window: MainWindow) -> None:
    window.add_attachment(PICTURE)
    window.add_attachment(SOUND)
    chip = window.composer.chips.chip(PICTURE.id)
    assert "two shapes on paper.png" in chip.accessibleName()
    with qtbot.waitSignal(window.attachment_removed) as removed:
        chip.remove_button.click()
    assert removed.args == [PICTURE.id]
    window.remove_attachment(PICTURE.id)
    assert [view.id for view in window.composer.attachments] == [SOUND.id]
    window.clear_attachments()
    assert not window.composer.attachments
    assert not window.composer.chips.isVisible()


def test_a_chip_is_shown_anew_when_its_file_is_read(window: MainWindow) -> None:
    window.add_attachment(AttachmentView(1, "image", "a.png", "Reading…"))
    window.add_attachment(AttachmentView(1, "image", "a.png", "8×8", small_image()))
    (view,) = window.composer.attachments
    assert view.detail == "8×8"


def test_many_chips_never_push_the_text_away(window: MainWindow) -> None:
    for number in range(30):
        window.add_attachment(AttachmentView(number, "image", f"{number}.png"))
    assert window.composer.chips.height() < 220


def test_recording_shows_level_and_time_and_offers_two_ways_out(
    qtbot: QtBot, window: MainWindow
) -> None:
    with qtbot.waitSignal(window.record_requested):
        window.composer.record.click()
    window.show_recording(True)
    window.show_level(0.5, 3.2)
    recorder = window.composer.recorder
    assert recorder.isVisible()
    assert recorder.elapsed.text() == "0:03"
    assert list(recorder.meter.levels) == [0.5]
    with qtbot.waitSignal(window.record_finish_requested):
        recorder.finish.click()
    with qtbot.waitSignal(window.record_cancel_requested):
        recorder.cancel.click()
    window.show_recording(False)
    assert not recorder.isVisible()


@pytest.mark.parametrize("place", ["finish", "meter", "edit"])
def test_return_keeps_a_recording_once_and_sends_nothing(
    qtbot: QtBot, window: MainWindow, place: str
) -> None:
    write(window.composer.edit, "text")
    window.show_recording(True)
    finished: list[bool] = []
    window.record_finish_requested.connect(lambda: finished.append(True))
    recorder = window.composer.recorder
    spots = {"finish": recorder.finish, "meter": recorder.meter, "edit": window.composer.edit}
    with qtbot.assertNotEmitted(window.send_requested):
        press(spots[place], Qt.Key.Key_Return)
    assert finished == [True]


def test_escape_discards_a_recording(qtbot: QtBot, window: MainWindow) -> None:
    window.show_recording(True)
    with qtbot.waitSignal(window.record_cancel_requested):
        press(window, Qt.Key.Key_Escape)


def test_typing_anywhere_goes_into_the_message(window: MainWindow) -> None:
    window.header.new_chat.setFocus()
    press(window.header.new_chat, Qt.Key.Key_H)
    assert window.composer.text == "h"


def test_the_frame_shows_where_the_caret_is(window: MainWindow) -> None:
    frame = window.composer._frame
    accent = window.look.theme.accent
    colours = []
    for widget in (window.composer.edit, window.composer.attach):
        widget.setFocus()
        image = frame.grab().toImage()
        colours.append(QColor(image.pixel(image.width() // 2, 0)).name())
    assert colours == [accent, window.look.theme.border]
