"""Calm sentences above the composer, until they are read and closed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.buttons import IconButton, IconLabel, label
from ui.composer import WIDTH
from ui.language import translate
from ui.look import Look

MOST = 3
LINE = 26


class Notices(QWidget):
    """The newest three. One that is still there is not said twice."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._notices: list[Notice] = []
        self._column = QVBoxLayout(self)
        self._column.setSpacing(6)
        self.hide()

    @property
    def sentences(self) -> list[str]:
        return [notice.sentence for notice in self._notices]

    @property
    def notices(self) -> list[Notice]:
        return self._notices

    def add(self, sentence: str) -> None:
        if sentence in self.sentences:
            return
        notice = Notice(self._look, sentence, self)
        notice.close_button.clicked.connect(lambda: self._remove(notice))
        self._notices.append(notice)
        self._column.addWidget(notice)
        while len(self._notices) > MOST:
            self._remove(self._notices[0])
        self.show()
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def clear(self) -> None:
        for notice in list(self._notices):
            self._remove(notice)

    def _remove(self, notice: Notice) -> None:
        if notice in self._notices:
            self._notices.remove(notice)
            self._column.removeWidget(notice)
            notice.hide()
            notice.deleteLater()
            self.setVisible(bool(self._notices))

    def resizeEvent(self, event: QResizeEvent) -> None:
        side = max(16, (self.width() - WIDTH) // 2)
        self._column.setContentsMargins(side, 4, side, 4)
        super().resizeEvent(event)


class Notice(QFrame):
    def __init__(self, look: Look, sentence: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.sentence = sentence
        self.setProperty("kind", "notice")
        self.setAccessibleName(sentence)
        words = label(sentence, "notice")
        words.setWordWrap(True)
        words.setMinimumHeight(LINE)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = IconButton(
            look, "close", translate("Notice", "Dismiss"), ink="caution", size=16
        )
        self.close_button.setFixedSize(LINE, LINE)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(10)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(IconLabel(look, "warning", "caution", 18, height=LINE), 0, top)
        row.addWidget(words, 1)
        row.addWidget(self.close_button, 0, top)
