"""How a row of the sidebar looks, and the field in which it is renamed."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QLocale,
    QObject,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.language import translate
from ui.look import Ink, Look
from ui.sidebar import days
from ui.sidebar.row_model import Index, RowModel
from ui.sidebar.rows import ChatRow, FolderRow, Heading, Key, Row, key, title

PADDING = 6  # above and below the words
OUTER = 8  # from the edge of the list to the highlight
INNER = 9  # from there to the words
INDENT = 20
ICON = 16
DOT = 7
RADIUS = 7
_State = QStyle.StateFlag


class RowPainter(QStyledItemDelegate):
    """Draws rows of one height, so that a list of thousands is laid out at once.

    Signals:
        renamed: the row's key and what was typed, when it differs and says something.
    """

    renamed = Signal(object, str)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.current: int | None = None  # the chat that the window shows
        self.drop: Key | None = None  # the row that would take what is being dragged
        self.asked: Key | None = None  # the row that a context menu is about
        self._fonts: tuple[QFont, QFont, QFont] | None = None
        look.changed.connect(self._forget)

    @property
    def row_height(self) -> int:
        return QFontMetrics(self._look.font("strong")).height() + 2 * PADDING

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, RowModel)
        row = model.rows[index.row()]
        area: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, Heading):
            self._heading(painter, row, area)
        else:
            card = area.adjusted(OUTER, 1, -OUTER, -1)
            self._highlight(painter, row, card, state)
            inner = card.adjusted(INNER, 0, -INNER, 0)
            if isinstance(row, FolderRow):
                self._folder(painter, row, inner)
            else:
                self._chat(painter, row, inner, model.now())
        painter.restore()

    def _heading(self, painter: QPainter, row: Heading, area: QRect) -> None:
        """At the foot of its row: what is above it is the gap between two sections."""
        theme = self._look.theme
        painter.setFont(self._heading_font)
        painter.setPen(QColor(theme.accent if self.drop == key(row) else theme.secondary))
        words = area.adjusted(OUTER + INNER, 0, -OUTER - INNER, -4)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, row.text)

    def _highlight(self, painter: QPainter, row: Row, card: QRect, state: QStyle.StateFlag) -> None:
        theme = self._look.theme
        colour = ""
        if state & _State.State_Selected:
            colour = theme.sidebar_picked if self._focused else theme.sidebar_lit
        elif isinstance(row, ChatRow) and row.chat.id == self.current:
            colour = theme.sidebar_lit
        elif state & _State.State_MouseOver:
            colour = theme.raised
        if colour:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(card, RADIUS, RADIUS)
        ringed = state & _State.State_HasFocus and self._focused
        if ringed or key(row) in (self.drop, self.asked):
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(card).adjusted(1, 1, -1, -1), RADIUS - 1, RADIUS - 1)

    def _folder(self, painter: QPainter, row: FolderRow, inner: QRect) -> None:
        left = inner.x() - 4
        self._icon(painter, "chevron-down" if row.unfolded else "chevron-right", left, inner, 14)
        self._icon(painter, "folder", left + INDENT - 3, inner, ICON)
        right = inner.right() + 1
        if row.answering and not row.unfolded:
            right = self._dot(painter, right, inner, "accent") - 8
        elif row.chats:
            right = self._small(painter, QLocale().toString(row.chats), right, inner) - 8
        words = QRect(left + 2 * INDENT, inner.y(), right - left - 2 * INDENT, inner.height())
        self._words(painter, row.folder.name, words, "text")

    def _chat(self, painter: QPainter, row: ChatRow, inner: QRect, now: float) -> None:
        chat = row.chat
        right = inner.right() + 1
        if chat.answering:
            right = self._dot(painter, right, inner, "accent") - 8
        else:
            right = self._small(painter, days.ago(chat.updated, now), right, inner) - 8
            if chat.interrupted:
                right = self._dot(painter, right + 2, inner, "caution") - 8
        left = inner.x() + (2 * INDENT - 4 if row.inside else 0)
        words = QRect(left, inner.y(), right - left, inner.height())
        self._words(painter, title(chat), words, "text" if chat.title.strip() else "secondary")

    def _words(self, painter: QPainter, text: str, area: QRect, ink: Ink) -> None:
        painter.setFont(self._font)
        painter.setPen(QColor(getattr(self._look.theme, ink)))
        shown = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, max(area.width(), 0)
        )
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)

    def _small(self, painter: QPainter, text: str, right: int, area: QRect) -> int:
        """Where it begins; it ends at `right`."""
        painter.setFont(self._small_font)
        painter.setPen(QColor(self._look.theme.secondary))
        left = right - painter.fontMetrics().horizontalAdvance(text)
        words = QRect(left, area.y(), right - left, area.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
        return left

    def _dot(self, painter: QPainter, right: int, area: QRect, ink: Ink) -> int:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(self._look.theme, ink)))
        middle = QPointF(right - DOT / 2 - 1, area.y() + area.height() / 2)
        painter.drawEllipse(middle, DOT / 2, DOT / 2)
        return right - DOT - 1

    def _icon(self, painter: QPainter, name: str, left: int, area: QRect, size: int) -> None:
        icon = self._look.icon(name, "secondary")
        ratio = painter.device().devicePixelRatio()
        top = area.y() + (area.height() - size) // 2
        painter.drawPixmap(left, top, icon.pixmap(QSize(size, size), ratio))

    @property
    def _focused(self) -> bool:
        view = self.parent()
        return isinstance(view, QWidget) and view.hasFocus()

    @property
    def _font(self) -> QFont:
        return self._made()[0]

    @property
    def _small_font(self) -> QFont:
        return self._made()[1]

    @property
    def _heading_font(self) -> QFont:
        return self._made()[2]

    def _made(self) -> tuple[QFont, QFont, QFont]:
        if self._fonts is None:
            heading = self._look.font("secondary")
            heading.setWeight(QFont.Weight.DemiBold)
            self._fonts = (self._look.font("strong"), self._look.font("secondary"), heading)
        return self._fonts

    def _forget(self) -> None:
        self._fonts = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, self.row_height)

    def createEditor(  # noqa: N802
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        model = index.model()
        assert isinstance(model, RowModel)
        folder = isinstance(model.row(index), FolderRow)
        field = QLineEdit(parent)
        field.setProperty("kind", "rename")
        field.setAccessibleName(
            translate("RowPainter", "Folder name")
            if folder
            else translate("RowPainter", "Chat title")
        )
        field.setFont(self._font)
        QTimer.singleShot(0, field, lambda: _to_start(field))  # after Qt has selected the text
        return field

    def setModelData(  # noqa: N802
        self, editor: QWidget, model: QAbstractItemModel, index: Index
    ) -> None:
        """Only a wish: the row changes when the app says so."""
        assert isinstance(editor, QLineEdit)
        assert isinstance(model, RowModel)
        row = model.row(index)
        text = " ".join(editor.text().split())
        if row is not None and text and text != model.data(index):
            self.renamed.emit(key(row), text)

    def updateEditorGeometry(  # noqa: N802
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        model = index.model()
        assert isinstance(model, RowModel)
        row = model.row(index)
        area: QRect = option.rect  # type: ignore[attr-defined]
        inside = isinstance(row, FolderRow) or (isinstance(row, ChatRow) and row.inside)
        left = OUTER + (2 * INDENT - 4 if inside else 0)
        editor.setGeometry(area.adjusted(left, 1, -OUTER, -1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tab ends renaming; by default it would go on to rename the next row."""
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, QLineEdit):
            assert isinstance(event, QKeyEvent)
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, QAbstractItemDelegate.EndEditHint.NoHint)
                return True
        return super().eventFilter(watched, event)


def _to_start(field: QLineEdit) -> None:
    """A long title is read from its beginning."""
    if field.selectedText() == field.text():
        field.end(False)
        field.home(True)
