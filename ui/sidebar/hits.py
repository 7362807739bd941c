"""What a search found: the chat, and the words around what matched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.language import translate
from ui.look import Look
from ui.sidebar.row_model import Index
from ui.sidebar.row_painter import INNER, OUTER, RADIUS
from ui.sidebar.rows import untitled
from ui.values import SearchHit

LINES = 2  # of a snippet
BEGINNING = 48  # letters; more than go into a line of a narrow sidebar
ABOVE = 6
GAP = 2
_State = QStyle.StateFlag


class HitModel(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hits: Sequence[SearchHit] = ()

    def show(self, hits: Sequence[SearchHit]) -> None:
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        hit = self.hits[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.title or untitled()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ": ".join(part for part in (hit.title or untitled(), hit.snippet) if part)
        return None


class HitList(QListView):
    """Hits, best first, as the app gave them.

    Signals:
        chosen: a SearchHit.
        left: Escape.
    """

    chosen = Signal(object)
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(translate("HitList", "Search results"))
        self.setProperty("kind", "chats")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.hits = HitModel(self)
        self.setModel(self.hits)
        self._painter = _HitPainter(look, self)
        self.setItemDelegate(self._painter)
        self.setMouseTracking(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self.take)
        look.changed.connect(self.doItemsLayout)

    def show_hits(self, hits: Sequence[SearchHit]) -> None:
        """The first is ready to be taken with Return."""
        self._painter.forget()
        self.hits.show(hits)
        self.scrollToTop()
        if hits:
            self._stand_at(0)

    def walk(self, steps: int) -> None:
        last = len(self.hits.hits) - 1
        if last >= 0:
            row = min(max(self.currentIndex().row() + steps, 0), last)
            self._stand_at(row)

    def _stand_at(self, row: int) -> None:
        select = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self.hits.index(row), select)

    def take(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self.chosen.emit(self.hits.hits[index.row()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.text().strip() and event.text().isprintable():
            event.ignore()
        else:
            super().keyPressEvent(event)


class _HitPainter(QStyledItemDelegate):
    """A title, and below it at most two lines in which the matches stand out."""

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look = look
        self._view = view
        self._known: dict[tuple[SearchHit, int], QTextLayout] = {}
        look.changed.connect(self._known.clear)

    def forget(self) -> None:
        """Other hits are shown."""
        self._known.clear()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, HitModel)
        hit = model.hits[index.row()]
        area: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        theme = self._look.theme
        card = area.adjusted(OUTER, 1, -OUTER, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (_State.State_Selected | _State.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            lit = theme.sidebar_picked if state & _State.State_Selected else theme.raised
            painter.setBrush(QColor(lit))
            painter.drawRoundedRect(card, RADIUS, RADIUS)
        inner = card.adjusted(INNER, ABOVE - 1, -INNER, 0)
        font = self._title_font()
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        words = metrics.elidedText(
            " ".join(hit.title.split()) or untitled(), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner.x(), inner.y() + metrics.ascent(), words)
        painter.setPen(QColor(theme.secondary))
        top = QPointF(inner.x(), inner.y() + metrics.height() + GAP)
        self._laid_out(hit, inner.width()).draw(painter, top)
        painter.restore()

    def _title_font(self) -> QFont:
        font = self._look.font("strong")
        font.setWeight(QFont.Weight.Medium)
        return font

    def _laid_out(self, hit: SearchHit, width: int) -> QTextLayout:
        """The snippet in its lines; what is beyond the last of them ends in "…"."""
        if (hit, width) not in self._known:
            self._known[hit, width] = self._lay_out(hit, width)
        return self._known[hit, width]

    def _lay_out(self, hit: SearchHit, width: int) -> QTextLayout:
        font = self._look.font("secondary")
        layout = self._broken(hit.snippet, hit.marked, font, width)
        if layout.lineCount() <= LINES:
            return layout
        last = layout.lineAt(LINES - 1)
        end = last.textStart() + last.textLength()
        ellipsis = QFontMetrics(font).horizontalAdvance("…") + 8
        while end > last.textStart() and last.cursorToX(end)[0] > width - ellipsis:  # type: ignore[index]
            end -= 1
        return self._broken(hit.snippet[:end].rstrip() + "…", hit.marked, font, width)

    def _broken(
        self, text: str, marked: Sequence[tuple[int, int]], font: QFont, width: int
    ) -> QTextLayout:
        layout = QTextLayout(text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats([self._mark(start, stop) for start, stop in marked if stop <= len(text)])
        layout.beginLayout()
        top = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, top))
            top += line.height()
        layout.endLayout()
        return layout

    def _mark(self, start: int, stop: int) -> QTextLayout.FormatRange:
        look = QTextCharFormat()
        look.setForeground(QColor(self._look.theme.text))
        look.setFontWeight(QFont.Weight.DemiBold)
        mark = QTextLayout.FormatRange()
        mark.start, mark.length, mark.format = start, stop - start, look  # type: ignore[attr-defined]
        return mark

    def _lines(self, hit: SearchHit, width: int) -> int:
        """How many are shown. Asked for each hit: only what may be one line or two is laid out."""
        metrics = QFontMetrics(self._look.font("secondary"))
        # Its beginning is mostly enough, and letters of rare scripts take long. None is narrower
        # where it is bold.
        if metrics.horizontalAdvance(hit.snippet[:BEGINNING]) > width:
            return LINES
        advance = metrics.horizontalAdvance(hit.snippet)
        if advance > width:
            return LINES
        bold = 1.2 if hit.marked else 1.0
        return 1 if advance * bold < width else min(self._laid_out(hit, width).lineCount(), LINES)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        model = index.model()
        assert isinstance(model, HitModel)
        hit = model.hits[index.row()]
        height = QFontMetrics(self._title_font()).height() + 2 * ABOVE
        if hit.snippet:
            width = self._view.viewport().width() - 2 * (OUTER + INNER)
            lines = self._lines(hit, max(width, 40))
            height += GAP + lines * QFontMetrics(self._look.font("secondary")).height()
        return QSize(100, height)
