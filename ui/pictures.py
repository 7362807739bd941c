"""Thumbnails with round corners."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import Look


class Picture(QWidget):
    """A picture that fills its box, cut at the sides that do not fit."""

    def __init__(
        self,
        look: Look,
        image: QImage | None,
        size: QSize,
        radius: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._radius = radius
        self._image = image
        self._drawn: QPixmap | None = None
        self._ringed = False
        self.setFixedSize(size)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.tell(self.update)

    @property
    def image(self) -> QImage | None:
        return self._image

    def set_ringed(self, ringed: bool) -> None:
        """It has the keyboard."""
        self._ringed = ringed
        self.update()

    def set_image(self, image: QImage | None) -> None:
        self._image = image
        self._drawn = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        outline = QPainterPath()
        outline.addRoundedRect(box, self._radius, self._radius)
        painter.fillPath(outline, QColor(self._look.theme.surface))
        if self._image is None or self._image.isNull():
            side = min(20, self.width())
            icon = self._look.icon("picture").pixmap(QSize(side, side), self.devicePixelRatioF())
            painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, icon)
        else:
            painter.setClipPath(outline)
            painter.drawPixmap(0, 0, self._scaled(self._image))
            painter.setClipping(False)
        theme = self._look.theme
        if self._ringed:
            outline = QPainterPath()
            outline.addRoundedRect(box.adjusted(1, 1, -1, -1), self._radius, self._radius)
        painter.setPen(QPen(QColor(theme.accent), 3) if self._ringed else QColor(theme.border))
        painter.drawPath(outline)

    def _scaled(self, image: QImage) -> QPixmap:
        """The middle of the image, filling the box in device pixels. Made once per density."""
        ratio = self.devicePixelRatioF()
        if self._drawn is None or self._drawn.devicePixelRatio() != ratio:
            box = self.size() * ratio
            filled = image.scaled(
                box,
                Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                Qt.TransformationMode.SmoothTransformation,
            )
            left, top = filled.width() - box.width(), filled.height() - box.height()
            self._drawn = QPixmap.fromImage(
                filled.copy(left // 2, top // 2, box.width(), box.height())
            )
            self._drawn.setDevicePixelRatio(ratio)
        return self._drawn


def fitted(size: QSize, most: QSize) -> QSize:
    """The size at which a whole image fits; small ones are not blown up."""
    if size.width() > most.width() or size.height() > most.height():
        size = size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio)
    return size.expandedTo(QSize(48, 48))
