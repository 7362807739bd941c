"""The system's accent colour is taken over, and stays legible."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from ui import look as module
from ui.accent import LEGIBLE, accented, contrast
from ui.look import Look
from ui.main_window import MainWindow
from ui.theme import DARK, LIGHT, Theme

# What macOS offers: blue, purple, pink, red, orange, yellow, green, graphite.
SYSTEM = ("#007aff", "#a550a7", "#f74f9e", "#ff5257", "#f7821b", "#ffc600", "#62ba46", "#8c8c8c")


@pytest.mark.parametrize("colour", SYSTEM)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_accent_of_the_system_can_be_read(theme: Theme, colour: str) -> None:
    made = accented(theme, QColor(colour).rgb())
    accent = QColor(made.accent)
    for ground in (made.window, made.surface, made.raised, made.sidebar):
        assert contrast(accent, QColor(ground)) >= LEGIBLE
    assert contrast(QColor(made.on_accent), accent) >= LEGIBLE
    assert contrast(QColor(made.text), QColor(made.sidebar_picked)) >= LEGIBLE
    if QColor(colour).hslSaturationF() > 0.1:
        apart = abs(accent.hslHueF() - QColor(colour).hslHueF())
        assert min(apart, 1 - apart) < 0.02
    assert (made.text, made.danger) == (theme.text, theme.danger)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(QColor("#000"), QColor("#fff")) == pytest.approx(21.0)
    assert contrast(QColor("#777"), QColor("#fff")) == pytest.approx(4.48, abs=0.01)


def choose(colour: str) -> None:
    palette = QGuiApplication.palette()
    palette.setColor(QPalette.ColorRole.Accent, QColor(colour))
    QGuiApplication.setPalette(palette)


def test_a_window_follows_the_system_when_it_comes_to_the_front(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = QGuiApplication.palette()
    monkeypatch.setattr(module, "FOLLOWS_ACCENT", True)
    try:
        choose("#f7821b")
        window.look.follow_accent()
        orange = window.look.theme
        assert QColor(orange.accent).hslHueF() == pytest.approx(
            QColor("#f7821b").hslHueF(), abs=0.02
        )
        changes: list[None] = []
        window.look.changed.connect(lambda: changes.append(None))
        window.look.follow_accent()
        assert not changes  # nothing is drawn anew for the same colour
        choose("#62ba46")
        window.activated.emit()
        assert window.look.theme.accent != orange.accent
        assert len(changes) == 1
    finally:
        QGuiApplication.setPalette(before)


def test_elsewhere_the_accent_is_our_own(look: Look) -> None:
    look.follow_accent()
    assert look.theme in (LIGHT, DARK)
