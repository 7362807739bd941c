"""Line icons in any colour, from SVG drawn in `currentColor`."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer


class IconSet:
    """Draws named icons. Keeps what it has drawn."""

    def __init__(self, sources: Mapping[str, bytes]) -> None:
        self._sources = sources
        self._made: dict[tuple[str, str, str], QIcon] = {}
        self._drawn: dict[tuple[str, str, int, float], QPixmap] = {}

    def icon(self, name: str, colour: str, disabled: str = "") -> QIcon:
        """The icon in a colour, and in another for disabled controls.

        Raises:
            KeyError: there is no such icon.
        """
        key = (name, colour, disabled)
        if key not in self._made:
            plain = self._coloured(name, colour)
            faint = self._coloured(name, disabled) if disabled else plain
            # A copy: what Python makes of a drawing is that drawing's parent, and when both are
            # garbage in a circle, PySide deletes the drawing first, and crashes on the icon.
            self._made[key] = QIcon(QIcon(_Drawing(plain, faint)))
        return self._made[key]

    def pixmap(self, name: str, colour: str, size: int, ratio: float) -> QPixmap:
        """One drawing, where a whole icon is not needed.

        The same each time: of every other one that a label shows, Qt keeps a copy for long.
        """
        key = (name, colour, size, ratio)
        if key not in self._drawn:
            self._drawn[key] = draw_svg(self._coloured(name, colour), size, ratio)
        return self._drawn[key]

    def _coloured(self, name: str, colour: str) -> bytes:
        return self._sources[name].replace(b"currentColor", QColor(colour).name().encode())


class _Drawing(QIconEngine):
    """Draws an icon in the sizes that are asked for, when they are: a start needs few."""

    def __init__(self, plain: bytes, faint: bytes) -> None:
        super().__init__()
        self._plain, self._faint = plain, faint
        self._drawn: dict[tuple[int, int, bool], QPixmap] = {}

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        faint = mode == QIcon.Mode.Disabled
        key = (size.width(), size.height(), faint)
        if key not in self._drawn:
            self._drawn[key] = _draw(self._faint if faint else self._plain, size)
        return self._drawn[key]

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect, self.pixmap(rect.size() * ratio, mode, state))


def draw_svg(source: bytes, size: int, ratio: float = 1.0) -> QPixmap:
    """A square drawing of `size` points at a device pixel ratio."""
    pixels = round(size * ratio)
    pixmap = _draw(source, QSize(pixels, pixels))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _draw(source: bytes, pixels: QSize) -> QPixmap:
    pixmap = QPixmap(pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(pixmap.rect()))
    painter.end()
    return pixmap
