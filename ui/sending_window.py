"""The part of the window for what is about to be said, and for chats that are not kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.files_window import FilesWindow

if TYPE_CHECKING:
    from ui.empty_state import EmptyState
    from ui.message_values import MessageView, QueuedView
    from ui.notices import Notices
    from ui.queued import QueuedBar
    from ui.temporary_mark import TemporaryMark
    from ui.transcript import Transcript
    from ui.values import Assets


class SendingWindow(FilesWindow):
    """What `MainWindow` is built on.

    Signals (wishes): those of `FilesWindow`, and
        queued_send_requested, queued_edit_requested, queued_remove_requested: a message that
            waits. queue_resume_requested: all of them go on.
        temporary_requested: a chat that is not kept. keep_requested: the open one after all.
    """

    queued_send_requested = Signal(int)
    queued_edit_requested = Signal(int)
    queued_remove_requested = Signal(int)
    queue_resume_requested = Signal()
    temporary_requested = Signal()
    keep_requested = Signal()

    empty_state: EmptyState
    notices: Notices

    def __init__(self, assets: Assets, parent: QWidget | None = None) -> None:
        super().__init__(assets, parent)
        self.queue_place = QVBoxLayout()
        self._queue: QueuedBar | None = None
        self._mark: TemporaryMark | None = None
        self.temporary = False

    @property
    def transcript(self) -> Transcript:
        raise NotImplementedError

    @property
    def queue(self) -> QueuedBar:
        """Made for the first message that waits."""
        if self._queue is None:
            from ui.queued import QueuedBar

            made = self._queue = QueuedBar(self.look)
            made.send_wanted.connect(self.queued_send_requested)
            made.edit_wanted.connect(self.queued_edit_requested)
            made.remove_wanted.connect(self.queued_remove_requested)
            made.resume_wanted.connect(self.queue_resume_requested)
            self.queue_place.addWidget(made)
            made.stackUnder(self.notices)  # screen readers walk them in this order
        return self._queue

    @Slot(list, str)
    def show_queue(self, views: Sequence[QueuedView], held: str) -> None:
        """What waits for the answer, and why it does not go on; a sentence or nothing."""
        if views or self._queue is not None:
            self.queue.show_queue(views, held)

    @property
    def mark(self) -> TemporaryMark:
        """Made for the first chat that is not kept."""
        if self._mark is None:
            from ui.temporary_mark import TemporaryMark

            self._mark = TemporaryMark(self.look)
            self._mark.keep_wanted.connect(self.keep_requested)
            self.header.marks.addWidget(self._mark)
        return self._mark

    @Slot(bool, bool)
    def show_place(self, temporary: bool, said: bool) -> None:
        """Whether the open chat is one that is not kept, and whether there is anything in it."""
        self.temporary = temporary
        self.empty_state.set_temporary(temporary)
        self.menus.keep.setEnabled(temporary and said)
        if temporary or self._mark is not None:
            self.mark.setVisible(temporary)
            self.mark.show_state(said=said)

    @Slot(str)
    def put_above(self, text: str) -> None:
        """Into the composer, before what is written there."""
        there = self.composer.text
        if text.strip() and text.strip() != there:
            self.composer.set_text(f"{text}\n\n{there}" if there else text)
        else:
            self.composer.edit.setFocus()

    @Slot(int, int)
    def withdraw(self, question: int, answer: int) -> None:
        """They are no part of the conversation any more."""
        gone = (question, answer)
        views = [row.view for row in self.transcript.rows if row.view.id not in gone]
        self.show_chat(views, True)

    def show_chat(self, messages: Sequence[MessageView], keep_place: bool = False) -> None:
        raise NotImplementedError
