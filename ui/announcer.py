"""Tells screen readers of an answer while it is being written: by sentences, and not too often."""

from __future__ import annotations

import re

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from ui.language import translate

PAUSE_MS = 1500  # a new announcement may cut the last one short
_SENTENCE_END = re.compile(
    r"[.!?…]+[\"'”’)\]*_`]*\s+|[。！？]+[」』”’）]*|\n\s*\n"
    r"|\n(?=\s*(?:[-+*]|\d{1,9}[.)])\s)|\n(?=\s*\|)|(?<=\|)\n"  # items, rows of a table
)
_DELIMITERS = re.compile(r"^[ \t|:-]*-[ \t|:-]*$", re.MULTILINE)  # below a table's head; a rule
_ROW = re.compile(r"^[ \t]*\|(.*?)\|?[ \t]*$", re.MULTILINE)
_FORMULA = re.compile(r"\$\$.+?\$\$|\\\[.+?\\\]", re.DOTALL)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*$", re.MULTILINE)
_MARKS = re.compile(r"[*_`~#>|]+|^\s*[-+]\s+|\[([^\]]*)\]\([^)]*\)", re.MULTILINE)


def spoken(text: str) -> str:
    """Markdown without its marks, on one line; a table by its rows, a formula as one."""
    text = _FORMULA.sub(f" {translate('Announcer', 'Formula.')} ", text)
    text = _ROW.sub(_row, _DELIMITERS.sub("", text))
    return " ".join(_MARKS.sub(lambda match: match[1] or " ", text).split())


def _row(match: re.Match[str]) -> str:
    return ", ".join(filter(None, map(str.strip, match[1].split("|")))) + "."


class Announcer(QObject):
    """Collects text; whole sentences go out, those of a pause together.

    Code is not read out letter by letter: it is said that there is some.

    Signals:
        announced: what was said.
    """

    announced = Signal(str)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self.enabled = True
        self._text = ""
        self._in_code = False
        self._ready: list[str] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._say)

    @property
    def waiting(self) -> bool:
        """Something was said a moment ago."""
        return self._timer.isActive()

    def wanted(self) -> bool:
        """Somebody listens, and wants to hear it."""
        return self.enabled and QAccessible.isActive()

    def add(self, text: str) -> None:
        """More of the answer, as Markdown."""
        if not self.wanted():
            return
        self._text += text
        self._take(final=False)
        if not self.waiting:
            self._say()

    def finish(self) -> None:
        """The answer is complete: the rest is said, and at once."""
        if self._text or self._ready:
            self._take(final=True)
            self._say()
        self.clear()

    def clear(self) -> None:
        """Nothing more is said of this answer."""
        self._timer.stop()
        self._text, self._in_code = "", False
        self._ready.clear()

    def _take(self, *, final: bool) -> None:
        """Move what is whole from the text to what is ready."""
        while fence := _FENCE.search(self._text):
            if not final and fence.end() == len(self._text):
                return  # its line may go on
            if not self._in_code:
                self._sentences(self._text[: fence.start()], final=True)
                self._ready.append(translate("Announcer", "Code."))
            self._in_code = not self._in_code
            self._text = self._text[fence.end() :]
        if self._in_code:
            # What may be the beginning of the closing fence is kept.
            self._text = self._text[self._text.rfind("\n") + 1 :]
        else:
            self._text = self._sentences(self._text, final=final)

    def _sentences(self, text: str, *, final: bool) -> str:
        """Take whole sentences; gives what is left."""
        at = 0
        for end in _SENTENCE_END.finditer(text):
            if sentence := spoken(text[at : end.end()]):
                pause = end[0].startswith("\n") and sentence[-1].isalnum()
                self._ready.append(f"{sentence}." if pause else sentence)
            at = end.end()
        if final and (sentence := spoken(text[at:])):
            self._ready.append(sentence)
            return ""
        return "" if final else text[at:]

    def _say(self) -> None:
        if not self._ready:
            return
        words = " ".join(self._ready)
        self._ready.clear()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._widget, words))
        self.announced.emit(words)
