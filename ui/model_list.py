"""The list of models that the picker opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from engine.types import ModelInfo, Sense
from ui import wording
from ui.buttons import TextButton
from ui.language import translate
from ui.look import Look

WIDTH = 420
MOST_HEIGHT = 420
_Index = QModelIndex | QPersistentModelIndex
_ICONS: dict[Sense, str] = {"text": "text", "image": "picture", "audio": "sound"}


class Models(QAbstractListModel):
    """Models as rows. One with a problem cannot be chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.infos: list[ModelInfo] = []
        self.current = ""

    def replace(self, infos: Sequence[ModelInfo], current: str) -> None:
        self.beginResetModel()
        self.infos, self.current = list(infos), current
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return len(self.infos)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        info = self.infos[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return info.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return info.problem or str(info.path)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = [info.name, info.problem or wording.model_line(info)]
            if not info.problem:
                parts.append(wording.senses(info.senses))
            if str(info.path) == self.current:
                parts.append(translate("Models", "in use"))
            return wording.listed(parts)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if self.infos[index.row()].problem:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class ModelList(QFrame):
    """Pops up below the picker.

    Signals:
        model_chosen: path of the model.
        window_wanted: "All Models…".
        folder_wanted: "Choose a Models Folder…".
    """

    model_chosen = Signal(str)
    window_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAccessibleName(translate("ModelList", "Models"))
        self.models = Models(self)
        self.view = QListView(self)
        self.view.setAccessibleName(translate("ModelList", "Models"))
        self.view.setProperty("kind", "bare")
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setModel(self.models)
        self._row = _Row(look, self.view)
        self.view.setItemDelegate(self._row)
        self.view.setMouseTracking(True)
        self.view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.clicked.connect(self._choose)
        self.view.activated.connect(self._choose)
        self.folder = TextButton(
            look, translate("ModelList", "Choose a Models Folder…"), kind="row", icon="folder"
        )
        self.manage = TextButton(
            look, translate("ModelList", "All Models…"), kind="row", icon="model"
        )
        self.manage.clicked.connect(self._want_window)
        self.folder.clicked.connect(self._want_folder)
        for each in (self.manage, self.folder):
            each.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        card = QFrame(self)
        card.setProperty("kind", "popup")
        rule = QFrame(card)
        rule.setProperty("kind", "rule")
        rule.setFixedHeight(1)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.setSpacing(5)
        inside.addWidget(self.view)
        inside.addWidget(rule)
        inside.addWidget(self.manage)
        inside.addWidget(self.folder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def set_models(self, infos: Sequence[ModelInfo], folder: str, current: str) -> None:
        self.models.replace(infos, current)
        self.folder.setToolTip(folder)

    def open_at(self, corner: QPoint) -> None:
        height = sum(self._row.row_height(info.problem) for info in self.models.infos)
        self.view.setFixedHeight(min(max(height, 20), MOST_HEIGHT))
        self.view.doItemsLayout()  # the text may have another size by now
        self.setFixedWidth(WIDTH)
        self.adjustSize()
        self.move(corner)
        self.show()
        self.view.setFocus()
        paths = [str(info.path) for info in self.models.infos]
        if self.models.current in paths:
            self.view.setCurrentIndex(self.models.index(paths.index(self.models.current)))

    def _choose(self, index: QModelIndex) -> None:
        info = self.models.infos[index.row()]
        if self.isVisible() and not info.problem:
            self.hide()
            self.model_chosen.emit(str(info.path))

    def _want_window(self) -> None:
        self.hide()
        self.window_wanted.emit()

    def _want_folder(self) -> None:
        self.hide()
        self.folder_wanted.emit()


class _Row(QStyledItemDelegate):
    """Name and figures in two lines, senses at the right; a tick at the model in use."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        models = index.model()
        assert isinstance(models, Models)
        problem = models.infos[index.row()].problem
        return QSize(WIDTH - 20, self.row_height(problem))

    def row_height(self, problem: str) -> int:
        """Two lines of text, and as many more as a problem needs."""
        metrics = QFontMetrics(self._look.font("secondary"))
        room = QRect(0, 0, WIDTH - 20 - 44, 10_000)
        words = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, problem or " ").height()
        return 19 + QFontMetrics(self._look.font("body")).height() + words

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        models = index.model()
        assert isinstance(models, Models)
        info = models.infos[index.row()]
        theme = self._look.theme
        area: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected
        if not info.problem and state & lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.raised))
            painter.drawRoundedRect(area.adjusted(0, 1, 0, -1), 8, 8)
        inner = area.adjusted(34, 7, -10, -8)
        if str(info.path) == models.current:
            self._icon(painter, "check", "accent", QPoint(area.x() + 9, area.center().y() - 8))
        right = inner.right() + 1
        if not info.problem:
            for sense in reversed(info.senses):
                right -= 18
                self._icon(painter, _ICONS[sense], "secondary", QPoint(right, inner.y() + 1))
                right -= 6
        self._words(painter, info, inner, right)
        painter.restore()

    def _words(self, painter: QPainter, info: ModelInfo, inner: QRect, right: int) -> None:
        theme = self._look.theme
        name = self._look.font("body")
        name.setWeight(QFont.Weight.Medium)
        second = self._look.font("secondary")
        width = right - inner.x() - 4
        painter.setFont(name)
        painter.setPen(QColor(theme.secondary if info.problem else theme.text))
        metrics = QFontMetrics(name)
        painter.drawText(
            inner.x(),
            inner.y() + metrics.ascent(),
            metrics.elidedText(info.name, Qt.TextElideMode.ElideMiddle, width),
        )
        painter.setFont(second)
        painter.setPen(QColor(theme.caution if info.problem else theme.secondary))
        painter.drawText(
            inner.adjusted(0, metrics.height() + 3, 0, 0),
            Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap,
            info.problem or wording.model_line(info),
        )

    def _icon(self, painter: QPainter, name: str, ink: Any, at: QPoint) -> None:
        icon = self._look.icon(name, ink)
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(at, icon.pixmap(QSize(16, 16), ratio))
