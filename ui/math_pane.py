"""Text with formulas in it: each is one character of the document, drawn on the line's baseline."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QMimeData, QPointF, QRect, QRectF, QSizeF, Qt, QTimer, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QPainter,
    QPen,
    QPyTextObject,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QWidget

from ui.formulas import Failed, Shape, formulas
from ui.language import translate
from ui.look import Look
from ui.text_pane import TextPane

OBJECT = "\ufffc"
_TYPE = int(QTextFormat.ObjectTypes.UserObject) + 1
_SOURCE = int(QTextFormat.Property.UserProperty) + 11
_DISPLAY = int(QTextFormat.Property.UserProperty) + 12
_SIZE = int(QTextFormat.Property.UserProperty) + 13
_LONGEST = 60  # letters of a source among words, which cannot be broken
_DESCRIBE_MS = 400


class MathPane(TextPane):
    """A pane whose text may hold formulas. They are copied, and read out, as LaTeX."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(look, name, parent)
        self._painter: _FormulaPainter | None = None
        self._awaited: set[tuple[str, bool]] = set()
        self._describe_soon = QTimer(self)
        self._describe_soon.setSingleShot(True)
        self._describe_soon.setInterval(_DESCRIBE_MS)
        self._describe_soon.timeout.connect(self.describe)

    def insert_formula(
        self, cursor: QTextCursor, source: str, base: QTextCharFormat, *, display: bool = False
    ) -> None:
        """Put one in; it is drawn as soon as its outline is there."""
        if self._painter is None:
            self._painter = _FormulaPainter(self.look, self)
            self.document().documentLayout().registerHandler(_TYPE, self._painter)
        form = QTextCharFormat(base)
        form.setObjectType(_TYPE)
        form.setProperty(_SOURCE, source)
        form.setProperty(_DISPLAY, display)
        form.setProperty(_SIZE, QFontMetricsF(base.font()).height() / 1.12)
        cursor.insertText(OBJECT, self._seated(form, base.font()))
        self._describe_soon.start()

    def sources(self, start: int = 0, end: int | None = None) -> Iterator[str]:
        """LaTeX of the formulas between two positions, in its signs."""
        for position in self._places(start, end):
            form = self._format_at(position)
            yield (
                f"$${form.property(_SOURCE)}$$"
                if form.boolProperty(_DISPLAY)
                else (f"${form.property(_SOURCE)}$")
            )

    def describe(self) -> None:
        """Tell a screen reader what stands where its text has only a sign for an object."""
        found = "; ".join(self.sources())
        said = translate("MathPane", "Formulas: {found}").format(found=found)
        self.setAccessibleDescription(said if found else "")

    def selected_text(self) -> str:
        """What is selected, formulas as LaTeX."""
        cursor = self.textCursor()
        words = cursor.selection().toPlainText()
        if OBJECT not in words:
            return words
        found = self.sources(cursor.selectionStart(), cursor.selectionEnd())
        return re.sub(OBJECT, lambda _: next(found, ""), words)

    def _selected_html(self) -> str:
        """HTML has no such objects."""
        chosen = self.textCursor()
        copied = QTextDocument()
        cursor = QTextCursor(copied)
        cursor.insertFragment(chosen.selection())
        for source in list(self.sources(chosen.selectionStart(), chosen.selectionEnd())):
            cursor = copied.find(OBJECT)
            form = QTextCharFormat(cursor.charFormat())
            for property_of_object in (QTextFormat.Property.ObjectType, _SOURCE, _DISPLAY, _SIZE):
                form.clearProperty(property_of_object)
            form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignNormal)
            form.setFont(self.look.font("mono"))
            cursor.insertText(source, form)
        return copied.toHtml()

    def _places(self, start: int, end: int | None) -> Iterator[int]:
        if self._painter is None:
            return
        block = self.document().findBlock(start)
        while block.isValid() and (end is None or block.position() < end):
            for match in re.finditer(OBJECT, _utf16(block.text())):
                position = block.position() + match.start()
                if position >= start and (end is None or position < end):
                    yield position
            block = block.next()

    def _format_at(self, position: int) -> QTextCharFormat:
        cursor = QTextCursor(self.document())
        cursor.setPosition(position + 1)
        return cursor.charFormat()

    def _seated(self, form: QTextCharFormat, font: QFont) -> QTextCharFormat:
        """The format with which Qt gives it the room that it needs above and below the baseline.

        Qt stands an object either on the baseline, or around the middle of a small letter of its
        font; so its font is one whose small letters are in the middle of the formula.
        """
        key = (str(form.property(_SOURCE)), form.boolProperty(_DISPLAY))
        shape = formulas().get(key[0], display=key[1])
        if shape is None:
            self.wait_for(*key)
        form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignNormal)
        form.setFont(font)
        if isinstance(shape, Shape):
            scale = float(form.property(_SIZE)) / 100
            wanted = max(1.0, 2 * (shape.ascent - shape.descent) * scale)
            seat = QFont(font)
            seat.setPixelSize(100)
            seat.setPixelSize(max(1, round(100 * wanted / QFontMetricsF(seat).xHeight())))
            form.setFont(seat)
            form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        return form

    def wait_for(self, source: str, display: bool) -> None:
        """Be told when its outline comes. Only panes that wait are: answers have hundreds."""
        if not self._awaited:
            formulas().ready.connect(self._on_ready)
        self._awaited.add((source, display))

    @Slot(str, bool)
    def _on_ready(self, source: str, display: bool) -> None:
        if (source, display) in self._awaited:
            self._awaited.discard((source, display))
            if not self._awaited:
                formulas().ready.disconnect(self._on_ready)
            self.show_drawn(source, display)

    def show_drawn(self, source: str, display: bool) -> None:
        """Give a formula its room, now that it is known."""
        for position in list(self._places(0, None)):
            form = self._format_at(position)
            if form.property(_SOURCE) == source and form.boolProperty(_DISPLAY) == display:
                cursor = QTextCursor(self.document())
                cursor.setPosition(position)
                cursor.setPosition(position + 1, QTextCursor.MoveMode.KeepAnchor)
                cursor.setCharFormat(self._seated(form, form.font()))

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802
        mime = super().createMimeDataFromSelection()
        if self._painter is None:
            return mime
        made = QMimeData()  # the one that Qt makes fills itself in again when it is read
        made.setHtml(self._selected_html())
        made.setText(self.selected_text())
        return made


