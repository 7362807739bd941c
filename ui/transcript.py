"""The conversation: what is shown of a chat, and the answer that is being written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from engine.errors import Failure
from engine.types import Channel, Done, Saw, Stage
from ui.announcer import Announcer
from ui.buttons import TextButton
from ui.language import translate
from ui.look import Look
from ui.message_values import MessageView
from ui.searchable_list import SearchableList
from ui.values import AttachmentView

if TYPE_CHECKING:
    from ui.answer import AnswerView

FLUSH_MS = 33


def pause_ms(flush_ms: int) -> int:
    """How long to collect text before the next flush, given what the last one took.

    Nothing but enormous tables and paragraphs takes long; then most of the time is still left
    to the person.
    """
    return min(max(FLUSH_MS, 4 * flush_ms), 250)


def _content(view: MessageView) -> tuple[object, ...]:
    """What stands above the line below a message."""
    odd = view.state if view.state in ("streaming", "failed") else ""
    return view.text.strip(), view.thinking.strip(), view.attachments, view.saw, odd


class Transcript(SearchableList):
    """Shows messages; see `MessageList` for what it wishes.

    Signals:
        announced: a sentence or more of the answer, as screen readers are told it.
    """

    announced = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._live: set[int] = set()  # answers that are being written
        self._last_question_id = 0
        self._latest = TextButton(
            look,
            translate("Transcript", "Jump to Latest"),
            self,
            kind="floating",
            icon="arrow-down",
        )
        self._latest.clicked.connect(self.jump_to_latest)
        self._latest.hide()
        self._announcer = Announcer(self)
        self._announcer.announced.connect(self.announced)
        self._flush = QTimer(self)
        self._flush.setSingleShot(True)
        self._flush.setInterval(FLUSH_MS)
        self._flush.timeout.connect(self.flush)

    def set_announced(self, announced: bool) -> None:
        """Whether screen readers hear answers while they are written."""
        self._announcer.enabled = announced
        if not announced:
            self._announcer.clear()

    @property
    def empty(self) -> bool:
        return not len(self.rows)

    @property
    def flush_pending(self) -> bool:
        return self._flush.isActive()

    # A chat as a whole

    def show_chat(
        self,
        messages: Sequence[MessageView],
        *,
        keep_place: bool = False,
        place: tuple[int, int] | None = None,
    ) -> None:
        """Other messages, at the end of them, or at `place`, or where the reader is if that stays.

        Messages that are equal to those shown before stay as they are, an open editor with them.
        """
        place = self.reading_place() if keep_place else place
        views = {view.id: view for view in messages}
        self.forget({one for one, item in self.items() if views.get(one) != item.view})
        self.rows.replace(messages)
        self._live = {view.id for view in messages if view.state == "streaming"}
        if place is not None and place[0] in self.rows:
            self.go_to(*place)
        else:
            self._anchor = None
            self.jump_to_latest()
        self.name_items()
        self._search_again()

    def add_message(self, view: MessageView) -> None:
        """One more at the end. A question takes the reader there."""
        self.rows.append(view)
        if view.state == "streaming":
            self._live.add(view.id)
        self.name_items()
        if view.role == "user":
            self.jump_to_latest()
        else:
            self.settle()

    def update_message(self, view: MessageView) -> None:
        """Show it anew, by its id. Raises KeyError if it is not there."""
        same = _content(self.rows.row(view.id).view) == _content(view)
        same |= view.id in self._live and view.state == "streaming"
        self.rows.set_view(view)
        if same and view.id in self._items:
            self._items[view.id].show_view(view)
        else:
            self.forget({view.id})
        self.settle()
        self._search_again()

    def clear(self) -> None:
        self._flush.stop()
        self._announcer.clear()
        self.forget()
        self.rows.replace(())
        self._live.clear()
        self._anchor = None
        self.following = True
        self._latest.hide()
        self.verticalScrollBar().setRange(0, 0)

    def jump_to_latest(self) -> None:
        self.to_end()
        self._latest.hide()

    def scroll_pages(self, pages: int) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + round(pages * bar.pageStep() * 0.9))

    # The running session

    def add_question(self, text: str, attachments: Sequence[AttachmentView]) -> None:
        """A question that has no id yet gets a negative one."""
        self._last_question_id -= 1
        self.add_message(
            MessageView(self._last_question_id, "user", text, attachments=tuple(attachments))
        )

    def begin_answer(self, answer_id: int) -> None:
        """A new answer, or more of one that is there."""
        self._live.add(answer_id)
        if answer_id not in self.rows:
            self.add_message(MessageView(answer_id, "assistant", "", state="streaming"))
        else:
            self.answer(answer_id).go_on()
        if self.thoughts_shown:
            self.answer(answer_id).set_unfolded(True)

    def show_stage(self, answer_id: int, stage: Stage) -> None:
        self.answer(answer_id).show_stage(stage)

    def show_saw(self, answer_id: int, saw: Saw) -> None:
        self.answer(answer_id).receipt.add(saw)

    def append_text(self, answer_id: int, text: str, channel: Channel) -> None:
        self.answer(answer_id).append(text, channel)
        if channel == "answer":
            self._announcer.add(text)
        if not self._flush.isActive():
            self._flush.start()

    def finish_answer(self, answer_id: int, done: Done) -> None:
        self.answer(answer_id).finish(done)
        self._close(answer_id)

    def mark_stopped(self, answer_id: int) -> None:
        self.answer(answer_id).stop()
        self._close(answer_id)

    def fail_answer(self, answer_id: int, failure: Failure) -> None:
        self.answer(answer_id).fail(failure)
        self._close(answer_id)

    def answer(self, answer_id: int) -> AnswerView:
        """Its widget, made if need be. Raises KeyError if no such answer was begun."""
        from ui.answer import AnswerView

        item = self.item(answer_id)
        if not isinstance(item, AnswerView):
            raise KeyError(answer_id)
        return item

    def last_answer(self) -> str:
        """Its Markdown, empty if there is none."""
        for row in reversed(list(self.rows)):
            if row.view.role == "assistant":
                item = self._items.get(row.view.id)
                return row.view.text if item is None else item.text()
        return ""

    def show_thoughts(self, shown: bool) -> None:
        self.thoughts_shown = shown
        for row in self.rows:
            row.unfolded = shown
        for _, item in self.items():
            item.set_unfolded(shown)

    def flush(self) -> None:
        started = QElapsedTimer()
        started.start()
        for answer_id in self._live:
            self.answer(answer_id).flush()
        self._flush.setInterval(pause_ms(started.elapsed()))

    def _close(self, answer_id: int) -> None:
        self._live.discard(answer_id)
        self._announcer.finish()
        answer = self.answer(answer_id)
        self.rows.set_view(answer.view)
        self._name(answer_id, answer)
        self._search_again()

    def _place_changed(self) -> None:
        self._latest.setVisible(not self.following)

    def _place_button(self) -> None:
        self._latest.adjustSize()
        x = (self.viewport().width() - self._latest.width()) // 2
        self._latest.move(x, self.viewport().height() - self._latest.height() - 12)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_button()
