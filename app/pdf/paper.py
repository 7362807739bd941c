"""What a page looks like: its size, its margins, its letters and its colours."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QLocale
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPageSize

from ui.theme import LIGHT

POINT = 10.0  # units; all lengths here are in tenths of a point
THEME = LIGHT
LINE = 1.42  # from line to line, in heights of the font
_MM = 72 / 25.4 * POINT
_LETTER = {  # where paper is not A4 though lengths are metric
    QLocale.Country.Canada, QLocale.Country.Mexico, QLocale.Country.Philippines,
    QLocale.Country.Chile, QLocale.Country.Colombia, QLocale.Country.Venezuela,
    QLocale.Country.CostaRica, QLocale.Country.Guatemala,
}  # fmt: skip

Voice = Literal["body", "mono", "small", "label", "title"]
_SIZES: dict[Voice, float] = {"body": 10.5, "mono": 9, "small": 8.5, "label": 9.5, "title": 21}


@dataclass(frozen=True)
class Paper:
    """Lengths in units of a tenth of a point.

    Attributes:
        height: of the page. left, top: where text begins. width, depth: of the text on it.
    """

    size: QPageSize.PageSizeId
    page_width: float
    height: float
    left: float
    top: float
    width: float
    depth: float


def paper(locale: QLocale | None = None) -> Paper:
    """A4, or Letter where people use that."""
    locale = locale or QLocale()
    inches = locale.measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
    letter = inches or locale.territory() in _LETTER
    size = QPageSize.PageSizeId.Letter if letter else QPageSize.PageSizeId.A4
    whole = QPageSize(size).size(QPageSize.Unit.Point) * POINT
    left, top = 24 * _MM, 22 * _MM
    return Paper(
        size=size,
        page_width=whole.width(),
        height=whole.height(),
        left=left,
        top=top,
        width=whole.width() - 2 * left,
        depth=whole.height() - 2 * top,
    )


def font(voice: Voice, scale: float = 1.0, *, bold: bool = False) -> QFont:
    """Unhinted, so that its letters have the same widths at any resolution."""
    return QFont(_font(voice, scale, bold))


@lru_cache(maxsize=64)
def _font(voice: Voice, scale: float, bold: bool) -> QFont:
    if voice == "mono":
        made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        made.setFamilies(["Menlo"] if sys.platform == "darwin" else made.families())
    else:
        made = QFont(QGuiApplication.font())
        if sys.platform == "darwin":  # the system's own font is not one to be put into files
            made.setFamilies(["Helvetica Neue"])
    made.setPixelSize(round(_SIZES[voice] * scale * POINT))
    made.setFeature(QFont.Tag("liga"), 0)  # one letter for two could not be searched for
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if bold or voice in ("label", "title"):
        made.setWeight(QFont.Weight.DemiBold)
    return made


def ink(name: str) -> QColor:
    """A colour of the light theme, by its name there."""
    return QColor(getattr(THEME, name))
