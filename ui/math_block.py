"""A formula on lines of its own: in the middle, or scrolling sideways where it is too wide."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QSizeF, Qt
from PySide6.QtGui import QColor, QTextBlockFormat, QTextCharFormat, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QWidget

from ui.formulas import Failed, Shape, formulas
from ui.language import translate
from ui.look import Look
from ui.markdown_blocks import Formula
from ui.markdown_runs import LINE_BREAK
from ui.math_pane import OBJECT, MathPane
from ui.text_pane import TextPane


class MathBlock(MathPane):
    """Shows a `Formula`: its LaTeX while it is being written, then what it means."""

    def __init__(self, look: Look, formula: Formula, parent: QWidget | None = None) -> None:
        super().__init__(look, translate("MathBlock", "Formula"), parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.formula = Formula("", formula.depth, quotes=formula.quotes)
        self.horizontalScrollBar().rangeChanged.connect(self._refit)
        self.grow(formula)

    def grow(self, formula: Formula) -> None:
        """Show this one, at the same depth."""
        if formula != self.formula:
            self.formula = formula
            self._show()

    @property
    def drawn(self) -> bool:
        """It is shown as a formula, not as its source."""
        return OBJECT in self.toPlainText()

    def extra_height(self) -> int:
        bar = self.horizontalScrollBar()
        return bar.sizeHint().height() if bar.maximum() > bar.minimum() else 0

    def show_drawn(self, source: str, display: bool) -> None:
        if source == self.formula.source and not self.formula.writing:
            self._show()

    def _show(self) -> None:
        source = self.formula.source
        found = None if self.formula.writing else formulas().get(source, display=True)
        if found is None and not self.formula.writing:
            self.wait_for(source, True)
        document = self.document()
        document.clear()
        cursor = QTextCursor(document)
        block = QTextBlockFormat()
        block.setTopMargin(4)
        block.setBottomMargin(8)
        ink = QTextCharFormat()
        if isinstance(found, Shape):
            block.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            cursor.setBlockFormat(block)
            font = self.look.font("body")
            font.setPointSizeF(font.pointSizeF() * 1.1)
            ink.setFont(font)
            ink.setForeground(QColor(self.look.theme.text))
            self.insert_formula(cursor, source, ink, display=True)
        else:
            cursor.setBlockFormat(block)
            ink.setFont(self.look.font("mono"))
            ink.setForeground(QColor(self.look.theme.secondary))
            if isinstance(found, Failed):
                ink.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
                ink.setUnderlineColor(QColor(self.look.theme.caution))
            cursor.insertText(source.replace("\n", LINE_BREAK), ink)
        reason = found.reason if isinstance(found, Failed) else ""
        said = translate("MathBlock", "Shown as it was written: {reason}").format(reason=reason)
        self.setToolTip(said if reason else "")
        self.setAccessibleDescription(source)

    def describe(self) -> None:
        self.setAccessibleDescription(self.formula.source)

    def _refit(self) -> None:
        self._fit(QSizeF(self.document().size()))

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802
        mime = super().createMimeDataFromSelection()
        if self.drawn:
            mime.setText(f"$$\n{self.formula.source}\n$$")
        return mime

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        if abs(delta.x()) > abs(delta.y()):
            super(TextPane, self).wheelEvent(event)
        else:
            event.ignore()
