"""What questions and answers have in common: a line below with actions, and an editor in place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QAccessible, QContextMenuEvent, QEnterEvent, QImage
from PySide6.QtWidgets import QApplication, QTextEdit, QVBoxLayout, QWidget

from ui import selection
from ui.accessible_list import announce
from ui.look import Look
from ui.message_footer import MessageFooter
from ui.message_values import MessageView
from ui.panes import Pane
from ui.sound_state import SoundState
from ui.still import keep_painted


class Message(QWidget):
    """One message of the column.

    Signals:
        wished: an `Action`.
        step_wanted: -1 or 1, another version of it.
        menu_wanted: where on the screen, a QPoint.
        selection_begun: what is selected in other messages should end.
        picture_wanted: see a picture large, by the number of its attachment.
        play_wanted: play or pause a sound, by the number of its attachment.
        seek_wanted: also a place in it, from 0 to 1.
    """

    wished = Signal(str)
    step_wanted = Signal(int)
    menu_wanted = Signal(object)
    selection_begun = Signal()
    picture_wanted = Signal(int)
    play_wanted = Signal(int)
    seek_wanted = Signal(int, float)

    writing = False  # it is still being written
    complete = True  # all of its text is shown; see `build`

    def __init__(
        self,
        look: Look,
        view: MessageView,
        parent: QWidget | None = None,
        *,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        super().__init__(parent)
        announce(self, QAccessible.Role.ListItem)
        self._look = look
        self.view = view
        self._editor: QWidget | None = None
        self._put_away: list[QWidget] = []
        self.footer = MessageFooter(look, self.text, self, side)
        self.footer.wished.connect(self.wished)
        self.footer.step_wanted.connect(self.step_wanted)
        self.footer.show_view(view)
        keep_painted(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.footer)

    def text(self) -> str:
        """As written: of answers the Markdown."""
        return self.view.text

    def plain_text(self) -> str:
        """As a reader sees it."""
        return self.view.text

    def build(self, budget_ms: int | None) -> bool:
        """Show more of a long text, for about that long; True if that was all."""
        return True

    def panes(self) -> list[Pane]:
        """Where its text stands, from the top."""
        return []

    def show_thumbnail(self, attachment_id: int, image: QImage) -> None:
        """Nothing happens if it has no such picture."""

    def picture_shown(self, attachment_id: int) -> QImage | None:
        """The small one; None if it is not there yet, or no such picture."""
        return None

    def show_sound(self, attachment_id: int, state: SoundState) -> None:
        """Nothing happens if it has no such sound."""

    def link_at(self, at: QPoint) -> str:
        """The address under a point of the screen, empty if there is none."""
        for pane in self.panes():
            inside = pane.viewport().mapFromGlobal(at)
            if isinstance(pane, QTextEdit) and pane.viewport().rect().contains(inside):
                return pane.anchorAt(inside)
        return ""

    def selected_text(self) -> str:
        """Of all its panes."""
        return "\n\n".join(
            pane.createMimeDataFromSelection().text()
            for pane in self.panes()
            if pane.textCursor().hasSelection()
        )

    def selected_markdown(self) -> str:
        """The same as `selected_text` for what is shown as it was typed."""
        return self.selected_text()

    def selected_html(self) -> str:
        """The same for programs that show formats; empty where there are none."""
        return ""

    def has_selection(self) -> bool:
        return any(pane.textCursor().hasSelection() for pane in self.panes())

    def select_all(self) -> None:
        self.selection_begun.emit()
        for pane in self.panes():
            selection.select_all(pane)

    def clear_selection(self) -> None:
        for pane in self.panes():
            selection.clear(pane)

    def unfolded(self) -> bool:
        """Its thinking is shown."""
        return False

    def set_unfolded(self, unfolded: bool) -> None:
        """Show its thinking, if it has any."""

    def show_view(self, view: MessageView) -> None:
        """The same message, with another line below it."""
        self.view = view
        self.footer.show_view(view)

    def set_lit(self, lit: bool) -> None:
        """Show its actions: the pointer or the keyboard is on it."""
        self.footer.set_lit(lit or self.underMouse() or self.has_focus())

    @property
    def editor(self) -> QWidget | None:
        return self._editor

    def put_editor(self, editor: QWidget) -> None:
        """Show an editor in place of everything."""
        self.take_editor()
        self._put_away = [
            widget
            for at in range(self._column.count())
            if (item := self._column.itemAt(at)) is not None
            and (widget := item.widget()) is not None
            and not widget.isHidden()
        ]
        for widget in self._put_away:
            widget.hide()
        self._editor = editor
        self._margins = self._column.contentsMargins()
        self._column.setContentsMargins(0, 4, 0, 16)
        self._column.addWidget(editor)
        editor.show()

    def take_editor(self) -> None:
        """Nothing happens without one."""
        if self._editor is None:
            return
        editor, self._editor = self._editor, None
        self._column.removeWidget(editor)
        editor.hide()
        editor.deleteLater()
        for widget in self._put_away:
            widget.show()
        self._put_away = []
        self._column.setContentsMargins(self._margins)

    def has_focus(self) -> bool:
        """The keyboard is on it or on anything inside."""
        focus = QApplication.focusWidget()
        return focus is not None and (focus is self or self.isAncestorOf(focus))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.footer.set_lit(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.set_lit(False)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())
