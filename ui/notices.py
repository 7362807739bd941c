"""Calm sentences above the composer, until they are read and closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.buttons import IconButton, IconLabel, TextButton, label
from ui.language import translate
from ui.look import Ink, Look

MOST = 3
SHARE = 1 / 3  # of the window at most; older ones wait until there is room
LINE = 26


class Notices(QWidget):
    """The newest three. One that is still there is not said twice."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._notices: list[Notice] = []
        self._column = QVBoxLayout(self)
        self._column.setSpacing(6)
        look.widened.connect(self._take_width)
        look.changed.connect(self._fit, Qt.ConnectionType.QueuedConnection)
        self.hide()

    @property
    def sentences(self) -> list[str]:
        return [notice.sentence for notice in self._notices]

    @property
    def notices(self) -> list[Notice]:
        return self._notices

    def add(self, sentence: str) -> None:
        """Something went otherwise than it was meant."""
        self._put(Notice(self._look, sentence, self))

    def offer(self, sentence: str, words: str, do: Callable[[], object]) -> None:
        """News with a button of those words, which takes the notice away; without words none."""
        notice = Notice(self._look, sentence, self, news=True, action=words)
        if notice.button is not None:
            notice.button.clicked.connect(lambda: self._remove(notice))
            notice.button.clicked.connect(lambda _=False: do())
        self._put(notice)

    def _put(self, notice: Notice) -> None:
        sentence = notice.sentence
        if sentence in self.sentences:
            notice.deleteLater()
            return
        notice.close_button.clicked.connect(lambda: self._remove(notice))
        self._notices.append(notice)
        self._column.addWidget(notice)
        while len(self._notices) > MOST:
            self._remove(self._notices[0])
        self.show()
        self._fit()
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
            self._fit()

    def _take_width(self) -> None:
        side = self._look.beside(self.width())
        self._column.setContentsMargins(side, 4, side, 4)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Each as high as its words need, and no more of them than leave room for the chat."""
        margins = self._column.contentsMargins()
        width = self.width() - margins.left() - margins.right()
        room = self.window().height() * SHARE
        for notice in reversed(self._notices):
            height = notice.height_at(width)
            room -= height + self._column.spacing()
            notice.setFixedHeight(height)
            notice.setVisible(room >= 0 or notice is self._notices[-1])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.window():
            self._fit()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.window().installEventFilter(self)  # a second time does nothing

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._take_width()
        super().resizeEvent(event)


class Notice(QFrame):
    """A caution, or news; with the words of a button, if something can be done about it."""

    def __init__(
        self, look: Look, sentence: str, parent: QWidget, *, news: bool = False, action: str = ""
    ) -> None:
        super().__init__(parent)
        self.sentence = sentence
        kind, icon = ("news", "info") if news else ("notice", "warning")
        ink: Ink = "accent" if news else "caution"
        self.setProperty("kind", kind)
        self.setAccessibleName(sentence)
        words = self._words = label(sentence, kind)
        words.setWordWrap(True)
        words.setMinimumHeight(LINE)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = IconButton(
            look,
            "close",
            translate("Notice", "Dismiss"),
            ink="secondary" if news else "caution",
            size=16,
        )
        self.close_button.setFixedSize(LINE, LINE)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 8, 8)
        row.setSpacing(10)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(IconLabel(look, icon, ink, 18, height=LINE), 0, top)
        row.addWidget(words, 1)
        self.button: TextButton | None = None
        if action:
            self.button = TextButton(look, action, kind="quiet")
            self.button.setMinimumHeight(LINE)
            row.addWidget(self.button, 0, top)
        row.addWidget(self.close_button, 0, top)

    def height_at(self, width: int) -> int:
        """What all of the sentence needs."""
        self._words.ensurePolished()
        return self._row.totalHeightForWidth(width)
