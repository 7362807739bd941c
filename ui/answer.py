"""One answer: thinking, receipt, progress, text, and how it ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import TypeVar, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from engine.errors import Failure
from engine.types import Channel, Done, Stage, Stats
from ui import wording
from ui.buttons import IconLabel, label
from ui.code_block import CodeText
from ui.elided import Elided
from ui.language import translate
from ui.look import Look
from ui.markdown_view import MarkdownView
from ui.message import Message
from ui.message_values import MessageState, MessageView
from ui.meters import ThinBar
from ui.panes import Pane
from ui.plain_text import plain_text
from ui.receipt import Receipt
from ui.thinking import ThinkingView

W = TypeVar("W", bound=QWidget)
_ORDER = ("receipt", "thinking", "progress", "body", "card")


class AnswerView(Message):
    """Pieces are collected by `append` and shown by `flush`, so that repaints can be paced.

    Parts that an answer does not have are not made: thousands of messages pass by in a scroll.
    """

    def __init__(
        self,
        look: Look,
        view: MessageView,
        parent: QWidget | None = None,
        kinds: frozenset[str] = frozenset(),
    ) -> None:
        """`kinds` of attachments before it, for what progress says."""
        super().__init__(look, view, parent)
        self._parts: dict[str, QWidget] = {}
        self.body = MarkdownView(look, self)
        self._kinds = kinds
        self._pending: list[tuple[Channel, str]] = []
        self._thought_s: float | None = view.thinking_s
        self._thinking_since: float | None = None
        self._column.setSpacing(9)
        self._column.setContentsMargins(0, 0, 0, 18)
        self._put("body", self.body)
        self.body.hide()
        self.setAccessibleName(translate("AnswerView", "Answer"))
        self.writing = view.state == "streaming"
        self._show_content(view)

    @property
    def receipt(self) -> Receipt:
        return self._part("receipt", lambda: Receipt(self._look, self))

    @property
    def thinking(self) -> ThinkingView:
        return self._part("thinking", lambda: ThinkingView(self._look, self))

    @property
    def figures(self) -> Elided:
        """The line below it."""
        return self.footer.figures

    @property
    def _progress(self) -> _Progress:
        return self._part("progress", lambda: _Progress(self._look, self))

    def text(self) -> str:
        return self.body.source

    def plain_text(self) -> str:
        return plain_text(self.body.blocks)

    def selected_markdown(self) -> str:
        """As it was written if all is selected."""
        from ui.selected_markdown import selected_markdown

        all_of_it = all(_all_selected(pane) for pane in self.panes())
        return self.text() if all_of_it else selected_markdown(self.panes())

    def selected_html(self) -> str:
        from ui.written_html import html_of

        chosen = [pane for pane in self.panes() if pane.textCursor().hasSelection()]
        if all(isinstance(pane, CodeText) for pane in chosen):
            return ""
        return html_of(self.selected_markdown())

    def build(self, budget_ms: int | None) -> bool:
        self.complete = self.complete or self.body.build(budget_ms)
        return self.complete

    def panes(self) -> list[Pane]:
        return self.body.panes()

    def unfolded(self) -> bool:
        return "thinking" in self._parts and self.thinking.unfolded

    def set_unfolded(self, unfolded: bool) -> None:
        """Show or fold its thinking, if it has any."""
        if "thinking" in self._parts or (self.writing and unfolded):
            self.thinking.set_unfolded(unfolded)

    def show_stage(self, stage: Stage) -> None:
        self._progress.show_stage(wording.stage_line(stage, self._kinds), wording.percent(stage))

    def append(self, text: str, channel: Channel) -> None:
        self._pending.append((channel, text))

    def flush(self) -> None:
        """Show what was collected since the last time."""
        pending, self._pending = self._pending, []
        thought = "".join(text for channel, text in pending if channel == "thinking")
        answer = "".join(text for channel, text in pending if channel == "answer")
        if thought:
            self._hide_progress()
            if self._thinking_since is None:
                self._thinking_since = monotonic()
            self.thinking.show()
            self.thinking.append(thought)
        if answer:
            self._hide_progress()
            self._end_thinking()
            self.body.show()
            self.body.append(answer)

    def go_on(self) -> None:
        """More of it is about to come."""
        self.writing = True
        self.show_view(replace(self.view, state="streaming", can_continue=False))
        self.footer.figures.hide()
        self._progress.show()

    def finish(self, done: Done) -> None:
        self._close("whole", stats=done.stats, finish_reason=done.finish_reason)

    def stop(self) -> None:
        self._close("stopped")

    def fail(self, failure: Failure) -> None:
        self._close("failed", failure.message)

    def show_view(self, view: MessageView) -> None:
        super().show_view(view)
        if not self.writing and "thinking" in self._parts:
            self.thinking.set_thinking(False, view.thinking_s)
        self._show_ending(view)

    def _show_content(self, view: MessageView) -> None:
        for saw in view.saw:
            self.receipt.add(saw)
        if view.thinking:
            self.thinking.append(view.thinking)
        if view.text:
            self.body.show()
            if self.writing:
                self.body.append(view.text)
            else:
                self.body.load(view.text)
                self.complete = False
        if self.writing and not view.text:
            self._progress.show()
        if not self.writing or view.text:
            self._end_thinking()
        self._show_ending(view)

    def _show_ending(self, view: MessageView) -> None:
        """The line below, and the card of a failure."""
        words = bool(view.text)
        stats = view.stats
        figures = view.note
        if stats is not None and not figures:
            figures = wording.ending_line(view.finish_reason, stats)
        match view.state:
            case "whole":
                line = figures
            case "stopped":
                line = figures or (
                    translate("AnswerView", "Stopped")
                    if words
                    else translate("AnswerView", "Stopped before the first word")
                )
            case "interrupted":
                line = figures or translate("AnswerView", "Interrupted")
            case "failed":
                line = translate("AnswerView", "Not finished") if words else ""
                if "card" not in self._parts:
                    self._put("card", _card(self._look, view.note))
            case _:
                line = ""
        if line:
            self.footer.show_figures(line, "" if stats is None else wording.figures_help(stats))

    def _close(
        self,
        state: MessageState,
        note: str = "",
        stats: Stats | None = None,
        finish_reason: str = "",
    ) -> None:
        self.flush()
        self.writing = False
        self._hide_progress()
        self._end_thinking()
        self.body.finish()
        self.show_view(
            replace(
                self.view,
                text=self.body.source,
                thinking=self.thinking.text if "thinking" in self._parts else "",
                thinking_s=self._thought_s,
                saw=tuple(self.receipt.saw) if "receipt" in self._parts else (),
                state=state,
                note=note,
                stats=stats,
                finish_reason=finish_reason,
            )
        )

    def _end_thinking(self) -> None:
        if self._thinking_since is not None and self._thought_s is None:
            self._thought_s = monotonic() - self._thinking_since
        if "thinking" in self._parts:
            self.thinking.set_thinking(False, self._thought_s)

    def _hide_progress(self) -> None:
        if "progress" in self._parts:
            self._progress.hide()

    def _part(self, name: str, make: Callable[[], W]) -> W:
        if name not in self._parts:
            self._put(name, make())
        return cast(W, self._parts[name])

    def _put(self, name: str, part: QWidget) -> None:
        """In its place among those that exist; the footer is last."""
        self._parts[name] = part
        before = _ORDER[: _ORDER.index(name)]
        at = sum(other in self._parts for other in before)
        self._column.insertWidget(at, part)
        below = self._column.itemAt(at + 1)
        if below is not None and (widget := below.widget()) is not None:
            part.stackUnder(widget)  # it is read in this order


def _all_selected(pane: Pane) -> bool:
    cursor = pane.textCursor()
    length = cursor.selectionEnd() - cursor.selectionStart()
    return length >= pane.document().characterCount() - 1


class _Progress(QWidget):
    """A line and a bar, until the first word comes."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = label(translate("Progress", "Reading…"), "secondary", self)
        self._bar = ThinBar(look, translate("Progress", "Progress"), 3, self)
        self._bar.setFixedWidth(160)
        self._bar.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(7)
        column.addWidget(self._words)
        column.addWidget(self._bar)

    def show_stage(self, words: str, percent: int | None) -> None:
        self._words.setText(words)
        self._bar.setVisible(percent is not None)
        if percent is not None:
            self._bar.set_share(percent / 100)
        self.show()


def _card(look: Look, sentence: str) -> QFrame:
    card = QFrame()
    card.setProperty("kind", "failure")
    card.setAccessibleName(translate("Answer", "The answer failed"))
    card.setAccessibleDescription(sentence)
    words = label(sentence, "failure")
    words.setWordWrap(True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    row = QHBoxLayout(card)
    row.setContentsMargins(14, 11, 16, 11)
    row.setSpacing(10)
    row.addWidget(IconLabel(look, "warning", "danger", 20), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return card
