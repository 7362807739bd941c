"""Messages that wait for the answer above them, as small cards over the composer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.buttons import IconButton, IconLabel, TextButton, label
from ui.elided import Elided
from ui.language import translate
from ui.look import Look
from ui.message_values import QueuedView
from ui.pictures import Picture

HEIGHT = 38
GAP = 6
MOST = 3  # more of them scroll; in a window that is `LOW` one less
LOW = 520
MOST_PICTURES = 3
BUTTON = 28


def height_of(look: Look) -> int:
    """Of a card: one line of words."""
    return max(HEIGHT, QFontMetrics(look.font("secondary")).height() + 14)


class QueuedCard(QFrame):
    """One message that waits.

    Signals (wishes): send_wanted, edit_wanted, remove_wanted.
    """

    send_wanted = Signal()
    edit_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, look: Look, view: QueuedView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = view
        self._look = look
        self.setProperty("kind", "queued")
        self.setFixedHeight(height_of(look))
        names = ", ".join(each.name for each in view.attachments)
        text = " ".join(view.text.split()) or names
        words = Elided(text, "small")
        words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        words.setToolTip(view.text or names)
        self.send = self._button("send", translate("QueuedCard", "Send now"))
        self.edit = self._button("edit", translate("QueuedCard", "Edit"))
        self.remove = self._button("close", translate("QueuedCard", "Remove"))
        self.send.clicked.connect(self.send_wanted)
        self.edit.clicked.connect(self.edit_wanted)
        self.remove.clicked.connect(self.remove_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 5, 4)
        row.setSpacing(8)
        row.addWidget(IconLabel(look, "clock", "secondary", 15))
        for attachment in view.attachments[:MOST_PICTURES]:
            if attachment.kind == "image":
                row.addWidget(Picture(look, attachment.thumbnail, QSize(26, 26), 5))
            else:
                row.addWidget(IconLabel(look, "sound", "secondary", 16))
        if (more := len(view.attachments) - MOST_PICTURES) > 0:
            row.addWidget(label(f"+{more}", "secondary"))
        row.addWidget(words, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        for button in (self.send, self.edit, self.remove):
            buttons.addWidget(button)
        row.addLayout(buttons)
        self._spoken = f"{text}, {names}" if view.text.strip() and names else text

    def set_place(self, number: int, of: int) -> None:
        """How screen readers name it."""
        self.setAccessibleName(
            translate("QueuedCard", "Waiting message {number} of {of}: {text}").format(
                number=number, of=of, text=self._spoken
            )
        )

    def _button(self, icon: str, name: str) -> IconButton:
        button = IconButton(self._look, icon, name, self, size=16)
        button.setFixedSize(BUTTON, BUTTON)
        return button


class QueuedBar(QWidget):
    """All of them in their order, and why they do not go on, if they do not.

    Signals (wishes): send_wanted, edit_wanted, remove_wanted with a message's id; resume_wanted.
    """

    send_wanted = Signal(int)
    edit_wanted = Signal(int)
    remove_wanted = Signal(int)
    resume_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._cards: dict[int, QueuedCard] = {}
        look.widened.connect(self._take_width)
        self.why = label("", "secondary")
        self.why.setWordWrap(True)
        self.resume = TextButton(look, translate("QueuedBar", "Send"), kind="quiet")
        self.resume.setAccessibleName(translate("QueuedBar", "Send what waits"))
        self._line = QWidget(self)
        line = QHBoxLayout(self._line)
        line.setContentsMargins(2, 0, 0, 0)
        line.setSpacing(10)
        line.addWidget(self.why, 1)
        line.addWidget(self.resume, 0, Qt.AlignmentFlag.AlignTop)
        self._inside = QWidget()
        self._inside.setProperty("kind", "bare")
        self._list = QVBoxLayout(self._inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(GAP)
        self._area = QScrollArea(self)
        self._area.setProperty("kind", "bare")
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._inside)
        self._area.setAccessibleName(translate("QueuedBar", "Messages that wait to be sent"))
        self._column = QVBoxLayout(self)
        self._column.setSpacing(GAP)
        self._column.addWidget(self._line)
        self._column.addWidget(self._area)
        self.resume.clicked.connect(self.resume_wanted)
        self.hide()

    @property
    def cards(self) -> list[QueuedCard]:
        """First to last."""
        found = (self._list.itemAt(at).widget() for at in range(self._list.count()))
        return [card for card in found if isinstance(card, QueuedCard)]

    def show_queue(self, views: Sequence[QueuedView], held: str) -> None:
        """These and no others. `held`: a sentence, or nothing if they go on by themselves."""
        before = set(self._cards)
        for gone in before - {view.id for view in views}:
            card = self._cards.pop(gone)
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        for at, view in enumerate(views):
            card = self._cards.get(view.id) or self._add(view)
            if self._list.indexOf(card) != at:
                self._list.removeWidget(card)
                self._list.insertWidget(at, card)
            card.set_place(at + 1, len(views))
        low = self.window().height() < LOW
        lines = min(len(views), MOST - low)
        self._area.setFixedHeight(lines * height_of(self._look) + max(0, lines - 1) * GAP)
        self.why.setText(held)
        self._line.setVisible(bool(held))
        self.setVisible(bool(views))
        if held:
            self._announce(held)
        elif set(self._cards) - before:
            self._announce(translate("QueuedBar", "It is sent when the answer is there."))

    def _add(self, view: QueuedView) -> QueuedCard:
        card = self._cards[view.id] = QueuedCard(self._look, view)
        card.send_wanted.connect(partial(self.send_wanted.emit, view.id))
        card.edit_wanted.connect(partial(self.edit_wanted.emit, view.id))
        card.remove_wanted.connect(partial(self.remove_wanted.emit, view.id))
        return card

    def _announce(self, words: str) -> None:
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _take_width(self) -> None:
        side = self._look.beside(self.width())
        self._column.setContentsMargins(side, 4, side, 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._take_width()
        super().resizeEvent(event)
