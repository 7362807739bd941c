"""Text in any size, in any window: all of it grows, and none of it is cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import gallery, settings_scenes
from ui.elided import Elided
from ui.main_window import MainWindow
from ui.model_picker import ModelPicker
from ui.notices import Notices
from ui.values import Assets

TIGHT = (
    "attached",
    "chats_trash_asked",
    "chats_undo",
    "empty",
    "error",
    "news",
    "prefill",
    "temporary",
)
SCENES = (*TIGHT, "chats", "queued_held", "recording", "unloaded")
PLACES = (("least", 1.0), ("least", 1.5), ("snug", 2.0))


def words(window: QWidget) -> Iterator[QLabel | QAbstractButton]:
    """What shows words now. The picker paints its own."""
    found: list[QLabel | QAbstractButton] = [*window.findChildren(QLabel)]
    found += window.findChildren(QAbstractButton)
    for each in found:
        if each.isVisible() and each.text() and not isinstance(each, ModelPicker):
            yield each


def cut(each: QLabel | QAbstractButton) -> bool:
    """There is less room than its words need, and no ellipsis says so."""
    if isinstance(each, QLabel) and each.wordWrap():
        return each.height() < each.heightForWidth(each.width())
    if isinstance(each, Elided):
        return each.height() < each.fontMetrics().height()
    lacks = each.height() < each.fontMetrics().height()
    return lacks or each.width() < each.minimumSizeHint().width()


@pytest.mark.parametrize(("size", "scale"), PLACES)
def test_no_words_are_cut(qtbot: QtBot, assets: Assets, size: str, scale: float) -> None:
    found = {}
    for scene in TIGHT:
        window = MainWindow(assets)
        qtbot.addWidget(window)
        window.look.set_scale(scale)
        window.resize(*gallery.SIZES[size])
        window.show()
        gallery.STATES[scene](window)
        gallery.settle()
        if lacking := [each.text() for each in words(window) if cut(each)]:
            found[scene] = lacking
        window.close()
    assert found == {}


@pytest.mark.parametrize("scene", SCENES)
def test_all_words_have_the_size_that_was_chosen(window: MainWindow, scene: str) -> None:
    window.look.set_scale(2.0)
    gallery.STATES[scene](window)
    gallery.settle()
    least = QGuiApplication.font().pointSizeF() * 2 * 0.85
    small = [each.text() for each in words(window) if each.font().pointSizeF() < least]
    assert small == []
    placeholder = window.composer.edit.viewport().font()
    assert placeholder.pointSizeF() >= least


def test_in_a_low_window_older_notices_wait_for_room(window: MainWindow) -> None:
    window.resize(460, 420)
    gallery.news(window)
    gallery.settle()
    shown = [one.sentence for one in window.notices.notices if one.isVisible()]
    assert shown == window.notices.sentences[-len(shown) :]
    assert 0 < len(shown) < 3
    window.notices.notices[-1].close_button.click()
    window.notices.notices[-1].close_button.click()
    (last,) = window.notices.notices
    assert last.isVisible()


def test_notices_come_back_when_the_window_is_high_again(window: MainWindow) -> None:
    window.resize(460, 420)
    gallery.news(window)
    gallery.settle()
    window.resize(900, 900)
    gallery.settle()
    assert isinstance(window.notices, Notices)
    assert all(one.isVisible() for one in window.notices.notices)


def test_buttons_of_the_first_page_are_as_wide_as_their_words(window: MainWindow) -> None:
    window.resize(460, 600)
    gallery.base(window)
    gallery.settle()
    shown = [button for button in window.empty_state.examples if button.isVisible()]
    assert len(shown) == 4
    assert all(isinstance(each, QPushButton) for each in shown)
    for button in shown:
        assert button.width() >= button.sizeHint().width()
    assert shown[3].geometry().top() > shown[2].geometry().top()  # too long for two columns


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_no_setting_is_cut(qtbot: QtBot, scale: float) -> None:
    window = settings_scenes.make_window(text_size=scale)
    qtbot.addWidget(window)
    window.show()
    for size in (window.size(), window.minimumSize()):
        window.resize(size)
        for name, page in window.pages.items():
            window.open_page(name)
            gallery.settle()
            area = page.parentWidget()
            assert area is not None
            assert page.width() <= area.width(), name
            assert [each.text() for each in words(page) if cut(each)] == []
    window.close()


@pytest.mark.qt_log_ignore("This plugin does not support")  # of a popup
def test_the_list_of_models_has_room_for_what_is_wrong_with_one(window: MainWindow) -> None:
    gallery.base(window)
    popup = window.header.picker.popup
    window.look.set_scale(2.0)
    popup.open_at(window.pos())
    gallery.settle()
    metrics = QFontMetrics(window.look.font("secondary"))
    for row, info in enumerate(popup.models.infos):
        box = popup.view.visualRect(popup.models.index(row))
        room = QRect(0, 0, box.width() - 44, 10_000)
        words = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, info.problem or " ").height()
        name = QFontMetrics(window.look.font("body")).height()
        assert box.height() >= name + words
    popup.hide()


def test_icons_grow_with_the_text_as_far_as_their_buttons_go(window: MainWindow) -> None:
    gallery.attached(window)
    gallery.short(window)
    window.look.set_scale(2.0)
    gallery.settle()
    before = {"attach": 20, "send": 20, "record": 20}
    for name, size in before.items():
        button = getattr(window.composer, name)
        assert size < button.iconSize().width() < button.width()
    window.look.set_scale(1.0)
    assert window.composer.attach.iconSize().width() == 20
