"""What the person sent: attachments, and text in a soft bubble at the right."""

from __future__ import annotations

import re
from functools import partial
from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.language import translate
from ui.look import Look
from ui.message import Message
from ui.message_values import MessageView
from ui.open_picture import OpenPicture
from ui.panes import Pane
from ui.pictures import fitted
from ui.sound_card import SoundCard
from ui.sound_state import SoundState
from ui.text_pane import TextPane
from ui.values import AttachmentView

SHARE = 0.82  # of the column, at most
MOST_PICTURE = QSize(240, 180)
_SIDES = re.compile(r"(\d{1,6})×(\d{1,6})")


class QuestionView(Message):
    def __init__(self, look: Look, view: MessageView, parent: QWidget | None = None) -> None:
        super().__init__(look, view, parent, side=Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(translate("QuestionView", "Your message"))
        self._column.setSpacing(2)
        self._pictures: dict[int, OpenPicture] = {}
        self._sounds: dict[int, SoundCard] = {}
        for attachment in view.attachments:
            if attachment.kind == "image":
                self._add(self._picture(attachment))
            else:
                self._add(self._sound(attachment))
            self._column.insertSpacing(self._column.count() - 1, 6)
        self._bubble = _Bubble(look, view.text, self)
        self._bubble.setVisible(bool(view.text))
        self._add(self._bubble)

    @property
    def attachments(self) -> tuple[AttachmentView, ...]:
        return self.view.attachments

    def show_thumbnail(self, attachment_id: int, image: QImage) -> None:
        """Nothing happens if it has no such picture."""
        if (picture := self._pictures.get(attachment_id)) is not None:
            picture.resize_to(fitted(image.size(), MOST_PICTURE))
            picture.set_image(image)

    def show_sound(self, attachment_id: int, state: SoundState) -> None:
        """Nothing happens if it has no such sound."""
        if (card := self._sounds.get(attachment_id)) is not None:
            card.show_state(state)

    def panes(self) -> list[Pane]:
        return [self._bubble.pane] if self.view.text else []

    def picture_shown(self, attachment_id: int) -> QImage | None:
        """The small one; None if it is not there yet, or no such picture."""
        picture = self._pictures.get(attachment_id)
        return None if picture is None else picture.image

    def _picture(self, attachment: AttachmentView) -> OpenPicture:
        picture = OpenPicture(self._look, attachment, _size(attachment), radius=12)
        picture.clicked.connect(partial(self.picture_wanted.emit, attachment.id))
        self._pictures[attachment.id] = picture
        return picture

    def _sound(self, attachment: AttachmentView) -> SoundCard:
        card = self._sounds[attachment.id] = SoundCard(self._look, attachment)
        card.play_wanted.connect(partial(self.play_wanted.emit, attachment.id))
        card.seek_wanted.connect(partial(self.seek_wanted.emit, attachment.id))
        return card

    def _add(self, widget: QWidget) -> None:
        """Above the footer."""
        at = self._column.count() - 1
        self._column.insertWidget(at, widget, 0, Qt.AlignmentFlag.AlignRight)
        self.footer.raise_()  # it is read last

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bubble.fit(round(self.width() * SHARE))


class _Bubble(QFrame):
    PAD = 14

    def __init__(self, look: Look, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._text = text
        self._most = 0
        self.setProperty("kind", "bubble")
        self.pane = TextPane(look, translate("Bubble", "Your message"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(self.PAD, 11, self.PAD, 8)
        row.addWidget(self.pane)
        self._write()
        look.tell(self._write)

    def fit(self, most: int) -> None:
        """As wide as its text, up to `most`."""
        self._most = most
        document = self.pane.document().clone(self)
        document.setTextWidth(most - 2 * self.PAD)
        self.setFixedWidth(min(most, ceil(document.idealWidth()) + 2 * self.PAD + 1))
        document.deleteLater()  # Python does not own what `clone` gives

    def _write(self) -> None:
        self.pane.dress()
        self.pane.clear()
        block = QTextBlockFormat()
        block.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        ink = QTextCharFormat()
        ink.setFont(self._look.font("body"))
        ink.setForeground(QColor(self._look.theme.text))
        cursor = QTextCursor(self.pane.document())
        cursor.setBlockFormat(block)
        cursor.insertText(self._text, ink)
        if self._most:
            self.fit(self._most)


def _size(attachment: AttachmentView) -> QSize:
    """The room is right before the picture is there, if its size is known."""
    image = attachment.thumbnail
    sides = _SIDES.fullmatch(attachment.detail)
    if image is not None:
        return fitted(image.size(), MOST_PICTURE)
    if sides is not None:
        return fitted(QSize(int(sides[1]), int(sides[2])), MOST_PICTURE)
    return QSize(160, 120)