class _FormulaPainter(QPyTextObject):
    """What Qt asks for the size and the look of each formula."""

    def __init__(self, look: Look, pane: MathPane) -> None:
        super().__init__(pane)
        self._look = look

    def intrinsicSize(  # noqa: N802
        self, document: QTextDocument, position: int, form: QTextFormat
    ) -> QSizeF:
        shape, scale = _shape(form), float(form.property(_SIZE)) / 100
        if not isinstance(shape, Shape):
            metrics = QFontMetricsF(self._mono(form))
            return QSizeF(metrics.horizontalAdvance(_short(form)) + 4, metrics.ascent())
        half = QFontMetrics(form.toCharFormat().font()).xHeight() / 2
        ascent, descent = shape.ascent * scale, shape.descent * scale
        return QSizeF(shape.width * scale + 2, max(2 * ascent - half, 2 * descent + half))

    def drawObject(  # noqa: N802
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        document: QTextDocument,
        position: int,
        form: QTextFormat,
    ) -> None:
        rect, shape = QRectF(rect), _shape(form)
        ink = form.foreground().color()
        painter.save()
        if isinstance(shape, Shape):
            scale = float(form.property(_SIZE)) / 100
            block = document.findBlock(position)
            line = block.layout().lineForTextPosition(position - block.position())
            tall = line.ascent() + line.descent()
            base = rect.top() - (tall - rect.height()) / 2 + line.ascent()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(rect.left() + 1, base)
            painter.scale(scale, scale)
            painter.fillPath(shape.path, ink)
        else:
            painter.setFont(self._mono(form))
            painter.setPen(QColor(self._look.theme.secondary))
            painter.drawText(QPointF(rect.left() + 2, rect.bottom()), _short(form))
            if isinstance(shape, Failed):
                painter.setPen(QPen(QColor(self._look.theme.caution), 1, Qt.PenStyle.DotLine))
                y = rect.bottom() + 3
                painter.drawLine(QPointF(rect.left() + 2, y), QPointF(rect.right() - 2, y))
        painter.restore()

    def _mono(self, form: QTextFormat) -> QFont:
        font = self._look.font("mono")
        font.setPixelSize(max(1, round(float(form.property(_SIZE)) * 0.9)))
        return font


def _shape(form: QTextFormat) -> Shape | Failed | None:
    source, display = str(form.property(_SOURCE)), form.boolProperty(_DISPLAY)
    return formulas().get(source, display=display)


def _short(form: QTextFormat) -> str:
    source = str(form.property(_SOURCE))
    return source if len(source) <= _LONGEST else source[: _LONGEST - 1] + "…"


def _utf16(text: str) -> str:
    """As long as Qt counts it: two places for characters beyond the basic plane."""
    return re.sub(r"[\U00010000-\U0010ffff]", "  ", text)
