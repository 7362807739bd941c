"""The conversation: a scrolling column that follows the newest words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from engine.errors import Failure
from engine.types import Channel, Done, Saw, Stage
from ui.buttons import TextButton
from ui.look import Look
from ui.values import AttachmentView

if TYPE_CHECKING:
    from ui.answer import AnswerView

LINE_WIDTH = 720  # points; longer lines are hard to read
FLUSH_MS = 33
NEAR_END = 32


def pause_ms(flush_ms: int) -> int:
    """How long to collect text before the next flush, given what the last one took.

    Nothing but enormous tables and paragraphs takes long; then most of the time is still left
    to the person.
    """
    return min(max(FLUSH_MS, 4 * flush_ms), 250)


class Transcript(QScrollArea):
    """Shows messages. Follows the end until the reader scrolls away from it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._answers: dict[int, AnswerView] = {}
        self._kinds: frozenset[str] = frozenset()
        self._thoughts_shown = False
        self.following = True
        self._own_move = False
        self._value = 0
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Conversation")
        self._page = QWidget()
        self._page.setProperty("kind", "page")
        self._column = QVBoxLayout(self._page)
        self._column.setSpacing(26)
        self._column.addStretch(1)
        self.setWidget(self._page)
        self._latest = TextButton(look, "Jump to latest", self, kind="floating", icon="arrow-down")
        self._latest.setIconSize(QSize(16, 16))
        self._latest.clicked.connect(self.jump_to_latest)
        self._latest.hide()
        self._flush = QTimer(self)
        self._flush.setSingleShot(True)
        self._flush.setInterval(FLUSH_MS)
        self._flush.timeout.connect(self.flush)
        bar = self.verticalScrollBar()
        bar.setSingleStep(24)
        bar.valueChanged.connect(self._scrolled)
        bar.rangeChanged.connect(self._grown)

    @property
    def empty(self) -> bool:
        return self._column.count() == 1

    @property
    def flush_pending(self) -> bool:
        return self._flush.isActive()

    def add_question(self, text: str, attachments: Sequence[AttachmentView]) -> None:
        from ui.question import QuestionView

        self._kinds = frozenset(attachment.kind for attachment in attachments)
        self._insert(QuestionView(self._look, text, attachments, self._page))
        self.jump_to_latest()

    def begin_answer(self, answer_id: int) -> None:
        # Here, not above: the Markdown parser would add a tenth of a second to the start.
        from ui.answer import AnswerView

        view = AnswerView(self._look, self._kinds, self._page)
        view.thinking.set_unfolded(self._thoughts_shown)
        self._answers[answer_id] = view
        self._insert(view)

    def show_stage(self, answer_id: int, stage: Stage) -> None:
        self.answer(answer_id).show_stage(stage)

    def show_saw(self, answer_id: int, saw: Saw) -> None:
        self.answer(answer_id).receipt.add(saw)

    def append_text(self, answer_id: int, text: str, channel: Channel) -> None:
        self.answer(answer_id).append(text, channel)
        if not self._flush.isActive():
            self._flush.start()

    def finish_answer(self, answer_id: int, done: Done) -> None:
        self.answer(answer_id).finish(done)

    def mark_stopped(self, answer_id: int) -> None:
        self.answer(answer_id).stop()

    def fail_answer(self, answer_id: int, failure: Failure) -> None:
        self.answer(answer_id).fail(failure)

    def answer(self, answer_id: int) -> AnswerView:
        """Raises KeyError if no such answer was begun."""
        return self._answers[answer_id]

    def last_answer(self) -> str:
        """Its Markdown, empty if there is none."""
        answers = list(self._answers.values())
        return answers[-1].body.source if answers else ""

    def show_thoughts(self, shown: bool) -> None:
        self._thoughts_shown = shown
        for answer in self._answers.values():
            answer.thinking.set_unfolded(shown)

    def clear(self) -> None:
        self._flush.stop()
        self._answers.clear()
        while self._column.count() > 1:
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.following = True
        self._latest.hide()

    def jump_to_latest(self) -> None:
        self.following = True
        self._to_end()
        self._latest.hide()

    def scroll_pages(self, pages: int) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + round(pages * bar.pageStep() * 0.9))

    def _insert(self, view: QWidget) -> None:
        self._column.insertWidget(self._column.count() - 1, view)

    def flush(self) -> None:
        started = QElapsedTimer()
        started.start()
        for answer in self._answers.values():
            if answer.open:
                answer.flush()
        self._flush.setInterval(pause_ms(started.elapsed()))

    def _scrolled(self, value: int) -> None:
        """The page moved. A reader who moves up, however little, wants to stay there."""
        before, self._value = self._value, value
        if not self._own_move:
            self._take_place(upwards=value < before)

    def _grown(self) -> None:
        if self.following:
            self._to_end()
        else:
            self._take_place(upwards=True)

    def _to_end(self) -> None:
        self._own_move = True
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        self._own_move = False

    def _take_place(self, *, upwards: bool) -> None:
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - (0 if upwards else NEAR_END)
        self.following = at_end
        self._latest.setVisible(not at_end)

    def _place_button(self) -> None:
        self._latest.adjustSize()
        x = (self.viewport().width() - self._latest.width()) // 2
        self._latest.move(x, self.viewport().height() - self._latest.height() - 12)

    def resizeEvent(self, event: QResizeEvent) -> None:
        # Centred in the window, not beside the scroll bar: else text shifts when one appears.
        side = max(24, (self.width() - LINE_WIDTH) // 2)
        bar = self.width() - self.viewport().width()
        self._column.setContentsMargins(side, 24, side - bar, 28)
        super().resizeEvent(event)
        self._place_button()
        if self.following:
            self._to_end()
