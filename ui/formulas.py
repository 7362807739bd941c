"""Formulas by their source: drawn once in the background, then kept.

An outline serves every size and colour, so that neither a new theme nor larger text costs anything.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPainterPath

from ui.background import background
from ui.language import translate

log = logging.getLogger(__name__)

KEPT = 2000  # outlines of some 10 KB each


@dataclass(frozen=True)
class Shape:
    """A formula in a font of 100 units; its baseline starts at (0, 0), and y grows downwards."""

    path: QPainterPath
    width: float
    ascent: float
    descent: float


@dataclass(frozen=True)
class Failed:
    """Why a formula is shown as its source, said as the end of a sentence."""

    reason: str


Key = tuple[str, bool]  # the source, and whether it has lines of its own


class Formulas(QObject):
    """What is known of formulas.

    Signals:
        ready: what is known of a formula now: its source, and whether it has lines of its own.
    """

    ready = Signal(str, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: OrderedDict[Key, Shape | Failed] = OrderedDict()
        self._asked: set[Key] = set()

    @property
    def waiting(self) -> int:
        """How many are on their way."""
        return len(self._asked)

    def get(self, source: str, *, display: bool) -> Shape | Failed | None:
        """The outline, or why there is none; None if it is not there yet: `ready` will tell."""
        key = (source, display)
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        if key not in self._asked:
            self._asked.add(key)
            background().start(lambda: drawn(key), lambda shape: self._take(key, shape))
        return None

    def _take(self, key: Key, shape: Shape | Failed) -> None:
        self._asked.discard(key)
        self._known[key] = shape
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        self.ready.emit(*key)


def drawn(key: Key) -> Shape | Failed:
    """The outline, or why there is none. Slow: not for the main thread."""
    from ui.math_shapes import NotDrawable, shape_of  # loads for some 0.2 s

    try:
        return shape_of(key[0], display=key[1])
    except NotDrawable as error:
        return Failed(str(error))
    except Exception as error:  # a bug: the formula would be awaited forever
        # Not its words: they may quote the formula, and a log holds nothing of what is said.
        log.error("formula not drawn: %s", type(error).__name__)
        return Failed(translate("Formulas", "it could not be drawn"))


_shared: list[Formulas] = []


def formulas() -> Formulas:
    """Those of all windows."""
    if not _shared:
        _shared.append(Formulas())
    return _shared[0]
