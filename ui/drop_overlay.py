"""What covers the window while something is dragged over it, and what it promises."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.types import ModelInfo
from ui import wording
from ui.buttons import IconLabel, label
from ui.language import translate
from ui.look import Look


def local_files(mime: QMimeData) -> list[str]:
    return [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]


def takes(mime: QMimeData) -> bool:
    """Whether a drop of this does anything."""
    return bool(local_files(mime)) or mime.hasImage() or mime.hasFormat("text/plain")


def promise(mime: QMimeData, model: ModelInfo | None) -> tuple[str, str]:
    """What dropping will do, as a headline and a sentence."""
    names = [path.rsplit("/", 1)[-1] for path in local_files(mime)]
    if not names:
        if mime.hasImage():
            attach = translate("DropOverlay", "Drop to attach")
            return attach, translate("DropOverlay", "The picture will go with your next message.")
        insert = translate("DropOverlay", "Drop to insert")
        return insert, translate("DropOverlay", "The text will be put into your message.")
    kinds = [wording.kind_of(name) for name in names]
    what = _what_goes(kinds.count("picture"), kinds.count("sound"))
    if not what:
        return (
            translate("DropOverlay", "Not a picture or a sound"),
            translate("DropOverlay", "Parlance takes pictures and sounds."),
        )
    return translate("DropOverlay", "Drop to attach"), _missing_sense(kinds, model) or what


def _what_goes(pictures: int, sounds: int) -> str:
    """ "1 picture and 2 sounds will go with your next message."; empty if there are none."""
    if pictures and sounds:
        both = translate("DropOverlay", "{pictures} and {sounds} will go with your next message.")
        return both.format(
            pictures=translate("DropOverlay", "%n picture(s)", "", pictures),
            sounds=translate("DropOverlay", "%n sound(s)", "", sounds),
        )
    if pictures:
        return translate(
            "DropOverlay", "%n picture(s) will go with your next message.", "", pictures
        )
    if sounds:
        return translate("DropOverlay", "%n sound(s) will go with your next message.", "", sounds)
    return ""


def _missing_sense(kinds: Sequence[str], model: ModelInfo | None) -> str:
    if model is None:
        return ""
    if "picture" in kinds and "image" not in model.senses:
        words = translate(
            "DropOverlay", "{name} cannot see pictures: choose another model before you send."
        )
        return words.format(name=model.name)
    if "sound" in kinds and "audio" not in model.senses:
        words = translate(
            "DropOverlay", "{name} cannot hear sounds: choose another model before you send."
        )
        return words.format(name=model.name)
    return ""


class DropOverlay(QWidget):
    """Lies over the whole window and lets the drag through to it."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(translate("DropOverlay", "Drop target"))
        self.title = label("", "title", self)
        self.sentence = label("", "body", self)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch()
        for part in (IconLabel(look, "drop", "accent", 40), self.title, self.sentence):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self.hide()

    def open(self, mime: QMimeData, model: ModelInfo | None) -> None:
        title, sentence = promise(mime, model)
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.setAccessibleDescription(sentence)
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(self._look.theme.window)
        veil.setAlphaF(0.94)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(QColor(self._look.theme.accent), 2, Qt.PenStyle.DashLine))
        tint = QColor(self._look.theme.accent_soft)
        tint.setAlphaF(0.55)
        painter.setBrush(tint)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(16, 16, -16, -16), 16, 16)

    def sizeHint(self) -> QSize:
        return QSize(0, 0)
