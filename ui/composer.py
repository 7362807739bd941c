"""Where messages are written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from ui.buttons import IconButton
from ui.composer_frame import ComposerFrame
from ui.language import translate
from ui.look import Look
from ui.message_edit import MessageEdit

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from ui.chips import Chips
    from ui.recording_bar import RecordingBar
    from ui.values import AttachmentView

BUTTON = 34


class Composer(QWidget):
    """Attachments, text, and the buttons for them.

    Signals:
        send_requested: the text, without blank ends.
        stop_requested, attach_requested, record_requested, record_finish_requested,
            record_cancel_requested: buttons.
        files_pasted, image_pasted, attachment_removed, page_wanted: passed on.
    """

    send_requested = Signal(str)
    stop_requested = Signal()
    attach_requested = Signal()
    record_requested = Signal()
    record_finish_requested = Signal()
    record_cancel_requested = Signal()
    files_pasted = Signal(list)
    image_pasted = Signal(object)
    attachment_removed = Signal(int)
    page_wanted = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "page")
        self.busy = False
        self.recording = False
        self._does: tuple[bool, bool] | None = None  # what decides about the button
        self.edit = MessageEdit(look, self)
        self.attach = IconButton(
            look, "attach", translate("Composer", "Attach a picture or a sound"), self
        )
        self.record = IconButton(look, "mic", translate("Composer", "Record a sound"), self)
        self.send = IconButton(
            look,
            "send",
            translate("Composer", "Send"),
            self,
            kind="send",
            ink="on_accent",
            shortcut=translate("Composer", "Return"),
        )
        for button in (self.attach, self.record, self.send):
            button.setFixedSize(BUTTON, BUTTON)
        self._look = look
        self._chips: Chips | None = None
        self._recorder: RecordingBar | None = None
        look.widened.connect(self._take_width)
        self._arrange()
        self._connect()
        self._refresh()

    @property
    def chips(self) -> Chips:
        """Made for the first attachment, or whoever wants to hear of them."""
        if self._chips is None:
            from ui.chips import Chips

            self._chips = Chips(self._look, self._frame)
            self._chips.removed.connect(self.attachment_removed)
            self._column.insertWidget(0, self._chips)
            self._chips.lower()
        return self._chips

    @property
    def recorder(self) -> RecordingBar:
        """Made for the first recording."""
        if self._recorder is None:
            from ui.recording_bar import RecordingBar

            self._recorder = RecordingBar(self._look, self)
            self._recorder.finish_requested.connect(self.record_finish_requested)
            self._recorder.cancel_requested.connect(self.record_cancel_requested)
            self._stack.addWidget(self._recorder)
        return self._recorder

    @property
    def text(self) -> str:
        return self.edit.toPlainText().strip()

    @property
    def attachments(self) -> Sequence[AttachmentView]:
        return self._chips.views if self._chips is not None else []

    def set_text(self, text: str) -> None:
        """Replace what is written; the caret goes to the end."""
        self.edit.setPlainText(text)
        self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)
        self.edit.setFocus()

    def set_send_key(self, key: str) -> None:
        """ "return", or "command" for Return with the Command key."""
        if key != self.edit.send_key:
            self.edit.send_key = key
            self._does = None
            self._refresh()

    def set_busy(self, busy: bool) -> None:
        """An answer is being written: it can be stopped, or followed by what is written here."""
        self.busy = busy
        self._refresh()

    def set_recording(self, recording: bool) -> None:
        self.recording = recording
        if recording:
            self.recorder.start()
        self._stack.setCurrentIndex(1 if recording else 0)
        if recording:
            self.recorder.finish.setFocus()
        else:
            self.edit.setFocus()

    def put_attachment(self, view: AttachmentView) -> None:
        self.chips.put(view)
        self._refresh()

    def take_attachment(self, attachment_id: int) -> None:
        if self._chips is not None:
            self._chips.take(attachment_id)
        self._refresh()

    def clear_attachments(self) -> None:
        if self._chips is not None:
            self._chips.clear()
        self._refresh()

    def press_send(self) -> None:
        """Send if there is something to send and nothing is being recorded."""
        if self.recording:
            self.record_finish_requested.emit()
        elif self._anything:
            self.send_requested.emit(self.text)

    @property
    def _anything(self) -> bool:
        return bool(self.text) or bool(self.attachments)

    def _press_button(self) -> None:
        if self.busy and not self._anything:
            self.stop_requested.emit()
        else:
            self.press_send()

    def _refresh(self) -> None:
        does = (self.busy, self._anything)
        if does == self._does:
            return
        self._does = does
        key = translate("Composer", "Return")
        if self.edit.send_key == "command":
            key = QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText)
        if does == (True, False):
            self.send.show_as("stop", translate("Composer", "Stop"), translate("Composer", "Esc"))
        elif self.busy:
            self.send.show_as("send", translate("Composer", "Send after this answer"), key)
        else:
            self.send.show_as("send", translate("Composer", "Send"), key)
        self.send.setEnabled(any(does))

    def _arrange(self) -> None:
        self._frame = ComposerFrame(self._look, self)
        writing = QWidget(self._frame)
        row = QHBoxLayout(writing)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.attach)
        row.addWidget(self.record)
        row.addStretch()
        row.addWidget(self.send)
        bottom = QWidget(self._frame)
        bottom.setFixedHeight(BUTTON)
        self._stack = QStackedLayout(bottom)
        self._stack.addWidget(writing)
        column = self._column = QVBoxLayout(self._frame)
        column.setContentsMargins(13, 12, 12, 11)
        column.setSpacing(6)
        column.addWidget(self.edit)
        column.addWidget(bottom)
        bottom.raise_()  # screen readers come to the text first
        self._outer = QHBoxLayout(self)
        self._outer.addWidget(self._frame)

    def _connect(self) -> None:
        self.edit.textChanged.connect(self._refresh)
        self.edit.send_pressed.connect(self.press_send)
        self.edit.files_pasted.connect(self.files_pasted)
        self.edit.image_pasted.connect(self.image_pasted)
        self.edit.page_wanted.connect(self.page_wanted)
        self.edit.installEventFilter(self)
        self.attach.clicked.connect(self.attach_requested)
        self.record.clicked.connect(self.record_requested)
        self.send.clicked.connect(self._press_button)
        QWidget.setTabOrder(self.edit, self.attach)
        QWidget.setTabOrder(self.attach, self.record)
        QWidget.setTabOrder(self.record, self.send)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The frame shows where the caret is."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._frame.set_lit(event.type() == QEvent.Type.FocusIn)
        return super().eventFilter(watched, event)

    def _take_width(self) -> None:
        side = self._look.beside(self.width())
        self._outer.setContentsMargins(side, 4, side, 12)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._take_width()
        super().resizeEvent(event)
