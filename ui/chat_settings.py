"""The panel of a chat's own settings, at the right of its window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.buttons import IconButton, TextButton, label
from ui.chat_settings_form import ChatSettingsForm
from ui.language import translate
from ui.look import Look
from ui.settings.style import settings_style

WIDTH = 330
CHAT_WIDTH = 560  # what the chat keeps; with less the panel lies over it


class ChatSettingsPanel(QFrame):
    """Signals:
    closed: by its button or Escape.
    defaults_wanted: new chats are to be answered like this one; the ChatSettings.
    """

    closed = Signal()
    defaults_wanted = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setProperty("kind", "inspector")
        self.setAccessibleName(translate("ChatSettingsPanel", "Chat settings"))
        self.form = ChatSettingsForm(look)
        self.close_button = IconButton(
            look, "close", translate("ChatSettingsPanel", "Close chat settings"), size=16
        )
        self.close_button.setFixedSize(28, 28)
        self.defaults = TextButton(
            look, translate("ChatSettingsPanel", "Use for New Chats"), kind="plain"
        )
        self._arrange()
        self.close_button.clicked.connect(self.closed)
        self.defaults.clicked.connect(self._offer)
        look.changed.connect(self._dress)
        self._dress()

    def _offer(self) -> None:
        self.form.flush()
        self.defaults_wanted.emit(self.form.settings)

    def _arrange(self) -> None:
        title = label(translate("ChatSettingsPanel", "Chat Settings"), "strong")
        note = label(
            translate("ChatSettingsPanel", "For this chat alone, from the next answer on."),
            "secondary",
        )
        note.setWordWrap(True)
        head = QHBoxLayout()
        head.setContentsMargins(16, 9, 10, 0)
        head.addWidget(title, 1)
        head.addWidget(self.close_button)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 2, 14, 16)
        column.setSpacing(14)
        column.addWidget(note)
        column.addWidget(self.form)
        self.form.bottom.insertWidget(0, self.defaults)
        QWidget.setTabOrder(self.form.rows["seed"].field, self.defaults)
        QWidget.setTabOrder(self.defaults, self.form.reset)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(6)
        outer.addLayout(head)
        outer.addWidget(area, 1)

    def _dress(self) -> None:
        self.setStyleSheet(settings_style(self._look))

    def _tab_order(self) -> list[QWidget]:
        found: list[QWidget] = []
        widget: QWidget | None = self.nextInFocusChain()
        while widget is not None and widget is not self:
            tabbed = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if tabbed and self.isAncestorOf(widget) and widget.isVisible() and widget.isEnabled():
                found.append(widget)
            widget = widget.nextInFocusChain()
        return found

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802
        """Over the chat, Tab stays here: what is below cannot be used."""
        order = self._tab_order()
        focused = QApplication.focusWidget()
        if not self.property("floating") or focused not in order:
            return super().focusNextPrevChild(next)
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        at = order.index(focused) + (1 if next else -1)
        order[at % len(order)].setFocus(reason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            event.accept()  # else what is typed here would go into the message


class ChatSettingsPlace(QObject):
    """Puts the panel beside the chat where there is room, else over it, with a veil below."""

    def __init__(self, look: Look, window: QMainWindow, splitter: QSplitter) -> None:
        super().__init__(window)
        self._look, self._window, self._splitter = look, window, splitter
        self._shown = False
        self._before: QWidget | None = None
        self.panel = ChatSettingsPanel(look)
        self.panel.hide()
        self._scrim: QWidget | None = None
        self.panel.closed.connect(self.close_panel)
        window.installEventFilter(self)
        splitter.splitterMoved.connect(self._place)
        look.changed.connect(self._place)

    @property
    def shown(self) -> bool:
        return self._shown

    @property
    def floating(self) -> bool:
        """Over the chat."""
        chat = self._splitter.widget(self._chat_at())
        beside = chat.width() + (self.panel.width() if self._docked() else 0)
        return beside - self._width < CHAT_WIDTH

    @Slot()
    def toggle(self) -> None:
        self.close_panel() if self._shown else self.open_panel()

    @Slot()
    def open_panel(self) -> None:
        self._before = self._window.focusWidget()
        self._shown = True
        self._place()
        self.panel.form.prompt.setFocus()

    @Slot()
    def close_panel(self) -> None:
        if not self._shown:
            return
        self.panel.form.flush()
        self._shown = False
        self._place()
        if self._before is not None:
            self._before.setFocus()

    @property
    def _width(self) -> int:
        return round(WIDTH * max(self._look.scale, 1.0))

    def _chat_at(self) -> int:
        """The chat is the last widget of the splitter, but for the panel."""
        return self._splitter.count() - (2 if self._docked() else 1)

    def _docked(self) -> bool:
        return self._splitter.indexOf(self.panel) >= 0

    def _place(self) -> None:
        panel = self.panel
        if not self._shown:
            panel.hide()
            if self._docked():
                panel.setParent(self._window)
            if self._scrim is not None:
                self._scrim.hide()
            return
        floating = self.floating
        if panel.property("floating") != floating:
            panel.setProperty("floating", floating)
            panel.style().unpolish(panel)
            panel.style().polish(panel)
        if floating:
            self._place_over()
        elif not self._docked():
            self._splitter.addWidget(panel)
        if not floating:
            panel.setMinimumWidth(self._width)
            panel.setMaximumWidth(self._width)
        if self._scrim is not None:
            self._scrim.setVisible(floating)
        panel.show()

    def _place_over(self) -> None:
        panel, window = self.panel, self._window
        area = window.centralWidget().geometry()
        width = min(self._width, area.width() - 40)
        if panel.parent() is not window:
            panel.setParent(window)
        panel.setMinimumWidth(0)
        panel.setMaximumWidth(16_777_215)
        if self._scrim is None:
            self._scrim = QWidget(window)
            self._scrim.setProperty("kind", "scrim")
            self._scrim.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            self._scrim.installEventFilter(self)
        self._scrim.setGeometry(area)
        self._scrim.show()
        self._scrim.raise_()
        panel.setGeometry(QRect(area.right() + 1 - width, area.y(), width, area.height()))
        panel.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._scrim and event.type() == QEvent.Type.MouseButtonPress:
            self.close_panel()
            return True
        if watched is self._window and event.type() == QEvent.Type.Resize and self._shown:
            self._place()
        return super().eventFilter(watched, event)
