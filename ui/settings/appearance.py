"""Light or dark, how large, and how answers are shown."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from ui.buttons import label
from ui.chat_settings_numbers import Slider
from ui.language import translate
from ui.look import SCALES, Look
from ui.settings.controls import Switch
from ui.settings.page import Page
from ui.settings.values import Preferences
from ui.theme import DARK, LIGHT, Theme


class AppearancePage(Page):
    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        group = self.group()
        self.cards = Cards(look)
        row = group.add(translate("AppearanceSettings", "Appearance"), self.cards)
        row.name.setBuddy(self.cards.buttons[""])
        size = translate("AppearanceSettings", "Text size")
        self.text_size = Slider(Qt.Orientation.Horizontal)
        self.text_size.setAccessibleName(size)
        self.text_size.setProperty("given", True)
        self.text_size.setRange(0, len(SCALES) - 1)
        self.text_size.setPageStep(1)
        self.text_size.setFixedWidth(170)
        self.percent = label("", "secondary")
        self.percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        group.add(size, self.text_size, self.percent)
        wide = translate("AppearanceSettings", "Wide text")
        self.wide = Switch(look, wide)
        group.add(
            wide,
            self.wide,
            help_text=translate(
                "AppearanceSettings", "Chats use more of a wide window; short lines read better."
            ),
        )

        group = self.group(translate("AppearanceSettings", "Answers"))
        wrap = translate("AppearanceSettings", "Wrap long lines of code")
        self.wrap = Switch(look, wrap)
        group.add(
            wrap,
            self.wrap,
            help_text=translate(
                "AppearanceSettings", "Each block has a button of its own for the other way."
            ),
        )
        thinking = translate("AppearanceSettings", "Show thinking unfolded")
        self.thinking = Switch(look, thinking)
        group.add(thinking, self.thinking)
        self.end()
        look.changed.connect(self._fit)
        self._fit()
        self.cards.chosen.idClicked.connect(self._choose)
        self.text_size.valueChanged.connect(self._resize)
        self.wide.flipped.connect(partial(self.changed.emit, "wide_text"))
        self.wrap.flipped.connect(partial(self.changed.emit, "wrap_code"))
        self.thinking.flipped.connect(partial(self.changed.emit, "show_thinking"))

    def show_preferences(self, preferences: Preferences) -> None:
        self.cards.show_value(preferences.appearance)
        nearest = min(range(len(SCALES)), key=lambda at: abs(SCALES[at] - preferences.text_size))
        self.text_size.blockSignals(True)
        self.text_size.setValue(nearest)
        self.text_size.blockSignals(False)
        self._show_percent(preferences.text_size)
        self.wide.show_value(preferences.wide_text)
        self.wrap.show_value(preferences.wrap_code)
        self.thinking.show_value(preferences.show_thinking)

    def _fit(self) -> None:
        metrics = QFontMetrics(self.look.font("secondary"))
        self.percent.setFixedWidth(metrics.horizontalAdvance("200 %") + 6)

    def _choose(self, at: int) -> None:
        self.changed.emit("appearance", list(self.cards.buttons)[at])

    def _resize(self, at: int) -> None:
        self._show_percent(SCALES[at])
        self.changed.emit("text_size", SCALES[at])

    def _show_percent(self, size: float) -> None:
        self.percent.setText(
            translate("AppearanceSettings", "{percent} %").format(percent=round(size * 100))
        )


class Cards(QWidget):
    """Three small windows to choose from; arrow keys go from one to the next."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chosen = QButtonGroup(self)
        self.buttons = {
            "": Card(look, translate("AppearanceSettings", "System"), LIGHT, DARK),
            "light": Card(look, translate("AppearanceSettings", "Light"), LIGHT, LIGHT),
            "dark": Card(look, translate("AppearanceSettings", "Dark"), DARK, DARK),
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(10)
        for at, card in enumerate(self.buttons.values()):
            self.chosen.addButton(card, at)
            row.addWidget(card)

    def show_value(self, appearance: str) -> None:
        card = self.buttons.get(appearance, self.buttons[""])
        card.setChecked(True)


class Card(QAbstractButton):
    """A window as it would look; the halves differ where the system decides."""

    def __init__(self, look: Look, name: str, left: Theme, right: Theme) -> None:
        super().__init__()
        self._look, self._left, self._right = look, left, right
        self.setText(name)
        self.setAccessibleName(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        self.setFont(self._look.font("secondary"))
        words = self.fontMetrics()
        return QSize(max(76, words.horizontalAdvance(self.text()) + 6), 50 + words.height() + 8)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(3, 3, self.width() - 6, 46)
        half = frame.width() / 2
        for side, at in ((self._left, frame.left()), (self._right, frame.left() + half)):
            painter.save()
            painter.setClipRect(QRectF(at, frame.top(), half, frame.height()))
            _draw_window(painter, frame, side)
            painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        chosen = self.isChecked()
        painter.setPen(QPen(QColor(theme.accent if chosen else theme.border), 2 if chosen else 1))
        painter.drawRoundedRect(frame, 7, 7)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.text), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(frame.adjusted(-2, -2, 2, 2), 8, 8)
        painter.setFont(self._look.font("secondary"))
        painter.setPen(QColor(theme.text if chosen else theme.secondary))
        below = self.rect().adjusted(0, 52, 0, 0)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.text())


def _draw_window(painter: QPainter, frame: QRectF, theme: Theme) -> None:
    path = QPainterPath()
    path.addRoundedRect(frame, 7, 7)
    painter.fillPath(path, QColor(theme.window))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(QRectF(frame.right() - 36, frame.top() + 8, 28, 8), 4, 4)
    painter.setBrush(QColor(theme.border))
    for line, width in enumerate((40, 34)):
        top = frame.top() + 21 + line * 6
        painter.drawRoundedRect(QRectF(frame.left() + 9, top, width, 3), 1.5, 1.5)
    painter.setBrush(QColor(theme.accent))
    painter.drawRoundedRect(QRectF(frame.left() + 9, frame.bottom() - 11, 14, 5), 2.5, 2.5)
