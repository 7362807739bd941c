"""What every widget needs to draw itself: colours, fonts, icons, and word of their changes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QGuiApplication, QIcon, QPixmap
from shiboken6 import isValid

from ui.icons import IconSet
from ui.theme import DARK, LIGHT, Theme

if TYPE_CHECKING:
    from ui.values import Appearance, Assets

Ink = Literal["text", "secondary", "accent", "on_accent", "danger", "caution"]
Voice = Literal["body", "strong", "secondary", "mono", "title"]

FOLLOWS_ACCENT = sys.platform == "darwin"
MOST_ICON = 1.35  # times its usual size
SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
_SIZES: dict[Voice, float] = {
    "body": 1.08,
    "strong": 1.0,
    "secondary": 0.9,
    "mono": 0.98,
    "title": 1.6,
}

COMPACT, WIDE = 720, 1040  # lines of text; longer ones than the first are hard to read


class Look(QObject):
    """The present appearance. Follows the system unless told otherwise.

    Signals:
        changed: colours, text size or how code is laid out are different now. For what is there
            as long as the window; all else is told by `tell`.
        widened: lines of text may be longer now, or not as long.
    """

    changed = Signal()
    widened = Signal()

    def __init__(self, assets: Assets, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.assets = assets
        self.scale = 1.0
        self.wrap_code = False
        self.wide = False
        self.appearance: Appearance = "system"
        self._icons = IconSet(assets.icons)
        self._told: WeakKeyDictionary[QObject, list[str]] = WeakKeyDictionary()
        hints = QGuiApplication.styleHints()
        self.theme: Theme = _theme(hints.colorScheme() == Qt.ColorScheme.Dark)
        hints.colorSchemeChanged.connect(self.follow_scheme)

    def tell(self, method: Callable[[], object]) -> None:
        """Call a widget's method after each change, as long as the widget is there.

        PySide keeps what it notes of a connection until the sender ends, and widgets that show
        messages come and go all day.
        """
        widget: QObject = method.__self__  # type: ignore[attr-defined]
        self._told.setdefault(widget, []).append(method.__name__)

    @Slot(Qt.ColorScheme)
    def follow_scheme(self, scheme: Qt.ColorScheme) -> None:
        """Take the system's scheme, unless the person chose one."""
        if self.appearance == "system":
            self._take(_theme(scheme == Qt.ColorScheme.Dark))

    @Slot()
    def follow_accent(self) -> None:
        """The system's accent colour may have been changed while another app was in front."""
        self._take(_theme(self.theme.dark))

    def set_appearance(self, appearance: Appearance) -> None:
        """Also asks the platform, so that title bar and menus agree where it can."""
        self.appearance = appearance
        hints = QGuiApplication.styleHints()
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        scheme = schemes.get(appearance, Qt.ColorScheme.Unknown)
        hints.setColorScheme(scheme)
        if appearance == "system":
            scheme = hints.colorScheme()
        self._take(_theme(scheme == Qt.ColorScheme.Dark))

    def set_scale(self, scale: float) -> None:
        scale = min(max(scale, SCALES[0]), SCALES[-1])
        if scale != self.scale:
            self.scale = scale
            self._announce()

    def set_wrap_code(self, wrap: bool) -> None:
        """Whether long lines of code are broken, unless a block says otherwise."""
        if wrap != self.wrap_code:
            self.wrap_code = wrap
            self._announce()

    @property
    def line_width(self) -> int:
        """Of text at most, in points."""
        return WIDE if self.wide else COMPACT

    def set_wide(self, wide: bool) -> None:
        """Whether text takes more of a wide window."""
        if wide != self.wide:
            self.wide = wide
            self.widened.emit()

    def beside(self, width: int) -> int:
        """The side margins that leave room for a line of text in its frame."""
        return max(16, (width - self.line_width - 40) // 2)

    def step_scale(self, steps: int) -> None:
        """The next larger or smaller text size."""
        nearest = min(range(len(SCALES)), key=lambda index: abs(SCALES[index] - self.scale))
        self.set_scale(SCALES[min(max(nearest + steps, 0), len(SCALES) - 1)])

    def points(self, voice: Voice) -> float:
        """A text size in points, from the system's own."""
        return QFontInfo(QGuiApplication.font()).pointSizeF() * _SIZES[voice] * self.scale

    def font(self, voice: Voice) -> QFont:
        if voice == "mono":
            font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        else:
            font = QFont(QGuiApplication.font())
        font.setPointSizeF(self.points(voice))
        return font

    def icon_size(self, size: int) -> int:
        """In points: beside large text icons are larger, as far as their buttons have room."""
        return round(size * min(max(1.0, (1 + self.scale) / 2), MOST_ICON))

    def pixmap(self, name: str, ink: Ink, size: int, ratio: float) -> QPixmap:
        return self._icons.pixmap(name, getattr(self.theme, ink), size, ratio)

    def icon(self, name: str, ink: Ink = "secondary") -> QIcon:
        return self._icons.icon(name, getattr(self.theme, ink), self.theme.secondary)

    def _take(self, theme: Theme) -> None:
        if theme != self.theme:
            self.theme = theme
            self._announce()

    def _announce(self) -> None:
        self.changed.emit()
        for told, methods in list(self._told.items()):
            for name in methods:
                if isValid(told):
                    getattr(told, name)()


def _theme(dark: bool) -> Theme:
    """On macOS in the accent colour of its settings; others have one of our own."""
    theme = DARK if dark else LIGHT
    if not FOLLOWS_ACCENT:
        return theme
    from ui.accent import with_system_accent

    return with_system_accent(theme)
