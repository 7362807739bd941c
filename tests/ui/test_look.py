"""Widgets hear of another look as long as they are there."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import delete

from ui.look import COMPACT, WIDE, Look
from ui.main_window import MainWindow
from ui.message_values import MessageView


class Told(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def redraw(self) -> None:
        self.times += 1


def test_a_widget_is_told_of_each_change(look: Look) -> None:
    told = Told()
    look.tell(told.redraw)
    look.set_scale(1.25)
    look.set_wrap_code(True)
    look.set_wrap_code(True)  # as it was
    assert told.times == 2


def test_wide_text_takes_a_wide_window_at_once(window: MainWindow) -> None:
    window.resize(1400, 800)
    window.show_chat(
        [MessageView(1, "user", "Go on."), MessageView(2, "assistant", "Words. " * 99)]
    )
    QApplication.processEvents()
    answer, frame = window.transcript.item(2), window.composer.edit.parentWidget()
    assert frame is not None
    inner = frame.width()
    assert answer.width() == COMPACT
    window.look.set_wide(True)
    assert answer.width() == WIDE
    QApplication.processEvents()
    assert abs(answer.x() - (window.transcript.width() - answer.geometry().right())) <= 2
    assert frame.width() - inner == WIDE - COMPACT
    window.look.set_wide(False)
    assert answer.width() == COMPACT


def test_a_method_of_qt_can_be_told(look: Look) -> None:
    told = QWidget()
    told.show()
    look.tell(told.hide)
    look.set_scale(1.5)
    assert told.isHidden()


def test_a_widget_that_qt_has_deleted_is_left_alone(look: Look) -> None:
    told = Told()
    look.tell(told.redraw)
    delete(told)
    look.set_scale(1.25)
    assert told.times == 0


def test_a_widget_is_not_kept_for_it(look: Look) -> None:
    look.tell(Told().redraw)
    assert not look._told
