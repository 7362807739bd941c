"""The accent colour of the system, made legible on our backgrounds."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor, QGuiApplication, QPalette

from ui.theme import Theme

LEGIBLE = 4.5  # contrast that WCAG asks of text
_STEP = 0.02  # of lightness


def with_system_accent(theme: Theme) -> Theme:
    """`theme` in the accent colour that the person has chosen for the whole system."""
    return accented(theme, QGuiApplication.palette().color(QPalette.ColorRole.Accent).rgb())


@lru_cache(maxsize=8)
def accented(theme: Theme, rgb: int) -> Theme:
    """The same theme for the same colour, so that nothing is drawn anew without need."""
    accent = _legible(QColor.fromRgb(rgb), theme)
    ink = max(("#ffffff", "#10131a"), key=lambda name: contrast(QColor(name), accent))
    share = 0.18 if theme.dark else 0.12
    colours = {
        "accent": accent.name(),
        "accent_hover": (accent.lighter(112) if theme.dark else accent.darker(118)).name(),
        "on_accent": ink,
        "accent_soft": _mixed(accent, QColor(theme.window), share),
        "sidebar_picked": _mixed(accent, QColor(theme.sidebar), share + 0.08),
    }
    others = {name: value for name, value in vars(theme).items() if name != "dark"}
    return Theme(dark=theme.dark, **{**others, **colours})


def contrast(one: QColor, other: QColor) -> float:
    """From 1 to 21, as WCAG 2 defines it."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _legible(colour: QColor, theme: Theme) -> QColor:
    """As near to `colour` as text in it can be read on every background."""
    hue, saturation, lightness = colour.hslHueF(), colour.hslSaturationF(), colour.lightnessF()
    grounds = [QColor(name) for name in (theme.window, theme.surface, theme.raised, theme.sidebar)]
    while True:
        made = QColor.fromHslF(max(hue, 0.0), saturation, lightness)
        if all(contrast(made, ground) >= LEGIBLE for ground in grounds):
            return made
        lightness += _STEP if theme.dark else -_STEP
        if not 0.0 <= lightness <= 1.0:
            return QColor(theme.text)


def _luminance(colour: QColor) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(v) for v in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: QColor, ground: QColor, share: float) -> str:
    def mix(one: int, other: int) -> int:
        return round(share * one + (1 - share) * other)

    red, green, blue = colour.red(), colour.green(), colour.blue()
    made = mix(red, ground.red()), mix(green, ground.green()), mix(blue, ground.blue())
    return QColor(*made).name()
