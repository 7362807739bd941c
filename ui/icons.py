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
            for size in SIZES:
                icon.addPixmap(self.pixmap(name, colour, size), QIcon.Mode.Normal)
                if disabled:
                    icon.addPixmap(self.pixmap(name, disabled, size), QIcon.Mode.Disabled)
            self._made[key] = icon
        return self._made[key]

    def pixmap(self, name: str, colour: str, size: int) -> QPixmap:
        source = self._sources[name].replace(b"currentColor", QColor(colour).name().encode())
        return draw_svg(source, size)


def draw_svg(source: bytes, size: int, ratio: float = 1.0) -> QPixmap:
    """A square drawing of `size` points at a device pixel ratio."""
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
