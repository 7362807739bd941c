"""Attachments on paper: pictures at a sensible size, sounds as a line with their waveform."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from app.pdf.lines import Style, set_text
from app.pdf.paper import POINT, Paper, font, ink
from app.pdf.slices import Box, Slice
from app.store.values import Attachment
from engine.errors import MediaError
from engine.media.image import open_image
from engine.types import ImagePart
from ui.language import translate
from ui.meters import bars_of

DOTS_PER_INCH = 220
_PIXEL = 0.75 * POINT  # of a screen: small pictures are not blown up
_SHARE = 0.34  # of a page's height, at most
_WAVE = 110 * POINT


def set_picture(data: bytes | None, name: str, paper: Paper, width: float) -> list[Slice]:
    """The picture, or a line that says which one is missing."""
    image = None if data is None else _image(data, name, paper, width)
    if image is None:
        return set_missing(name, width)
    pixels, size = image
    return [Slice(size.height(), partial(_draw_picture, pixels, size))]


def set_sound(attachment: Attachment, width: float) -> list[Slice]:
    """Its name and its length beside its waveform. What is missing can still be told."""
    if attachment.missing:
        return set_missing(attachment.name, width)
    height = 30 * POINT
    box = Box(0, min(width, 300 * POINT), ink("raised"), 80)
    words = " · ".join(filter(None, (attachment.name, attachment.detail)))
    draw = partial(_draw_sound, attachment.waveform, words, box.width, height)
    return [Slice(height, draw, boxes=(box,))]


def set_missing(name: str, width: float) -> list[Slice]:
    words = translate("Pdf", "({name} is missing)").format(name=name)
    return set_text(words, Style(font("body", 0.95), ink("secondary")), width)


def _image(data: bytes, name: str, paper: Paper, width: float) -> tuple[QImage, QSizeF] | None:
    try:
        rgb = open_image(ImagePart(data=data, name=name)).rgb
    except MediaError:  # an export does not fail for a picture that was damaged before
        return None
    size = QSizeF(rgb.width * _PIXEL, rgb.height * _PIXEL)
    most = QSizeF(width * 0.62, paper.depth * _SHARE)
    if size.width() > most.width() or size.height() > most.height():
        size = size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio)
    finest = max(1, round(size.width() / POINT / 72 * DOTS_PER_INCH))
    if rgb.width > finest:
        rgb = rgb.resize((finest, max(1, round(rgb.height * finest / rgb.width))))
    packed = rgb.tobytes()
    image = QImage(packed, rgb.width, rgb.height, 3 * rgb.width, QImage.Format.Format_RGB888)
    return image.copy(), size  # else it would point into `packed`


def _draw_picture(image: QImage, size: QSizeF, painter: QPainter) -> None:
    painter.drawImage(QRectF(QPointF(0, 0), size), image)


def _draw_sound(
    peaks: tuple[float, ...], words: str, width: float, height: float, painter: QPainter
) -> None:
    pad, step = 10 * POINT, 2.4 * POINT
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink("accent"))
    for at, peak in enumerate(bars_of(peaks, round(_WAVE / POINT / 0.75))):
        if (x := at * step) > _WAVE:
            break
        high = max(1.4 * POINT, min(peak, 1.0) * height * 0.6)
        area = QRectF(pad + x, (height - high) / 2, 1.4 * POINT, high)
        painter.drawRoundedRect(area, 7, 7)
    face = font("small")
    metrics = QFontMetricsF(face)
    left = pad + _WAVE + 10 * POINT
    words = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, width - left - pad)
    painter.setFont(face)
    painter.setPen(ink("text"))
    painter.drawText(QPointF(left, (height + metrics.ascent() - metrics.descent()) / 2), words)
