"""Icons are drawn in the colours, sizes and densities that are asked for, when they are."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPixmap
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from ui.icons import IconSet

SQUARE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4">'
    b'<rect width="4" height="4" fill="currentColor"/></svg>'
)


@pytest.fixture
def icons(qtbot: QtBot) -> IconSet:
    del qtbot
    return IconSet({"square": SQUARE})


def _middle(pixmap: QPixmap) -> str:
    image = pixmap.toImage()
    return QColor(image.pixel(image.width() // 2, image.height() // 2)).name()


def test_icon_has_the_colour_that_was_asked_for(icons: IconSet) -> None:
    assert _middle(icons.icon("square", "#ff0000").pixmap(QSize(20, 20))) == "#ff0000"


def test_disabled_control_shows_the_other_colour(icons: IconSet) -> None:
    icon = icons.icon("square", "#ff0000", "#00ff00")
    assert _middle(icon.pixmap(QSize(20, 20), QIcon.Mode.Disabled)) == "#00ff00"
    assert _middle(icon.pixmap(QSize(20, 20))) == "#ff0000"


@pytest.mark.parametrize(("size", "ratio"), [(20, 1.0), (17, 2.0), (64, 1.5)])
def test_every_size_is_drawn_for_the_screens_density(
    icons: IconSet, size: int, ratio: float
) -> None:
    pixmap = icons.icon("square", "#0000ff").pixmap(QSize(size, size), ratio)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (round(size * ratio), ratio)
    assert _middle(pixmap) == "#0000ff"


def test_icon_outlives_what_drew_it_and_goes_with_the_last_control(qtbot: QtBot) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    button.setIcon(IconSet({"square": SQUARE}).icon("square", "#ff0000"))
    button.setIconSize(QSize(16, 16))
    button.show()
    assert "#ff0000" in {
        QColor(button.grab().toImage().pixel(x, button.height() // 2)).name()
        for x in range(button.width())
    }


def test_unknown_icon_is_an_error(icons: IconSet) -> None:
    with pytest.raises(KeyError):
        icons.icon("circle", "#ff0000")


def test_an_icon_in_a_circle_can_be_collected(icons: IconSet) -> None:
    """It is not its drawing's parent to PySide, which would delete the drawing before the icon."""
    icon = icons.icon("square", "#ff0000")
    assert not any(isinstance(each, QIconEngine) for each in gc.get_referents(icon))
    assert _middle(icon.pixmap(QSize(20, 20))) == "#ff0000"  # which is there nevertheless


def test_one_drawing_serves_all_labels_of_a_size_and_colour(icons: IconSet) -> None:
    first = icons.pixmap("square", "#ff0000", 16, 2.0)
    assert icons.pixmap("square", "#ff0000", 16, 2.0).cacheKey() == first.cacheKey()
    assert icons.pixmap("square", "#00ff00", 16, 2.0).cacheKey() != first.cacheKey()
    assert icons.pixmap("square", "#ff0000", 18, 2.0).cacheKey() != first.cacheKey()
    assert icons.pixmap("square", "#ff0000", 16, 1.0).cacheKey() != first.cacheKey()
