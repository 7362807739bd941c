"""Thin bars and waves, painted with the theme's colours."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.language import translate
from ui.look import Look

BAR, GAP = 2.0, 1.5  # of a wave, pixels


class ThinBar(QWidget):
    """How much of something is done or used, 0 to 1; None for "some"."""

    def __init__(
        self, look: Look, name: str, height: int = 4, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._share: float | None = 0.0
        self.setAccessibleName(name)
        self.setFixedHeight(height)
        look.tell(self.update)

    @property
    def share(self) -> float | None:
        return self._share

    def set_share(self, share: float | None) -> None:
        self._share = None if share is None else min(max(share, 0.0), 1.0)
        text = "" if self._share is None else f"{self._share * 100:.0f} %"
        self.setAccessibleDescription(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        theme = self._look.theme
        area = QRectF(self.rect())
        radius = area.height() / 2
        painter.setBrush(QColor(theme.border))
        painter.drawRoundedRect(area, radius, radius)
        nearly_full = self._share is not None and self._share > 0.9
        painter.setBrush(
            QColor(theme.danger if nearly_full and self.height() < 5 else theme.accent)
        )
        if self._share is None:
            area = QRectF(area.width() * 0.3, 0, area.width() * 0.4, area.height())
        else:
            area.setWidth(area.width() * self._share)
        if area.width() > 0:
            area.setWidth(max(area.width(), area.height()))
            painter.drawRoundedRect(area, radius, radius)


def room_for(width: int) -> int:
    """How many bars of a wave fit."""
    return max(1, int((width + GAP) / (BAR + GAP)))


def bars_of(peaks: Sequence[float], width: int) -> list[float]:
    """One height from 0 to 1 per bar that fits: the highest of the peaks that fall on it."""
    room = room_for(width)
    if not peaks:
        return [0.0] * room
    return [
        max(
            peaks[index * len(peaks) // room : (index + 1) * len(peaks) // room]
            or [peaks[index * len(peaks) // room]]
        )
        for index in range(room)
    ]


class LevelMeter(QWidget):
    """The last seconds of a recording as rounded bars, newest at the right."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._levels: list[float] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.tell(self.update)
        self.setAccessibleName(translate("LevelMeter", "Microphone level"))

    @property
    def levels(self) -> Sequence[float]:
        return self._levels

    def clear(self) -> None:
        self._levels.clear()
        self.update()

    def push(self, level: float) -> None:
        self._levels.append(min(max(level, 0.0), 1.0))
        del self._levels[:-600]
        self.setAccessibleDescription(f"{self._levels[-1] * 100:.0f} %")
        self.update()

    def bars(self) -> list[float]:
        """One height from 0 to 1 per bar that fits."""
        room = room_for(self.width())
        recent = self._levels[-room:]
        return [0.0] * (room - len(recent)) + recent

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.theme.accent))
        middle = self.height() / 2
        for index, level in enumerate(self.bars()):
            height = max(BAR, level * self.height())
            left = index * (BAR + GAP)
            painter.drawRoundedRect(QRectF(left, middle - height / 2, BAR, height), 1, 1)

    def sizeHint(self) -> QSize:
        return QSize(120, 28)
