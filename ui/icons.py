"""Line icons in any colour, from SVG drawn in `currentColor`."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

SIZES = (14, 16, 18, 20, 24, 32, 36, 40, 48, 64)


class IconSet:
    """Draws named icons. Keeps what it has drawn."""

    def __init__(self, sources: Mapping[str, bytes]) -> None:
        self._sources = sources
        self._made: dict[tuple[str, str, str], QIcon] = {}

    def icon(self, name: str, colour: str, disabled: str = "") -> QIcon:
        """The icon in a colour, and in another for disabled controls.

        Raises:
            KeyError: there is no such icon.
        """
        key = (name, colour, disabled)
        if key not in self._made:
            icon = QIcon()
            self._add(icon, name, colour, QIcon.Mode.Normal)
            if disabled:
                self._add(icon, name, disabled, QIcon.Mode.Disabled)
            self._made[key] = icon
        return self._made[key]

    def pixmap(self, name: str, colour: str, size: int, ratio: float) -> QPixmap:
        """One drawing, where a whole icon is not needed."""
        return draw_svg(self._coloured(name, colour), size, ratio)

    def _coloured(self, name: str, colour: str) -> bytes:
        return self._sources[name].replace(b"currentColor", QColor(colour).name().encode())

    def _add(self, icon: QIcon, name: str, colour: str, mode: QIcon.Mode) -> None:
        """All sizes from one reading of the source: reading takes longer than drawing."""
        renderer = QSvgRenderer(QByteArray(self._coloured(name, colour)))
        for size in SIZES:
            icon.addPixmap(_draw(renderer, size, 1.0), mode)


def draw_svg(source: bytes, size: int, ratio: float = 1.0) -> QPixmap:
    """A square drawing of `size` points at a device pixel ratio."""
    return _draw(QSvgRenderer(QByteArray(source)), size, ratio)


def _draw(renderer: QSvgRenderer, size: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
