"""The part of the window that shows a chat, and the page that stands there without one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QStackedLayout, QWidget

from ui.sending_window import SendingWindow

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from engine.errors import Failure
    from engine.types import Channel, Done, Saw, Stage
    from ui.message_values import MessageView
    from ui.status_strip import StatusStrip
    from ui.transcript import Transcript
    from ui.values import Assets


class TalkingWindow(SendingWindow):
    """What `MainWindow` is built on. Answers are known by their ids in the store."""

    status: StatusStrip
    _pages: QStackedLayout

    def __init__(self, assets: Assets, parent: QWidget | None = None) -> None:
        super().__init__(assets, parent)
        self._transcript: Transcript | None = None

    @property
    def transcript(self) -> Transcript:
        """Made for the first chat: a window that has just opened shows none."""
        if self._transcript is None:
            from ui.transcript import Transcript

            made = self._transcript = Transcript(self.look)
            self._pages.addWidget(made)
            QWidget.setTabOrder(self.empty_state, made)
        return self._transcript

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Into the messages leads only their list, and nothing that goes takes the focus along."""
        from ui.focus_order import move_on

        page = self.composer.parentWidget()
        if page is None or not self.isVisible():
            return super().focusNextPrevChild(forward)
        skipped = self._transcript.viewport() if self._transcript is not None else None
        moved = move_on(page, self.composer.edit, skipped, forward)
        return moved or super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape that ends nothing leads back to the message."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.composer.edit.setFocus()
        else:
            super().keyPressEvent(event)

    def make_transcript(self) -> None:
        """Now, while nobody waits for it."""
        assert self.transcript is not None

    @Slot(list, bool)
    def show_chat(
        self,
        messages: Sequence[MessageView],
        keep_place: bool = False,
        place: tuple[int, int] | None = None,
    ) -> None:
        """Other messages than before; without any, the page of an empty chat.

        `place` is where the reader was the last time: see `reading_place`.
        """
        if messages:
            self._pages.setCurrentWidget(self.transcript)
            self.transcript.show_chat(messages, keep_place=keep_place, place=place)
        else:
            self._show_empty()

    @Slot(int, list)
    def show_goal(self, message: int, marked: Sequence[tuple[int, int]]) -> None:
        """Bring a message into view that a search has found, with what matched."""
        self.transcript.scroll_to(message, marked)

    @Slot(object)
    def add_question(self, view: MessageView) -> None:
        for row in self.transcript.rows:
            if row.view.can_continue:
                self._set_continue(row.view.id, False)
        self.transcript.add_message(view)
        self._pages.setCurrentIndex(1)

    @Slot(int)
    def offer_continue(self, answer_id: int) -> None:
        """The answer was cut, and nothing follows it yet."""
        self._set_continue(answer_id, True)

    @Slot(int)
    def lighten(self, message: int) -> None:
        """Let go of a question's pictures once they are out of sight; they can be asked for."""
        from dataclasses import replace  # a start does without

        rows = self.transcript.rows
        if message in rows:
            view = rows.row(message).view
            light = tuple(replace(each, thumbnail=None) for each in view.attachments)
            rows.set_view(replace(view, attachments=light))

    @Slot(int)
    def begin_answer(self, answer_id: int) -> None:
        self.transcript.begin_answer(answer_id)
        self._pages.setCurrentIndex(1)

    @Slot(int, object)
    def show_stage(self, answer_id: int, stage: Stage) -> None:
        self.transcript.show_stage(answer_id, stage)
        self.status.show_stage(stage)

    @Slot(int, object)
    def show_saw(self, answer_id: int, saw: Saw) -> None:
        self.transcript.show_saw(answer_id, saw)

    @Slot(int, str, str)
    def append_text(self, answer_id: int, text: str, channel: Channel = "answer") -> None:
        self.transcript.append_text(answer_id, text, channel)
        self.status.show_stage(None)

    @Slot(int, object)
    def finish_answer(self, answer_id: int, done: Done) -> None:
        self.transcript.finish_answer(answer_id, done)
        if done.stats.context_limit:
            self.status.show_context(done.stats.context_used, done.stats.context_limit)

    @Slot(int)
    def mark_stopped(self, answer_id: int) -> None:
        """The person stopped it; what came before stays."""
        self.transcript.mark_stopped(answer_id)

    @Slot(int, object)
    def fail_answer(self, answer_id: int, failure: Failure) -> None:
        self.transcript.fail_answer(answer_id, failure)
        self._announce(failure.message)

    def _show_empty(self) -> None:
        if self._transcript is not None:
            self._transcript.clear()
        self._pages.setCurrentWidget(self.empty_state)

    def _set_continue(self, answer_id: int, offered: bool) -> None:
        from dataclasses import replace

        rows = self.transcript.rows
        if answer_id in rows:
            view = replace(rows.row(answer_id).view, can_continue=offered)
            self.transcript.update_message(view)

    def _announce(self, words: str) -> None:
        """Screen readers say it."""
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
