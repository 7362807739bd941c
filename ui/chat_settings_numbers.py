"""Numbers that may be left to the model: a field, perhaps with a slider, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLocale, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QSlider, QToolTip, QWidget

from ui.buttons import IconButton, label
from ui.language import translate
from ui.look import Look

FIELD_WIDTH = 74


@dataclass(frozen=True)
class Range:
    """Attributes:
    low, high: what may be typed. above: `low` itself may not.
    step: of the arrow keys, and of the slider; whole numbers where it is whole.
    slider: from where to where it goes; None for no slider.
    """

    low: float
    high: float
    step: float
    above: bool = False
    slider: tuple[float, float] | None = None

    @property
    def whole(self) -> bool:
        return float(self.step).is_integer()

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high and not (self.above and value == self.low)


def words(value: float, *, whole: bool = False) -> str:
    """As people here write it: "0.7", "1.024" or "1,024"."""
    return (
        QLocale().toString(int(value)) if whole else QLocale().toString(float(value), ord("g"), 6)
    )


class NumberField(QLineEdit):
    """Empty: the model's own value, which stands there in grey.

    Signals:
        typed: a number that is in range, or None.
    """

    typed = Signal(object)

    def __init__(
        self, name: str, help_text: str, bounds: Range, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._help = help_text
        self._bounds = bounds
        self._value: float | None = None
        self._usual: float | None = None
        self.setProperty("kind", "field")
        self.setAccessibleName(name)
        self.setAccessibleDescription(help_text)
        self.setToolTip(help_text)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.textEdited.connect(self._read)
        self.editingFinished.connect(self._tidy)

    @property
    def value(self) -> float | None:
        return self._value

    def show_value(self, value: float | None) -> None:
        """While somebody types in it, what they type stays."""
        self._value = value
        if not self.hasFocus() or self._parsed() != value:
            self._tidy()

    def show_usual(self, value: float | None, otherwise: str = "") -> None:
        """What holds if nothing is given; in words where that is no number."""
        self._usual = value
        self.setPlaceholderText(otherwise if value is None else self._words(value))

    def step(self, steps: int) -> None:
        present = self._value if self._value is not None else self._usual
        bounds = self._bounds
        value = (bounds.low if present is None else present) + steps * bounds.step
        value = round(min(max(value, bounds.low), bounds.high), 6)
        if bounds.holds(value):
            self._give(value)
            self.setText(self._words(value))

    def _words(self, value: float) -> str:
        return words(value, whole=self._bounds.whole)

    def _parsed(self) -> float | None:
        """What stands there; None for nothing. NaN for what is no number, or out of range."""
        text = self.text().strip()
        if not text:
            return None
        for place in (QLocale(), QLocale.c()):
            number, good = place.toDouble(text)
            if good and self._bounds.holds(number) and (not self._bounds.whole or number % 1 == 0):
                return number
        return float("nan")

    def _read(self) -> None:
        value = self._parsed()
        wrong = value != value
        self._mark(wrong)
        if not wrong:
            self._give(value)

    def _give(self, value: float | None) -> None:
        self._mark(False)
        if value != self._value:
            self._value = value
            self.typed.emit(int(value) if value is not None and self._bounds.whole else value)

    def _tidy(self) -> None:
        """What cannot be taken goes; the last good value comes back."""
        self._mark(False)
        self.setText("" if self._value is None else self._words(self._value))

    def _mark(self, wrong: bool) -> None:
        turns = self.property("wrong") != wrong
        if turns:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)
        bounds = self._bounds
        sentence = translate("NumberField", "Write a number from {low} to {high}.").format(
            low=self._words(bounds.low), high=self._words(bounds.high)
        )
        self.setToolTip(sentence if wrong else self._help)
        if turns and wrong:
            self._say(sentence)

    def _say(self, sentence: str) -> None:
        """At once: nobody waits with the pointer on a field in which they write."""
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), sentence, self)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if steps is None:
            super().keyPressEvent(event)
        else:
            self.step(steps)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._tidy()


class Slider(QSlider):
    """Moves in steps of the range; never by a wheel that is only passing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class NumberRow(QWidget):
    """A name, a slider where the range has one, the field, and a button that sets it back.

    Signals:
        chosen: a number, or None for the model's own.
    """

    chosen = Signal(object)

    def __init__(
        self, look: Look, name: str, help_text: str, bounds: Range, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._bounds = bounds
        self._usual: float | None = None
        self.name: QLabel = label(name, "setting")
        self.field = NumberField(name, help_text, bounds)
        self.name.setBuddy(self.field)
        self.name.setToolTip(help_text)
        self.slider: Slider | None = None
        reset = translate("NumberRow", "Reset {name}").format(name=name)
        self.reset = IconButton(look, "reset", reset, kind="small", size=14)
        self.reset.setFixedSize(22, 22)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(0)
        grid.addWidget(self.name, 0, 0)
        grid.setColumnStretch(0, 1)
        if bounds.slider is not None:
            self.slider = self._make_slider(name, bounds.slider, help_text)
            grid.addWidget(self.slider, 1, 0)
            grid.addWidget(self.reset, 0, 1, 2, 1)
            grid.addWidget(self.field, 0, 2, 2, 1)
        else:
            grid.addWidget(self.reset, 0, 1)
            grid.addWidget(self.field, 0, 2)
        keep = self.reset.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(keep)
        look.changed.connect(self._fit)
        self._fit()
        self.reset.clicked.connect(self._set_back)
        self.field.typed.connect(self._type)
        self.show_value(None)

    def show_value(self, value: float | None) -> None:
        self.field.show_value(value)
        self._show_rest(value)

    def show_usual(self, value: float | None, otherwise: str = "") -> None:
        self._usual = value
        self.field.show_usual(value, otherwise)
        self._show_rest(self.field.value)

    def _fit(self) -> None:
        self.field.setFixedWidth(round(FIELD_WIDTH * max(self._look.scale, 1.0)))

    def _make_slider(self, name: str, ends: tuple[float, float], help_text: str) -> Slider:
        slider = Slider(Qt.Orientation.Horizontal)
        slider.setAccessibleName(translate("NumberRow", "{name}, slider").format(name=name))
        slider.setToolTip(help_text)
        slider.setRange(round(ends[0] / self._bounds.step), round(ends[1] / self._bounds.step))
        slider.valueChanged.connect(self._slide)
        return slider

    def _show_rest(self, value: float | None) -> None:
        self.reset.setVisible(value is not None)
        if self.slider is None:
            return
        place = value if value is not None else self._usual
        self.slider.blockSignals(True)
        self.slider.setValue(round((place or 0) / self._bounds.step))
        self.slider.blockSignals(False)
        if self.slider.property("given") != (value is not None):
            self.slider.setProperty("given", value is not None)
            self.slider.style().unpolish(self.slider)
            self.slider.style().polish(self.slider)

    def _slide(self, place: int) -> None:
        value = round(place * self._bounds.step, 6)
        if self._bounds.holds(value):
            self.show_value(value)
            self.chosen.emit(value)

    def _type(self, value: float | None) -> None:
        self._show_rest(value)
        self.chosen.emit(value)

    def _set_back(self) -> None:
        if self.field.value is not None:
            self.field.setFocus()  # the button is about to go
            self.field.show_value(None)
            self.field.clear()
            self._type(None)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, super().minimumSizeHint().height())
